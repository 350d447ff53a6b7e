"""What came of programs, kept for whoever hands in the same.

The very same program has the same result. So has one that differs in layout, comments and names of
its own alone, where nothing of those is in the result, and nothing was read of the program for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cached_property
from typing import Final

from grader.grading.grading import LIMITS
from grader.model import Outcome, ProblemResult
from grader.problem import Problem
from grader.submission import Source
from grader.submission.normal import Normal, normal, words

MOST: Final = 256
"""Of each problem the results of so many programs are kept."""


class Identity:
    """What makes a program the same as another."""

    def __init__(self, problem: Problem, source: Source) -> None:
        self._problem = problem
        self._source = source

    def known_by(self) -> Iterator[Hashable]:
        """By what its result is known: all that was read, and then its normal form, if it has one.

        What is drawn by chance is watched where the text has that word, be it in a comment.
        """
        source = self._source
        yield _read(source)
        if self.normal is not None:
            yield self.normal.digest, source.file, "random" in source.text

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


def known_of(known: Mapping[Hashable, ProblemResult], identity: Identity) -> ProblemResult | None:
    """What came of the same program."""
    return next((known[key] for key in identity.known_by() if key in known), None)


def keep(
    known: dict[Hashable, ProblemResult], identity: Identity, result: ProblemResult, *, read: bool
) -> None:
    """From now on whoever hands in the same program has this result, unless it hangs on how fast
    this machine is; `read` says whether the program was read for it.
    """
    if {check.outcome for check in result.checks} & LIMITS:
        return
    normal = identity.normal
    alone = normal is None or read or tells(result, normal.names)
    for key in itertools.islice(identity.known_by(), 1 if alone else None):
        if len(known) == MOST:
            del known[next(iter(known))]
        known[key] = result


def tells(result: ProblemResult, names: frozenset[str]) -> bool:
    """Whether a result may tell of a program how it is laid out, or one of these names."""
    if result.message or result.output or result.clue:
        return True
    if result.outcome is Outcome.PASSED:
        return False
    if any(check.line or check.outcome is Outcome.ERRORED for check in result.checks):
        return True
    told = [result.diagnosis, result.mistake]
    for check in result.checks:
        told += check.message, check.private, check.kind
        told += (shown.statement for shown in check.calls)
    return not names.isdisjoint(words(" ".join(told)))


def _read(source: Source) -> Hashable:
    """All that was read."""
    values = (getattr(source, field.name) for field in fields(source))
    return tuple(tuple(sorted(v.items())) if isinstance(v, Mapping) else v for v in values)
