"""What a copy without the hidden half is given of it: answers to public examples, and no code.

A released exercise has its public checks whole. Those that compare with the reference need its
answers, so these are recorded for one seed: the examples of the domains that such checks are tried
on, with the reference's answers, and what the mistakes that their author made public answer there.
So is how closely each public check can be asked of answers in single precision, which it takes the
reference to tell.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.errors import Fault, SubmissionError
from grader.judge.examples import Example, domains_from, domains_plain
from grader.model import Reply
from grader.submission.intake import read_regular
from grader.values.replies import replies_from, replies_plain
from grader.values.wire import MAX_FRAME, WireError, decode, encode

SUFFIX: Final = ".recorded"
_VERSION: Final = 3


@dataclass(frozen=True, slots=True)
class RecordedMistake:
    """A public mistake: what its author says of it, and its replies by domain."""

    why: str
    replies: Mapping[str, Sequence[Reply]]
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

    def answered(self, example: Example) -> Example:
        """The example with its recorded answer, where there is one of the same arguments."""
        known = (one for some in self.domains.values() for one in some)
        return next((one for one in known if one.arguments == example.arguments), example)


def written(recording: Recording) -> bytes:
    """The recording as a file's content; equal recordings give equal bytes."""
    mistakes = [
        (one.why, {name: replies_plain(some) for name, some in one.replies.items()})
        for one in recording.mistakes
    ]
    head = _VERSION, recording.digest, recording.seed
    closeness = {name: dict(some) for name, some in recording.closeness.items()}
    data = (*head, domains_plain(recording.domains), mistakes, closeness)
    return zlib.compress(encode(data), 9)


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
        version, digest, seed, domains, mistakes, closeness = decode(data)
        if version == _VERSION and not stream.unconsumed_tail:
            return Recording(
                digest,
                seed,
                domains_from(domains),
                tuple(
                    RecordedMistake(why, {name: replies_from(some) for name, some in told.items()})
                    for why, told in mistakes
                ),
                {name: dict(some) for name, some in closeness.items()},
            )
    except (zlib.error, WireError, TypeError, ValueError, AttributeError):
        pass
    raise Fault(f"{file}: no recording that this version can read", "get the release again")
