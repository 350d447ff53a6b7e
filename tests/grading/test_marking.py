"""A submission's problems one after the other: what spoils one, who is to blame, and what is told."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from benchmark import benchmark
from exercises import SHARE
from places import DATA, ROOT

from grader.errors import Fault
from grader.exercise.bank import find_bank
from grader.grading import grading, marking
from grader.grading.kept import Identity
from grader.grading.marking import grade_submission
from grader.judge.budget import TooCostly
from grader.judge.checks import answers_differ
from grader.judge.setting import Setting, exercise_of
from grader.judge.trial import Trial
from grader.model import Answer, Call, Outcome, ProblemResult, Report, Stopped
from grader.problem import AGAIN, PROMISE
from grader.reports import RENDERERS
from grader.sandbox import Sandbox
from grader.submission import Source, read_submission
from grader.submission.source import Place

BANK = find_bank([DATA / "bank"])
SLOW_IN_OTHER_ORDER = """
import numpy as np

FIRST = []

def share(w):
    w = np.asarray(w, dtype=float)
    FIRST.append(w.tobytes())
    if len(FIRST) == 1 and w.tobytes() != START:
        while True:
            pass
    if np.any(w < 0):
        raise ValueError("negative")
    return w / w.sum()
"""

Mark = Callable[..., Report]


@pytest.fixture
def mark(tmp_path: Path, sandbox: Sandbox) -> Mark:
    """Grades a source for `share`."""

    def grade(source: str = SHARE, seed: int = 7) -> Report:
        path = tmp_path / "share.py"
        path.write_text(source)
        exercises = [exercise_of(BANK, "share")]
        return grade_submission(read_submission(path), exercises, sandbox=sandbox, seed=seed)

    return grade


def spoilt(monkeypatch: pytest.MonkeyPatch, *errors: BaseException | None) -> None:
    """The first trials end with these; None, and those after them, go through."""
    left = list(errors)
    honest = grading.tried

    def tried(trial: Trial, *heard: Any) -> ProblemResult:
        error = left.pop(0) if left else None
        if error is not None:
            raise error
        return honest(trial, *heard)

    monkeypatch.setattr(marking, "tried", tried)


def test_what_the_surroundings_spoil_is_tried_once_more(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (Fault("a worker could not be started"), OSError(24, "too many open files")):
        spoilt(monkeypatch, error)
        assert mark().score == 10


def test_what_they_spoil_twice_costs_nothing(mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt(monkeypatch, Fault("no memory"), Fault("no memory"))
    report = mark()
    assert report.score is None
    assert report.problems[0].fault == "no memory"


def test_answers_of_which_nothing_can_be_made_are_the_submissions_failure(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(monkeypatch, ValueError("Exceeds the limit (4300 digits)"))  # the reference goes through
    report = mark()
    (result,) = report.problems
    assert (report.score, result.outcome) == (0, Outcome.ERRORED)
    assert "4300" in result.checks[0].private
    for renderer in RENDERERS.values():
        assert "4300" not in renderer.render(report)


def test_in_hidden_checks_that_is_told_as_failing_them(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a submission could say a third word of a hidden input."""

    def hidden(trial: Trial, checks: Any) -> None:
        if trial.program.name != "share" or trial.program.source != SHARE:
            return real(trial, checks)
        raise ValueError("Exceeds the limit (4300 digits)")

    real = Trial.hidden
    monkeypatch.setattr(Trial, "hidden", hidden)
    spoilt_report = mark()
    monkeypatch.setattr(Trial, "hidden", Trial.unfinished)
    failed = mark()
    assert "4300" in spoilt_report.problems[0].checks[0].private
    assert 0 < (failed.score or 0) < 10
    for renderer in RENDERERS.values():
        assert renderer.render(spoilt_report) == renderer.render(failed)


def test_where_the_references_answers_do_not_go_through_either_it_is_a_fault(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(monkeypatch, ValueError("ours"), ValueError("ours"))
    report = mark()
    assert report.score is None
    assert "ours" in report.problems[0].fault


@pytest.mark.parametrize("error", [TooCostly(), MemoryError()])
def test_judging_that_costs_too_much_is_an_outcome_of_its_own(
    mark: Mark, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def public(*_: object) -> None:
        raise error

    monkeypatch.setattr(Trial, "public", public)
    (result,) = mark().problems
    assert (result.score, result.outcome) == (0, Outcome.TOO_COSTLY)
    assert result.checks[0].name == PROMISE
    assert "too much time or memory" in result.checks[0].message


def test_an_explanation_that_fails_or_takes_too_long_changes_no_grade(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = SHARE.replace("w / w.sum()", "w / w.sum() + 0.5")
    points = mark(wrong).score
    assert points is not None
    for error in (TooCostly(), RecursionError("deep"), MemoryError()):

        def fail(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        for where in ("grader.judge.trial.Search.smallest", "grader.tutor.diagnosis.diagnose"):
            with monkeypatch.context() as patched:
                patched.setattr(where, fail)
                report = mark(wrong)
            assert report.score == points
            assert any(check.message for check in report.problems[0].checks)


class TestLimits:
    def start(self) -> str:
        """The first input of `share`, as code."""
        setting = Setting(exercise_of(BANK, "share"), 7)
        first = next(iter(setting.examples.domains.values()))[0]
        w = first.names(setting.reference.support)["w"]
        return f"START = {bytes(w.astype(float).tobytes())!r}\n"

    def test_not_answering_in_another_order_is_no_way_around_being_asked_again(
        self, mark: Mark
    ) -> None:
        result = mark(self.start() + SLOW_IN_OTHER_ORDER).problems[0]
        (again,) = [check for check in result.checks if check.name == AGAIN]
        assert again.outcome is Outcome.TIMED_OUT
        assert "needs about as much as it may" in again.message
        assert result.score is not None
        assert result.score < 5

    def test_a_limit_that_was_reached_once_says_nothing(
        self, mark: Mark, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As when a machine is so busy that a function near its limit passes in one worker only."""
        limit = Stopped(Outcome.TIMED_OUT, "your code took more than 2 s of CPU time")

        class Busy:
            def answer(self, calls: list[Call]) -> list[Stopped]:
                return [limit for _ in calls]

            def close(self) -> None:
                pass

        monkeypatch.setattr(Trial, "other", Busy())
        alone: list[Call] = []

        def idle(trial: Trial, call: Call) -> Answer:
            alone.append(call)
            return Answer(None)

        monkeypatch.setattr(Trial, "alone", idle)
        assert mark().score == 10
        assert alone


def test_ten_problems_are_graded_alike_every_time() -> None:
    names = ("softmax", "matmul", "dot_product", "mse_loss", "variance_std")
    assert benchmark("repeat").repeated(4, names) == (4, 0, 0)


def test_what_was_passed_but_not_asked_again_is_not_passed(
    mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever burns the budget in time would never be asked again."""

    def again(*_: object) -> None:
        raise TooCostly

    monkeypatch.setattr(Trial, "again", again)
    (result,) = mark().problems
    assert (result.score, result.outcome) == (0, Outcome.TOO_COSTLY)


def test_what_cannot_be_compared_may_still_be_the_same() -> None:
    huge = [k * (2**61 - 1) ** 4 for k in range(1, 20)]
    ragged = [[1.0], [1.0, 2.0], {"a": huge}]
    for value in (huge, ragged, [huge, "text"]):
        assert not answers_differ(Answer(value), Answer(copy.deepcopy(value)))
    assert answers_differ(Answer(huge), Answer([*huge[:-1], 7]))


class TestTheSameProgram:
    """Copies of one program are judged once, as long as their exercise stays ready."""

    @pytest.fixture
    def trials(self, monkeypatch: pytest.MonkeyPatch) -> list[Trial]:
        """All trials that are begun."""
        begun: list[Trial] = []

        def trial(*told: Any, **more: Any) -> Trial:
            begun.append(Trial(*told, **more))
            return begun[-1]

        monkeypatch.setattr(marking, "Trial", trial)
        return begun

    def grade(self, setting: Setting, folder: Path, sandbox: Sandbox, **files: str) -> Report:
        """One submission of these files."""
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        known = {setting.problem.name: setting}
        told = read_submission(folder), [setting.exercise]
        return grade_submission(*told, sandbox=sandbox, seed=7, settings=known)

    @pytest.mark.parametrize("source", [SHARE, SHARE.replace("/ w", "* w"), "def share(:\n"])
    def test_a_copy_gets_the_same_result_without_a_trial(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial], source: str
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7)
        first = self.grade(setting, tmp_path / "ada", sandbox, share=source)
        again = self.grade(setting, tmp_path / "bob", sandbox, share=source)
        assert (first.submission, again.submission) == ("ada", "bob")
        assert again.problems == first.problems
        assert len(trials) == 1

    def test_what_is_printed_names_the_file_of_whoever_handed_it_in(
        self, tmp_path: Path, sandbox: Sandbox
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7)
        source = "import warnings\n" + SHARE.replace(
            "    return", "    warnings.warn('so')\n    return"
        )
        names = ("share", "hw1", "share")
        told = [
            self.grade(setting, tmp_path / str(n), sandbox, **{name: source}).problems[0]
            for n, name in enumerate(names)
        ]
        assert len({one.score for one in told}) == 1
        assert [one.output.partition(":")[0] for one in told] == [f"{name}.py" for name in names]

    def test_what_it_may_import_belongs_to_a_program(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial]
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7)
        source = "from helper import share\n"
        right = self.grade(setting, tmp_path / "ada", sandbox, share=source, helper=SHARE)
        wrong = self.grade(
            setting, tmp_path / "bob", sandbox, share=source, helper=SHARE.replace("/ w", "* w")
        )
        assert right.score == right.max_score
        assert wrong.score is not None
        assert wrong.score < wrong.max_score
        assert len(trials) == 2

    def test_all_that_was_read_belongs_to_a_program(self) -> None:
        one = Source("def f(x): ...", modules={"a.py": "1"}, names={"f": "g"})
        others = (
            replace(one, text=""),
            replace(one, file="b.py"),
            replace(one, cells=(Place(1, 1),)),
            replace(one, untouched=True),
            replace(one, modules={"a.py": "2"}),
            replace(one, folder="lib"),
            replace(one, names={"f": "h"}),
            replace(one, notes=("read so",)),
        )
        keys = {next(Identity(BANK.problem("share"), each).known_by()) for each in (one, *others)}
        assert len(keys) == 1 + len(fields(one))

    @pytest.mark.parametrize("axis", ["axis=axis, keepdims=True", ""], ids=["right", "a mistake"])
    def test_one_in_other_words_gets_the_result_as_its_own(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial], axis: str
    ) -> None:
        bank = find_bank([ROOT])
        setting = Setting(exercise_of(bank, "softmax"), 7)
        source = (
            "import numpy as np\n\n\ndef softmax(z, axis=-1, temperature=1.0):\n"
            "    z = z / temperature\n    e = np.exp(z - z.max())\n"
            f"    return e / e.sum({axis})\n"
        ).replace("z.max()", f"z.max({axis})")
        other = '"""Mine."""\n\n\n' + source.replace("e ", "shifted ").replace("e.s", "shifted.s")
        first = self.grade(setting, tmp_path / "ada", sandbox, softmax=source)
        again = self.grade(setting, tmp_path / "bob", sandbox, softmax=other)
        alone = Setting(exercise_of(bank, "softmax"), 7, shortcuts=False)
        judged = self.grade(alone, tmp_path / "cy", sandbox, softmax=other)
        assert len(trials) == 2
        assert again.problems == judged.problems
        assert again.problems[0].line != first.problems[0].line

    @pytest.mark.parametrize(
        "source",
        [
            "def share(w):\n    part = w / 0\n    return part\n",
            "def share(w):\n    part = w / w.sum()\n    print(part)\n    return part\n",
            "def share(w):\n    del part\n    part = w\n    return part\n",
        ],
        ids=["of which a line is told", "that prints", "that raises with its names"],
    )
    def test_one_in_other_words_is_judged_where_its_words_matter(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial], source: str
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7)
        other = "\n\n" + source.replace("part", "whole")
        self.grade(setting, tmp_path / "ada", sandbox, share=source)
        again = self.grade(setting, tmp_path / "bob", sandbox, share=other)
        alone = Setting(exercise_of(BANK, "share"), 7, shortcuts=False)
        assert again.problems == self.grade(alone, tmp_path / "cy", sandbox, share=other).problems
        assert len(trials) == 3

    @pytest.mark.parametrize(
        ("returned", "renamed", "begun"),
        [
            ("w - 0.25", {"w": "part"}, 1),
            ("w - 0.25", {"w": "exp"}, 2),
            ("w - 0.25", {"e": "e_7", "w": "w_7"}, 2),
            ("w - 0.25", {"import": "\n\nimport"}, 2),
            ("w * w", {"w": "part"}, 2),
        ],
        ids=["", "an edit may say it", "the same ending", "other lines", "an edit says it"],
    )
    def test_one_that_was_edited_for_a_clue_stands_for_those_that_could_be_so_too(
        self,
        tmp_path: Path,
        sandbox: Sandbox,
        trials: list[Trial],
        returned: str,
        renamed: dict[str, str],
        begun: int,
    ) -> None:
        bank = find_bank([ROOT])
        setting = Setting(exercise_of(bank, "softmax"), 7)
        source = (
            "import numpy as np\n\n\ndef softmax(z, axis=-1, temperature=1.0):\n"
            "    z = z / temperature\n    e = np.exp(z - z.max(axis=axis, keepdims=True))\n"
            f"    w = e / e.sum(axis=axis, keepdims=True)\n    return {returned}\n"
        )
        other = re.sub(r"\b\w+\b", lambda word: renamed.get(word[0], word[0]), source)
        first = self.grade(setting, tmp_path / "ada", sandbox, softmax=source)
        again = self.grade(setting, tmp_path / "bob", sandbox, softmax=other)
        assert first.problems[0].clue is not None
        assert len(trials) == begun
        alone = Setting(exercise_of(bank, "softmax"), 7, shortcuts=False)
        judged = self.grade(alone, tmp_path / "cy", sandbox, softmax=other)
        assert again.problems == judged.problems

    def test_what_reached_a_limit_is_found_out_anew(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial]
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7)
        source = "import os\n\n\ndef share(w):\n    os._exit(0)\n"
        for who in ("ada", "bob"):
            self.grade(setting, tmp_path / who, sandbox, share=source)
        assert len(trials) == 2

    def test_without_shortcuts_each_is_judged(
        self, tmp_path: Path, sandbox: Sandbox, trials: list[Trial]
    ) -> None:
        setting = Setting(exercise_of(BANK, "share"), 7, shortcuts=False)
        reports = [self.grade(setting, tmp_path / w, sandbox, share=SHARE) for w in ("ada", "bob")]
        assert reports[0].problems == reports[1].problems
        assert len(trials) == 2
