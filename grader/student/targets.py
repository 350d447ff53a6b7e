"""What `grader check` was asked for: problems, areas, files and folders by their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError, did_you_mean
from grader.student.workspace import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.exercise.bank import Bank


@dataclass(frozen=True, slots=True)
class Target:
    """A problem, and the file to check; without one the student's own is meant."""

    problem: str
    file: Path | None = None


def is_one(words: Sequence[str], bank: Bank) -> bool:
    """Whether no more than one problem can be meant."""
    return len(words) <= 1 and not any(
        Path(word).is_dir() or word in {area.name for area in bank.topics()} for word in words
    )


def targets(words: Sequence[str], bank: Bank) -> list[Target]:
    """What these words mean, each problem once."""
    found = [target for word in words for target in _meant(word, bank)]
    return list({(target.problem, target.file): target for target in found}.values())


def _meant(word: str, bank: Bank) -> Iterator[Target]:
    path = Path(word)
    if word.endswith(SUFFIXES):
        if path.suffix == ".ipynb" and path.stem not in bank.names():
            yield from (Target(name, path) for name in bank.names())
        else:
            yield Target(path.stem, path)
        return
    areas = {area.name: area for area in bank.topics()}
    if word.rstrip("/") in areas:
        for topic in areas[word.rstrip("/")].topics:
            yield from map(Target, topic.problems)
    elif path.is_dir():
        yield from _inside(path, bank)
    elif path.name in bank.names():
        yield Target(path.name)
    else:
        near = did_you_mean(path.name, [*bank.names(), *areas])
        raise UsageError(
            f"there is no problem, area, file or folder {word!r}",
            near or "grader list shows all problems",
        )


def _inside(folder: Path, bank: Bank) -> Iterator[Target]:
    """The files of a folder, and of those in it, that are named as a problem is."""
    known = set(bank.names())
    files = sorted(path for end in SUFFIXES for path in folder.rglob(f"*{end}"))
    hidden = (any(part.startswith(".") for part in p.relative_to(folder).parts) for p in files)
    found = [p for p, out in zip(files, hidden, strict=True) if not out and p.stem in known]
    if not found:
        raise UsageError(f"no file in {folder} is named as a problem is")
    yield from (Target(path.stem, path) for path in found)
