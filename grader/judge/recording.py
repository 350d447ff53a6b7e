"""What a copy without the hidden half is given of it: answers to public examples, and no code.

A released exercise has its public checks whole. Those that compare with the reference need its
answers, so these are recorded for one seed: the examples of the domains that such checks are tried
on, with the reference's answers, but for the longest. So are the answers to the first examples of
every public domain, and where the typical mistakes that public checks catch answer otherwise, with
what is said of them; and how closely each public check can be asked of answers in single precision,
and of those that take functions, which it takes the reference to tell.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from grader.errors import Fault, SubmissionError
from grader.judge.examples import Example, domains_from, domains_plain
from grader.model import Reply
from grader.submission.intake import read_regular
from grader.values.replies import replies_from, replies_plain
from grader.values.wire import MAX_FRAME, WireError, decode, encode

SUFFIX: Final = ".recorded"
_VERSION: Final = 7
TELLING: Final = 16
"""So many examples of a domain tell mistakes apart."""


Grain = Mapping[bytes, tuple[float, ...]]
"""By the digest of arguments, how far each part of a right answer may be off."""


@dataclass(frozen=True, slots=True)
class RecordedMistake:
    """A public mistake: what its author says of it, and its wrong replies by domain and place; if
    it `accepts`, no more is said than that it answers where it should refuse.
    """

    why: str
    wrong: Mapping[str, Mapping[int, Reply]]
    accepts: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """For the problem whose YAML has this digest, drawn with this seed."""

    digest: str
    seed: int
    domains: Mapping[str, tuple[Example, ...]]
    mistakes: tuple[RecordedMistake, ...] = ()
    closeness: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)
    """By check and domain, for its examples in order; see `grader.judge.single`."""
    right: Mapping[str, Mapping[int, Reply]] = field(default_factory=dict)
    """The answers to the first examples of public domains that `domains` lacks, by place."""
    small: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    """Small examples of the same domains as in `domains`."""
    grain: Grain = field(default_factory=dict)
    """Of all these examples, where they take functions; see `grader.judge.motion`."""

    def telling(self) -> Mapping[str, Mapping[int, Reply]]:
        """The right answers to the first examples of each domain, by place, which tell mistakes
        apart.
        """
        recorded = {
            name: {
                place: one.right
                for place, one in enumerate(some[:TELLING])
                if one.right is not None
            }
            for name, some in self.domains.items()
        }
        return {**self.right, **recorded}

    def answered(self, example: Example) -> Example:
        """The example with its recorded answer, where there is one of the same arguments."""
        recorded = (*self.domains.values(), *self.small.values())
        known = (one for some in recorded for one in some)
        return next((one for one in known if one.arguments == example.arguments), example)


def digest(arguments: bytes) -> bytes:
    """What arguments are known by where a grain is recorded."""
    return hashlib.blake2b(arguments, digest_size=16).digest()


def written(recording: Recording) -> bytes:
    """The recording as a file's content; equal recordings give equal bytes."""
    mistakes = [
        (one.why, one.accepts, {name: _placed_plain(some) for name, some in one.wrong.items()})
        for one in recording.mistakes
    ]
    head = _VERSION, recording.digest, recording.seed
    closeness = {name: dict(some) for name, some in recording.closeness.items()}
    right = {name: _placed_plain(some) for name, some in recording.right.items()}
    domains, small = map(domains_plain, (recording.domains, recording.small))
    data = (*head, domains, mistakes, closeness, right, small, dict(recording.grain))
    return zlib.compress(encode(data), 9)


def _placed_plain(replies: Mapping[int, Reply]) -> tuple[list[int], list[Any]]:
    return list(replies), replies_plain(list(replies.values()))


def _placed(plain: tuple[list[int], list[Any]]) -> dict[int, Reply]:
    places, replies = plain
    return dict(zip(places, replies_from(replies), strict=True))


def beside(problem: Path) -> Recording | None:
    """The recording beside a problem's YAML, if there is one; a `Fault` if it cannot be read."""
    found = content(problem)
    return None if found is None else parsed(*found)


def content(problem: Path) -> tuple[bytes, str] | None:
    """What stands in the recording beside a problem's YAML, and in which file."""
    file = problem.with_suffix(SUFFIX)
    if not file.is_symlink() and not file.exists():
        return None
    try:
        return read_regular(file, MAX_FRAME, str(file)), str(file)
    except SubmissionError as error:
        raise Fault(error.message) from None


def parsed(content: bytes, file: str) -> Recording:
    """The recording that a file holds; a `Fault` if it holds none."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(content, MAX_FRAME)
        version, digest, seed, domains, mistakes, closeness, right, small, grain = decode(data)
        if version == _VERSION and not stream.unconsumed_tail:
            return Recording(
                digest,
                seed,
                domains_from(domains),
                tuple(
                    RecordedMistake(
                        why, {name: _placed(some) for name, some in told.items()}, accepts
                    )
                    for why, accepts, told in mistakes
                ),
                {name: dict(some) for name, some in closeness.items()},
                {name: _placed(some) for name, some in right.items()},
                domains_from(small),
                dict(grain),
            )
    except (zlib.error, WireError, TypeError, ValueError, AttributeError):
        pass
    raise Fault(f"{file}: no recording that this version can read", "get the release again")
