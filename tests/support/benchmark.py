"""The programs of `benchmarks/` as modules, for tests of what they measure."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from places import ROOT


def benchmark(name: str) -> ModuleType:
    """`benchmarks/<name>.py`."""
    module_name = f"benchmark_{name}"
    path = ROOT / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module
