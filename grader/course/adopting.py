"""A student's program as a mistake of the hidden half.

What is adopted becomes the author's own code, so it is taken only when asked for, and shown before
it is written. What a hidden half runs when it is read is left out: decorators, annotations, and
defaults that are no plain values; comments and docstrings go, too.
"""

from __future__ import annotations

import ast
import json
import keyword
from typing import TYPE_CHECKING, Final

from grader.edits.reach import reached
from grader.edits.syntax import is_docstring
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.problem import Problem

EXPLANATION: Final = "TODO: say what goes wrong here, to whoever did it."
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def adopted(hidden: str, source: str, problem: Problem, name: str, law: str) -> tuple[str, str]:
    """The text of the hidden half with one more mistake of this name, and the mistake's alone."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"{name} is no name of a function")
    if len(problem.asks) > 1:
        raise UsageError(f"{problem.name} asks for several functions", "write the mistake by hand")
    tree = ast.parse(hidden)
    taken = {node.name for node in tree.body if isinstance(node, _FUNCTIONS)}
    if name in taken:
        raise UsageError(f"the hidden half has a {name} already", "give it another name")
    function = _function(source, problem.asks[0], name)
    code = f"@mistake(caught_by={json.dumps(law, ensure_ascii=False)})\n{ast.unparse(function)}"
    text = hidden.rstrip() + f"\n\n\n{code}\n"
    if not _imports_mistake(tree):
        last = max((n.end_lineno or 0 for n in tree.body if _is_import(n)), default=0)
        lines = text.split("\n")
        text = "\n".join([*lines[:last], "from grader.author import mistake", *lines[last:]])
    return text, code


def _function(source: str, asked: str, name: str) -> ast.FunctionDef:
    """The asked function under its new name, with all that it needs inside."""
    by_hand = "write the mistake by hand"
    try:
        tree = ast.parse(source.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError("this program cannot be read", by_hand) from None
    needed = [tree.body[place] for place in sorted(reached(tree, [asked]))]
    own = [node for node in needed if getattr(node, "name", "") == asked]
    if not own or not isinstance(function := own[-1], ast.FunctionDef) or function.decorator_list:
        raise UsageError(f"{asked} is no plain function there", by_hand)
    _bare(function)
    defaults = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
    if not all(map(_is_plain, defaults)):
        raise UsageError(f"{asked} has defaults that are no plain values", by_hand)
    helpers = [n for n in needed if n is not function and not _is_numpy(n)]
    for helper in helpers:
        _bare(helper)
    for node in (n for one in (function, *helpers) for n in ast.walk(one)):
        if isinstance(node, ast.Name) and node.id == asked:
            node.id = name
    function.name = name
    said = ast.Expr(ast.Constant(EXPLANATION))
    function.body = [said, *helpers, *function.body]
    return ast.fix_missing_locations(function)


def _bare(definition: ast.AST) -> None:
    """Takes docstrings and annotations away."""
    for node in ast.walk(definition):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [n for n in body if not is_docstring(n)] or [ast.Pass()]  # type: ignore[attr-defined]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None


def _is_plain(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _is_numpy(node: ast.stmt) -> bool:
    return ast.unparse(node) == "import numpy as np"


def _imports_mistake(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "grader.author"
        and any(alias.name == "mistake" for alias in node.names)
        for node in tree.body
    )
