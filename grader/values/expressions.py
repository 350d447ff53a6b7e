"""Inputs as the Python that a person would write, and could paste."""

from __future__ import annotations

import math
import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.values.families import Function, Named
from grader.values.notation import LARGEST_INT, PLAIN_DTYPES
from grader.values.wire import SCALARS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


MOST_BRIEF: Final = 60
"""A longer argument is described in a brief call."""


def code(function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any] | None = None) -> str:
    """The call as Python that can be pasted: `softmax(np.array([[0.0, 710.0]]))`."""
    named = [f"{name}={expression(value)}" for name, value in (kwargs or {}).items()]
    return f"{function}({', '.join([*map(expression, args), *named])})"


def brief(function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """The call with its long arguments described, to be read and not pasted."""
    named = [f"{name}={_brief(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join([*map(_brief, args), *named])})"


def _brief(value: Any) -> str:
    text = expression(value)
    if len(text) <= MOST_BRIEF:
        return text
    if isinstance(value, np.ndarray):
        return f"<array of shape {value.shape}>"
    size = f" of length {len(value)}" if isinstance(value, (list, tuple, dict, str)) else ""
    return f"<{type(value).__name__.lower()}{size}>"


def laid_out(code: str, width: int) -> list[str]:
    """A call over as many lines as it takes, broken where Python allows it: between arguments, and
    within those alone that are longer than a line.
    """
    if len(code) <= width:
        return [code]
    lines = textwrap.wrap(
        *(_held_together(code, width - len(_FURTHER)), width),
        subsequent_indent=_FURTHER,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_HELD, " ") for line in lines]


_FURTHER: Final = "    "
_HELD: Final = "\0"
"""A space at which no line ends."""


_PIECE: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|.""", re.DOTALL)


def _held_together(code: str, width: int) -> str:
    """The code with spaces held in texts, before the call, and in arguments that are no wider."""
    written, begun, depth = "", 0, 0
    for piece in _PIECE.findall(code):
        depth += (piece in "([{") - (piece in ")]}")
        ends = (depth == 1 and piece in "(,") or (depth == 0 and piece == ")")
        if ends and len(written) - begun <= width:
            written = written[:begun] + written[begun:].replace(" ", _HELD)
        held = len(piece) > 1 or depth == 0
        written += piece.replace(" ", _HELD) if held else piece
        begun = len(written) + 1 if ends else begun
    return written


def shown(value: Any, most: int = 400) -> str:
    """The expression of a value, or a description if that takes more than `most` characters."""
    if isinstance(value, np.ndarray) and value.size > most:
        return f"an array of shape {value.shape}, {value.dtype}"
    text = expression(value)
    if len(text) <= most:
        return text
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}, {value.dtype}"
    return text[: most - 1] + "…"


def expression(value: Any) -> str:
    """A Python expression whose value this is, where `np` is NumPy."""
    kind = type(value)
    if kind is float and not math.isfinite(value):
        return f'float("{value!r}")'
    if kind is complex:
        return f"complex({expression(value.real)}, {expression(value.imag)})"
    if kind is int and abs(value) > LARGEST_INT:
        return hex(value)
    if kind is np.ndarray:
        return _array_expression(value)
    if kind in SCALARS:
        return f"np.{_type_name(value.dtype)}({expression(value.item())})"
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        return _items_expression(value)
    if kind is dict:
        inside = (f"{expression(k)}: {expression(v)}" for k, v in value.items())
        return "{" + ", ".join(inside) + "}"
    if kind is Function:
        return _FUNCTIONS[value.family](value.parameters)
    if kind is Named:
        fixed = "".join(f", {name}={expression(part)}" for name, part in value.fixed.items())
        return f"functools.partial({value.name}{fixed})" if fixed else value.name
    return repr(value)


def _items_expression(value: Any) -> str:
    inside = ", ".join(
        sorted(map(expression, value))
        if isinstance(value, (set, frozenset))
        else map(expression, value)
    )
    if isinstance(value, list):
        return f"[{inside}]"
    if isinstance(value, tuple):
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, frozenset):
        return f"frozenset([{inside}])"
    return f"{{{inside}}}" if value else "set()"


def _array_expression(array: np.ndarray[Any, Any]) -> str:
    dtype = f", dtype=np.{_type_name(array.dtype)}"
    other = dtype if array.dtype != np.float64 else ""
    if array.size == 0:
        text = f"np.empty({array.shape}{other})"
    elif array.size >= _PLAIN_SIZE and (same := _uniform(array)) is not None:
        zero = same in ("0.0", "0")
        inside = f"{array.shape}{other}" if zero else f"{array.shape}, {same}{other}"
        text = f"np.{'zeros' if zero else 'full'}({inside})"
    elif array.dtype in _DIGITS and (digits := _digits(array)):
        text = f"np.array({digits})"
    elif _is_identity(array):
        text = f"np.eye({len(array)})"
    else:
        entries = _entries_expression(array.tolist())
        text = f"np.array({entries}{'' if array.dtype in PLAIN_DTYPES else dtype})"
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    return f"np.asfortranarray({text})" if fortran else text


_PLAIN_SIZE: Final = 4
"""An array of so many equal entries is written shorter."""


def _uniform(array: np.ndarray[Any, Any]) -> str | None:
    """The one value of all entries, if it is one; a zero below zero is another than zero."""
    first = array.flat[0]
    if array.dtype.kind == "c" or array.tobytes("A") != np.full_like(array, first).tobytes("A"):
        return None
    return _entries_expression(first.item())


def _digits(array: np.ndarray[Any, Any]) -> str:
    """The entries of a large vector or matrix of digits, as these alone; else nothing."""
    if array.size < _LARGE or array.ndim > 2 or np.any(np.signbit(array)):
        return ""
    if np.any((array > 9) | (array != np.round(array))) or not np.all(np.isfinite(array)):
        return ""
    kind = _DIGITS[array.dtype]
    rows = [f'[*map({kind}, "{"".join(map(str, row))}")]' for row in _rows(array)]
    return rows[0] if array.ndim == 1 else f"[{', '.join(rows)}]"


_DIGITS: Final = {np.dtype(np.float64): "float", np.dtype(np.int64): "int"}


def _rows(array: np.ndarray[Any, Any]) -> list[list[int]]:
    return [[int(entry) for entry in row] for row in np.atleast_2d(array).tolist()]


_LARGE: Final = 500
"""An array of so many entries is not read, only pasted."""


def _is_identity(array: np.ndarray[Any, Any]) -> bool:
    if array.dtype != np.float64 or array.ndim != 2 or len(array) < 2:
        return False
    return array.shape[0] == array.shape[1] and array.tobytes() == np.eye(len(array)).tobytes()


def _entries_expression(entries: Any) -> str:
    if isinstance(entries, list):
        return "[" + ", ".join(map(_entries_expression, entries)) + "]"
    if type(entries) is float and not math.isfinite(entries):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[repr(entries)]
    return str(entries) if type(entries) is int else expression(entries)


def _type_name(dtype: np.dtype[Any]) -> str:
    return "bool_" if dtype == np.bool_ else dtype.name


def _part(parameters: Mapping[str, Any], name: str) -> str:
    return expression(parameters[name])


_FUNCTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "polynomial": lambda p: f"np.polynomial.Polynomial({_part(p, 'coefficients')})",
    "wave": lambda p: (
        f"(lambda x: {_part(p, 'amplitude')} * np.sin({_part(p, 'frequency')} * x"
        f" + {_part(p, 'phase')}))"
    ),
    "quadratic": lambda p: (
        f"(lambda x: np.ravel(x) @ {_part(p, 'A')} @ np.ravel(x) + {_part(p, 'b')} @ np.ravel(x)"
        f" + {_part(p, 'c')})"
    ),
    "waves": lambda p: (
        f"(lambda x: {_part(p, 'amplitude')} @ np.sin({_part(p, 'frequency')} * np.ravel(x)"
        f" + {_part(p, 'phase')}))"
    ),
    "affine_map": lambda p: f"(lambda x: x @ {_part(p, 'W')} + {_part(p, 'b')})",
    "scaled": lambda p: f"(lambda x: {_part(p, 'c')} * {_part(p, 'f')}(x))",
    "combination": lambda p: (
        f"(lambda x: {_part(p, 'f')}(x) + {_part(p, 'c')} * {_part(p, 'g')}(x))"
    ),
    "composed": lambda p: (
        f"(lambda x: {_part(p, 'f')}({_part(p, 'Q')} * x))"
        if np.ndim(p["Q"]) == 0
        else f"(lambda x: {_part(p, 'f')}(({_part(p, 'Q')} @ np.ravel(x)).reshape(np.shape(x))))"
    ),
}
