"""A fresh interpreter for untrusted code: how it is started, and all it finds around it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

_BOOTSTRAP: Final = """
import sys
sys.path[:0] = [sys.argv[1]]
sys.path.append(sys.argv[2])
from grader.sandbox import {module}
sys.path.remove(sys.argv[1])
{module}.run()
"""

ENVIRONMENT: Final = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}


def command(module: str, *arguments: str) -> list[str]:
    """How a fresh interpreter runs `module.run()` of this very package, and finds this NumPy.

    Not with -I, which would leave the hash seed out of the environment; that is bare anyway.
    """
    package = Path(__file__).resolve().parent.parent.parent
    found = importlib.util.find_spec("numpy")
    numpy = Path(found.origin).parent.parent if found and found.origin else package
    code = _BOOTSTRAP.format(module=module)
    return [sys.executable, "-s", "-P", "-c", code, str(package), str(numpy), *arguments]
