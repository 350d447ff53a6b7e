"""Anything at all as plain data: answers, and exceptions as text."""

from __future__ import annotations

import array
import types
from collections import deque
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from grader.model import Outcome, Raised, Stopped
from grader.program import unassigned
from grader.values import wire
from grader.values.bounds import ANSWER
from grader.values.wire import Packed, TooMuch

MAX_TEXT: Final = 2_000
MAX_NAME: Final = 200
MAX_ANCESTORS: Final = 32

_EXACT = frozenset({Fraction, Decimal})
_NUMBERS = frozenset({*_EXACT, np.longdouble, np.clongdouble}) - wire.SCALARS
_WHOLE: Final = 2.0**53
_SINGLE = frozenset({bool, int, float, complex, *wire.SCALARS, *_NUMBERS})
_LEAVES = frozenset({bool, int, float, complex, str, bytes, type(None), *wire.SCALARS})


def plain(value: Any) -> Any:
    """`value` with every part that is not plain data replaced by `Packed("opaque", what it is)`.

    Types count exactly: a subclass of an array or of float is opaque, since it may lie about
    itself; named tuples become tuples. What is nested too deeply or too large becomes opaque as
    a whole, so cycles end.
    """
    try:
        return sendable(value)
    except TooMuch as error:
        return opaque(str(error))


def sendable(value: Any) -> Any:
    """As `plain`, but what is nested too deeply or too large raises `TooMuch`."""
    return _Walk().plain(value, 0)


def opaque(what: str) -> Packed:
    """Stands for something that cannot be sent."""
    return Packed("opaque", what[:MAX_NAME])


def type_name(kind: type[Any]) -> str:
    """The dotted name of a type, whatever its metaclass claims; builtins go without module."""
    name = _text_of(type.__dict__["__qualname__"].__get__(kind), MAX_NAME)
    try:
        module = type.__dict__["__module__"].__get__(kind)
    except AttributeError:
        module = ""
    if type(module) is not str or module in {"", "builtins"}:
        return name
    return f"{module[:MAX_NAME]}.{name}"


def raised(error: BaseException, filename: str) -> Raised | Stopped:
    """An exception as a reply; `filename` is that of the code whose line is wanted.

    Running out of memory is `Stopped`. The text is cut after `MAX_TEXT` characters.
    """
    if isinstance(error, MemoryError):
        return Stopped(Outcome.OUT_OF_MEMORY, "your code ran out of memory")
    kinds = type.__dict__["__mro__"].__get__(type(error))
    names = tuple(_short_name(kind) for kind in kinds if kind is not object)[:MAX_ANCESTORS]
    message = message_of(error)
    if type(error) is UnboundLocalError and (told := unassigned.why(message, _trace_of(error))):
        message = f"{message}: {told}"
    return Raised(names[0], names, message, line_of(error, filename))


def message_of(error: BaseException) -> str:
    """The text of an exception, at most `MAX_TEXT` characters, and no path of this machine."""
    try:
        text = str(error)
        if isinstance(error, ImportError) and type(error.path) is str:
            text = text.replace(f" ({error.path})", "")
        return _text_of(text, MAX_TEXT)
    except MemoryError:
        return "(the text of the exception took all memory)"
    except BaseException:  # noqa: BLE001 - it is hostile
        return "(the text of the exception raised another exception)"


class Unavailable(ModuleNotFoundError):
    """A module that is not there was used. Students know it by the name that Python has for it;
    `line` of `file` is where it was to be imported, if that is known.
    """

    def __init__(self, sentence: str, file: str = "", line: int = 0) -> None:
        super().__init__(sentence)
        self.file = file
        self.line = line


Unavailable.__name__ = ModuleNotFoundError.__name__


def line_of(error: BaseException, filename: str) -> int:
    """The last line of `filename` in the traceback, or 0; of a module that is not there, that of
    the import.
    """
    if type(error) is Unavailable and (error.file, type(error.line)) == (filename, int):
        return error.line
    line, trace = 0, _trace_of(error)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno or 0
        trace = trace.tb_next
    return line


def _trace_of(error: BaseException) -> types.TracebackType | None:
    trace = BaseException.__dict__["__traceback__"].__get__(error)
    return trace if isinstance(trace, types.TracebackType) else None


def _short_name(kind: type[Any]) -> str:
    return _text_of(type.__dict__["__name__"].__get__(kind), MAX_NAME)


def _text_of(text: Any, limit: int) -> str:
    # A subclass of str may override slicing: join makes an exact copy of its characters.
    exact = text if type(text) is str else str.__str__(text)
    cut = exact if len(exact) <= limit else exact[: limit - 1] + "…"
    return cut.encode("utf-8", "replace").decode()


class _Walk:
    """One walk through a value, with a budget."""

    def __init__(self) -> None:
        self.left = ANSWER.values

    def plain(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise TooMuch(f"more than {ANSWER.values:,} values")
        kind = type(value)
        if kind in _LEAVES:
            return value
        if kind is np.ndarray and value.dtype in wire.DTYPES:
            return value
        if kind is np.ndarray and value.dtype.kind == "U":
            return self.plain(value.tolist(), depth)
        if kind is np.ndarray:
            return self.array(value, depth)
        if kind is np.str_:
            return str.__str__(value)
        if kind in _NUMBERS:
            return _number(value)
        if kind is Packed:
            return opaque("grader.values.wire.Packed")
        if depth >= wire.MAX_DEPTH - 1:
            raise TooMuch(f"data nested more than {wire.MAX_DEPTH} deep")
        return self.compound(kind, value, depth + 1)

    def array(self, value: np.ndarray[Any, Any], depth: int) -> Any:
        """An array of a kind that is not sent as it is."""
        native = value.dtype.newbyteorder("=")
        if native in wire.DTYPES:
            return value.astype(native)
        if not value.size:
            return np.zeros(value.shape)
        if native.kind in "fc":  # wider than those that are sent
            with np.errstate(all="ignore"):
                return value.astype(np.float64 if native.kind == "f" else np.complex128)
        if native.kind == "O" and value.size <= self.left:
            items = value.tolist()
            if all(item is None or type(item) in _SINGLE for item in np.ravel(value)):
                return self.plain(items, depth)
        return opaque(_array_name(value))

    def compound(self, kind: type[Any], value: Any, depth: int) -> Any:
        if kind is list or kind is deque:
            return [self.plain(item, depth) for item in value]
        if isinstance(value, tuple):
            return tuple(self.plain(item, depth) for item in tuple.__iter__(value))
        if kind is dict:
            return {
                self.key(key, depth): self.plain(item, depth) for key, item in list(value.items())
            }
        if kind is np.matrix or kind is np.memmap or kind is array.array:
            return self.plain(np.asarray(value), depth)
        if kind is np.ma.MaskedArray:
            if np.ma.is_masked(value):
                return opaque("numpy.ma.MaskedArray with masked entries")
            return self.plain(np.asarray(value.data), depth)
        if kind is range and len(value) <= self.left:
            return list(value)
        if kind is set:
            return {self.key(item, depth) for item in list(value)}
        if kind is frozenset:
            return frozenset(self.key(item, depth) for item in value)
        return opaque(type_name(kind))

    def key(self, value: Any, depth: int) -> Any:
        key = self.plain(value, depth)
        return key if type(key) is not np.ndarray else opaque("numpy.ndarray")


def _number(value: Any) -> Any:
    """A number of a kind that is not sent, as the nearest of one that is."""
    try:
        with np.errstate(all="ignore"):
            if type(value) is np.clongdouble:
                return np.complex128(value)
            nearest = float(value)
            exact = type(value) in _EXACT and abs(nearest) < _WHOLE
            whole = exact and value == int(nearest)
            return int(nearest) if whole else nearest
    except (ValueError, OverflowError):  # of a signalling nan, or beyond all floats
        return opaque(type_name(type(value)))


def _array_name(array: np.ndarray[Any, Any]) -> str:
    return f"numpy.ndarray of {array.dtype.name}"
