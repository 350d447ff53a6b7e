"""Assignments are read as strictly as exercises."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from grader.course.assignment import Assignment, Task, load_assignment
from grader.errors import SpecError
from grader.gradebook.policy import Late, Policy, policy_of
from grader.model import Misnamed

if TYPE_CHECKING:
    from pathlib import Path


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "week.yaml"
    path.write_text(content)
    return path


def test_problems_have_weights(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "title: First week\nproblems:\n  - matmul\n  - {name: softmax, weight: 2}\n  - name: pca\n",
    )
    tasks = (Task("matmul", 1000), Task("softmax", 2000), Task("pca", 1000))
    assert load_assignment(path) == Assignment("First week", tasks)


def worths(tmp_path: Path, content: str) -> dict[str, int]:
    read = load_assignment(write(tmp_path, f"title: x\n{content}"))
    return {task.name: task.worth for task in read.problems}


def test_a_problem_may_be_worth_points(tmp_path: Path) -> None:
    found = worths(tmp_path, "problems: [a, {name: b, points: 2.5}, {name: c, weight: .3}]\n")
    assert found == {"a": 1000, "b": 250, "c": 300}


def test_points_are_dealt_out_to_the_last_hundredth(tmp_path: Path) -> None:
    found = worths(tmp_path, "points: 100\nproblems: [a, b, {name: c, bonus: true}, d]\n")
    assert found == {"a": 3334, "b": 3333, "c": 3333, "d": 3333}


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("note", Misnamed()),
        ("missing", Misnamed(taken=False)),
        ("12.5 %", Misnamed(percent=12.5, cost="12.5% of its points")),
        ("100%", Misnamed(percent=100, cost="100% of its points")),
        ("0.5 points", Misnamed(points=0.5, cost="0.5 points")),
        ("1 point", Misnamed(points=1, cost="1 point")),
    ],
)
def test_another_name_has_its_cost(tmp_path: Path, text: str, cost: Misnamed) -> None:
    read = load_assignment(write(tmp_path, f"title: x\nproblems: [a]\nmisnamed: {text}\n"))
    assert read.misnamed == cost


@pytest.mark.parametrize("text", ["'1'", "0%", "101%", "-1 point", "free", "0 points", "1%%"])
def test_another_name_has_a_cost_that_makes_sense(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_assignment(write(tmp_path, f"title: x\nproblems: [a]\nmisnamed: {text}\n"))
    assert ":3: misnamed: must be note, missing, a percentage such as 10%, or 1 point" in str(
        caught.value
    )


WHEN = """\
due: 2026-10-05 23:59
timezone: Europe/Berlin
grace: 15 min
late: {per_day: 10%, cap: 50 %, free_days: 2}
attempts: best
extensions: {anna: 3 days, ben: 2026-10-09 12:00}
"""


def test_it_says_when_it_is_due(tmp_path: Path) -> None:
    read = load_assignment(write(tmp_path, f"title: x\nproblems: [a]\n{WHEN}"))
    assert read.policy == Policy(
        due=datetime(2026, 10, 5, 23, 59),  # noqa: DTZ001 - of the clocks in that zone
        zone="Europe/Berlin",
        grace=timedelta(minutes=15),
        late=Late(10.0, 50.0, 2),
        attempts="best",
        extensions={"anna": timedelta(days=3), "ben": datetime(2026, 10, 9, 12)},  # noqa: DTZ001
    )
    assert policy_of(json.loads(json.dumps(read.policy.described()))) == read.policy


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("title: x\nproblems: []\n", "2: problems: must have at least 1"),
        ("problems: [a]\n", "1: title: is missing"),
        ("title: x\nproblems: [a, b, a]\n", "2: problems[2]: a is listed twice"),
        ("title: x\nproblem: [a]\n", "2: problem: unknown key; did you mean problems?"),
        (
            "title: x\nproblems: [{name: a, weigth: 2}]\n",
            "2: problems[0].weigth: unknown key; did you mean weight?",
        ),
        (
            "title: x\nproblems: [{name: a, weight: 0}]\n",
            "2: problems[0].weight: must be more than 0",
        ),
        (
            "title: x\nproblems: [{name: a, weight: .inf}]\n",
            "2: problems[0].weight: must be a finite number",
        ),
        ("title: x\nproblems: [A-b]\n", "2: problems[0].name: must be a slug"),
        ("[]\n", "1: must be a mapping"),
        (
            "title: x\nproblems:\n- {name: a, weight: 1, points: 2}\n",
            "3: problems[0]: give weight or points, not both",
        ),
        (
            "title: x\nproblems: [{name: a, points: 2}]\npoints: 5\n",
            "2: problems[0].points: the assignment has points: give the problem a weight",
        ),
        ("title: x\nproblems: [{name: a, bonus: true}]\n", "2: problems: all of them are bonus"),
        ("title: x\nproblems: [{name: a, bonus: 1}]\n", "2: problems[0].bonus: must be true or"),
        ("title: x\nproblems: [{name: a, weight: .0001}]\n", "2: problems[0]: worth less than"),
        ("title: x\nproblems: [a]\npoints: 0\n", "3: points: must be more than 0"),
        ("title: x\nproblems: [a]\nlate: {per_day: 5%}\n", "3: late: means nothing without due"),
        ("title: x\nproblems: [a]\nlate: {per_day: 5}\n", "3: late.per_day: must be a percentage"),
        ("title: x\nproblems: [a]\nlate: {perday: 5%}\n", "3: late.perday: unknown key; did you"),
        ("title: x\nproblems: [a]\nattempts: first\n", "3: attempts: must be 'last', 'best' or"),
        ("title: x\nproblems: [a]\ndue: 2026-10-05 23:59\n", "3: due: in which timezone?"),
        (
            "title: x\nproblems: [a]\ndue: 5.10.2026\ntimezone: UTC\n",
            "3: due: must be a date and a time, such as 2026-10-05 23:59",
        ),
        (
            "title: x\nproblems: [a]\ndue: 2026-10-32 23:59\ntimezone: UTC\n",
            "3: due: must be a date and a time",
        ),
        (
            "title: x\nproblems: [a]\ndue: 2026-10-05 23:59\ntimezone: Berlin\n",
            "4: timezone: there is no time zone Berlin",
        ),
        (
            "title: x\nproblems: [a]\ndue: 2026-03-29 02:30\ntimezone: Europe/Berlin\n",
            "3: due: clocks in Europe/Berlin never show 2026-03-29 02:30",
        ),
        (
            "title: x\nproblems: [a]\ndue: 2026-10-05 23:59\ntimezone: UTC\ngrace: 3\n",
            "5: grace: must be",
        ),
        (
            (
                "title: x\nproblems: [a]\ndue: 2026-10-05 23:59\ntimezone: UTC\n"
                "extensions: {anna: a week}\n"
            ),
            "5: extensions.anna: must be a date and a time, such as 2026-10-05 23:59 or how much",
        ),
        (
            (
                "title: x\nproblems: [a]\ndue: 2026-10-05 23:59\ntimezone: UTC\n"
                "extensions: {anna: 2026-10-04 12:00}\n"
            ),
            "5: extensions.anna: 2026-10-04 12:00 is before it is due",
        ),
        ("title: x\nproblems: [a]\nextensions: {a: 1 d}\n", "3: extensions: mean nothing without"),
    ],
)
def test_what_is_wrong_has_a_line(tmp_path: Path, content: str, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(SpecError) as caught:
        load_assignment(path)
    assert any(line.startswith(f"{path}:{told}") for line in caught.value.problems)
