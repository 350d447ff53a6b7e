"""The names that a piece of Python uses and defines, read without running it."""

from __future__ import annotations

import ast
import builtins
import dis
import keyword
from types import CodeType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.problem import Entry, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILTINS: Final = frozenset(
    {
        *("abs", "all", "any", "bool", "complex", "dict", "divmod", "enumerate", "filter", "float"),
        *("frozenset", "hasattr", "int", "isinstance", "iter", "len", "list", "map", "max", "min"),
        *("next", "pow", "range", "reversed", "round", "set", "slice", "sorted", "str", "sum"),
        *("tuple", "type", "zip"),
    }
)
"""The built-in functions that laws and expressions may use."""

MOST_NAMES: Final = 100

EXCEPTIONS: Final = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, Exception)
)


class NotPythonError(Exception):
    """Text that does not parse; `row` counts its lines from 0."""

    def __init__(self, reason: str, row: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row


class Use(NamedTuple):
    """A name that comes from outside, and the row (from 0) where it is used first."""

    name: str
    row: int


def module(source: str) -> ast.Module:
    """The syntax tree of `source`."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise NotPythonError(error.msg, (error.lineno or 1) - 1) from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise NotPythonError(str(error) or "too deeply nested", 0) from None


def expression_uses(source: str) -> tuple[Use, ...]:
    """The names that the expression `source` needs."""
    return _uses(source.strip(), "eval")


def uses(source: str) -> tuple[Use, ...]:
    """The names that the statements in `source` need."""
    return _uses(source, "exec")


def _uses(source: str, mode: str) -> tuple[Use, ...]:
    # The compiler has settled which names are local to a lambda or a comprehension.
    try:
        code = compile(source, "<law>", mode, dont_inherit=True, optimize=0)
    except SyntaxError as error:
        raise NotPythonError(error.msg, (error.lineno or 1) - 1) from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise NotPythonError(str(error) or "too deeply nested", 0) from None
    found: dict[str, int] = {}
    stored: set[str] = set()
    for instruction in _instructions(code):
        name = instruction.argval
        if instruction.opname in ("STORE_NAME", "STORE_GLOBAL"):
            stored.add(name)
        elif instruction.opname.startswith(("LOAD_NAME", "LOAD_GLOBAL")) and name not in stored:
            positions = instruction.positions
            row = (positions.lineno if positions else None) or 1
            found[name] = min(found.get(name, row - 1), row - 1)
    return tuple(Use(name, row) for name, row in sorted(found.items(), key=lambda item: item[1]))


def _instructions(code: CodeType) -> Iterator[dis.Instruction]:
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _instructions(constant)


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that a module defines at its top level."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name: node for node in tree.body if isinstance(node, kinds)}


def defined(tree: ast.Module) -> frozenset[str]:
    """The names that a module binds at its top level by `def`, `class`, `=` or `import`."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names.update(n.id for n in ast.walk(target) if isinstance(n, ast.Name))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return frozenset(names)


def entry(text: str) -> Entry:
    """`svd(A, tol=1e-9) -> U, s, Vt` as an `Entry`; raises `ValueError` that says what is wrong."""
    call, arrow, answer = text.partition("->")
    parts = tuple(part.strip() for part in answer.split(","))
    if not arrow or not all(parts):
        raise ValueError("must read name(inputs) -> parts, such as svd(A, tol=1e-9) -> U, s, Vt")
    for part in parts:
        if not is_name(part):
            raise ValueError(f"the part {part!r} is not a name")
    try:
        tree = module(f"def {call.strip()}: ...")
    except NotPythonError as error:
        raise ValueError(f"{call.strip()!r} does not read as a call: {error.reason}") from None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        raise ValueError(f"{call.strip()!r} does not read as a call")
    parameters = signature(tree.body[0])
    if len(parameters) + len(parts) > MOST_NAMES:
        raise ValueError(f"has more than {MOST_NAMES} names")
    twice = [name for name in parts if [*parts, *(p.name for p in parameters)].count(name) > 1]
    if twice:
        raise ValueError(f"the name {twice[0]!r} is used twice")
    return Entry(tree.body[0].name, parameters, parts)


def signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Parameter, ...]:
    """The plain parameters of a function; raises `ValueError` for `*args`, `/` and the like."""
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
        raise ValueError(f"{function.name} must have plain parameters: no *, ** or /")
    required = len(given.args) - len(given.defaults)
    parameters = [Parameter(argument.arg) for argument in given.args[:required]]
    for argument, default in zip(given.args[required:], given.defaults, strict=True):
        try:
            value: Any = ast.literal_eval(default)
        except ValueError:
            raise ValueError(
                f"the default {ast.unparse(default)} of {argument.arg} is not a literal"
            ) from None
        parameters.append(Parameter(argument.arg, optional=True, default=value))
    return tuple(parameters)


def is_name(text: str) -> bool:
    """Whether `text` can name a value in Python."""
    return text.isidentifier() and not keyword.iskeyword(text)
