"""Every interpreter that the grader starts, and all that it finds around it.

It stands in the root directory. It imports Python's own library, what is installed beside it, this
very package and this NumPy: nothing from where somebody stands, from a user's site, or from where
a variable of the environment points.
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from importlib.machinery import PathFinder
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import IO, Final

from grader import here

__all__ = [
    "BARE",
    "DEVNULL",
    "PIPE",
    "Running",
    "TimeoutExpired",
    "first_to_go",
    "forget_kernels",
    "inherited",
    "pipes",
    "shelf",
    "start",
]

Running = Popen[bytes]
Stream = int | IO[bytes] | None

_WINDOWS: Final = ("SYSTEMROOT", "PATH") if sys.platform == "win32" else ()
_KERNELS: Final = (
    *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES"),
    *("NPY_ENABLE_CPU_FEATURES", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "BLIS_ARCH_TYPE"),
)
"""What chooses by which instructions numbers are computed: everywhere alike, since their last
digits hang on it."""

BARE: Final = {
    **{name: os.environ[name] for name in (*_WINDOWS, *_KERNELS) if name in os.environ},
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}
"""What an interpreter is told that runs untrusted code: nothing of ours, but how to compute."""

_KEPT: Final = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR"),
    *("GRADER_CACHE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
    *("SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"),
    *_KERNELS,
)
_PLACES: Final = ("GRADER_CACHE", "TMPDIR")
"""Paths that may be relative to where the user stands."""

_BOOTSTRAP: Final = """
import gc, signal, sys
from importlib import import_module, util
gc.disable()
_, package, numpy, module = sys.argv[:4]
del sys.argv[1:4]
PYTHONS = {getattr(signal, name, 0) for name in ("SIGPIPE", "SIGXFSZ")}
for number in signal.valid_signals():
    if signal.getsignal(number) is signal.SIG_IGN and number not in PYTHONS:
        signal.signal(number, signal.SIG_DFL)
found = util.spec_from_file_location("grader", package)
sys.modules["grader"] = util.module_from_spec(found)
found.loader.exec_module(sys.modules["grader"])
if numpy not in sys.path:
    sys.path.append(numpy)
module = import_module(module)
gc.enable()
module.run()
"""
"""Signals that we were told to ignore, as a shell does behind an `&`, mean there what they mean
elsewhere; two are ignored by Python itself. What is imported stays, so until all of it is there
nothing is looked through for garbage.
"""


def start(
    module: str,
    *arguments: str,
    environment: dict[str, str],
    stdin: Stream = PIPE,
    stdout: Stream = PIPE,
    stderr: Stream = None,
    pass_fds: tuple[int, ...] = (),
) -> Running:
    """A fresh interpreter that runs `module.run()` of this package in a session of its own."""
    # Not with -I, which would leave the hash seed out of the environment; that is bare anyway.
    python = [sys.executable, "-s", "-P", "-X", "utf8", "-c", _BOOTSTRAP]
    package = str(Path(__file__).resolve().with_name("__init__.py"))
    return Popen(  # noqa: S603 - our own interpreter
        [*python, package, _numpy(), module, *arguments],
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        pass_fds=pass_fds,
        cwd=os.path.abspath(os.sep),  # noqa: PTH100
        start_new_session=True,  # where there are sessions
    )


def shelf() -> list[Path]:
    """Where an interpreter that was started here finds what it imports."""
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    return [
        *map(Path, map(sysconfig.get_path, kinds)),
        Path(__file__).resolve().parent,
        Path(_numpy()),
    ]


def inherited() -> dict[str, str]:
    """What an interpreter of the judge's is told: all that it needs of our own environment."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {name: str(Path(kept[name]).absolute()) for name in _PLACES if kept.get(name)}


def pipes() -> tuple[int, int]:
    """This process's own standard input and output, out of reach of whatever reads and prints."""
    taken, given = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for fd in (taken, given):
            msvcrt.setmode(fd, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    return taken, given


def forget_kernels() -> None:
    """Takes out of the environment what NumPy has read by now: whoever is forked from here needs to
    know nothing of it.
    """
    for name in _KERNELS:
        os.environ.pop(name, None)


def first_to_go(score: int) -> None:
    """Has the kernel end this process, and what it starts, before others where memory runs out:
    the more so the higher the score, up to 1000.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(score), encoding="ascii")


def _numpy() -> str:
    """The directory that this NumPy is installed in."""
    found = PathFinder.find_spec("numpy", here.elsewhere())
    origin = Path(found.origin) if found is not None and found.origin else Path(__file__)
    return str(origin.resolve().parent.parent)
