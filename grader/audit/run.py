"""Proves that exercises are sound: right answers pass, wrong ones fail, and students are told why.

`audit_exercise` proves one; `audit_all` proves a bank, several exercises at a time, and does not
repeat what was proved of the same things before.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from grader import parallel
from grader.audit import coverage, hints, maths, narrow, precision, worked
from grader.audit.findings import WARNING, Audit, Item, from_plain, plain
from grader.audit.halves import Halves
from grader.audit.idle import Idle
from grader.audit.mistakes import Mistakes
from grader.audit.mutants import Mutant, essence
from grader.audit.mutation_test import MutationTest
from grader.audit.outward import OUTWARD, Outward
from grader.audit.proofs import Proofs
from grader.audit.seeds import MISTAKES, PARTS, RIGHT
from grader.cache import Cache, key
from grader.errors import GraderError, did_you_mean
from grader.exercise import concepts
from grader.exercise.bank import Bank
from grader.grading.grading import quiet
from grader.judge.setting import Exercise, Setting
from grader.parallel import Failure
from grader.sandbox import Sandbox
from grader.values import wire

if TYPE_CHECKING:
    from grader.exercise.bank import Root

VERSION: Final = "1"
SEEDS: Final = 3

Listener = Callable[[Audit], None]


@quiet()
def audit_parts(
    exercise: Exercise,
    seeds: Sequence[int],
    parts: Sequence[str],
    *,
    sandbox: Sandbox,
    halves: Halves,
) -> Audit:
    """These parts of an audit, and nothing else: what hangs on luck under these seeds, and what
    becomes of right answers that are made wrong.
    """
    began = time.perf_counter()
    solution = exercise.solution
    assert solution is not None
    lucky = [part for part in parts if part in PARTS]
    found = (PARTS[part](exercise, seeds, sandbox=sandbox, halves=halves) for part in lucky)
    audit = Audit(name=exercise.problem.name, items=tuple(itertools.chain.from_iterable(found)))
    if OUTWARD in parts:
        setting = Setting(exercise, seeds[0])
        with sandbox.worker(solution.reference, setting.limits) as worker:
            audit = _outward(Proofs([setting], sandbox, halves, worker)).plus(audit.items)
    return replace(
        audit,
        mistakes=len(solution.mistakes) if MISTAKES in parts else 0,
        solutions=len(solution.solutions) if RIGHT in parts else 0,
        took_s=round(time.perf_counter() - began, 3),
    )


def _outward(proofs: Proofs) -> Audit:
    """What becomes of right answers that are made wrong in the ways of people."""
    outward = Outward(proofs)
    outward.run()
    items = [*outward.items(), *narrow.integers(proofs), *coverage.missing(proofs)]
    return Audit(
        name=proofs.first.problem.name,
        items=tuple(items),
        fates=tuple(outward.fates),
        space=tuple(coverage.rows(proofs.first)),
    )


@quiet()
def audit_exercise(
    exercise: Exercise, seeds: Sequence[int], *, sandbox: Sandbox, halves: Halves
) -> Audit:
    """What is proved of an exercise that has both halves, under these seeds."""
    began = time.perf_counter()
    settings = [Setting(exercise, seed) for seed in seeds]
    assert exercise.solution is not None
    with sandbox.worker(exercise.solution.reference, settings[0].limits) as worker:
        audit = _audit(exercise, Proofs(settings, sandbox, halves, worker))
    return replace(audit, took_s=round(time.perf_counter() - began, 3))


def _audit(exercise: Exercise, proofs: Proofs) -> Audit:
    problem, solution, halves = exercise.problem, proofs.solution, proofs.halves
    cpu_s, items = proofs.reference()
    items += [*proofs.stub(), *_words(exercise, halves)]
    if any(item.reason.startswith("the reference") for item in items):
        # Without a right reference nothing else can be told.
        return Audit(problem.name, tuple(items))
    items += [*worked.example(proofs.first, halves), *proofs.rewritten()]
    items += [*precision.single(proofs), *proofs.alternatives(), *proofs.handed(), *proofs.lazy()]
    idle = Idle(problem)
    mistakes = Mistakes(proofs, idle)
    items += mistakes.items()
    mutation_test = MutationTest(proofs, idle)
    mutants: Sequence[Mutant] = mutation_test.mutants()
    killed = mutation_test.run(mutants)
    mutants = mutation_test.real(mutants)
    excused, verdicts = mutation_test.verdicts(mutants)
    mistakes.rest()
    items += [*verdicts, *idle.items(halves)]
    outward = _outward(proofs)
    return replace(
        outward.plus(items),
        mistakes=len(solution.mistakes),
        solutions=len(solution.solutions),
        mutants=len(mutants),
        killed=killed,
        excused=excused,
        double=precision.asked(problem),
        cpu_s=round(cpu_s, 3),
    )


def _words(exercise: Exercise, halves: Halves) -> Iterator[Item]:
    """What is wrong with the statement and the hints."""
    problem, solution = exercise.problem, exercise.solution
    assert solution is not None
    texts: list[tuple[tuple[str | int, ...], str]] = [(("statement",), problem.statement)]
    texts += [(("hints", i), hint) for i, hint in enumerate(problem.hints)]
    for place, text in texts:
        for fault in maths.faults(text):
            yield halves.public(place, fault.reason, fault.row)
    for file in (halves.problem, halves.solution):
        for line, row in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if "TODO" in row:
                yield Item(str(file), line, "still to be written")
    for i, code in hints.leaks(problem.hints, essence(solution.source, problem.asks)):
        yield halves.public(("hints", i), f"hint {i + 1} holds code of the reference: {code}")


# A bank ------------------------------------------------------------------------------------------


def audit_all(
    bank: Bank,
    names: Sequence[str],
    *,
    seeds: Sequence[int] = tuple(range(SEEDS)),
    jobs: int = 1,
    cached: bool = True,
    parts: Sequence[str] = (),
    listener: Listener = lambda _: None,
) -> list[Audit]:
    """The audits of these problems, in their order; `listener` hears of each when it is done.

    With `parts`, some of `PARTS` or `OUTWARD`, nothing but these is tried; `PARTS` are cheap enough
    for many seeds.
    """
    done: dict[str, Audit] = {}
    # The processes stand elsewhere; what is told keeps the paths as they were given.
    roots = tuple(root.absolute() for root in bank.roots)
    function = functools.partial(_audited, roots, tuple(seeds), cached, tuple(parts))
    jobs = min(jobs, len(names))
    run = (
        parallel.side_by_side(function, names, jobs)
        if jobs > 1
        else parallel.in_turn(function, names)
    )
    place = _Place(bank)
    with contextlib.closing(run):
        for name, result in run:
            audit = result
            if isinstance(result, Failure):
                audit = Audit(name, (Item(str(bank.path(name)), 1, result.reason),))
            assert isinstance(audit, Audit)
            audit = _moved(audit, bank.path(name), bank.solution_path(name))
            done[name] = audit.plus(place.items(name))
            listener(done[name])
    return [done[name] for name in names]


class _Place:
    """An exercise's place in its bank, which may change without the exercise."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.known = concepts.known(bank)

    def items(self, name: str) -> Iterator[Item]:
        try:
            problem = self.bank.problem(name)
        except GraderError:
            return
        halves = Halves(self.bank.path(name), Path())
        names = self.bank.names()
        for i, concept in enumerate(problem.concepts):
            if self.known is not None and concept not in self.known:
                hint = did_you_mean(concept, self.known)
                reason = f"the concept {concept!r} is not in {concepts.FILE}"
                yield halves.public(("concepts", i), "; ".join(filter(None, (reason, hint))))
        for i, before in enumerate(problem.after):
            if before not in names:
                reason = f"{before!r}, which comes before it, is not in the bank (yet)"
                yield halves.public(("after", i), reason, level=WARNING)


def _audited(
    roots: Sequence[Root],
    seeds: tuple[int, ...],
    cached: bool,  # noqa: FBT001 - bound by `partial`, name by name
    parts: tuple[str, ...],
    name: str,
) -> Audit:
    """One problem's audit, in whatever process."""
    bank = Bank(roots)
    path = bank.path(name)
    hidden = bank.solution_path(name)
    try:
        problem, solution = bank.problem(name), bank.solution(name)
    except GraderError as error:
        return Audit(name, tuple(_told(line, path) for line in error.message.split("\n")))
    if solution is None or hidden is None:
        return Audit(name, (Item(str(path), 1, "there is no hidden half to audit"),))
    cache = Cache()
    made_of = (problem.digest, solution.digest, name, repr(seeds), repr(parts))
    stamp = key("audit", VERSION, *_versions(), *made_of)
    stored = cache.get(stamp) if cached else None
    if stored is not None:
        return _moved(replace(from_plain(wire.decode(stored)), kept=True), path, hidden)
    exercise = Exercise(problem, solution)
    try:
        prove = functools.partial(audit_parts, parts=parts) if parts else audit_exercise
        audit = prove(exercise, seeds, sandbox=_sandbox(), halves=Halves(path, hidden))
    except GraderError as error:
        return Audit(name, (Item(str(hidden), 1, error.message),))
    cache.put(stamp, wire.encode(_wired(plain(audit))))
    return audit


def _wired(data: object) -> object:
    if isinstance(data, dict):
        return {name: _wired(value) for name, value in data.items()}
    return [_wired(item) for item in data] if isinstance(data, (list, tuple)) else data


def _moved(audit: Audit, path: Path, hidden: Path | None) -> Audit:
    """An audit's items, where the files are now."""
    items = (
        replace(item, file=str(path if item.file.endswith(".yaml") else hidden or item.file))
        for item in audit.items
    )
    return replace(audit, items=tuple(items))


def _told(line: str, path: Path) -> Item:
    """A line `file:line: reason` of a `SpecError`."""
    file, _, rest = line.partition(":")
    number, _, reason = rest.partition(":")
    if number.isdigit():
        return Item(file, int(number), reason.strip())
    return Item(str(path), 1, line)


@functools.cache
def _sandbox() -> Sandbox:
    """The one of this process."""
    sandbox = Sandbox()
    sandbox.start()
    return sandbox


@functools.cache
def _versions() -> tuple[str, ...]:
    """All that judges: the versions of what is used, and the text of the grader's own modules."""
    own = hashlib.sha256()
    root = Path(__file__).parent.parent
    files = [path for name in _ROOMS for path in (root / name).glob("*.py")]
    files = [path for path in files if path.stem not in _TELLING]
    files += [root / f"{name}.py" for name in _MODULES]
    for path in sorted(files):
        own.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return (
        np.__version__,
        platform.python_version(),
        metadata.version("hypothesis"),
        own.hexdigest(),
    )


_ROOMS: Final = ("audit", "domains", "exercise", "grading", "judge", "law", "program", "values")
_MODULES: Final = ("author", "model", "problem", "sandbox/untrusted")
_TELLING: Final = frozenset({"deviation", "symptom", "pattern", "recording"})
"""What has a part in a verdict, and what only tells of it."""
