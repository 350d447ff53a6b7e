"""What a stranger's frame may hold: it is refused before it is built, or is built in proportion."""

from __future__ import annotations

import contextlib
import math
import random
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.values import bounds, reader, wire
from grader.values.bounds import ANSWER, KEYS, LONG_INTEGERS
from grader.values.wire import Packed, TooMuch, WireError


def length(n: int) -> bytes:
    return n.to_bytes(4, "little")


def many(tag: bytes, count: int, item: bytes) -> bytes:
    return tag + length(count) + item * count


EMPTY_ARRAY = wire.encode(np.zeros(0))
WIDE = b"a" + bytes([1, 0, 1]) + (60 << 20).to_bytes(8, "little")

TOO_MUCH = {
    "two million of nothing": (many(b"l", 2_000_000, b"N"), "more than 400,000 values"),
    "two million empty sets": (many(b"l", 2_000_000, many(b"S", 0, b"")), "400,000 values"),
    "values in many lists": (many(b"l", 500, many(b"l", 1_000, b"N")), "400,000 values"),
    "sets that weigh more": (many(b"l", 100_000, many(b"S", 0, b"")), "more than 16 MB of data"),
    "empty arrays": (many(b"l", 100_000, EMPTY_ARRAY), "more than 10,000 arrays"),
    "bytes that become floats": (WIDE + bytes(60 << 20), "more than 16 MB of data"),
    "an integer of 5,000 digits": (
        b"I" + length(2_077) + (10**5_000).to_bytes(2_077, "little", signed=True),
        "an integer of more than 300 digits",
    ),
    "a key of 10 MB": (
        b"d" + length(1) + b"s" + length(10 << 20) + b"x" * (10 << 20) + b"l" + length(0),
        "a text of more than 10,000 bytes",
    ),
    "a long key": (b"d" + length(1) + wire.encode("x" * 2_000) + b"N", "a key of more than 1,000"),
    "a key of many parts": (
        many(b"S", 1, wire.encode(tuple(range(500)))),
        "a key of more than 1,000",
    ),
    "texts": (many(b"l", 500, wire.encode("x" * 9_999)), "more than 16 MB of data"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_before_it_is_built(name: str) -> None:
    data, told = TOO_MUCH[name]
    # Without bounds it is all built, or fails later.
    with contextlib.suppress(WireError):
        assert wire.Reader(data).next() is not None
    reader = wire.Reader(data, bounds=ANSWER)
    tracemalloc.start()
    try:
        with pytest.raises(TooMuch, match=told):
            reader.next()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * ANSWER.size


@pytest.mark.parametrize(
    "value",
    [
        list(range(ANSWER.values - 1)),
        [np.zeros(1)] * ANSWER.arrays,
        np.zeros(ANSWER.size // 8 - 100),
        10**300,
        "é" * 5_000,
        {f"name {i}": i for i in range(5_000)},
        set(range(KEYS)),
    ],
    ids=["values", "arrays", "entries", "digits", "text", "names", "keys"],
)
def test_what_lies_within_is_read(value: Any) -> None:
    back = wire.Reader(wire.encode(value), bounds=ANSWER).next()
    if isinstance(value, np.ndarray):
        assert back.shape == value.shape
    else:
        assert type(back) is type(value)
        assert len(back) == len(value) if isinstance(value, (list, dict, set)) else back == value


def collide(run: int, keys: int, seed: int = 0) -> list[int]:
    """Integers of different hashes which all walk through one long run of a dict's places."""
    mask, dice, places = (1 << 12) - 1, random.Random(seed), [0]
    while len(places) < run:
        places.append((5 * places[-1] + 1) & mask)
    taken, found = set(places), dict.fromkeys(places)
    while len(found) < run + keys:
        perturbed = number = dice.getrandbits(18)
        place = number & mask
        while place in taken and perturbed:
            perturbed >>= 5
            place = (5 * place + perturbed + 1) & mask
        if place in taken:
            found[number] = None
    return list(found)


def test_integers_that_may_share_a_hash_are_few() -> None:
    """A law that makes a set of them takes quadratic time, in one instruction of Python's."""
    same = [k * (2**61 - 1) for k in range(1, LONG_INTEGERS + 100)]
    assert len({*map(hash, same)}) == 1
    data = wire.encode(same)
    assert wire.Reader(data).next() == same
    with pytest.raises(TooMuch, match="more than 256 integers of more than 64 bits"):
        wire.Reader(data, bounds=ANSWER).next()
    few = same[:LONG_INTEGERS]
    assert wire.Reader(wire.encode(few), bounds=ANSWER).next() == few


def test_shorter_integers_share_a_hash_with_few() -> None:
    least, most = -(1 << 63), (1 << 64) - 1
    assert (most - least) // (2**61 - 1) <= 16
    assert wire.encode(most)[:1] == b"I"  # counted, though it could be an unsigned one


class TestKeys:
    def test_that_anybody_can_foresee_are_never_put_in_a_large_table(self) -> None:
        keys = collide(1_200, 800)
        assert len({*map(hash, keys)}) == len(keys)
        frame = b"d" + length(len(keys)) + b"".join(wire.encode(key) + b"N" for key in keys)
        assert type(wire.decode(frame)) is dict
        told = wire.Reader(frame, bounds=ANSWER).next()
        assert told == Packed("opaque", f"dict of length {len(keys)}")

    @pytest.mark.parametrize(
        "keys",
        [
            [float(i) for i in range(KEYS + 1)],
            [(i,) for i in range(KEYS + 1)],
            [*(f"{i}" for i in range(KEYS)), 1],
            [frozenset({i}) for i in range(KEYS + 1)],
        ],
        ids=["floats", "tuples", "mixed", "sets"],
    )
    def test_of_every_such_kind_are_only_told_of(self, keys: list[Any]) -> None:
        for value, kind in (
            (set(keys), "set"),
            (frozenset(keys), "set"),
            (dict.fromkeys(keys), "dict"),
        ):
            told = wire.Reader(wire.encode(value), bounds=ANSWER).next()
            assert told == Packed("opaque", f"{kind} of length {KEYS + 1}")

    def test_that_are_texts_are_only_safe_where_hashes_are_secret(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        value = {f"{i}" for i in range(KEYS + 1)}
        monkeypatch.setattr(reader, "_KEYED", False)
        assert type(wire.Reader(wire.encode(value), bounds=ANSWER).next()) is Packed


NASTY = st.recursive(
    st.sampled_from(
        [
            *(b"N", b"T", b"f" + bytes(8), b"i" + bytes(8), EMPTY_ARRAY, b"?", b""),
            *map(wire.encode, (1 << 200, "key", np.zeros(3, np.int8), np.float64(1))),
        ]
    ),
    lambda inner: st.builds(
        lambda tag, items, off: tag + length(max(0, len(items) + off)) + b"".join(items),
        st.sampled_from([b"l", b"t", b"d", b"S", b"Z", b"P", b"I", b"s", b"b"]),
        st.lists(inner, max_size=6),
        st.integers(-1, 1),
    ),
    max_leaves=20,
)


@given(NASTY)
def test_a_frame_makes_a_value_or_a_wire_error(data: bytes) -> None:
    reader = wire.Reader(data, bounds=ANSWER)
    with contextlib.suppress(WireError):
        reader.next()
    spent = reader.spent
    assert spent.values <= len(data) + 2
    assert spent.size <= 400 * (len(data) + 1)


@given(st.integers())
def test_what_can_be_sent_can_be_printed_and_made_a_float(number: int) -> None:
    with contextlib.suppress(TooMuch):
        back = wire.decode(wire.encode(number**40))
        assert str(back)
        assert math.isfinite(float(back))


def test_the_limits_are_of_one_another() -> None:
    assert all(a < b <= c for a, b, c in zip(ANSWER, bounds.BATCH, bounds.TRIAL, strict=True))
