"""Inputs as JSON and as Python: exact both ways, strict, and safe to read from strangers."""

from __future__ import annotations

import ast
import functools
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.errors import UsageError
from grader.values.expressions import brief, code, expression, laid_out, shown
from grader.values.families import Function, Named, Rng, pack
from grader.values.notation import dumps, from_plain, loads, to_plain
from grader.values.wire import DTYPES, encode

bounded = settings(deadline=None, max_examples=40)

NAMESPACE = {"shift": lambda x, by: x + by}


def same(a: Any, b: Any) -> bool:
    """Equal to the last bit, NaNs' payloads aside."""
    return encode(_canonical(a), pack) == encode(_canonical(b), pack)


def _canonical(value: Any) -> Any:
    """With every NaN the same NaN."""
    kind = type(value)
    if kind in (list, tuple):
        return kind(map(_canonical, value))
    if kind is dict:
        return {key: _canonical(item) for key, item in value.items()}
    if kind is float and math.isnan(value):
        return float("nan")
    if kind is complex:
        return (_canonical(value.real), _canonical(value.imag))
    if isinstance(value, np.generic):
        return (str(value.dtype), _canonical(value.item()))
    if kind is np.ndarray:
        order = value.flags.f_contiguous and not value.flags.c_contiguous
        return (str(value.dtype), value.shape, order, _canonical(value.tolist()))
    if isinstance(value, Function):
        return (value.family, _canonical(dict(value.parameters)))
    if isinstance(value, Named):
        return (value.name, _canonical(dict(value.fixed)))
    return value


def any_array() -> st.SearchStrategy[Any]:
    shapes = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
    drawn = st.sampled_from(DTYPES).flatmap(lambda dtype: arrays.arrays(dtype, shapes))
    return st.tuples(drawn, st.booleans()).map(
        lambda pair: np.asfortranarray(pair[0]) if pair[1] else pair[0]
    )


def functions() -> st.SearchStrategy[Any]:
    reals = arrays.arrays(np.float64, 2, elements=st.floats(-9, 9))
    simple = st.builds(lambda c: Function("polynomial", {"coefficients": c}), reals)
    scaled = st.builds(lambda f, c: Function("scaled", {"f": f, "c": c}), simple, st.floats(-9, 9))
    named = st.builds(lambda by: Named("shift", {"by": by}, NAMESPACE["shift"]), reals)
    return simple | scaled | named | st.builds(Rng, st.integers(0, 2**64))


keys = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(), max_size=5)
    | st.binary(max_size=5)
)
leaves = keys | st.floats() | st.complex_numbers() | any_array() | functions()
leaves |= any_array().filter(lambda a: a.size > 0).map(lambda a: a.ravel()[0])


def containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    few = st.lists(inside, max_size=3)
    hashable = st.lists(keys, max_size=3)
    return (
        few
        | few.map(tuple)
        | hashable.map(set)
        | hashable.map(frozenset)
        | st.dictionaries(keys, inside, max_size=3)
    )


values = st.recursive(leaves, containers, max_leaves=6)


@bounded
@given(values)
def test_what_is_written_is_read_back_exactly(value: Any) -> None:
    text = json.dumps(to_plain(value), allow_nan=False)
    text.encode("ascii")
    assert same(from_plain(json.loads(text), NAMESPACE), value)


@bounded
@given(st.dictionaries(st.text(max_size=3), values, max_size=3))
def test_an_example_is_a_line_of_json(example: dict[str, Any]) -> None:
    text = dumps(example)
    assert "\n" not in text
    read = loads(text, NAMESPACE)
    assert read.keys() == example.keys()
    assert all(same(read[name], example[name]) for name in example)


@bounded
@given(st.recursive(keys | st.floats() | any_array(), containers, max_leaves=6))
def test_an_expression_evaluates_to_the_value(value: Any) -> None:
    text = expression(value)
    assert text.isprintable()
    assert same(_evaluate(text), value)


@bounded
@given(functions().filter(lambda f: isinstance(f, Function)), st.floats(-3, 3))
def test_a_function_can_be_pasted(function: Function, x: float) -> None:
    assert _evaluate(expression(function))(x) == pytest.approx(function(x), rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(
    "function",
    [
        Function("wave", {"amplitude": 2.0, "frequency": 3.0, "phase": 0.5}),
        Function("polynomial", {"coefficients": np.array([1.0, 2.0])}).after(2.0),
    ],
)
def test_functions_of_a_number_can_be_pasted(function: Function) -> None:
    assert _evaluate(expression(function))(0.3) == pytest.approx(function(0.3))


def _of_arrays() -> list[Function]:
    quadratic = Function("quadratic", {"A": np.eye(2), "b": np.ones(2), "c": 1.0})
    ones = np.ones(2)
    waves = Function("waves", {"amplitude": ones, "frequency": 2 * ones, "phase": ones})
    affine = Function("affine_map", {"W": np.eye(2), "b": ones})
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return [quadratic, waves, affine, quadratic + 2.0 * waves, quadratic.after(turn)]


@pytest.mark.parametrize("function", _of_arrays(), ids=lambda f: f.family)
def test_functions_of_an_array_can_be_pasted(function: Function) -> None:
    x = np.array([0.25, -2.0])
    assert np.allclose(_evaluate(expression(function))(x), function(x))


def _evaluate(text: str) -> Any:
    names = {"np": np, "functools": functools, **NAMESPACE}
    return eval(text, names)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.array([[0.0, 710.0]]), [[0.0, 710.0]]),
        (np.array([1, 2]), [1, 2]),
        (np.array([True]), [True]),
        ([1.0], {"list": [1.0]}),
        ((), {"tuple": []}),
        (np.array([1.0], np.float32), {"array": [1.0], "dtype": "float32", "shape": [1]}),
        (np.zeros((0, 2)), {"array": [], "dtype": "float64", "shape": [0, 2]}),
        (float("nan"), {"float": "nan"}),
        (np.array([np.inf]), [{"float": "inf"}]),
        (2**53 + 1, {"int": "0x20000000000001"}),
        (Rng(3), {"rng": 3}),
        (np.float32(0.5), {"scalar": 0.5, "dtype": "float32"}),
        ({2: "b"}, {"dict": [[2, "b"]]}),
        ("\ud800", {"text": [0xD800]}),
    ],
    ids=repr,
)
def test_the_notation(value: Any, plain: Any) -> None:
    assert to_plain(value) == plain


def test_a_person_may_mix_whole_numbers_and_others() -> None:
    assert same(from_plain([[0, 0.5]]), np.array([[0.0, 0.5]]))


def test_negative_zero_stays_negative() -> None:
    assert np.signbit(loads(dumps({"z": np.array([-0.0])}))["z"][0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[1]",
        "NaN",
        '{"z": NaN}',
        '{"z": [[1], [1, 2]]}',
        '{"z": [1, true]}',
        '{"z": ["a"]}',
        '{"z": []}',
        '{"z": {}}',
        '{"z": {"what": 1}}',
        '{"z": {"float": "0x"}}',
        '{"z": {"array": [1], "dtype": "object", "shape": [1]}}',
        '{"z": {"array": [1], "dtype": "int8", "shape": [2]}}',
        '{"z": {"array": [1], "dtype": "int8", "shape": [-1, 7]}}',
        '{"z": {"array": [300], "dtype": "int8", "shape": [1]}}',
        '{"z": {"array": 1, "dtype": "int8", "shape": 1}}',
        '{"z": {"array": [1], "dtype": "int8"}}',
        '{"z": {"array": [1], "dtype": "int8", "shape": [1], "order": "X"}}',
        '{"z": {"set": [{"list": []}]}}',
        '{"z": {"dict": [[1]]}}',
        '{"z": {"function": ["no_such", {}]}}',
        '{"z": {"named": ["no_such", {}]}}',
        '{"z": {"text": [1114112]}}',
        '{"z": {"bytes": "zz"}}',
        '{"z": {"complex": [1]}}',
        '{"z": {"rng": "x"}}',
        '{"z": [' + "9" * 30 + "]}",
        '{"z": ' + '{"list": [' * 200 + "]}" * 200 + "}",
        '{"z": ' + "[" * 100_000,
    ],
    ids=lambda text: text[:40] or "nothing",
)
def test_what_is_no_notation_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        loads(text, {})
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 200


def test_a_value_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(TypeError, match="nested"):
        to_plain(endless)


@pytest.mark.parametrize("value", [object(), np.array([None]), np.array([1], ">i4"), len])
def test_what_is_not_plain_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="not plain data"):
        to_plain(value)


def test_a_named_function_without_its_namespace_can_be_shown() -> None:
    found = from_plain({"named": ["shift", {"by": 1.0}]})
    assert expression(found) == "functools.partial(shift, by=1.0)"
    with pytest.raises(TypeError, match="shown"):
        found(1)


def test_calls_can_be_pasted() -> None:
    call = code("softmax", (np.array([[0.0, 710.0]]),), {"axis": -1})
    assert call == "softmax(np.array([[0.0, 710.0]]), axis=-1)"


def test_uniform_arrays_and_identities_are_written_short() -> None:
    assert expression(np.zeros((2, 3))) == "np.zeros((2, 3))"
    assert expression(np.full((2, 2), 0.5)) == "np.full((2, 2), 0.5)"
    assert expression(np.zeros(4, dtype=np.float32)) == "np.zeros((4,), dtype=np.float32)"
    assert expression(np.eye(2)) == "np.eye(2)"
    assert expression(np.array([0.0, -0.0, 0.0, 0.0])) == "np.array([0.0, -0.0, 0.0, 0.0])"


@pytest.mark.parametrize("kind", [np.float64, np.int64])
def test_a_large_array_of_digits_is_written_as_these(kind: Any) -> None:
    digits: Any = (np.arange(600) % 10).astype(kind).reshape(2, 300)
    text = expression(digits)
    assert len(text) < 700
    assert (again := _evaluate(text)).dtype == digits.dtype
    assert np.array_equal(again, digits)


def test_a_long_call_is_broken_where_python_allows_it() -> None:
    call = code("f", (np.arange(40.0), np.arange(3)))
    rows = laid_out(call, 60)
    assert len(rows) > 2
    assert max(map(len, rows)) <= 60
    seen = eval("\n".join(rows), {"np": np, "f": lambda x, y: (x, y)})
    assert np.array_equal(seen[0], np.arange(40.0))
    short = brief("f", (np.arange(40.0), 2), {"name": "x"})
    assert short == "f(<array of shape (40,)>, 2, name='x')"


def test_large_values_are_described() -> None:
    assert shown(np.zeros((50, 50))) == "an array of shape (50, 50), float64"
    assert len(shown("a" * 1000)) == 400


@given(
    st.lists(
        st.one_of(
            st.text(st.sampled_from("ab '\"(,\\"), max_size=30),
            st.lists(st.floats(-9, 9, width=16), max_size=20),
            st.lists(st.tuples(st.sampled_from(["leaf", "a b"]), st.integers(0, 9)), max_size=20),
        ),
        max_size=5,
    ),
    st.integers(20, 80),
)
@settings(max_examples=60, deadline=None)
def test_a_call_that_is_laid_out_is_the_same_call(args: list[Any], width: int) -> None:
    call = f"a, b = {code('f', tuple(args))}"
    lines = laid_out(call, width)
    assert ast.dump(ast.parse("\n".join(lines))) == ast.dump(ast.parse(call))


def test_arguments_that_fit_on_a_line_are_not_broken() -> None:
    call = "f(np.array([1.0, 2.0]), np.array([3.0, 4.0]), 'a, b c', 5)"
    assert laid_out(call, 30) == [
        "f(np.array([1.0, 2.0]),",
        "    np.array([3.0, 4.0]),",
        "    'a, b c', 5)",
    ]
