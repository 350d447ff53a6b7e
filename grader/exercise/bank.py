"""Where exercises live: the bank of this repository, an instructor's own, the installed one.

A bank is a directory with `problems/<area>/<problem>.yaml`, the public half, and perhaps
`solutions/<area>/<problem>.py`, the hidden one. Several may be laid over each other. Loading one
problem reads that file alone, and a file that was read before is taken from the cache by its
content.
"""

from __future__ import annotations

import contextlib
import functools
import json
from dataclasses import asdict, dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.cache import Cache, engine, key
from grader.errors import SpecError, UsageError, did_you_mean
from grader.exercise import text, trust
from grader.problem import Area, Problem, Topic, from_plain, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from grader.exercise.solution import Solution

AREAS: Final = (
    "linear_algebra",
    "calculus",
    "probability",
    "optimization",
    "discrete_math",
)
"""The order in which areas are met; others follow by name."""

_HOME: Final = Path(__file__).resolve().parents[2]
"""Where the package lies: its checkout, or a directory of libraries."""

TOPICS: Final = "topic.yaml"


@dataclass(frozen=True, slots=True)
class Root:
    """One bank's two directories; the hidden one may be missing."""

    problems: Path
    solutions: Path | None = None

    def absolute(self) -> Root:
        """The same, for processes that stand elsewhere."""
        solutions = self.solutions.absolute() if self.solutions else None
        return Root(self.problems.absolute(), solutions)


def find_bank(
    banks: Iterable[Path] = (), start: Path | None = None, *, outermost: bool = False
) -> Bank:
    """The bank in those directories, each laid over the one before it.

    Without any it is the nearest one from `start` (the current directory) upwards, or else the
    `outermost`, which does not lie in what somebody handed in; else the one that was installed.
    What was named is trusted, and so is what came with this package; what was found has to have
    been trusted before (`grader.exercise.trust`).
    """
    given = [Path(bank) for bank in banks]
    for path in given:
        if not any((path / half).is_dir() for half in ("problems", "solutions")):
            raise UsageError(f"{path} is not a bank: it holds no problems directory")
    if given:
        return Bank([Root(path / "problems", path / "solutions") for path in given])
    if found := _above(start or Path.cwd(), outermost=outermost):
        root = Root(found / "problems", found / "solutions")
        return Bank([root], doubt="" if _own(root) else trust.standing(found))
    if came := installed():
        return Bank([came])
    raise UsageError("no problems directory here or above", "name one with --bank")


def installed() -> Root | None:
    """What came with the package: the public half, or in a checkout of it, installed to be edited,
    the halves beside it.
    """
    public = Path(__file__).parent.with_name("public")
    if public.is_dir():
        return Root(public)
    if (_HOME / "pyproject.toml").is_file() and (_HOME / "problems").is_dir():
        return Root(_HOME / "problems", _HOME / "solutions")
    return None


def _own(root: Root) -> bool:
    """Whether these are the halves that lie beside this very package, in its checkout."""
    halves = (half for half in (root.problems, root.solutions) if half and half.exists())
    return all(half.resolve() == _HOME / half.name for half in halves)


def _above(start: Path, *, outermost: bool) -> Path | None:
    here = Path.cwd()
    folders = (start.absolute(), *start.absolute().parents)
    for folder in reversed(folders) if outermost else folders:
        if next((folder / "problems").glob("*/*.yaml"), None) is not None:
            return Path() if folder == here else folder
    return None


class Heading(NamedTuple):
    """What a problem is called, and how hard it is, from 1 to 5."""

    title: str
    difficulty: int


class Bank:
    """Exercises by name. Of two with one name, the one of the later root is meant.

    `doubt` says why nobody vouches for it, as a clause: then nothing of it may run in the judge.
    """

    def __init__(
        self, roots: Sequence[Root], cache: Cache | None = None, *, doubt: str = ""
    ) -> None:
        self.roots = tuple(roots)
        self.doubt = doubt
        self._cache = cache or Cache()
        self._problems: dict[str, Problem] = {}
        self._solutions: dict[str, Solution | None] = {}

    def vouch(self) -> None:
        """Raises `UsageError` unless its code may run in the judge."""
        if self.doubt:
            path = self.roots[0].problems.parent
            raise UsageError(
                f"the bank in {self.roots[0].problems} {self.doubt}, and its code would run here",
                f"if you trust it, name it with --bank {path}, or say so once: grader trust {path}",
            )

    def names(self) -> tuple[str, ...]:
        """Every problem, in the order of areas and topics; in no topic means after the others."""
        return self._order[1]

    def topics(self) -> tuple[Area, ...]:
        """The areas that have problems, with their topics; problems without a topic come last."""
        return self._order[0]

    def topics_of(self, problems: Iterable[str]) -> tuple[Area, ...]:
        """The areas and topics, cut down to these problems."""
        wanted = set(problems)
        areas = []
        for area in self.topics():
            cut = (Topic(t.title, tuple(n for n in t.problems if n in wanted)) for t in area.topics)
            if topics := tuple(topic for topic in cut if topic.problems):
                areas.append(Area(area.name, area.title, topics))
        return tuple(areas)

    def path(self, name: str) -> Path:
        """The file of a problem's public half."""
        return self._find(name)[1]

    def problem(self, name: str) -> Problem:
        """The public half; `UsageError` if there is none of that name, `SpecError` if it is bad."""
        if name not in self._problems:
            path = self.path(name)
            content = text.content(path)
            self._problems[name] = self._parsed(path, content)
        return self._problems[name]

    def solution_path(self, name: str) -> Path | None:
        """The file of a problem's hidden half: of its own root, or of one laid over it."""
        root, path = self._find(name)
        inside = Path(path.parent.name, f"{name}.py")
        for candidate in reversed(self.roots[self.roots.index(root) :]):
            if candidate.solutions and (found := candidate.solutions / inside).is_file():
                return found
        return None

    def solution(self, name: str) -> Solution | None:
        """The hidden half, or None where it is missing; `SpecError` if it is bad.

        Reading it runs it, so somebody must vouch for the bank.
        """
        self.vouch()
        if name not in self._solutions:
            from grader.exercise.hidden import load_solution

            path = self.solution_path(name)
            self._solutions[name] = load_solution(path, self.problem(name)) if path else None
        return self._solutions[name]

    def prerequisites(self) -> dict[str, tuple[str, ...]]:
        """For each problem those to do before it, so far as the bank has them.

        Reads every problem; a cycle is a `SpecError`.
        """
        after = self._all_after()
        known = {name: tuple(a for a in needs if a in after) for name, needs in after.items()}
        try:
            TopologicalSorter(known).prepare()
        except CycleError as error:
            cycle = list(reversed(error.args[1]))
            place = self._after(cycle[0])
            raise SpecError([f"{place}: cycle {' -> '.join(cycle)}"]) from None
        return known

    def _all_after(self) -> dict[str, tuple[str, ...]]:
        """What each problem comes after."""
        after = self._of_all("after", lambda problem: problem.after)
        return {name: tuple(names) for name, names in after.items()}

    def headings(self) -> dict[str, Heading]:
        """What each problem is called, and how hard it is."""
        told = self._of_all("heading", lambda problem: (problem.title, problem.difficulty))
        return {name: Heading(*heading) for name, heading in told.items()}

    def _of_all(self, what: str, of: Callable[[Problem], Any]) -> Mapping[str, Any]:
        """Something of each problem; kept for the bank as it is, so that nothing is parsed."""
        names = self.names()
        contents = [text.content(self.path(name)) for name in names]
        stamp = key(what, engine(), *names, *contents)
        if (data := self._stored(stamp)) is not None:
            return data
        told = {name: of(self.problem(name)) for name in names}
        self._cache.put(stamp, json.dumps(told).encode())
        return told

    def dangling(self) -> tuple[str, ...]:
        """What names a problem that the bank does not have (yet), one line each."""
        known = self._index
        warnings = [
            f"{self._after(name)}: {self._missing(other)}"
            for name in self.names()
            for other in self.problem(name).after
            if other not in known
        ]
        for path, area in self._areas:
            listed = [name for topic in area.topics for name in topic.problems]
            warnings += [f"{path}: {self._missing(name)}" for name in listed if name not in known]
        listed_anywhere = {
            name for _, area in self._areas for topic in area.topics for name in topic.problems
        }
        unlisted = [name for name in self.names() if name not in listed_anywhere]
        return (*warnings, *(f"{self.path(name)}: no topic lists it" for name in unlisted))

    def _missing(self, name: str) -> str:
        reason = f"there is no problem {name!r} in the bank"
        return "; ".join(filter(None, (reason, did_you_mean(name, self._index))))

    def _after(self, name: str) -> str:
        """Where a problem says what it comes after."""
        path = self.path(name)
        rows = text.decoded(text.content(path), str(path)).split("\n")
        line = next((i for i, row in enumerate(rows, 1) if row.startswith("after")), 1)
        return f"{path}:{line}: after"

    def _find(self, name: str) -> tuple[Root, Path]:
        if name not in self._index:
            hint = did_you_mean(name, self._index)
            raise UsageError(f"there is no problem {name!r}", hint or "grader list shows them all")
        return self._index[name]

    @functools.cached_property
    def _index(self) -> dict[str, tuple[Root, Path]]:
        """Where each problem is, found by file names alone."""
        index: dict[str, tuple[Root, Path]] = {}
        twice: list[str] = []
        for root in self.roots:
            own: dict[str, Path] = {}
            for path in sorted(root.problems.glob("*/*.yaml")):
                name = path.stem
                if path.name == TOPICS or name.startswith(".") or path.parent.name[0] in "._":
                    continue
                if name in own:
                    twice.append(f"{path}:1: {own[name]} bears the same name")
                own[name] = path
            index.update((name, (root, path)) for name, path in own.items())
        if twice:
            raise SpecError(twice)
        return index

    @functools.cached_property
    def _areas(self) -> tuple[tuple[Path, Area], ...]:
        """The areas as their files have them, in order, root by root."""
        found = []
        for root in self.roots:
            for path in sorted(root.problems.glob(f"*/{TOPICS}"), key=_area_order):
                content = text.content(path)
                found.append((path, self._parsed_area(path, content)))
        return tuple(found)

    @functools.cached_property
    def _order(self) -> tuple[tuple[Area, ...], tuple[str, ...]]:
        homes = {name: path.parent.name for name, (_, path) in self._index.items()}
        areas = []
        for home in sorted(set(homes.values()), key=_rank):
            own = sorted(name for name, area in homes.items() if area == home)
            title = home.replace("_", " ").capitalize()
            topics: dict[str, dict[str, None]] = {}
            for _, area in self._areas:
                if area.name != home:
                    continue
                title = area.title
                for topic in area.topics:
                    listed = topics.setdefault(topic.title, {})
                    listed.update(dict.fromkeys(name for name in topic.problems if name in own))
            placed = {name for listed in topics.values() for name in listed}
            rest = [name for name in own if name not in placed]
            if rest:
                topics.setdefault("More" if topics else title, {}).update(dict.fromkeys(rest))
            kept = (Topic(topic, tuple(listed)) for topic, listed in topics.items() if listed)
            areas.append(Area(home, title, tuple(kept)))
        names = (name for area in areas for topic in area.topics for name in topic.problems)
        return tuple(areas), tuple(dict.fromkeys(names))

    def _parsed(self, path: Path, content: bytes) -> Problem:
        from grader.values import wire  # NumPy comes with it, and not all that is asked needs it

        name = key("problem", engine(), path.parent.name, path.stem, content)
        kept = self._cache.get(name)
        with contextlib.suppress(wire.WireError):
            if kept is not None and isinstance(data := wire.decode(kept), dict):
                return from_plain(data)
        from grader.exercise.spec import parse_problem

        problem = parse_problem(content, path)
        self._cache.put(name, wire.encode(plain(problem)))
        return problem

    def _parsed_area(self, path: Path, content: bytes) -> Area:
        name = key("area", engine(), path.parent.name, content)
        if (data := self._stored(name)) is not None:
            topics = (Topic(one["title"], tuple(one["problems"])) for one in data["topics"])
            return Area(data["name"], data["title"], tuple(topics))
        from grader.exercise.spec import parse_area

        area = parse_area(content, path)
        self._cache.put(name, json.dumps(asdict(area)).encode())
        return area

    def _stored(self, name: str) -> Mapping[str, Any] | None:
        """What is kept as JSON."""
        content = self._cache.get(name)
        with contextlib.suppress(ValueError):
            if content is not None and isinstance(data := json.loads(content), dict):
                return data
        return None


def _rank(area: str) -> tuple[int, str]:
    return (AREAS.index(area) if area in AREAS else len(AREAS), area)


def _area_order(path: Path) -> tuple[int, str]:
    return _rank(path.parent.name)
