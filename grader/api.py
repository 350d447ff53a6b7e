"""The grader from Python: `grader.check` and `grader.grade`."""

from __future__ import annotations

import dataclasses
import inspect
import os
import textwrap
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.course.batch import grade_all
from grader.course.grade import (
    NO_SEED,
    apart,
    arrivals_of,
    chosen,
    isolation_of,
    plan_for,
    submissions_in,
)
from grader.course.plan import Plan, fresh_seed
from grader.course.results import Results
from grader.errors import UsageError
from grader.escaping import printable
from grader.exercise.bank import find_bank
from grader.grading.answering import Judge
from grader.model import CheckResult, Outcome, ProblemResult
from grader.notebook import magics
from grader.reports import cell, terminal, views
from grader.sandbox import Sandbox
from grader.student import replays
from grader.student.check import NOTHING_FAILS, SEED, later, unseen_checks
from grader.student.workspace import Workspace
from grader.submission import Source, cells, glance, of_cells, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.exercise.bank import Bank
    from grader.model import Report
    from grader.problem import Problem
    from grader.submission import Submission

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Checked(ProblemResult):
    """A result that a notebook or a prompt of IPython shows as a student sees it.

    `unseen` names the checks that this copy of the exercise cannot try; where it was `replayed`,
    one input alone was. `where` says where a line of the program stands.
    """

    unseen: tuple[str, ...] = ()
    replayed: bool = False
    where: Callable[[int], str] | None = field(default=None, repr=False, compare=False)

    @property
    def _verdict(self) -> str:
        passed = self.outcome is Outcome.PASSED
        return NOTHING_FAILS if self.replayed and passed else ""

    def _repr_html_(self) -> str:
        told = later(Workspace.around(Path.cwd()))
        shown = views.student_result(self)
        return cell.fragment(shown, self.unseen, self.where, self._verdict, told)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001
        told = later(Workspace.around(Path.cwd()))
        shown = views.student_result(self)
        lines = terminal.result_lines(shown, self.unseen, self.where, later=told)
        lines = [*lines[:-1], (terminal.Piece(self._verdict),)] if self._verdict else lines
        printer.text(terminal.plain(lines).rstrip())


def check(
    problem: str | PathLike | Callable[..., Any],
    answer: PathLike | Callable[..., Any] | None = None,
    *,
    seed: int = SEED,
    replay: str | None = None,
    bank: PathLike | Sequence[PathLike] = (),
) -> Checked:
    """The result of checking one answer; with `replay`, on the one input of that name.

    `check("softmax", my_softmax)` and `check("softmax", "homework.ipynb")` name the problem;
    `check(softmax)` and `check("probability/softmax.py")` take its name from the function or file.
    A function is judged by its source, with NumPy as `np`: what else it needs must stand inside it,
    unless it was defined in a notebook, where it is found in the other cells.
    """
    again = ", ".join(_as_written(part) for part in (problem, answer) if part is not None)
    name, answer = _named(problem, answer)
    found, workspace = _bank(bank), Workspace.around(Path.cwd())
    asked = found.problem(name)
    source = _source(answer, asked)
    example = None if replay is None else replays.found(workspace, replay, name)
    with Sandbox() as sandbox, Judge(sandbox) as judge:
        result = judge.check(found, name, source, seed=seed, example=example)
    unseen = unseen_checks(result, asked) if replay is None else ()
    result = _called(replays.kept(workspace, result), again)
    told = {one.name: getattr(result, one.name) for one in fields(result)}
    where = source.where if source.cells else None
    return Checked(**told, unseen=tuple(unseen), replayed=replay is not None, where=where)


def _as_written(part: PathLike | Callable[..., Any]) -> str:
    return repr(str(part)) if isinstance(part, (str, os.PathLike)) else str(part.__name__)


def _called(result: ProblemResult, again: str) -> ProblemResult:
    """The result with what is to be called for another try."""

    def told(check: CheckResult) -> CheckResult:
        _, short, name = check.replay.partition(" --replay ")
        call = f"grader.check({again}, replay={name!r})"
        return dataclasses.replace(check, replay=call) if short else check

    return dataclasses.replace(result, checks=tuple(map(told, result.checks)))


def grade(
    submissions: PathLike,
    out: PathLike | None = None,
    *,
    problems: Sequence[str] = (),
    assignment: PathLike | None = None,
    jobs: int = 1,
    seed: int | None = None,
    bank: PathLike | Sequence[PathLike] = (),
    replace: bool = False,
    allow_reduced_isolation: bool = False,
) -> list[Report]:
    """The reports on a folder of submissions, by name; with `out` they are kept there too.

    `problems` or `assignment` says what is graded. Where `out` holds another run's gradebook it is
    moved aside with `replace`, and otherwise a `UsageError`.

    With more than one job, call it below `if __name__ == "__main__":`, as processes are started.
    """
    if jobs < 1:
        raise UsageError(f"jobs must be at least 1, not {jobs}")
    folder = Path(submissions)
    found = submissions_in(folder, None if out is None else Path(out))
    with Sandbox() as sandbox:
        isolation, missing = isolation_of(sandbox, allow_reduced=allow_reduced_isolation)
    rubric, policy = chosen(
        apart(_bank(bank), folder),
        found,
        problems,
        None if assignment is None else Path(assignment),
    )
    plan = Plan(rubric, NO_SEED if seed is None else seed, isolation, missing, policy)
    if out is None:
        plan = dataclasses.replace(plan, seed=fresh_seed()) if seed is None else plan
        return _graded(found, plan, jobs=jobs)
    with Results(Path(out)) as results:
        names = [one.name for one in found]
        plan = plan_for(results, plan, submissions=names, replaces=lambda _: replace)
        arrivals = arrivals_of(folder, found)
        return _graded(found, plan, jobs=jobs, results=results, arrivals=arrivals)


def _graded(found: Sequence[Submission], plan: Plan, **how: Any) -> list[Report]:
    reports: dict[str, Report] = {}
    grade_all(found, plan, lambda report: reports.update({report.submission: report}), **how)
    return [reports[printable(one.name)] for one in found]


def _bank(bank: PathLike | Sequence[PathLike]) -> Bank:
    paths = [bank] if isinstance(bank, (str, os.PathLike)) else bank
    return find_bank([Path(path) for path in paths])


def _named(
    problem: str | PathLike | Callable[..., Any], answer: PathLike | Callable[..., Any] | None
) -> tuple[str, PathLike | Callable[..., Any]]:
    if isinstance(problem, (str, os.PathLike)):
        path = Path(problem)
        if answer is not None:
            return path.name, answer
        if path.suffix not in (".py", ".ipynb"):
            raise UsageError(f"what is to be checked for {path.name}?", "give a function or a file")
        return path.stem, path
    if answer is not None:
        raise UsageError("the name of the problem comes first, then the answer")
    return str(problem.__name__), problem


_HEAD: Final = "from __future__ import annotations; import numpy as np\n"
"""Annotations may use names that only the function's own module knows."""


def _source(answer: PathLike | Callable[..., Any], problem: Problem) -> Source:
    if isinstance(answer, (str, os.PathLike)):
        path = Path(answer)
        if not path.is_file():
            raise UsageError(f"there is no file {path}")
        return dataclasses.replace(read_answer(path.resolve(), problem), file=path.name)
    name = answer.__name__
    if not name.isidentifier():
        raise UsageError("a lambda cannot be checked", "give a function with a name, or a file")
    if name not in problem.asks and len(problem.asks) != 1:
        raise UsageError(f"{problem.name} asks for {', '.join(problem.asks)}", "give a file")
    called = "" if name in problem.asks else f"{problem.asks[0]} = {name}\n"
    ran = _ran(answer)
    if glance.seems_to_define("\n".join(cell.source for cell in ran), {name}):
        own = [cells.Cell(0, _HEAD), *ran, cells.Cell(len(ran) + 1, called)]
        return of_cells("", cells.bounded(own, "this notebook"), problem)
    try:
        lines, start = inspect.getsourcelines(answer)
    except (OSError, TypeError):
        raise UsageError("the source of this function is not known", "give a file") from None
    file = Path(inspect.unwrap(answer).__code__.co_filename).name
    text = textwrap.dedent("".join(lines))
    if start < 2:  # nothing stands above it, so it is defined without any name
        return Source(f"{text}\nimport numpy as np\n{called}", file)
    above = "\n" * (start - 2)  # so that it stands where it stands in its own file
    return Source(f"{_HEAD}{above}{text}\n{called}", file)


def _ran(answer: Callable[..., Any]) -> list[cells.Cell]:
    """The cells that were run in the notebook that this is, if the function is of one."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    if code is None or Path(code.co_filename).is_file():
        return []
    return [cells.Cell(number, text, until=until) for number, text, until in magics.ran()]
