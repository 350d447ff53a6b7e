"""When a clone's commit was made, read from its files: no program is run in a stranger's clone.

The time is what the committer's clock said, which whoever commits may set.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from grader.platforms.listing import Unreadable

Read = Callable[[str], bytes]
"""What a file below `.git` holds; raises `Unreadable`."""

_MOST: Final = 1 << 20
_COMMIT, _OFFSET_DELTA, _REFERENCE_DELTA = 1, 6, 7
_HASH: Final = re.compile(r"[0-9a-f]{40}")


def committed(names: Mapping[str, object], read: Read) -> tuple[str, datetime]:
    """The commit that is checked out, and when it was made.

    `names` are those of the files below `.git`. Raises `Unreadable`.
    """
    name = _head(names, read)
    found = re.search(rb"(?m)^committer .* (\d{1,12}) [+-]\d{4}$", _commit(name, names, read))
    if found is None:
        raise Unreadable("its commit has no time")
    return name, datetime.fromtimestamp(int(found[1]), UTC)


def _head(names: Mapping[str, object], read: Read) -> str:
    text = read("HEAD").decode("utf-8", "replace").strip()
    if text.startswith("ref: "):
        reference = text.removeprefix("ref: ").strip()
        if reference in names:
            text = read(reference).decode("utf-8", "replace").strip()
        elif "packed-refs" in names:
            packed = read("packed-refs").decode("utf-8", "replace")
            known = re.search(rf"(?m)^([0-9a-f]{{40}}) {re.escape(reference)}$", packed)
            text = known[1] if known else ""
        else:
            text = ""
    if not _HASH.fullmatch(text):
        raise Unreadable("it has no commit")
    return text


def _commit(name: str, names: Mapping[str, object], read: Read) -> bytes:
    loose = f"objects/{name[:2]}/{name[2:]}"
    if loose in names:
        kind, _, content = _inflated(read(loose)).partition(b"\0")
        if kind.startswith(b"commit "):
            return content
        raise Unreadable("what is checked out is no commit")
    for index in sorted(names):
        if index.startswith("objects/pack/") and index.endswith(".idx"):
            at = _place(read(index), bytes.fromhex(name))
            if at is not None:
                pack = read(f"{index.removesuffix('.idx')}.pack")
                return _packed(pack, at, read(index))
    raise Unreadable("its commit is not in the clone")


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, _MOST)
    except zlib.error:
        raise Unreadable("its commit is damaged") from None


def _place(index: bytes, name: bytes) -> int | None:
    """Where in a pack the object of that name begins, as its index (version 2) says."""
    if index[:8] != b"\xfftOc\0\0\0\x02":
        return None
    count = int.from_bytes(index[8 + 4 * 255 : 8 + 4 * 256])
    names = 8 + 4 * 256
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (middle + 1, high)
            if index[names + 20 * middle : names + 20 * middle + 20] < name
            else (low, middle)
        )
    if index[names + 20 * low : names + 20 * low + 20] != name or low >= count:
        return None
    offsets = names + 24 * count
    at = int.from_bytes(index[offsets + 4 * low : offsets + 4 * low + 4])
    if at >> 31:
        far = offsets + 4 * count + 8 * (at & 0x7FFFFFFF)
        at = int.from_bytes(index[far : far + 8])
    return at


def _packed(pack: bytes, at: int, index: bytes, depth: int = 0) -> bytes:
    """The commit that begins there, put together from what it differs from."""
    if depth > 50 or not 0 <= at < len(pack):
        raise Unreadable("its pack is damaged")
    try:
        start = at
        byte = pack[at]
        kind = byte >> 4 & 7
        while byte & 0x80:
            at += 1
            byte = pack[at]
        at += 1
        if kind == _COMMIT:
            return _inflated(pack[at : at + _MOST])
        if kind == _OFFSET_DELTA:
            back = pack[at] & 0x7F
            while pack[at] & 0x80:
                at += 1
                back = ((back + 1) << 7) | (pack[at] & 0x7F)
            base = _packed(pack, start - back, index, depth + 1)
            return _applied(base, _inflated(pack[at + 1 : at + 1 + _MOST]))
        if kind == _REFERENCE_DELTA:
            place = _place(index, pack[at : at + 20])
            base = _packed(pack, -1 if place is None else place, index, depth + 1)
            return _applied(base, _inflated(pack[at + 20 : at + 20 + _MOST]))
    except IndexError:
        raise Unreadable("its pack is damaged") from None
    raise Unreadable("what is checked out is no commit")


def _applied(base: bytes, delta: bytes) -> bytes:
    at, result = 0, b""
    for _ in range(2):  # the sizes of both
        while delta[at] & 0x80:
            at += 1
        at += 1
    while at < len(delta) and len(result) < _MOST:
        operation = delta[at]
        at += 1
        if not operation & 0x80:
            result += delta[at : at + operation]
            at += operation
            continue
        offset = size = 0
        for i in range(4):
            if operation >> i & 1:
                offset |= delta[at] << 8 * i
                at += 1
        for i in range(3):
            if operation >> (4 + i) & 1:
                size |= delta[at] << 8 * i
                at += 1
        result += base[offset : offset + (size or 0x10000)]
    return result
