"""The reference in disguise: its arguments rewritten, or its answers replaced by lazy ones.

A disguise is an ordinary program, the reference's source with a few lines after it, so it is judged
in a worker as a student's would be. Where the entry is a driver in the support code, its answers
are replaced there.
"""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from grader.audit.mutants import essence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from grader.judge.setting import Setting
    from grader.model import Program

_WRAP: Final = """
import functools as _functools
import types as _types
import numpy as _np


def _wrap(f):
    if isinstance(f, type):
        for name, method in list(vars(f).items()):
            if isinstance(method, _types.FunctionType) and (name[:2] != "__" or name == "__init__"):
                setattr(f, name, _wrapped(method))
        return f
    return _wrapped(f)


def _wrapped(f):
    @_functools.wraps(f)
    def wrapped(*args, **kwargs):
        return f(*map(_rewritten, args), **{k: _rewritten(v) for k, v in kwargs.items()})

    return wrapped


def _rewritten(x):
    if isinstance(x, _np.ndarray):
        return _array(x)
    return type(x)(map(_rewritten, x)) if type(x) in (list, tuple) else x

"""
_ARRAYS: Final[Mapping[str, str]] = {
    "that cannot be written": "x = x.copy()\n    x.flags.writeable = False\n    return x",
    "in Fortran order": "return _np.array(x, order='F')",
    "that are not contiguous": (
        "big = _np.zeros([2 * n for n in x.shape], x.dtype)\n"
        "    big[tuple(slice(None, None, 2) for _ in x.shape)] = x\n"
        "    return big[tuple(slice(None, None, 2) for _ in x.shape)]"
    ),
    "given as lists": "return x.tolist()",
}
LAYOUTS: Final = ("that cannot be written", "in Fortran order", "that are not contiguous")
LISTS: Final = "given as lists"

_LAZY: Final = """
import functools as _functools
import numpy as _np


def _lazy(f):
    @_functools.wraps(f)
    def lazy(*args, **kwargs):
        try:
            answer = f(*args, **kwargs)
        except Exception:
            answer = 0.0
        return _answer(answer, args)

    return lazy


_kept = []


def _first(answer):
    _kept[:] = _kept or [answer]
    return _kept[0]


def _shaped(answer):
    first = _first(answer)
    if type(answer) in (list, tuple) and type(first) in (list, tuple) and first:
        return type(answer)(_like(x, first[i % len(first)]) for i, x in enumerate(answer))
    return _like(answer, first)


def _like(x, first):
    if not isinstance(x, _np.ndarray) or not isinstance(first, _np.ndarray) or not first.size:
        return first
    return _np.resize(first, x.shape).astype(x.dtype)


def _each(x, leaf):
    if type(x) in (list, tuple):
        return type(x)(_each(item, leaf) for item in x)
    if type(x) is dict:
        return {key: _each(item, leaf) for key, item in x.items()}
    if isinstance(x, (_np.ndarray, _np.generic)):
        return leaf(_np.shape(x)).astype(x.dtype)[()] if x.dtype.kind in "biuf" else x
    if type(x) in (bool, int, float):
        try:
            return type(x)(leaf(()))
        except (ValueError, OverflowError):
            return leaf(())[()]  # no integer is nan
    return x


def _spread(shape):
    return 1 / (shape[-1] if shape and shape[-1] else 2)

"""
ANSWERS: Final[Mapping[str, str]] = {
    "zeros": "_each(answer, lambda shape: _np.zeros(shape))",
    "ones": "_each(answer, lambda shape: _np.ones(shape))",
    "one half everywhere": "_each(answer, lambda shape: _np.full(shape, 0.5))",
    "minus one everywhere": "_each(answer, lambda shape: _np.full(shape, -1.0))",
    "seven everywhere": "_each(answer, lambda shape: _np.full(shape, 7.0))",
    "equal shares": "_each(answer, lambda shape: _np.full(shape, _spread(shape)))",
    "nan": "_each(answer, lambda shape: _np.full(shape, _np.nan))",
    "infinity": "_each(answer, lambda shape: _np.full(shape, _np.inf))",
    "random numbers": "_each(answer, lambda shape: _np.random.default_rng(0).random(shape))",
    "random numbers around zero": (
        "_each(answer, lambda shape: _np.random.default_rng(1).normal(size=shape))"
    ),
    "the first right answer": "_first(answer)",
    "the numbers of the first right answer": "_shaped(answer)",
    "the first argument": "_np.array(args[0]) if args and _np.ndim(args[0]) else args and args[0]",
}
"""What lazy answers are, each as an expression of the right answer and the arguments."""


_HANDED: Final = """
import functools as _functools
import types as _types
import numpy as _np


def _handing(f):
    if isinstance(f, type):
        return f

    @_functools.wraps(f)
    def handed(*args, **kwargs):
        return _handed(f(*args, **kwargs))

    return handed


def _handed(x):
    if isinstance(x, _types.GeneratorType):
        return map(_handed, x)
    if type(x) in (list, tuple):
        return type(x)(map(_handed, x))
    return {key: _handed(item) for key, item in x.items()} if type(x) is dict else _leaf(x)


def _leaf(x):
    number, array = type(x) in (bool, int, float), isinstance(x, _np.ndarray)
    """
SINGLE: Final = "rounded to float32"
HANDED: Final[Mapping[str, str]] = {
    SINGLE: (
        "f = x.dtype if isinstance(x, (_np.ndarray, _np.generic)) else type(x)\n"
        "    return _np.float32(x) if f in (float, _np.float64) else x"
    ),
    "as lists": "return x.tolist() if array and x.dtype.kind + '8' in ('f8', 'i8', 'b8') else x",
    "as NumPy scalars": "return _np.asarray(x)[()] if number or array and not x.ndim else x",
    "in Fortran order": "return _np.asfortranarray(x) if array and x.ndim else x",
    "as strided views": "return _np.repeat(x, 2, axis=-1)[..., ::2] if array and x.ndim else x",
}
"""What may become of a right answer on its way out, which must not cost a point."""


def handing(kind: str) -> Callable[[Any], Any]:
    """What makes an answer one of this kind, here."""
    return _handing(kind, lambda leaf: leaf)


def changes(kind: str, answers: Iterable[Any]) -> bool:
    """Whether any of these answers is not of this kind already."""
    changed: list[bool] = []

    def noting(leaf: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def noted(x: Any) -> Any:
            made = leaf(x)
            changed.append(made is not x)
            return made

        return noted

    made = _handing(kind, noting)
    for answer in answers:
        made(answer)
    return any(changed)


def _handing(
    kind: str, around: Callable[[Callable[[Any], Any]], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    space: dict[str, Any] = {}
    exec(f"{_HANDED}{HANDED[kind]}", space)  # noqa: S102 - our own
    space["_leaf"] = around(space["_leaf"])
    found: Callable[[Any], Any] = space["_handed"]
    return found


def outermost(setting: Setting, program: Program, kind: str) -> frozenset[str]:
    """The functions whose answers need only be changed on their way out to be of this kind: those
    asked for, or the drivers around them. None where what a driver is answered must be.
    """
    classes = {name for name in program.asks if _is_class(setting, name)}
    if setting.problem.entry.name in program.asks:
        return frozenset(program.asks) - classes
    if kind == SINGLE and not classes:
        return frozenset()
    return setting.reference.student_functions - set(program.asks)


def handed(setting: Setting, program: Program, kind: str) -> Program:
    """A right program whose answers are of this kind. Where the entry is a driver, the drivers'
    are, or, for precision, those of the functions that they call, unless these are classes.
    """
    body = f"{_HANDED}{HANDED[kind]}\n\n\n"
    names = outermost(setting, program, kind)
    if names and names.isdisjoint(program.asks):
        wraps = "".join(f"{name} = _handing({name})\n" for name in sorted(names))
        return replace(program, support=f"{program.support}\n{body}{wraps}")
    asks = {name: f"_asked_{i}" for i, name in enumerate(program.asks)}
    wraps = "".join(f"{asks[name]} = _handing({own})\n" for name, own in program.asks.items())
    return replace(program, source=f"{program.source}\n{body}{wraps}", asks=asks)


_THROUGHOUT: Final = """


def _taken(x):
    if type(x) in (list, tuple):
        return type(x)(map(_taken, x))
    if isinstance(x, _np.ndarray) and x.dtype == _np.float64:
        with _np.errstate(over="ignore"):
            return x.astype(_np.float32)
    return x


def _throughout(f):
    if isinstance(f, type):
        for name, method in list(vars(f).items()):
            if isinstance(method, _types.FunctionType) and (name[:2] != "__" or name == "__init__"):
                setattr(f, name, _throughout(method))
        return f

    @_functools.wraps(f)
    def single(*args, **kwargs):
        with _np.errstate(all="ignore"):
            return _handed(f(*map(_taken, args), **{k: _taken(v) for k, v in kwargs.items()}))

    return single


"""


def in_single(program: Program) -> Program:
    """A right program whose arrays are of single precision, on the way in and on the way out."""
    asks = {name: f"_asked_{i}" for i, name in enumerate(program.asks)}
    wraps = "".join(f"{asks[name]} = _throughout({own})\n" for name, own in program.asks.items())
    body = f"{_HANDED}{HANDED[SINGLE]}{_THROUGHOUT}"
    return replace(program, source=f"{program.source}\n{body}{wraps}", asks=asks)


def rewriting(setting: Setting, *kinds: str) -> Program:
    """The reference, handed arrays of these kinds."""
    program = _bare(setting)
    steps = "".join(f"    x = _array_{i}(x)\n" for i in range(len(kinds)))
    parts = [f"def _array_{i}(x):\n    {_ARRAYS[kind]}\n" for i, kind in enumerate(kinds)]
    wraps = "".join(f"{name} = _wrap({name})\n" for name in program.asks)
    code = "\n\n".join([_WRAP, *parts, f"def _array(x):\n{steps}    return x\n", wraps])
    return replace(program, source=program.source + code)


def lazy(setting: Setting, answer: str) -> Program:
    """The reference's answers, replaced by what the expression `answer` makes of them."""
    body = f"{_LAZY}\n\ndef _answer(answer, args):\n    return {answer}\n\n\n"
    return _instead(setting, body, "_lazy({name})")


def raising(setting: Setting, error: str) -> Program:
    """A program that always raises this exception."""
    body = f"\n\ndef _fails(*_, **__):\n    raise {error}('no')\n\n\n"
    return _instead(setting, body, "_fails")


def raised(setting: Setting) -> list[str]:
    """Exceptions that a program may always raise: ValueError, and those of the laws."""
    laws = [check.law for check in setting.problem.checks if check.kind == "raises"]
    return [name for name in dict.fromkeys(["ValueError", *laws]) if hasattr(builtins, name)]


def _instead(setting: Setting, body: str, instead: str) -> Program:
    program = _bare(setting)
    entry = setting.problem.entry.name
    if entry in program.asks:
        names = [name for name in program.asks if not _is_class(setting, name)]
        wraps = "".join(f"{name} = {instead.format(name=name)}\n" for name in names)
        return replace(program, source=f"{program.source}{body}{wraps}")
    names = sorted(setting.reference.student_functions - set(program.asks))
    wraps = "".join(f"{name} = {instead.format(name=name)}\n" for name in names)
    return replace(program, support=f"{program.support}{body}{wraps}")


def _is_class(setting: Setting, name: str) -> bool:
    return isinstance(setting.reference.support.get(name), type)


def _bare(setting: Setting) -> Program:
    solution = setting.exercise.solution
    assert solution is not None
    program = solution.reference
    return replace(program, source=essence(solution.source, setting.problem.asks))
