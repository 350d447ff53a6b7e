"""Whether global random state was moved, however it was."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from grader.program.observing import MAX_RECORDED_BYTES, Randomness, Recorder
from grader.program.plainness import plain
from grader.values import wire

NUMPY: Any = np.random


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    python, numpy = random.getstate(), NUMPY.get_state()
    yield
    random.setstate(python)
    NUMPY.set_state(numpy)


MOVING: dict[str, Callable[[], object]] = {
    "drawn by Python": random.random,
    "a Gaussian of Python": lambda: random.gauss(0, 1),
    "seeded in Python": lambda: random.seed(3),
    "drawn by NumPy": NUMPY.rand,
    "a Gaussian of NumPy": NUMPY.randn,
    "a shuffle": lambda: NUMPY.shuffle(np.arange(3)),
    "seeded in NumPy": lambda: NUMPY.seed(3),
    "another generator": lambda: NUMPY.set_bit_generator(NUMPY.MT19937(3)),
}


@pytest.fixture(params=[True, False], ids=["looked at", "asked for"])
def randomness(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Randomness:
    """Once as here, once where the states lie elsewhere in memory than is known."""
    if not request.param:
        monkeypatch.setattr(Randomness, "_found", lambda _: [])
    return Randomness("random")


def test_here_states_lie_where_they_are_looked_for() -> None:
    assert len(Randomness("random")._memory) == 2


@pytest.mark.parametrize("move", MOVING.values(), ids=MOVING)
def test_what_moves_it_is_seen_once(randomness: Randomness, move: Callable[[], object]) -> None:
    randomness.reset()
    generator = NUMPY.get_bit_generator()
    try:
        move()
        assert randomness.touched()
        assert not randomness.touched()
    finally:
        NUMPY.set_bit_generator(generator)


def test_what_moves_nothing_is_not_seen(randomness: Randomness) -> None:
    randomness.reset()
    np.random.default_rng(0).normal(size=3)
    random.Random(0).random()
    assert not randomness.touched()


def test_texts_that_never_say_random_are_not_watched() -> None:
    assert not Randomness("def f(x): return x").watched


# What functions were called with ------------------------------------------------------------------

GRID = np.arange(12.0).reshape(3, 4)

VALUES: dict[str, Any] = {
    "a float": 1.5,
    "a scalar": np.float64(2),
    "an integer": 3,
    "nothing": None,
    "an array": GRID,
    "turned": GRID.T,
    "strided": GRID[::2],
    "empty": GRID[:0],
    "of no axis": np.array(3.0),
    "of Fortran": np.asfortranarray(GRID),
    "single": GRID.astype(np.float32),
    "the other way round": GRID.astype(">f8"),
    "words": np.array(["a"]),
    "truths": GRID > 3,
    "several": [1, GRID],
    "masked": np.ma.array([1.0]),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_what_is_remembered_is_what_would_be_sent(value: object) -> None:
    recorder = Recorder(lambda _: None)
    recorder(value)
    written = wire.encode(plain(value))
    (kept,) = recorder.calls
    expected = wire.decode(written)
    assert type(kept) is type(expected)
    assert wire.encode(plain(kept)) == written
    assert MAX_RECORDED_BYTES - recorder._room == len(written)
    if isinstance(expected, np.ndarray):
        assert kept is not value
        assert kept.strides == expected.strides
        assert not kept.flags.writeable
