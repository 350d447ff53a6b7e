"""Reports: golden files, the two views, the published schema, and hostile text in every format."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import DATA

from grader.escaping import printable
from grader.model import CheckResult, Clue, Feedback, Isolation, Outcome, ProblemResult, Report
from grader.problem import AGAIN
from grader.reports import RENDERERS, github, record, terminal, views, wording
from grader.reports.check_run import check_run
from grader.reports.terminal import SCREEN, plain, result_lines

GOLDEN = DATA / "golden"
SCHEMA = json.loads(Path(record.__file__).with_name("report-v1.schema.json").read_text())
HOSTILE = (
    "\x1b]0;owned\x07 \x1b[2J \u202eesrever\u2069 z\u200bw \ud800 \x00 \r\n=1+1 <b>&\x9b31m\x7f"
)

EXAMPLE = {"in": "logits", "n": 1, "k": 2, "z": [[0.0, 710.0]], "c": 0.0}
REPLAY = """grader check softmax --example '{"in": "logits", "z": [[0.0, 710.0]]}'"""


def check(name: str, outcome: Outcome = Outcome.PASSED, **more: Any) -> CheckResult:
    points = more.pop("points", 1.0)
    earned = points if outcome is Outcome.PASSED else 0.0
    return CheckResult(name, more.pop("hidden", False), points, earned, outcome, **more)


PASSED = ProblemResult(
    *("softmax", "Softmax", Outcome.PASSED, 3.0, 3.0),
    checks=(
        check("returns what it promises", points=0.0),
        check("every row sums to one"),
        check("stays finite", points=2.0, hidden=True),
    ),
    file="softmax.py",
)
FAILED = ProblemResult(
    *("softmax", "Softmax", Outcome.FAILED, 1.5, 6.5),
    checks=(
        check("returns what it promises", points=0.0),
        check(
            *("every row sums to one", Outcome.FAILED),
            message="softmax([[0.0, 710.0]]): p.sum(axis=-1) should be 1, but is nan\nexp overflows.",
            example=EXAMPLE,
            replay=REPLAY,
            line=3,
        ),
        check("a shift changes nothing", points=1.5),
        check("a law that went wrong", Outcome.FAILED, message="odd", private="the law raised"),
        check("one more", Outcome.ERRORED, message="your code raised ValueError: no"),
        check("needs the first", Outcome.SKIPPED, message="not tried, since it needs another"),
        check("a hidden one", Outcome.TIMED_OUT, hidden=True, private="softmax(secret): too slow"),
    ),
    output="hello\n",
    diagnosis="You normalised over the whole batch.",
    mistake="normalises_the_whole_batch",
    file="softmax.py",
    line=2,
)
UNEXPLAINED = replace(
    FAILED,
    diagnosis="",
    mistake="",
    clue=Clue(
        "look at the axis of this sum",
        (7,),
        both=True,
        change="it has to go along another axis",
        edit="p.sum(axis=0) → p.sum(axis=2)",
    ),
)
UNTOUCHED = ProblemResult(
    *("matmul", "Matrix product", Outcome.NOT_ATTEMPTED, 0.0, 10.0),
    checks=(
        check("returns what it promises", Outcome.NOT_ATTEMPTED, points=0.0),
        check("is associative", Outcome.NOT_ATTEMPTED),
        check("a hidden one", Outcome.NOT_ATTEMPTED, hidden=True),
    ),
    message="still the starting point",
)
BROKEN = ProblemResult("adam", "Adam", None, None, 10.0, fault="KeyError: /secret/path")


def report(*problems: ProblemResult, **more: Any) -> Report:
    score = sum(p.score or 0.0 for p in problems)
    most = sum(p.max_score for p in problems)
    if any(p.score is None for p in problems):
        score = None  # type: ignore[assignment]
    return replace(Report("anna", 7, Isolation.STRICT, score, most, problems), **more)


CASES = {
    "passed": report(PASSED),
    "failed": report(FAILED, UNTOUCHED),
    "fault": report(
        PASSED, BROKEN, isolation=Isolation.REDUCED, missing=("seccomp: not in this kernel",)
    ),
    "unexplained": report(UNEXPLAINED),
    "unreadable": report(message="anna.zip is not a sound zip archive"),
}


@pytest.mark.parametrize("private", [False, True], ids=["student", "instructor"])
@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, form: str, *, private: bool, renew: bool) -> None:
    renderer = RENDERERS[form]
    text = renderer.render(CASES[case], private=private)
    path = GOLDEN / f"{case}.{'instructor' if private else 'student'}{renderer.suffix}"
    if renew:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


# The two views -------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_both_views_are_as_the_schema_says(case: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for view in (record.student, record.instructor):
        jsonschema.validate(view(CASES[case]), SCHEMA)


@pytest.mark.parametrize("form", RENDERERS)
def test_a_student_learns_no_more_of_a_hidden_check_than_whether_it_passed(form: str) -> None:
    """Whatever a hidden check holds beside its name and points, the student's view is the same."""
    views_seen = set()
    outcomes = [o for o in Outcome if o is not Outcome.PASSED]
    for outcome in outcomes:
        hidden = check(
            *("a hidden one", outcome),
            hidden=True,
            message="the author's advice",
            example={"z": [1.0]},
            replay="secret",
            private="secret",
            line=len(outcome),
        )
        public = check("every row sums to one")
        problem = replace(FAILED, checks=(public, hidden), outcome=outcome)
        problem = replace(problem, diagnosis="secret", mistake="secret")
        text = RENDERERS[form].render(report(problem))
        assert "secret" not in text
        if outcome not in (Outcome.SKIPPED, Outcome.NOT_ATTEMPTED):
            views_seen.add(text)
    assert len(views_seen) == 1


def test_a_hidden_check_that_was_skipped_by_itself_counts_as_failed() -> None:
    checks = (check("one"), check("two", Outcome.SKIPPED, hidden=True))
    seen = views.student_result(replace(FAILED, checks=checks))
    assert seen.checks[1].outcome is Outcome.FAILED


def test_hidden_checks_of_an_untouched_problem_are_not_attempted() -> None:
    seen = views.student_result(UNTOUCHED)
    assert [c.outcome for c in seen.checks] == [Outcome.NOT_ATTEMPTED] * 3


def test_the_outcome_of_public_checks_is_told() -> None:
    checks = (check("one", Outcome.TIMED_OUT), check("two", Outcome.TIMED_OUT, hidden=True))
    seen = views.student_result(replace(FAILED, checks=checks, outcome=Outcome.TIMED_OUT))
    assert seen.outcome is Outcome.TIMED_OUT


def test_a_student_does_not_learn_the_seed() -> None:
    assert record.student(CASES["failed"])["seed"] is None
    assert record.instructor(CASES["failed"])["seed"] == 7


def test_a_student_does_not_learn_how_the_grader_failed() -> None:
    text = json.dumps(record.student(CASES["fault"]))
    assert "secret" not in text
    assert "costs you nothing" in text


def test_the_view_of_a_view_is_the_view() -> None:
    for case in CASES.values():
        assert views.student(views.student(case)) == views.student(case)


# Reading back --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("private", [False, True])
def test_a_report_is_read_back(case: str, *, private: bool) -> None:
    given = CASES[case] if private else views.student(CASES[case])
    assert record.read(record.render(CASES[case], private=private)) == given


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("private", [True, False])
def test_json_is_laid_out_as_a_whole(case: str, private: bool) -> None:
    data = record.instructor(CASES[case]) if private else record.student(CASES[case])
    assert record.render(CASES[case], private=private) == record.dumps(data)
    for result in CASES[case].problems:
        assert record.render_problem(result) == record.dumps(record.problem(result))


def mutated() -> list[Any]:
    whole = record.instructor(CASES["failed"])
    spoilt: list[Any] = [None, [], "text", 3, {}]
    spoilt += [{key: value for key, value in whole.items() if key != gone} for gone in whole]
    wrong = {"score": "8", "seed": 1.5, "problems": [3], "isolation": "none", "missing": [1]}
    spoilt += [whole | {key: value} for key, value in wrong.items()]
    spoilt += [whole | {"score": float("nan")}, whole | {"score": -1}, whole | {"score": True}]
    return spoilt


@pytest.mark.parametrize("data", mutated(), ids=range(len(mutated())))
def test_what_is_no_report_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not a report"):
        record.read(json.dumps(data))


@given(st.integers(0, 2000))
@settings(deadline=None, max_examples=50)
def test_half_a_report_is_refused(length: int) -> None:
    text = record.render(CASES["failed"], private=True)
    assert len(text) > 2001
    with pytest.raises(ValueError, match="not a report"):
        record.read(text[:length])


# Words ---------------------------------------------------------------------------------------


def test_never_all_while_hidden_checks_remain() -> None:
    shown = terminal.plain(terminal.result_lines(PASSED, unseen=["works along any axis"]))
    assert "public checks passed" in shown
    assert "all" not in shown.split("works along any axis")[1]
    assert "all checks passed" in terminal.plain(terminal.result_lines(PASSED))


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (2.5, "2.5"), (1 / 3, "0.33"), (0.0, "0"), (100.0, "100"), (None, "")],
)
def test_points(value: float | None, text: str) -> None:
    assert wording.points(value) == text


def test_lines_of_a_notebook_are_told_as_cells() -> None:
    lines = terminal.result_lines(FAILED, where=lambda line: f"code cell 2, line {line}")
    assert "at code cell 2, line 3" in terminal.plain(lines)


def test_rich_takes_nothing_as_markup() -> None:
    result = replace(FAILED, title="[bold red]x[/] [link=http://e.vil]y[/link]")
    text = terminal.rich_text(terminal.result_lines(result))
    assert "[bold red]x[/] [link=http://e.vil]y[/link]" in text.plain


# Hostile text --------------------------------------------------------------------------------


def harmless(text: str, kept: str = "\n") -> bool:
    """Whether nothing in it acts on a terminal or hides from a reader."""
    return all(
        letter in kept or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        for letter in text
    )


@pytest.mark.parametrize("form", RENDERERS)
def test_how_much_of_a_clue_is_told_is_the_teachers_choice(form: str) -> None:
    render = RENDERERS[form].render
    texts = {}
    for feedback in Feedback:
        assert UNEXPLAINED.clue is not None
        clue = replace(UNEXPLAINED.clue, feedback=feedback)
        texts[feedback] = render(report(replace(UNEXPLAINED, clue=clue)))
    assert "the axis of this sum" not in texts[Feedback.EXAMPLE]
    assert "axis=2" not in texts[Feedback.LINE]
    assert not any("along another axis" in text for text in texts.values())
    assert texts[Feedback.EXAMPLE] == render(report(replace(UNEXPLAINED, clue=None)))


def test_a_clue_is_read_as_it_was_written() -> None:
    whole = report(UNEXPLAINED)
    assert record.read(record.render(whole, private=True)) == whole


def test_either_line_or_both() -> None:
    clue = Clue("look", (3, 7), both=True)
    assert wording.clue(clue, "line {}".format) == "line 3 and line 7: look"
    assert wording.clue(replace(clue, both=False), "line {}".format) == "line 3 or line 7: look"


def test_with_which_of_several_checks_to_begin() -> None:
    assert wording.beginning(replace(FAILED, diagnosis="")) == (
        "begin with “every row sums to one”, on its smallest input: the other 2 may come of the same"
    )
    assert wording.beginning(FAILED) == ""
    assert wording.beginning(replace(FAILED, diagnosis="", checks=FAILED.checks[:3])) == ""


def hostile(text: str) -> Report:
    bad = CheckResult(
        *(text, False, 1.0, 0.0, Outcome.FAILED, text),
        example={"in": text, text: {"text": [ord(c) for c in text]}},
        replay=text,
        private=text,
        line=1,
    )
    problem = ProblemResult(
        *(text, text, Outcome.FAILED, 0.0, 1.0, (bad, replace(bad, hidden=True)), text, text),
        diagnosis=text,
        mistake=text,
        file=text,
        fault=text,
        clue=Clue(text, (1,), place=text, change=text, edit=text, feedback=Feedback.EDIT),
    )
    return Report(text, 1, Isolation.REDUCED, 0.0, 1.0, (problem,), (text,), text)


@pytest.mark.parametrize("private", [False, True], ids=["student", "instructor"])
@pytest.mark.parametrize("form", RENDERERS)
def test_no_format_lets_hostile_text_through(form: str, *, private: bool) -> None:
    text = RENDERERS[form].render(hostile(HOSTILE), private=private)
    assert harmless(text)
    text.encode()


@pytest.mark.parametrize("form", RENDERERS)
@given(text=st.text(st.characters(), max_size=20))
@settings(deadline=None, max_examples=40)
def test_no_format_lets_any_text_through(form: str, text: str) -> None:
    rendered = RENDERERS[form].render(hostile(text), private=True)
    assert harmless(rendered)
    rendered.encode()


@given(text=st.text(st.characters()), lines=st.booleans())
@settings(deadline=None)
def test_printable_is_printable_and_stays_so(*, text: str, lines: bool) -> None:
    shown = printable(text, lines=lines)
    assert harmless(shown, "\n\t" if lines else "")
    assert printable(shown, lines=lines) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ✓ é Σ 数", "plain ✓ é Σ 数"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202e", "\\u202e"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("\u3164", "\\u3164"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + "\\u0301\\u0301"),
    ],
    ids=ascii,
)
def test_what_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_are_kept_on_request() -> None:
    assert printable("a\tb\r\nc\rd", lines=True) == "a\tb\nc\\rd"


def test_a_check_run_is_the_student_s_view_on_the_student_s_lines() -> None:
    run = check_run(replace(CASES["failed"], seed=7), "c0ffee")
    assert (run["head_sha"], run["conclusion"]) == ("c0ffee", "neutral")
    assert run["output"]["title"] == "1.5 of 16.5 points"
    notes = {note["title"]: note for note in run["output"]["annotations"]}
    assert {title: note["start_line"] for title, note in notes.items()} == {
        "Softmax": 2,
        "Softmax: every row sums to one": 3,  # where it failed
        "Softmax: a law that went wrong": 2,  # where the function begins
        "Softmax: one more": 2,
    }
    assert {note["path"] for note in notes.values()} == {"softmax.py"}
    assert {note["annotation_level"] for note in notes.values()} == {"failure"}
    text = json.dumps(run)
    assert "secret" not in text
    assert "the law raised" not in text
    assert "normalises_the_whole_batch" not in text
    assert check_run(CASES["passed"], "c0ffee")["conclusion"] == "success"


def test_a_check_run_is_no_longer_than_github_takes() -> None:
    many = tuple(check(f"law {i}", Outcome.FAILED, message="x" * 3_000) for i in range(60))
    run = check_run(report(PASSED, replace(FAILED, checks=many)), "c0ffee")
    assert len(run["output"]["annotations"]) == 50
    assert len(run["output"]["summary"]) < 65_536
    assert run["output"]["summary"].endswith("The rest is too long to be shown here.\n")
    assert all(len(note["message"]) <= 2_000 for note in run["output"]["annotations"])


class TestScreen:
    """A result in a terminal of 80 columns."""

    WORDS = "many words that fill a line of the screen and then some more of them, " * 12
    FAILED = CheckResult(
        "a law", False, 1.0, 0.0, Outcome.FAILED, f"f(x)\n{WORDS}\nadvice", replay="r"
    )
    TABLE = tuple(CheckResult(f"law {i}", False, 1.0, 1.0, Outcome.PASSED) for i in range(9))

    def result(self, *checks: CheckResult, **more: Any) -> ProblemResult:
        return ProblemResult("p", "P", Outcome.FAILED, 1.0, 10.0, checks=checks, **more)

    @given(
        st.integers(1, 6), st.integers(0, 40), st.integers(0, 200), st.sampled_from([50, 80, 120])
    )
    @settings(max_examples=25, deadline=None)
    def test_holds_failures_and_prints(
        self, failed: int, printed: int, said: int, width: int
    ) -> None:
        output = "\n".join(["a line that is printed, " * 6] * printed)
        result = self.result(
            *self.TABLE, *[self.FAILED] * failed, output=output, diagnosis="word " * (said // 5)
        )
        lines = plain(result_lines(result, width=width)).splitlines()
        assert max(map(len, lines)) <= width
        assert len(lines) <= SCREEN * 80 // min(width, 80)
        assert any("f(x)" in line for line in lines)
        assert any("advice" in line for line in lines)
        everything = plain(result_lines(result, most=None)).splitlines()
        assert sum("f(x)" in line for line in everything) == failed
        assert "    …" not in everything

    def test_what_kept_all_else_from_being_tried_comes_first(self) -> None:
        first = CheckResult("returns", False, 0.0, 0.0, Outcome.ERRORED, "SyntaxError: no", line=3)
        rest = CheckResult("law", False, 1.0, 0.0, Outcome.SKIPPED)
        hidden = CheckResult("secret", True, 1.0, 0.0, Outcome.FAILED)
        text = plain(result_lines(self.result(first, rest, hidden)))
        assert text.index("SyntaxError: no") < text.index("not tried")
        tried = CheckResult("law", False, 1.0, 1.0, Outcome.PASSED)
        text = plain(result_lines(self.result(first, tried, hidden)))
        assert text.index("law") < text.index("SyntaxError: no")

    def test_the_call_and_what_was_expected_stay_where_the_rest_is_cut(self) -> None:
        calls = [f"f({', '.join(['1.0'] * 20)})", "g(0)", "  → 1"]
        block = ["  p received (* wrong)  expected", *[f"  {i}.0*   {i}.5" for i in range(6)]]
        why = f"begin {self.WORDS}end"
        failed = CheckResult(
            "a law", False, 1.0, 0.0, Outcome.FAILED, "\n".join((*calls, *block, why)), replay="r"
        )
        printed = "\n".join(["a line"] * 40)
        lines = plain(result_lines(self.result(*self.TABLE, failed, failed, output=printed)))
        shown = [line.strip() for line in lines.splitlines()]
        assert "…" in shown
        assert all(row.strip() in shown for row in (*calls[1:], *block))
        assert "f(1.0" in lines
        assert not any(line.startswith("begin") for line in shown)
        assert any(line.endswith("end") for line in shown)

    @pytest.mark.parametrize(
        ("outcome", "points", "earned", "row"),
        [
            (Outcome.PASSED, 1, 1.0, "✓ law  1/1"),
            (Outcome.PASSED, 0, 0.0, "✓ law"),
            (Outcome.PASSED, 1, 0.0, "~ law  0/1  holds, see below"),
            (Outcome.PASSED, 2, 1.0, "~ law  1/2  holds, see below"),
            (Outcome.FAILED, 1, 0.0, "✗ law  0/1"),
            (Outcome.FAILED, 0, 0.0, "✗ law"),
            (Outcome.FAILED, 1, 0.5, "~ law  0.5/1"),
            (Outcome.SKIPPED, 1, 0.0, "– law  0/1  not tried"),
            (Outcome.SKIPPED, 1, 0.5, "~ law  0.5/1  not tried, see below"),
            (Outcome.ERRORED, 0, 0.0, "✗ law    raised an error"),
        ],
    )
    def test_the_sign_of_a_row_is_that_of_its_points(
        self, outcome: Outcome, points: float, earned: float, row: str
    ) -> None:
        text = plain(result_lines(self.result(CheckResult("law", False, points, earned, outcome))))
        assert f"  {row}\n" in text

    def test_an_exception_is_told_once(self) -> None:
        text = "your code raised TypeError: no"
        first, again, other = (
            CheckResult(name, False, 1.0, 0.0, Outcome.ERRORED, f"{call}\n{text}", line=line)
            for name, call, line in (("a", "f(1)", 3), ("b", "f(2)", 3), ("c", "f(3)", 4))
        )
        shown = plain(result_lines(self.result(first, again, other)))
        assert "f(1)" in shown
        assert "f(2)" not in shown
        assert "f(3)" in shown
        assert "… and 1 more not passed" in shown
        assert "f(2)" in plain(result_lines(self.result(first, again, other), most=None))

    def test_what_changes_when_asked_again_comes_first_and_is_not_repeated(self) -> None:
        differs = "asked again, it gave another answer"
        law = CheckResult("a law", False, 1.0, 0.0, Outcome.FAILED, differs)
        other = CheckResult("another", False, 1.0, 0.0, Outcome.FAILED, "f(2)\nno")
        again = CheckResult(AGAIN, False, 0.0, 0.0, Outcome.FAILED, f"f(1)\n{differs}")
        text = plain(result_lines(self.result(law, other, again)))
        assert text.count(differs) == 1
        assert text.index("f(1)") < text.index("f(2)")

    def test_a_tip_stands_on_top_and_is_told_once(self) -> None:
        failed = CheckResult(
            "returns", False, 0.0, 0.0, Outcome.FAILED, "p is None\nReturn it.", kind="Return it."
        )
        text = plain(result_lines(self.result(failed, *self.TABLE)))
        assert text.count("Return it.") == 1
        assert text.index("Return it.") < text.index("p is None")


def test_a_program_that_does_not_load_is_annotated() -> None:
    """With what it lost, so that it stands before one that lost less."""
    message = "SyntaxError: '(' was never closed"
    broken = ProblemResult(
        "one", "One", Outcome.FAILED, 0.0, 20.0, message=message, file="one.py", line=3
    )
    (note,) = github.notes_of(broken)
    assert note == (20.0, "error", "one.py", 3, "One", message)
