"""Another processor, as far as one can be made up: NumPy computing by older instructions."""

from __future__ import annotations

from typing import Final

import numpy as np

_FOUND: Final = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", ())

OLDER: Final = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": " ".join(_FOUND),
}
"""What an interpreter is told. Where there is no such choice it computes as ever."""
