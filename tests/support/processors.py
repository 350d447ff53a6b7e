"""Another processor, as far as one can be made up: NumPy computing by older instructions."""

from __future__ import annotations

from typing import Final

from numpy._core import _multiarray_umath

_FEATURES: Final = _multiarray_umath.__cpu_features__

OLDER: Final = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": " ".join(
        name for name in _multiarray_umath.__cpu_dispatch__ if _FEATURES.get(name)
    ),
}
"""What an interpreter is told. Where there is no such choice it computes as ever."""
