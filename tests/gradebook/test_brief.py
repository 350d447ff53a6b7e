"""The line on a submission: read from what is kept, it says what its report says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.brief import brief, brief_of
from grader.gradebook.standing import Part, report_of
from grader.model import CheckResult, Clue, Isolation, Outcome, ProblemResult, Shown
from grader.reports import record

LIKE_LINES = '\n  "score": 7,\n  "max_score": 7,\n      "points": 7,\n      "earned": 7,\n'
points = st.floats(0, 20).map(lambda value: round(value, 3)) | st.integers(0, 10).map(float)
texts = st.text(max_size=20) | st.just(LIKE_LINES)
shown = st.builds(Shown, texts, texts, texts)
examples: st.SearchStrategy[Mapping[str, Any] | None] = st.sampled_from(
    [None, {}, {"points": 7, "earned": 7}, {"x": [{"points": 7, "earned": 7, "of": 1}]}]
)
checks = st.builds(
    CheckResult,
    name=texts,
    hidden=st.booleans(),
    points=points,
    earned=points,
    outcome=st.sampled_from(Outcome),
    message=texts,
    example=examples,
    private=texts,
    calls=st.lists(shown, max_size=2).map(tuple),
)
results = st.builds(
    ProblemResult,
    name=st.just("one"),
    title=texts,
    outcome=st.none() | st.sampled_from(Outcome),
    score=st.none() | points,
    max_score=points.filter(bool),
    checks=st.lists(checks, max_size=3).map(tuple),
    message=texts,
    output=texts,
    fault=texts,
    clue=st.none() | st.builds(Clue, texts, edit=texts),
)


@given(results)
def test_what_counts_is_found_in_what_was_written(result: ProblemResult) -> None:
    text = record.render_problem(result)
    read, found = record.read_problem(text), record.read_scored(text)
    assert found == (
        *(read.outcome, read.score, read.max_score),
        tuple((check.points, check.earned) for check in read.checks),
    )


@pytest.mark.parametrize("text", ["", "{}", "null", '{\n  "outcome": "fine"\n}'])
def test_what_is_no_result_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not a result"):
        record.read_scored(text)
    assert brief_of("anna", {"one": text}, [Part("one", 1000)]) is None


@given(st.lists(results, min_size=1, max_size=3), st.sampled_from([0, 1, 333, 1000]), st.booleans())
def test_it_is_the_line_on_the_report(found: list[ProblemResult], worth: int, bonus: bool) -> None:
    kept = {str(i): record.render_problem(one) for i, one in enumerate(found)}
    parts = [Part(name, worth + i, bonus and i > 0) for i, name in enumerate(kept)]
    read = {name: record.read_problem(text) for name, text in kept.items()}
    report = report_of("anna", read, parts, seed=5, isolation=Isolation.STRICT, missing=())
    line = brief_of("anna", kept, parts)
    told = brief(report)
    if line is None:  # what has to be looked at whole
        nothing = all(one.outcome is Outcome.NOT_ATTEMPTED for one in report.problems)
        assert report.score is None or nothing
    else:
        assert line == told


def test_a_result_that_is_missing_leaves_no_line() -> None:
    text = record.render_problem(ProblemResult("one", "One", Outcome.PASSED, 10.0, 10.0))
    parts = [Part("one", 1000), Part("two", 1000)]
    assert brief_of("anna", {"one": text}, parts) is None
    assert brief_of("anna", {"one": text, "two": text}, parts) is not None
