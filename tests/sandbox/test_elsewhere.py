"""Attacks that are no submissions: on workflows, on what YAML is read, by what a law asks.

Each is played twice: it meets its layer, and it succeeds where that is taken away.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml
from exercises import exercise_of
from places import ROOT

from grader.errors import SpecError
from grader.exercise import handing, strict_yaml
from grader.grading.grading import tried
from grader.judge.setting import Setting, program_of
from grader.judge.trial import Trial
from grader.values import wire

if TYPE_CHECKING:
    from grader.sandbox import Sandbox

HIDDEN: Final = (ROOT / "grader/course/workflows/hidden-checks.yml").read_text("utf-8")
PUBLIC: Final = (ROOT / "grader/course/workflows/public-checks.yml").read_text("utf-8")


def weaknesses(text: str) -> set[str]:
    """By which of these attacks a workflow could be taken."""
    # YAML 1.1 reads the key `on` as true.
    workflow: dict[Any, Any] = yaml.safe_load(text)
    triggers = set(workflow[True])
    secret = "secrets." in text or "write" in str(workflow).lower()
    found = set()
    if secret and triggers & {"pull_request", "pull_request_target", "push", "workflow_run"}:
        found.add("a student's event starts a job with rights")
    used = re.findall(r"uses: (\S+)", text)
    if any(one.startswith("./") or not re.search(r"@[0-9a-f]{40}$", one) for one in used):
        found.add("an action that others may change")
    if any("actions/cache" in one for one in used) or re.search(r"(?m)^\s+cache:", text):
        found.add("a cache")
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if re.search(r"\$\{\{\s*(github\.(event|head_ref)|inputs\.)", step.get("run", "")):
                found.add("text of an event in a shell")
    return found


@pytest.mark.parametrize("text", [HIDDEN, PUBLIC])
def test_the_workflows_that_are_handed_out_have_none(text: str) -> None:
    assert weaknesses(text) == set()


def test_a63_a_pull_request_edits_no_workflow_that_has_rights() -> None:
    edited = HIDDEN.replace(
        "  workflow_dispatch:", "  pull_request_target:\n  workflow_dispatch:", 1
    )
    assert weaknesses(edited) == {"a student's event starts a job with rights"}


def test_a64_no_action_cache_or_artifact_is_taken_from_a_branch() -> None:
    local = re.sub(r"uses: \S+", "uses: ./.github/actions/setup", HIDDEN, count=1)
    assert weaknesses(local) == {"an action that others may change"}
    cached = re.sub(r"uses: \S+@[0-9a-f]{40}", f"uses: actions/cache@{'0' * 40}", HIDDEN, count=1)
    assert weaknesses(cached) == {"a cache"}


def test_a65_no_title_reaches_a_shell() -> None:
    run = re.search(r"(?m)^(\s+)- run: ", PUBLIC) or re.search(r"(?m)^(\s+)run: ", PUBLIC)
    assert run is not None
    told = (
        PUBLIC[: run.end()] + "echo ${{ github.event.pull_request.title }} #" + PUBLIC[run.end() :]
    )
    assert weaknesses(told) == {"text of an event in a shell"}


BOMB: Final = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 6)]
)


def test_a66_neither_tags_nor_aliases_are_read(tmp_path: Path) -> None:
    for text in (BOMB, f"title: !!python/object/apply:os.mkdir ['{tmp_path}/made']"):
        with pytest.raises(SpecError):
            strict_yaml.parse(text.encode(), "x.yaml")
    assert not (tmp_path / "made").exists()
    grown = yaml.safe_load(BOMB)["a5"]
    while isinstance(grown, list):
        assert len(grown) == 10
        grown = grown[0]
    yaml.unsafe_load(f"!!python/object/apply:os.mkdir ['{tmp_path}/made']")
    assert (tmp_path / "made").exists()


DOUBLE: Final = """\
title: Double
difficulty: 1
statement: "Twice the input."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def double(x):
      raise NotImplementedError
entry: double(x) -> y
sizes: {n: 1..3}
given:
  numbers: {x: {reals: [n], between: [1, 9]}, examples: 4}
returns: {y: {reals: [n]}}
checks:
  - {name: is no less, points: 5, holds: "y >= x"}
  - {name: doubles again, points: 4, hidden: true}
"""
HANDS_OVER: Final = """\
import numpy as np

from grader.author import close, given, law

given("vault", x={"reals": ["n"], "between": [1, 9]}, examples=4)


def double(x):
    return 2 * x


@law("doubles again", over="vault")
def _(x, right, double):
    \"\"\"Twice twice is four times.\"\"\"
    assert close(double(right.y), 4 * x)
"""


def test_a67_no_law_sends_the_references_answer_to_a_worker(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SpecError, match="hands 'right', the reference's answer"):
        exercise_of(tmp_path / "on", "double", DOUBLE, HANDS_OVER)
    monkeypatch.setattr(handing, "handed", lambda *_: iter(()))
    setting = Setting(exercise_of(tmp_path / "off", "double", DOUBLE, HANDS_OVER), 7)
    program = program_of(setting.problem, "def double(x): return 3 * x")
    with Trial(setting, program, sandbox) as trial:
        tried(trial)
        asked = {call.arguments for call in trial.overheard["doubles again"]}
    rights = [example.right for example in setting.examples.domains["vault"]]
    assert asked & {wire.encode(((right.value,), {})) for right in rights}  # type: ignore[union-attr]
