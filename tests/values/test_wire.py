"""Frames: what goes in comes out, and garbage costs nothing but an error."""

from __future__ import annotations

import contextlib
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_values import ARRAYS, VALUES, alike

from grader.values import wire
from grader.values.wire import Packed, WireError


class TestRoundTrips:
    @given(VALUES)
    def test_keep_every_plain_value(self, value: Any) -> None:
        data = wire.encode(value)
        assert alike(wire.decode(data), value)
        assert wire.encode(wire.decode(data)) == data

    @given(ARRAYS)
    def test_give_writable_arrays_of_their_own(self, array: np.ndarray[Any, Any]) -> None:
        data = wire.encode(array)
        back = wire.decode(data, writable=True)
        assert back.flags.writeable
        assert not wire.decode(data).flags.writeable
        assert alike(back, array)
        back[...] = 1
        assert alike(wire.decode(data), array)

    @pytest.mark.parametrize("dtype", wire.DTYPES)
    def test_keep_numpy_scalars(self, dtype: np.dtype[Any]) -> None:
        value = dtype.type(1)
        back = wire.decode(wire.encode(value))
        assert type(back) is dtype.type
        assert back == value
        assert type(wire.decode(wire.encode(np.longlong(3)))) is np.int64

    def test_keep_the_layout(self) -> None:
        rows = np.arange(12.0).reshape(3, 4)
        for array in (rows, rows.T, np.asfortranarray(rows), rows[:, ::2], rows[::-1]):
            back = wire.decode(wire.encode(array), writable=True)
            assert alike(back, np.array(array))
            assert back.flags.c_contiguous or array.flags.f_contiguous

    def test_describe_what_they_cannot_hold(self) -> None:
        data = wire.encode([1, print], lambda f: Packed("name", f.__name__))
        assert wire.decode(data) == [1, Packed("name", "print")]
        assert wire.decode(data, unpack=lambda packed: packed.data.upper()) == [1, "PRINT"]


NUMBERS = st.one_of(
    st.lists(st.floats(), max_size=600),
    st.lists(st.integers(-(2**63), 2**63 - 1), max_size=600),
    st.lists(st.one_of(st.floats(), st.integers(), st.booleans()), max_size=20),
)


class TestRowsOfNumbers:
    @given(NUMBERS)
    def test_are_written_as_item_by_item(self, items: list[Any]) -> None:
        data = wire.encode(items)
        assert data == b"l" + wire.LENGTH.pack(len(items)) + b"".join(map(wire.encode, items))
        assert alike(wire.decode(data), items)
        assert wire.encode(tuple(items))[1:] == data[1:]

    @given(NUMBERS, st.data())
    def test_that_end_too_early_are_none(self, items: list[Any], data: st.DataObject) -> None:
        whole = wire.encode(items)
        cut = data.draw(st.integers(0, len(whole) - 1))
        with pytest.raises(WireError):
            wire.decode(whole[:cut])

    @pytest.mark.parametrize("items", [[1, 2, 3, 2**63], [2**64] * 4, [1.0, 2.0, 3.0, np.pi, 4]])
    def test_that_do_not_fit_are_written_one_by_one(self, items: list[Any]) -> None:
        assert alike(wire.decode(wire.encode(items)), items)


class Text(str):
    """A text that may lie."""

    __slots__ = ()


class TestEncoding:
    @pytest.mark.parametrize(
        "value",
        [
            object(),
            Text("a"),
            np.array([object()]),
            np.array(["a"]),
            np.array([1], dtype=">i8"),
            np.ma.masked_array([1]),
            np.longdouble(1),
            iter([]),
            [print],
            {1: print},
        ],
    )
    def test_refuses_what_is_not_plain(self, value: Any) -> None:
        with pytest.raises(WireError):
            wire.encode(value)

    def test_refuses_what_has_no_end(self) -> None:
        loop: list[Any] = []
        loop.append(loop)
        with pytest.raises(WireError, match="deep"):
            wire.encode(loop)

    def test_refuses_what_is_too_large(self) -> None:
        with pytest.raises(WireError, match="more than 64 MB"):
            wire.encode(np.zeros(wire.MAX_FRAME // 8 + 1))
        with pytest.raises(WireError):
            wire.encode([np.zeros(wire.MAX_FRAME // 16)] * 3)
        doubling: list[Any] = [b"x" * 1000]
        for _ in range(60):
            doubling = [doubling, doubling]
        with pytest.raises(WireError, match="more than 64 MB"):
            wire.encode(doubling)


def length(n: int) -> bytes:
    return n.to_bytes(4, "little")


def array(code: int, flags: int, shape: tuple[int, ...], data: bytes = b"") -> bytes:
    header = b"a" + bytes([code, flags, len(shape)])
    return header + b"".join(n.to_bytes(8, "little") for n in shape) + data


HOSTILE = {
    "nothing": b"",
    "no tag": b"?",
    "a short float": b"f123",
    "a short int": b"i1234567",
    "4 GB of text": b"s" + length(0xFFFFFFFF),
    "4 GB of list": b"l" + length(0xFFFFFFFF) + b"N" * 1000,
    "text that is none": b"s" + length(2) + b"\xff\xff",
    "too many bytes": b"NN",
    "a huge array": array(11, 0, (1 << 40, 1 << 40)),
    "an overflowing array": array(11, 0, (1 << 62, 4)),
    "an empty array of impossible extent": array(11, 0, (0, 1 << 60, 1 << 60)),
    "an empty array too large to index": array(11, 0, (0, *[1 << 26] * 3)),
    "a dtype that is none": array(99, 0, (1,), b"12345678"),
    "flags that are none": array(11, 9, (1,), b"12345678"),
    "too many dimensions": b"a" + bytes([11, 0, 255]) + bytes(8 * 255),
    "a scalar with a shape": array(11, 2, (1,), b"12345678"),
    "a scalar without content": array(11, 2, ()),
    "a deep list": (b"l" + length(1)) * 100_000 + b"N",
    "a deep tuple": (b"t" + length(1)) * 100_000 + b"N",
    "a deep description": b"P" * 100_000,
    "a deep set": (b"S" + length(1)) * 100_000 + b"N",
    "a deep dict": (b"d" + length(1) + b"N") * 100_000 + b"N",
    "a list as a key": b"d" + length(1) + b"l" + length(0) + b"N",
    "a list in a set": b"S" + length(1) + b"l" + length(0),
    "half a dict": b"d" + length(1) + b"N",
    "a description of no kind": b"PNN",
    "an array as a key": b"d" + length(1) + array(11, 0, (1,), b"12345678") + b"N",
}


class TestHostileBytes:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_raise_and_cost_little(self, name: str) -> None:
        data = HOSTILE[name]
        tracemalloc.start()
        try:
            with pytest.raises(WireError):
                wire.decode(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 200_000 + 10 * len(data)

    @given(st.binary(max_size=200))
    def test_of_any_kind_only_raise_wire_errors(self, data: bytes) -> None:
        with contextlib.suppress(WireError):
            wire.decode(data)

    @given(VALUES, st.data())
    def test_that_were_changed_only_raise_wire_errors(self, value: Any, data: Any) -> None:
        frame = bytearray(wire.encode(value))
        at = data.draw(st.integers(0, len(frame) - 1))
        frame[at] = data.draw(st.integers(0, 255))
        with contextlib.suppress(WireError):
            wire.decode(bytes(frame[: data.draw(st.integers(0, len(frame)))]), writable=True)

    def test_that_collide_are_refused(self) -> None:
        keys = [n * (2**61 - 1) for n in range(1, 5_000)]
        data = b"".join(wire.encode(key) for key in keys)
        with pytest.raises(WireError, match="collide"):
            wire.decode(b"S" + length(len(keys)) + data)

    def test_of_too_many_values_are_refused(self) -> None:
        empty = b"l" + length(0)
        with pytest.raises(WireError, match="values"):
            wire.decode(b"l" + length(wire.MAX_ITEMS + 1) + empty * (wire.MAX_ITEMS + 1))


@given(st.lists(st.sampled_from([0, 1, 2, (1 << 26) + 1, 1 << 40]), max_size=40))
def test_an_array_that_cannot_be_read_is_not_written(lengths: list[int]) -> None:
    """Whoever answers one is told what is odd about it, rather than that nothing came."""
    strides = [0] * len(lengths)
    try:
        odd = np.lib.stride_tricks.as_strided(np.zeros(1, np.int8), [0, *lengths], [0, *strides])
    except ValueError:  # larger than NumPy knows
        return
    with contextlib.suppress(wire.TooMuch):
        assert wire.decode(wire.encode(odd)).shape == odd.shape


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((0, 10**9), "an array with an axis longer than 67,108,864"),
        ((1,) * 40, "an array of more than 32 axes"),
    ],
)
def test_an_odd_array_is_said_to_be_one(shape: tuple[int, ...], told: str) -> None:
    with pytest.raises(wire.TooMuch, match=told):
        wire.encode(np.zeros(shape))
