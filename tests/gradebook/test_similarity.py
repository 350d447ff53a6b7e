"""Nearly the same code is found whatever it is renamed to; what everybody writes is not."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.similarity import pairs, prints

OWN = '''\
def softmax(z, axis=-1):
    """Softmax."""
    high = np.max(z, axis=axis, keepdims=True)
    low = np.min(z, axis=axis, keepdims=True)
    spread = np.maximum(high - low, 1e-12)
    weights = np.exp((z - high) / spread * spread)
    total = np.einsum("ij->i", weights)[:, None] + 0 * spread
    return np.where(total > 0, weights / total, 1 / z.shape[axis])
'''
STUB = "def softmax(z, axis=-1):\n    raise NotImplementedError\n"
USUAL = """\
def softmax(z, axis=-1):
    shifted = z - z.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=axis, keepdims=True)
"""


def renamed(text: str) -> str:
    for old, new in (
        ("high", "a"),
        ("low", "b"),
        ("spread", "zzz"),
        ("weights", "e"),
        ("total", "S"),
    ):
        text = text.replace(old, new)
    return (
        text.replace('    """Softmax."""\n', "    # mine\n\n")
        .replace("1e-12", "1e-9")
        .replace("    ", "\t")
    )


def test_a_copy_with_other_names_is_found_and_shown() -> None:
    texts = {"anna": OWN, "ben": renamed(OWN), "cleo": USUAL}
    (pair,) = pairs("softmax", texts, STUB)
    assert (pair.one, pair.other) == ("anna", "ben")
    assert pair.share > 0.9
    assert "▌     weights = np.exp" in pair.left
    assert "▌ \te = np.exp" in pair.right


def test_what_everybody_writes_does_not_count() -> None:
    texts = {f"s{i}": USUAL for i in range(20)}
    assert pairs("softmax", texts, STUB) == []
    assert len(pairs("softmax", texts | {"x": OWN, "y": renamed(OWN)}, STUB)) == 1


def test_the_stub_does_not_count() -> None:
    assert pairs("p", {"a": OWN + "x = 1\n", "b": OWN + "y = 2\n"}, OWN) == []


def test_a_part_of_a_longer_text_is_found() -> None:
    longer = f"def other(x):\n    return x @ x.T - np.outer(x, x).trace() ** 3\n\n\n{renamed(OWN)}"
    assert len(pairs("p", {"a": OWN, "b": longer})) == 1


@given(st.text(max_size=300))
def test_any_text_has_fingerprints(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= mark.first <= mark.last <= lines for mark in prints(text))


def test_a_class_of_many_has_its_one_pair() -> None:
    dice = random.Random(0)
    texts = {f"s{i}": random_text(dice) for i in range(100)}
    texts["s7"] = texts["s8"]
    assert [(pair.one, pair.other) for pair in pairs("p", texts)] == [("s7", "s8")]


def random_text(dice: random.Random) -> str:
    names = ["np.exp", "np.sum", "np.dot", "np.max", "a", "b", "z.shape", "1", "axis"]
    return "\n".join(
        f"    x = {dice.choice(names)}({dice.choice(names)} {dice.choice('+-*/@')} {dice.choice(names)})"
        for _ in range(40)
    )
