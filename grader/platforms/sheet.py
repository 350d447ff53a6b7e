"""Tables that platforms export: CSV of many dialects and encodings, kept as they came."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError
from grader.escaping import printable

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 20 << 20
_DELIMITERS: Final = ",;\t"
_ENCODINGS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                     (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a row of headers, all of whose rows are as long; and how it was written."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    ending: str = "\n"

    def place(self, *names: str) -> int | None:
        """The column that has one of these names; the first name that is there."""
        folded = [title.strip().casefold() for title in self.header]
        for name in names:
            if name.casefold() in folded:
                return folded.index(name.casefold())
        return None

    def column(self, *names: str) -> list[str]:
        """What is in the column that has one of these names; empty texts where none has."""
        place = self.place(*names)
        return ["" if place is None else row[place].strip() for row in self.rows]

    def with_rows(self, rows: Sequence[Sequence[str]]) -> Sheet:
        """The same sheet with other rows."""
        return replace(self, rows=tuple(map(tuple, rows)))

    def with_column(self, place: int, values: Sequence[str]) -> Sheet:
        """The same sheet with other values in a column."""
        return self.with_rows(
            [
                [*row[:place], value, *row[place + 1 :]]
                for row, value in zip(self.rows, values, strict=True)
            ]
        )

    def encoded(self) -> bytes:
        """The sheet as it came, all of it quoted. What is put into it is to be harmless."""
        out = io.StringIO()
        writer = csv.writer(
            out, delimiter=self.delimiter, quoting=csv.QUOTE_ALL, lineterminator=self.ending
        )
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return out.getvalue().encode(self.encoding)


def read(path: Path) -> Sheet:
    """The sheet in that file; `UsageError` says in one line what is wrong with it."""
    name = printable(path.name)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {printable(str(path))}: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES >> 20} MB")
    return parsed(content, name)


def parsed(content: bytes, name: str) -> Sheet:
    """The sheet in these bytes."""
    encoding = next((e for mark, e in _ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text", "save it as CSV UTF-8") from None
    if "\0" in text:
        raise UsageError(f"{name} is no CSV file", "export the table as CSV")
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    delimiter = max(_DELIMITERS, key=outside.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"{name} is no CSV file: {error}", "export the table as CSV") from None
    rows = [row for row in rows if any(text.strip() for text in row)]
    if not rows:
        raise UsageError(f"{name} is empty")
    header, *rest = rows
    twice = [title for title, count in Counter(header).items() if count > 1 and title.strip()]
    if twice:
        raise UsageError(f"{name}: two columns are called {printable(twice[0])}")
    for number, row in enumerate(rest, 2):
        if len(row) > len(header) and any(text.strip() for text in row[len(header) :]):
            raise UsageError(f"{name}: row {number} has more columns than the header")
    width = len(header)
    table = tuple((*row[:width], *[""] * (width - len(row))) for row in rest)
    ending = "\r\n" if "\r\n" in text else "\n"
    return Sheet(name, tuple(header), table, delimiter, encoding, ending)
