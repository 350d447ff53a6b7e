"""Right functions made wrong from outside, in the ways of people: numbers cast, clipped, rounded or
flushed, an option ignored, one special case forgotten.

A wrapper changes what a right program is asked or what it answers, whatever stands inside, and so
fits every exercise and every right answer. It is source text that is put after a program; what was
changed is counted there, and `_told` tells it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.audit.mutants import essence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.model import Program

TOLD: Final = "_told"
"""The function that says how often anything was changed so far."""


class Wrapper(NamedTuple):
    """A change from outside: its name, and the code of `_turn(f, args, kwargs)`.

    `due` names what makes it the author's to show it, in the words of `Space`: a wrapper that no
    example meets is left out unless it is due. `kind` is what it is counted with.
    """

    name: str
    code: str
    due: str = ""
    kind: str = ""


PRELUDE: Final = """

import functools as _functools
import types as _types
import numpy as _np

_met = [0]


def _told():
    return _met[0]


def _around(f):
    if isinstance(f, type):
        for name, method in list(vars(f).items()):
            if isinstance(method, _types.FunctionType) and (name[:2] != "__" or name == "__init__"):
                setattr(f, name, _around(method))
        return f

    @_functools.wraps(f)
    def turned(*args, **kwargs):
        return _turn(f, args, kwargs)

    return turned


def _each(x, leaf):
    kind = type(x)
    if isinstance(x, _types.GeneratorType):
        return (_each(item, leaf) for item in x)
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return kind(*(_each(item, leaf) for item in x))
    if kind in (list, tuple):
        return kind(_each(item, leaf) for item in x)
    if kind is dict:
        return {key: _each(item, leaf) for key, item in x.items()}
    if not (kind in (int, float, complex) or isinstance(x, (_np.ndarray, _np.generic))):
        return x
    try:
        old = _np.asarray(x)
    except OverflowError:
        return x
    if old.dtype.kind not in "iufc":
        return x
    with _np.errstate(all="ignore"):
        new = leaf(old) if old.dtype.kind != "c" else leaf(old.real) + 1j * leaf(old.imag)
    if new is old:
        return x
    if not _np.array_equal(old, new, equal_nan=old.dtype.kind in "fc"):
        _met[0] += 1
    if isinstance(x, _np.ndarray):
        return new
    return new[()] if isinstance(x, _np.generic) else new.item()


def _arrays(args, kwargs):
    return [x for x in (*args, *kwargs.values()) if isinstance(x, _np.ndarray)]


def _lengths(args, kwargs):
    inputs = (*args, *kwargs.values())
    lists = [len(x) for x in inputs if isinstance(x, (list, tuple, dict))]
    return max([*lists, *(n for x in _arrays(args, kwargs) for n in x.shape)], default=0)


def _floats(args, kwargs):
    values = [x for x in (*args, *kwargs.values()) if isinstance(x, (_np.ndarray, float))]
    return [x for x in map(_np.asarray, values) if x.dtype.kind == "f" and x.size]


def _spoilt(x):
    kind = type(x)
    if isinstance(x, _types.GeneratorType):
        return map(_spoilt, x)
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return kind(*map(_spoilt, x))
    if kind in (list, tuple):
        return kind(map(_spoilt, x))
    if kind is dict:
        return {key: _spoilt(item) for key, item in x.items()}
    if isinstance(x, _np.ndarray) and x.size and x.dtype.kind in "biuf":
        x = x.copy()
        place = (0,) * x.ndim
        x[place] = _spoilt(x[place].item())
        return x
    if isinstance(x, (bool, _np.bool_)):
        return not x
    if isinstance(x, (int, _np.integer)):
        return x + 1
    if isinstance(x, (float, _np.floating)):
        return x * 1.01 if _np.isfinite(x) and x != 0 else 0.01
    return x + "?" if kind is str else x


"""
"""What every wrapper is written in terms of."""


def wrapped(program: Program, wrapper: Wrapper) -> Program:
    """The program with the wrapper around all that is asked of it."""
    asks = {name: f"_asked_{i}" for i, name in enumerate(program.asks)}
    around = "".join(f"{asks[name]} = _around({path})\n" for name, path in program.asks.items())
    source = f"{program.source}{PRELUDE}{wrapper.code}\n\n{around}"
    return replace(program, source=source, asks={**asks, TOLD: TOLD})


def bare(program: Program) -> Program:
    """The program without what its asked names do not reach."""
    asked = [path.partition(".")[0] for path in program.asks.values()]
    return replace(program, source=essence(program.source, asked))


def _arguments(leaf: str) -> str:
    return (
        "def _turn(f, args, kwargs):\n"
        "    args = [_each(x, _leaf) for x in args]\n"
        "    return f(*args, **{key: _each(x, _leaf) for key, x in kwargs.items()})\n\n\n"
        f"def _leaf(x):\n    return {leaf}\n"
    )


def _answers(leaf: str) -> str:
    return (
        "def _turn(f, args, kwargs):\n    return _each(f(*args, **kwargs), _leaf)\n\n\n"
        f"def _leaf(x):\n    return {leaf}\n"
    )


def _case(met: str, otherwise: str = "return _spoilt(f(*args, **kwargs))") -> str:
    return (
        "def _turn(f, args, kwargs):\n"
        f"    if {met}:\n        _met[0] += 1\n        {otherwise}\n"
        "    return f(*args, **kwargs)\n"
    )


def _some(condition: str) -> str:
    """The case that a condition holds of some array."""
    return _case(f"any({condition} for x in _arrays(args, kwargs))")


def _number(condition: str) -> str:
    """The case that a condition holds of some array or number of floats."""
    return _case(f"any({condition} for x in _floats(args, kwargs))")


_FLOAT: Final = "if x.dtype.kind == 'f' else x"
_WHOLE: Final = "if x.dtype.kind in 'iu' and x.ndim else x"
_CASTS: Final = [
    *(
        Wrapper(f"integers as {kind}", _arguments(f"x.astype(_np.{kind}) {_WHOLE}"), due)
        for kind, due in (("int8", "integers"), ("uint8", ""), ("int16", "integers"), ("int32", ""))
    ),
    *(
        Wrapper(
            f"{what} in {word} precision",
            turn(f"x.astype(_np.{kind}).astype(x.dtype) {_FLOAT}"),
            "floats" if what == "arguments" else "answers",
        )
        for what, turn in (("arguments", _arguments), ("answers", _answers))
        for word, kind in (("single", "float32"), ("half", "float16"))
    ),
    Wrapper("integer answers as int8", _answers(f"x.astype(_np.int8).astype(x.dtype) {_WHOLE}")),
]
_CLIPS: Final = [
    *(
        Wrapper(
            f"{what} clipped to {most}",
            turn(f"_np.clip(x, -{most}, {most}) {_FLOAT}"),
            "wide" if (what, most) == ("arguments", 1000) else "",
        )
        for what, turn in (("arguments", _arguments), ("answers", _answers))
        for most in (10, 500, 1000)
    ),
    Wrapper(
        "answers clipped to [1e-7, 1 - 1e-7]",
        _answers(
            "_np.clip(x, 1e-7, 1 - 1e-7) if x.dtype.kind == 'f' and x.size and"
            " _np.all((x >= 0) & (x <= 1)) else x"
        ),
    ),
    *(
        Wrapper(
            f"{what} below {least} are 0",
            turn(f"_np.where(_np.abs(x) < {least}, 0.0, x) {_FLOAT}"),
            "answers" if (what, least) == ("answers", "1e-8") else "",
        )
        for what, turn in (("arguments", _arguments), ("answers", _answers))
        for least in ("1e-8", "1e-12")
    ),
    *(
        Wrapper(f"answers rounded to {n} decimals", _answers(f"_np.round(x, {n}) {_FLOAT}"))
        for n in (4, 8)
    ),
    *(
        Wrapper(f"{word} of {what}", turn(f"{made} {_FLOAT}"))
        for what, turn in (("arguments", _arguments), ("answers", _answers))
        for word, made in (
            ("abs", "_np.abs(x)"),
            ("max(0, ·)", "_np.maximum(x, 0.0)"),
            ("nan_to_num", "_np.nan_to_num(x)"),
        )
    ),
]
_CASES: Final = [
    *(
        Wrapper(f"wrong if {name}", _some(f"x.ndim >= 2 and {shape}"), due)
        for name, shape, due in (
            ("square", "x.shape[-2] == x.shape[-1] > 1", "square"),
            ("tall", "x.shape[-2] > x.shape[-1]", ""),
            ("wide", "x.shape[-2] < x.shape[-1]", ""),
            ("one row", "x.shape[-2] == 1", ""),
            ("one column", "x.shape[-1] == 1", ""),
            ("in Fortran order", "min(x.shape) > 1 and not x.flags.c_contiguous", "matrices"),
        )
    ),
    Wrapper("wrong if not contiguous", _some("not x.flags.forc")),
    Wrapper("wrong if read-only", _some("not x.flags.writeable")),
    Wrapper("wrong if of one axis", _some("x.ndim == 1")),
    Wrapper("wrong if of three axes", _some("x.ndim == 3")),
    Wrapper("wrong if of one entry", _some("x.size == 1")),
    Wrapper("wrong if empty", _case("_lengths(args, kwargs) == 0 and _arrays(args, kwargs)")),
    Wrapper("wrong if all equal", _some("x.size > 1 and _np.all(x == x.flat[0])")),
    Wrapper("wrong if all zero", _some("x.size > 1 and not x.any()")),
    Wrapper("wrong if some zero", _some("x.any() and not x.all()")),
    Wrapper("wrong if values repeat", _some("_np.unique(x).size < x.size")),
    Wrapper("wrong if the largest repeats", _some("x.size > 1 and _np.sum(x == x.max()) > 1")),
    Wrapper("wrong if unsorted", _some("x.ndim == 1 and _np.any(x[1:] < x[:-1])")),
    Wrapper("wrong if negative", _some("x.dtype.kind in 'if' and _np.any(x < 0)")),
    Wrapper("wrong if integers", _some("x.dtype.kind in 'iu'"), "integers"),
    Wrapper(
        "wrong if narrow integers",
        _some("x.dtype.kind in 'iu' and x.dtype.itemsize < 8"),
        "integers",
    ),
    Wrapper("wrong if all below 1e-6", _number("0 < _np.max(_np.abs(x)) < 1e-6")),
    Wrapper("wrong if above 1e6", _number("_np.max(_np.abs(x)) > 1e6")),
    *(
        Wrapper(f"wrong if longer than {most}", _case(f"_lengths(args, kwargs) > {most}"), "long")
        for most in (20, 100)
    ),
    Wrapper(
        "answers where it should refuse",
        "def _turn(f, args, kwargs):\n"
        "    try:\n        return f(*args, **kwargs)\n"
        "    except Exception:\n        _met[0] += 1\n        return 0.0\n",
    ),
    Wrapper(
        "yields the same array again",
        "def _turn(f, args, kwargs):\n"
        "    answer = f(*args, **kwargs)\n"
        "    lazy = isinstance(answer, _types.GeneratorType)\n"
        "    return _again(answer, {}) if lazy else answer\n\n\n"
        "def _again(items, kept):\n"
        "    for item in items:\n        yield _kept(item, kept, 0)\n\n\n"
        "def _kept(x, kept, place):\n"
        "    if isinstance(x, tuple):\n"
        "        return tuple(_kept(item, kept, i) for i, item in enumerate(x))\n"
        "    if not isinstance(x, _np.ndarray):\n        return x\n"
        "    key = (place, x.shape, x.dtype)\n"
        "    _met[0] += key in kept\n"
        "    mine = kept.setdefault(key, _np.empty_like(x))\n"
        "    mine[...] = x\n"
        "    return mine\n",
    ),
]
GENERAL: Final = tuple(
    wrapper._replace(kind=kind)
    for kind, some in (
        ("cast to another type", _CASTS),
        ("clipped, rounded or flushed", _CLIPS),
        ("wrong in one case", _CASES),
    )
    for wrapper in some
)
"""The wrappers that fit every exercise."""


def of_options(defaults: Mapping[str, object]) -> Iterator[Wrapper]:
    """For each optional parameter and its default: it is ignored, or its default is another."""
    for name, default in defaults.items():
        ignored = _IGNORED.replace("NAME", name)
        yield Wrapper(f"ignores {name}", _OPTION + ignored, "option", "an option ignored")
        other = _other(default)
        if other is not None:
            code = _DEFAULTED.replace("NAME", name).replace("OTHER", repr(other))
            called = f"another default of {name}"
            yield Wrapper(called, _OPTION + code, "option", "an option ignored")


_OPTION: Final = """
import inspect as _inspect


def _option(f, name):
    parameters = _inspect.signature(f).parameters
    default = getattr(parameters.get(name), "default", _inspect.Parameter.empty)
    if default is _inspect.Parameter.empty:
        return None, None
    return list(parameters).index(name), default


"""
_IGNORED: Final = """\
def _turn(f, args, kwargs):
    place, default = _option(f, "NAME")
    if place is None:
        return f(*args, **kwargs)
    if len(args) > place or "NAME" in kwargs:
        given = args[place] if len(args) > place else kwargs["NAME"]
        plain = type(given) in (bool, int, float, str)
        _met[0] += not (given is default or (plain and given == default))
        args = [*args[:place], default, *args[place + 1 :]] if len(args) > place else args
        kwargs = {key: value for key, value in kwargs.items() if key != "NAME"}
    return f(*args, **kwargs)
"""
_DEFAULTED: Final = """\
def _turn(f, args, kwargs):
    place, default = _option(f, "NAME")
    if place is not None and len(args) <= place and "NAME" not in kwargs:
        _met[0] += 1
        kwargs = {**kwargs, "NAME": OTHER}
    return f(*args, **kwargs)
"""


def _other(default: object) -> object:
    if isinstance(default, bool):
        return not default
    if isinstance(default, int):
        return default + 1
    return (1.5 * default or 1.0) if isinstance(default, float) else None
