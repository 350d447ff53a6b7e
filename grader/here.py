"""Where somebody stands is no place to import from: submissions may lie there."""

# Nothing may be imported here but what every interpreter has in memory when it begins.
import os
import sys


def elsewhere() -> list[str]:
    """The path of this process without the current directory, unless Python is installed there."""
    try:
        here = os.path.realpath(os.getcwd())  # noqa: PTH109
    except OSError:
        here = ""  # it was removed, and has no name
    site = sys.modules.get("site")
    libraries = [os.path.dirname(os.__file__), *(site.getsitepackages() if site else ())]  # noqa: PTH120
    if here in map(os.path.realpath, libraries):
        here = ""
    return [entry for entry in sys.path if entry and os.path.realpath(entry) != here]


def forget() -> None:
    """Takes the current directory off the path of this process."""
    sys.path[:] = elsewhere()
