"""What came of programs, kept for whoever hands in the same.

The very same program has the same result. So has one that differs in layout, comments and names of
its own alone, where nothing of those is in the result. Where the program was edited for it, which
hangs on lines, and may hang on which names have the same ending, only one that is alike in these.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Final

from grader.edits.change import MOST_TEXT
from grader.grading.grading import LIMITS
from grader.judge.credit import SPARED
from grader.model import Clue, ProblemResult
from grader.problem import Problem
from grader.submission import Source
from grader.submission.normal import WORD, Normal, normal, quoted

MOST: Final = 256
"""Of each problem so much is known, up to four times by one program."""

Known = dict[Hashable, ProblemResult]
"""What came of programs of one problem, by what makes them the same; what is met often is last."""


class Identity:
    """What makes a program the same as another."""

    def __init__(self, problem: Problem, source: Source) -> None:
        self._problem = problem
        self._source = source

    def known_by(self) -> Iterator[Hashable]:
        """By what its result is known: all that was read, and, if it has a normal form, that in the
        same lines and in names that are spelt alike, in the same lines, and alone.

        What is drawn by chance is watched where the text has that word, be it in a comment.
        """
        source = self._source
        yield _read(source)
        if self.normal is not None:
            digest, layout, _, spelling = self.normal
            beside = source.file, "random" in source.text
            yield digest, beside, layout, spelling if spelling is not None else _read(source)
            yield digest, beside, layout
            yield digest, beside

    @cached_property
    def normal(self) -> Normal | None:
        """The program without its layout and the names of its own; none of a notebook, or of what
        was read together with other files.
        """
        source, problem = self._source, self._problem
        if _read(replace(source, text="", file="")) != _read(Source("")):
            return None
        paths = (*problem.asks, *problem.forbid)
        names = itertools.chain.from_iterable(path.split(".") for path in paths)
        return normal(source.text, (*names, *(one.name for one in problem.entry.parameters)))


def known_of(known: Known, identity: Identity) -> ProblemResult | None:
    """What came of the same program."""
    for key in identity.known_by():
        if (result := known.pop(key, None)) is not None:
            known[key] = result
            return result
    return None


def keep(known: Known, identity: Identity, result: ProblemResult, *, read: bool) -> None:
    """From now on whoever hands in the same program has this result, unless it hangs on how fast
    this machine is; `read` says whether the program was read for it.
    """
    if {check.outcome for check in result.checks} & LIMITS:
        return
    normal = identity.normal
    told = Told.WORDS if normal is None else told_of(result, normal.names)
    told = min(told, Told.SPELLING) if read else told
    learn(known, dict.fromkeys(itertools.islice(identity.known_by(), told), result))


def learn(known: Known, more: Mapping[Hashable, ProblemResult]) -> None:
    """From now on this is known, too; what was not met for longest is forgotten for it."""
    for key, result in more.items():
        known.pop(key, None)
        if len(known) == MOST:
            del known[next(iter(known))]
        known[key] = result


class Told(IntEnum):
    """What a result tells of how a program is written; so many of its keys then stand for it."""

    WORDS = 1
    SPELLING = 2
    LINES = 3
    NOTHING = 4


def told_of(result: ProblemResult, names: frozenset[str]) -> Told:
    """What a result may tell of a program with these names of its own."""
    said = [result.output, result.diagnosis, result.mistake]
    for check in result.checks:
        said += check.message, check.private, check.kind
        said += (text for shown in check.calls for text in (shown.code, shown.gave))
    noted = result.message not in ("", SPARED)  # by whoever loaded it, who may name anything
    shown = _shown(result.clue) if result.clue is not None else frozenset[str]()
    if noted or shown is None or not names.isdisjoint(shown | quoted("\n".join(said))):
        return Told.WORDS
    if result.clue is not None:
        return Told.SPELLING
    placed = result.output or any(check.line for check in result.checks)
    return Told.LINES if placed else Told.NOTHING


def _shown(clue: Clue) -> frozenset[str] | None:
    """The words of a clue, which may be names; None where it is cut, and any may be gone."""
    texts = clue.look, clue.place, clue.change, clue.edit
    if max(map(len, (*texts[:3], *clue.edit.split(" → ")))) >= MOST_TEXT:
        return None
    return frozenset(WORD.findall(" ".join(texts)))


def _read(source: Source) -> bytes:
    """The digest of all that was read."""
    values = (getattr(source, field.name) for field in fields(source))
    plain = [sorted(value.items()) if isinstance(value, Mapping) else value for value in values]
    return hashlib.sha256(repr(plain).encode("utf-8", "surrogatepass")).digest()
