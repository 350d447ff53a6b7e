"""Each process judges the same problems of all submissions, and none gets far ahead of another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from grader import parallel
from grader.course import bench
from grader.course.batch import grade_all
from grader.course.bench import Done
from grader.course.dealing import LEAD, Deal
from grader.course.plan import Plan
from grader.course.retrial import Work
from grader.course.rubric import Part, Rubric
from grader.grading.kept import MOST
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.parallel import Failure
from grader.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = tuple("abcdefg")


def works(count: int, names: tuple[str, ...] = NAMES) -> list[Work]:
    return [Work(Submission(f"s{i:03}", Path("x")), names) for i in range(count)]


def parts(some: list[Work]) -> Counter[tuple[str, str]]:
    return Counter((work.submission.name, name) for work in some for name in work.problems)


@pytest.mark.parametrize("processes", [1, 2, 3, 7, 20])
def test_everything_is_dealt_once(processes: int) -> None:
    due = [*works(5), *works(9, NAMES[2:4])[5:]]
    deal = Deal(due, processes)
    dealt = [deal.take(turn % processes) for turn in range(1000)]
    assert parts([work for work in dealt if work is not None]) == parts(due)
    assert len(deal) == 0
    assert parts(list(Deal(due, processes))) == parts(due)


def test_processes_as_fast_as_each_other_share_no_problem() -> None:
    deal = Deal(works(30), 2)
    dealt = [[deal.take(process) for process in (0, 1)] for _ in range(30)]
    first, second = (
        {name for pair in dealt for name in getattr(pair[process], "problems", ())}
        for process in (0, 1)
    )
    assert first.isdisjoint(second)
    assert first | second == set(NAMES)
    assert deal.take(0) is deal.take(1) is None


def test_no_process_gets_far_ahead() -> None:
    """One does nothing at all; whenever it is stopped, few submissions are half judged."""
    deal = Deal(works(40), 2)
    seen: Counter[str] = Counter()
    while (work := deal.take(0)) is not None:
        seen[work.submission.name] += len(work.problems)
        assert sum(count < len(NAMES) for count in seen.values()) <= LEAD + 1
    assert set(seen.values()) == {len(NAMES)}


def test_who_is_faster_takes_over_one_problem_for_good() -> None:
    deal = Deal(works(200), 2)
    by: dict[str, set[int]] = {name: set() for name in NAMES}
    dealt: Counter[tuple[str, str]] = Counter()
    busy_until = [0.0, 0.0]
    while len(deal):
        process = busy_until.index(min(busy_until))
        work = deal.take(process)
        assert work is not None
        busy_until[process] += len(work.problems) * (1.0 if process else 1.5)
        dealt += parts([work])
        for name in work.problems if len(deal) > 4 * LEAD else ():
            by[name].add(process)
    assert dealt == parts(works(200))
    assert sum(len(processes) == 2 for processes in by.values()) <= 2


def test_those_of_one_problem_are_for_everybody() -> None:
    deal = Deal(works(3, ("a",)), 2)
    assert [deal.take(process) for process in (0, 1, 0, 1)] == [*works(3, ("a",)), None]


def test_what_is_known_goes_with_a_problem_to_whoever_takes_it_over() -> None:
    """Each process knows, of every problem that it is to judge, all that came of programs before."""
    deal = Deal(works(60), 2)
    learned: dict[str, list[str]] = {name: [] for name in NAMES}
    told: dict[tuple[int, str], list[Any]] = {}
    both: set[str] = set()
    while len(deal):
        for process in (0, 0, 0, 1):
            if (work := deal.take(process)) is None:
                continue
            for name, some in work.known:
                told.setdefault((process, name), []).extend(some)
            for name in work.problems:
                knows = told.setdefault((process, name), [])
                assert knows == learned[name], "all of it, each once, in order"
                both |= {name} if (1 - process, name) in told else set()
                learned[name].append(f"{work.submission.name}/{name}")
                knows.append(learned[name][-1])
            deal.learn(work, {name: {learned[name][-1]: result(name)} for name in work.problems})
    assert both, "some was taken over"


def test_only_the_last_of_what_is_known_is_told() -> None:
    deal = Deal(works(2, ("a",)), 2)
    first = deal.take(0)
    assert first is not None
    deal.learn(first, {"a": {number: result("a") for number in range(MOST + 5)}})
    second = deal.take(1)
    assert second is not None
    ((name, known),) = second.known
    assert (name, list(known)) == ("a", list(range(5, MOST + 5)))


def test_whoever_has_a_number_is_given_its_own() -> None:
    class Own:
        left: ClassVar = {0: 3, 1: 3}

        def take(self, process: int) -> str | None:
            self.left[process] -= 1
            return f"({process}, __import__('os').getpid())" if self.left[process] >= 0 else None

    found: list[Any] = [result for _, result in parallel.side_by_side(eval, Own(), 2)]
    assert Counter(number for number, _ in found) == {0: 3, 1: 3}
    assert len(set(found)) == 2


PLAN = Plan(Rubric((), tuple(Part(name, 1000, "d1", "d2") for name in NAMES)), 5, Isolation.STRICT)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """What was judged; all by two processes in turn, of which one dies of `d` in the second."""
    asked: list[Work] = []

    def side_by_side(function: Any, deal: Deal, jobs: int, **_: Any) -> Iterator[Any]:
        if not isinstance(deal, Deal):
            yield from parallel.in_turn(function, deal)
            return
        while len(deal):
            for process in range(jobs):
                if (work := deal.take(process)) is None:
                    continue
                asked.append(work)
                if work.submission.name == "s001" and "d" in work.problems:
                    place = work.problems.index("d")
                    told = [(result(name), True) for name in work.problems[:place]]
                    yield work, Failure("it died", -9, tuple(told))
                else:
                    yield work, Done(tuple(map(result, work.problems)), {})

    monkeypatch.setattr(parallel, "side_by_side", side_by_side)
    monkeypatch.setattr(bench, "grade_again", lambda _, work: tuple(map(result, work.problems)))
    return asked


def result(name: str) -> ProblemResult:
    return ProblemResult(name, name, Outcome.PASSED, 10.0, 10.0)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_a_submission_is_finished_when_all_of_it_is(judged: list[Work], jobs: int) -> None:
    reports: list[Report] = []
    some = [work.submission for work in works(4)]
    grade_all(some, PLAN, reports.append, jobs=jobs)
    finished = [report.submission for report in reports]
    assert sorted(finished) == [one.name for one in some]
    assert finished[-1] == "s001"
    for report in reports:
        assert [one.name for one in report.problems] == [*NAMES]
        assert report.score == 70.0
    assert Counter(name for work in judged for name in work.problems)["a"] == 4
