"""Pages for students packed as platforms take them for upload: named as the download was."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from grader.errors import UsageError
from grader.platforms.collected import Row

FILE: Final = "feedback.html"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CANVAS: Final = re.compile(r"([^/]+?_(?:LATE_)?\d+_\d+_)")
_MOODLE: Final = re.compile(r"([^/]*_\d+_assignsubmission_)(?:file|onlinetext)_?(/?)")


def _canvas(source: str) -> str | None:
    """Canvas reads whose it is, and which file it is about, from the name of what was handed in."""
    found = _CANVAS.match(source)
    return None if found is None else f"{found[1]}{FILE}"


def _moodle(source: str) -> str | None:
    """Moodle reads the number of the participant."""
    found = _MOODLE.match(source)
    return None if found is None else f"{found[1]}file_{FILE}"


NAMES: Final[Mapping[str, Callable[[str], str | None]]] = MappingProxyType(
    {"canvas": _canvas, "moodle": _moodle}
)


def packed(rows: Mapping[str, Row], pages: Mapping[str, bytes], platform: str) -> bytes:
    """An archive of these pages, which are there by student; `UsageError` if the folder was not
    collected from that platform.
    """
    named = NAMES[platform]
    files: dict[str, bytes] = {}
    for row in rows.values():
        page = pages.get(row.student)
        name = named(row.source.split("; ")[0])
        if name is None:
            raise UsageError(
                f"{row.folder} was not collected from {platform.title()}",
                "collect its download, and name that folder with --collected",
            )
        if page is not None:
            files.setdefault(name, page)
    if not files:
        raise UsageError("there is no page of anybody", "write them: grader gradebook report")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), page, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
