"""What is recorded of a real exercise, as a release keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from places import ROOT

from grader.course.recorder import LONGEST, recorded
from grader.exercise.bank import find_bank
from grader.judge.examples import Example
from grader.judge.recording import Recording, parsed, written
from grader.judge.setting import Exercise, Setting, exercise_of
from grader.model import Reply
from grader.sandbox import Sandbox
from grader.tutor.diagnosis import told_by_recording
from grader.tutor.mistaken import mistake_replies
from grader.values.replies import replies_plain
from grader.values.wire import encode

pytestmark = pytest.mark.xdist_group("recorder")


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(exercise_of(find_bank([ROOT]), "transpose_buffer"), 0)


@pytest.fixture(scope="module")
def recording(setting: Setting, sandbox: Sandbox) -> Recording:
    found = recorded(setting, sandbox)
    assert found is not None
    return found


def size(example: Example) -> int:
    assert example.right is not None
    answer = encode(replies_plain([example.right]))
    return len(example.values) + len(example.arguments) + len(answer)


def asked(
    replies: Mapping[str, Sequence[Reply]], setting: Setting, handout: Setting
) -> dict[str, list[Reply]]:
    """Of these replies those to what a copy asks."""
    found = {}
    for name, some in handout.examples.domains.items():
        known = {(one.values, one.arguments) for one in some}
        every = zip(replies[name], setting.examples.domains[name], strict=True)
        found[name] = [reply for reply, one in every if (one.values, one.arguments) in known]
        assert len(found[name]) == len(some)
    return found


def test_the_longest_examples_are_left_to_the_grading(
    setting: Setting, recording: Recording
) -> None:
    left = 0
    for name, some in recording.domains.items():
        every = setting.examples.domains[name]
        short = [one for one in every if size(one) <= LONGEST]
        assert list(some) == short
        left += len(every) - len(short)
    assert left
    assert len(written(recording)) < 100 * LONGEST


def test_a_copy_names_the_mistakes_by_what_is_left(
    setting: Setting, recording: Recording, sandbox: Sandbox
) -> None:
    handout = Setting(Exercise(setting.problem, recording=parsed(written(recording), "")), 0)
    solution = setting.exercise.solution
    assert solution is not None
    told = {one.why for one in recording.mistakes}
    assert told
    for mistake in solution.mistakes:
        if mistake.why in told:
            every = mistake_replies(setting, mistake, sandbox)
            found = told_by_recording(handout, asked(every, setting, handout))
            assert found is not None
            assert found.why == mistake.why


@pytest.mark.slow
@pytest.mark.parametrize("name", find_bank([ROOT]).names())
def test_every_exercise_can_be_handed_out(name: str, sandbox: Sandbox) -> None:
    found = recorded(Setting(exercise_of(find_bank([ROOT]), name), 0), sandbox)
    assert found is not None
    assert len(written(found)) < 2 << 20
