"""The grader itself as a wheel, to be handed out beside exercises: nothing has to be on an index.

It holds the package as it is installed here, its public bank aside; equal files give equal bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from grader.errors import UsageError
from grader.version import __version__

NAME: Final = "lawgrader"
FILE: Final = f"{NAME}-{__version__}-py3-none-any.whl"
_INFO: Final = f"{NAME}-{__version__}.dist-info"
_WHEEL: Final = "Wheel-Version: 1.0\nGenerator: grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_KEPT: Final = frozenset({"", ".py", ".typed", ".yml", ".json", ".html", ".css", ".js", ".sh"})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def wheel() -> bytes:
    """The wheel."""
    files = dict(sorted(_files()))
    record = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{_INFO}/RECORD"] = "\n".join([*record, f"{_INFO}/RECORD,,", ""]).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    root = Path(__file__).parents[1]
    for path in filter(Path.is_file, root.rglob("*")):
        inside = path.relative_to(root)
        apart = "__pycache__" in inside.parts or inside.parts[0] == "public"
        if path.suffix in _KEPT and not apart:
            yield f"grader/{inside.as_posix()}", path.read_bytes()
    try:
        known = metadata.distribution(NAME)
        texts = {name: known.read_text(name) for name in ("METADATA", "entry_points.txt")}
        # Beside a checkout that is installed in place lies what setuptools wrote, by another name.
        texts["METADATA"] = texts["METADATA"] or known.read_text("PKG-INFO")
    except metadata.PackageNotFoundError:
        texts = {"METADATA": None}
    if texts["METADATA"] is None:
        raise UsageError(
            "the grader is not installed here, so it cannot be handed out",
            "say with --requirement what students' pip installs it from",
        )
    texts["WHEEL"] = _WHEEL
    yield from ((f"{_INFO}/{name}", text.encode()) for name, text in texts.items() if text)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
