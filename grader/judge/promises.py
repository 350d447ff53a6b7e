"""What the entry promises to return: how many parts, of which kind and shape.

An answer is judged against its promise before any law sees it, and never by broadcasting. Where an
array is promised a list of numbers will do; a float array may be of single precision unless the
promise names a `dtype`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from grader.domains import evaluate, value_of
from grader.law.calls import NO_RETURN, Broken, Told
from grader.law.showing import MOST_CHARACTERS, show
from grader.model import Answer, Reply
from grader.problem import Problem, Value
from grader.values.wire import MAX_DIMENSIONS, Packed

ANY: Final = "any"
"""In a shape: whatever length the answer has."""

LARGE: Final = 20_000
LARGER: Final = 16
"""An answer may hold so many values, and so many times more than the right one; a wrong shape
holds a few times more."""

MOST_WHOLE: Final = 2.0**53
"""Up to here floats tell integers apart."""

_FLOAT: Final = np.dtype(float)
_DTYPES = {"reals": float, "integers": int, "booleans": bool}
_SCALARS: Final = frozenset({"real", "integer"})
_NUMBER = {"reals": "biuf", "integers": "iu", "booleans": "b"}
_WORDS = {"reals": "numbers", "integers": "integers", "booleans": "booleans"}
_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}


def parts_of(problem: Problem, value: Any) -> tuple[Any, ...]:
    """The parts of an answer, each of the kind that was promised, whatever their shapes; several
    may come as one array, which Python takes apart like a tuple.

    Raises `Broken` with what is wrong.
    """
    try:
        return _parts_of(problem, value)
    except Broken as broken:
        if value is None:
            raise Broken(str(broken), without_return(problem.entry.name)) from None
        if not broken.told.tip and _holds_none(value):
            raise Broken(str(broken), Told(tip=NO_RETURN)) from None
        raise


def _holds_none(value: Any) -> bool:
    return value is None or (_is_list(value) and any(map(_holds_none, value)))


def _parts_of(problem: Problem, value: Any) -> tuple[Any, ...]:
    names = problem.entry.parts
    if len(names) == 1:
        return (_of_kind(names[0], value, problem.returns.get(names[0])),)
    if isinstance(value, np.ndarray) and value.shape[:1] == (len(names),):
        numbers = {promise.kind for promise in problem.returns.values()} <= _SCALARS
        value = [*value] if numbers or value.ndim > 1 else value
    if not _is_list(value) or len(value) != len(names):
        count = _COUNTS.get(len(names), str(len(names)))
        text = f"{describe(value)} was returned, not {count} values: {', '.join(names)}"
        raise Broken(text)
    returns = problem.returns
    return tuple(
        [_of_kind(name, part, returns.get(name)) for name, part in zip(names, value, strict=True)]
    )


def not_far_larger(given: Answer, right: Reply | None) -> None:
    """Raises `Broken` if the answer holds so much more than the right one that it is none, and that
    judging it by any law would take long.
    """
    if isinstance(right, Answer):
        size, least = size_of(given.value), size_of(right.value)
        if size > LARGE + LARGER * least:
            raise Broken(f"the answer holds {size:,} values, far more than {least:,}")


def size_of(value: Any) -> int:
    """How many numbers, texts and other things a value holds."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple, set, frozenset)) and not isinstance(value, Packed):
        return len(value) + sum(map(size_of, value))
    return 1


def check_shapes(problem: Problem, names: dict[str, Any]) -> None:
    """Raises `Broken` unless every part has its promised shape; `names` holds sizes and parts.

    A list without rows cannot say how long they are: it gets the promised shape in `names`.
    """
    for name, promise in problem.returns.items():
        part = names[name]
        if promise.kind == "list":
            (length,) = _expected(promise.of, (len(part),), names)
            if length != len(part):
                raise Broken(f"{name} has length {len(part)}, not {length}")
        if promise.kind not in _NUMBER:
            continue
        expected = _expected(promise.of, part.shape, names)
        if part.shape == (0,) and expected[:1] == (0,):
            part = names[name] = part.reshape(expected)
        if part.ndim == 0 and expected:
            raise Broken(f"{name} is a single number, not an array of shape {expected}")
        if part.shape != expected:
            raise misshapen(name, part, expected)


def _expected(of: Any, there: tuple[int, ...], names: Mapping[str, Any]) -> tuple[int, ...]:
    """The promised shape: a list of lengths, or an expression such as `z.shape`."""
    if isinstance(of, str) and of != ANY:
        of = evaluate(of, names)
    lengths = list(of) if isinstance(of, (list, tuple)) else [of]
    # ANY is no size: it takes the length that is there.
    found = (*there, *[0] * len(lengths))
    return tuple(
        int(found[i] if length == ANY else evaluate(length, names))
        for i, length in enumerate(lengths)
    )


def misshapen(name: str, part: np.ndarray[Any, Any], expected: tuple[int, ...]) -> Broken:
    """What is said of another shape than was promised."""
    text = f"{name} has shape {part.shape}, not {expected}"
    if part.ndim == 2 and part.shape[::-1] == expected:
        return Broken(f"{text} (transposed?)")
    longer = [[n for n in shape if n != 1] for shape in (part.shape, expected)]
    if part.ndim <= len(expected) or longer[0] != longer[1]:
        return Broken(text)
    text += " (an axis of length one too many)"
    if part.size < 2:  # which may as well be all that is left of a whole matrix
        return Broken(text, Told() if expected else _one_entry(part))
    if part.ndim > 2 or len(expected) != 1:
        tip = f"keepdims=True leaves an axis of length one behind, which {name} should not have."
        return Broken(text, Told(tip=tip))
    word, place = ("column", "[:, 0]") if part.shape[1] == 1 else ("row", "[0]")
    tip = (
        f"{name} is a matrix with one {word}, where a vector is asked: keepdims=True leaves such an"
        f" axis behind, and {place} takes the vector out."
    )
    return Broken(text, Told(tip=tip))


def without_return(function: str) -> Told:
    """What None most often comes from, as a whole answer."""
    tip = f"{function} gives None: it ends without a `return` that says what the answer is."
    return Told(tip=tip)


def _one_entry(value: Any) -> Told:
    """What is said of an array, or a list, that holds the number that is asked for."""
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf":
        place, what = ", ".join("0" * value.ndim), "an array"
    elif _is_list(value) and len(value) == 1 and isinstance(value[0], (int, float, np.number)):
        place, what = "0", "a list"
    else:
        return Told()
    return Told(tip=f"The number itself is asked: [{place}] takes it out of {what} with one entry.")


def _complex(name: str, value: Any) -> Broken:
    """What is said of complex numbers where real ones are promised."""
    promised = "real numbers are" if np.ndim(value) else "a real number is"
    tip = (
        "Where only rounding is imaginary, take .real, or use a function that stays real, such as"
        " eigh for eig."
    )
    return Broken(f"{name} is complex, where {promised} promised", Told(tip=tip))


def _of_kind(name: str, value: Any, promise: Value | None) -> Any:
    if promise is None or promise.kind == "data":
        return _plain(name, value)
    kind = promise.kind
    if kind in _NUMBER:
        return _array(name, value, kind, promise.options.get("dtype"))
    if kind == "real":
        return _scalar(name, value, (int, float, np.integer, np.floating), "number", float)
    if kind == "integer":
        whole = isinstance(value, (float, np.floating, np.ndarray)) and _whole(value)
        kinds = (int, np.integer, *((float, np.floating) if whole else ()))
        return _scalar(name, value, kinds, "integer", int)
    if kind == "boolean":
        value = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
        if isinstance(value, (bool, np.bool_)):
            return bool(value)
        raise Broken(f"{name} is {describe(value)}, not True or False")
    if kind == "text":
        if isinstance(value, str):
            return value
        raise Broken(f"{name} is {describe(value)}, not text")
    if isinstance(value, np.ndarray) and value.ndim:
        value = value.tolist()
    if not _is_list(value):
        raise Broken(f"{name} is {describe(value)}, not a list")
    each = value_of(promise.options["each"]) if "each" in promise.options else None
    return [_of_kind(f"{name}[{i}]", item, each) for i, item in enumerate(value)]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Packed):
        raise Broken(f"{name} is {describe(value)}, not plain data")
    if isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            _plain(f"{name}[{i}]", item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _plain(f"{name}[{show(key)}]" if isinstance(key, str) else f"{name}[…]", item)
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and not isinstance(value, Packed)


def _stranger(value: Any) -> list[Any]:
    """The first item of nested lists that is no number: NumPy pads all texts to the longest."""
    if _is_list(value):
        return next((found for item in value if (found := _stranger(item))), [])
    number = isinstance(value, (bool, int, float, complex, np.generic, np.ndarray))
    return [] if number else [value]


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if _is_list(value) else np.ndim(value)


def _listed(name: str, value: Any, kind: str) -> np.ndarray[Any, Any]:
    """An array of nested lists of numbers."""
    if stranger := _stranger(value):
        raise Broken(f"{name} is a list that holds {describe(stranger[0])}, not {_WORDS[kind]}")
    try:
        array = np.array(value)
    except ValueError:
        deep = _depth(value) > MAX_DIMENSIONS
        why = "that is nested too deep" if deep else "whose rows differ in length"
        raise Broken(f"{name} is a list {why}, not an array") from None
    if array.dtype == object:  # numbers alone, some of them beyond all dtypes
        return _wide(f"{name} is a list with", value, kind)
    return array


def _array(name: str, value: Any, kind: str, dtype: str | None) -> np.ndarray[Any, Any]:
    usual = type(value) is np.ndarray and value.dtype is _FLOAT and kind == "reals"
    if usual and value.size and dtype is None:
        return value  # type: ignore[no-any-return]
    if _is_list(value):
        value = _listed(name, value, kind)
    elif isinstance(value, (int, float, np.generic)):
        # A number where an array without axes was promised; the shape is judged elsewhere.
        array = np.asarray(value)
        value = _wide(f"{name} is", value, kind) if array.dtype == object else array
    if not isinstance(value, np.ndarray):
        raise Broken(f"{name} is {describe(value)}, not an array of {_WORDS[kind]}")
    if not value.size:
        return np.zeros(value.shape, dtype or _DTYPES[kind])
    if kind == "integers" and _whole(value):
        return value.astype(np.int64)
    if value.dtype.kind == "c" and kind == "reals":
        raise _complex(name, value)
    if value.dtype.kind not in _NUMBER[kind]:
        raise Broken(f"{name} is an array of {value.dtype}, not of {_WORDS[kind]}")
    if dtype is not None and value.dtype != np.dtype(dtype):
        raise Broken(f"{name} is an array of {value.dtype}, not of {dtype}")
    if value.dtype == np.float16 and dtype is None:
        raise Broken(f"{name} is an array of float16, too coarse to be judged; use float64")
    if kind == "reals" and value.dtype.kind != "f":
        return value.astype(np.float64)
    return value


def _wide(what: str, value: Any, kind: str) -> np.ndarray[Any, Any]:
    """Numbers of which some are integers beyond all dtypes; as reals they may still be floats."""
    if kind == "reals":
        try:
            return np.array(value, np.float64)
        except OverflowError:
            pass
    raise Broken(f"{what} an integer too large for an array")


def _whole(value: Any) -> bool:
    """Whether these are floats that stand for integers."""
    if getattr(value, "dtype", _FLOAT).kind != "f":
        return False
    return bool(np.all(np.abs(value) <= MOST_WHOLE) and np.all(np.rint(value) == value))


def floats_for_integers(problem: Problem, value: Any) -> str:
    """The first part of an answer that holds whole floats where integers were promised, if any."""
    names = problem.entry.parts
    parts = [value] if len(names) == 1 else value
    if not _is_list(parts):
        return ""
    for name, part in zip(names, parts, strict=False):
        promise = problem.returns.get(name)
        if promise is not None and _stands_for(part, promise):
            return name
    return ""


def _stands_for(value: Any, promise: Value) -> bool:
    if promise.kind == "integer":
        return isinstance(value, (float, np.floating)) and _whole(value)
    if promise.kind == "integers":
        if _is_list(value):
            return any(_stands_for(item, promise) for item in value)
        return (
            isinstance(value, (float, np.floating, np.ndarray))
            and np.size(value) > 0
            and _whole(value)
        )
    if promise.kind == "list" and "each" in promise.options and _is_list(value):
        each = value_of(promise.options["each"])
        return any(_stands_for(item, each) for item in value)
    return False


def _scalar(name: str, value: Any, types: tuple[type, ...], word: str, make: type) -> Any:
    if type(value) is make:
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if not isinstance(value, types) or isinstance(value, bool):
        if isinstance(value, (complex, np.complexfloating)):
            raise _complex(name, value)
        text = f"{name} is {describe(value)}, not {'an' if word == 'integer' else 'a'} {word}"
        raise Broken(text, _one_entry(value))
    # A NumPy float keeps its precision, which decides how closely it is compared.
    try:
        return value if make is float and isinstance(value, np.floating) else make(value)
    except OverflowError:
        raise Broken(f"{name} is an integer too large for a {word}") from None


def describe(value: Any) -> str:
    """What kind of thing a value is, in a few words."""
    if value is None:
        return "None"
    if isinstance(value, Packed):
        kind = value.data if value.kind == "opaque" else value.kind
        return f"{_article(kind)} {kind}"[:MOST_CHARACTERS]
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict, set, frozenset, str)):
        word = "text" if isinstance(value, str) else f"a {type(value).__name__}"
        return f"{word} of length {len(value)}"
    kind = type(value).__name__
    return f"{_article(kind)} {kind}"


def _article(word: str) -> str:
    return "an" if word.startswith(tuple("aeiou")) else "a"
