"""Whether a hint gives the solution away: a line of the reference, or code that is one."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from grader.edits import syntax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORT: Final = 15
"""Lines up to so many characters, spaces left out, are anybody's."""


def leaks(hints: Sequence[str], reference: str) -> Iterator[tuple[int, str]]:
    """Each hint that holds code of the reference, by its number from 0, with that code."""
    lines, meanings = _lines(reference), _meanings(reference)
    for place, hint in enumerate(hints):
        squeezed = _squeezed(hint)
        told = next((line for line in lines if _squeezed(line) in squeezed), None)
        if told is None:
            told = next((code for code in _code(hint) if _meaning(code) & meanings), None)
        if told is not None:
            yield place, told


def _squeezed(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


def _lines(reference: str) -> list[str]:
    """The lines of functions' bodies that are long enough to count."""
    tree = ast.parse(reference)
    rows = reference.split("\n")
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in syntax.statements(function):
                for row in rows[node.lineno - 1 : node.end_lineno]:
                    line = row.partition("  #")[0].strip()
                    if len(_squeezed(line)) > SHORT:
                        found.append(line)
    return list(dict.fromkeys(found))


def _meanings(reference: str) -> frozenset[str]:
    found: set[str] = set()
    for function in ast.walk(ast.parse(reference)):
        if isinstance(function, ast.FunctionDef):
            for node in syntax.statements(function):
                found |= _of_statement(node)
    return frozenset(found)


def _of_statement(node: ast.stmt) -> set[str]:
    """The statement and its value, if there is enough to them."""
    parts: list[ast.AST] = [node] if not hasattr(node, "body") else []
    value = getattr(node, "value", None)
    if isinstance(value, ast.AST):
        parts.append(value)
    return {text for part in parts if len(_squeezed(text := ast.unparse(part))) > SHORT // 2}


def _code(hint: str) -> Iterator[str]:
    for fenced in re.findall(r"```(?:python)?\n(.*?)```", hint, re.DOTALL):
        yield from fenced.split("\n")
    yield from re.findall(r"`([^`\n]+)`", hint)
    yield from hint.split("\n")


def _meaning(code: str) -> set[str]:
    try:
        body = ast.parse(code.strip()).body
    except (SyntaxError, ValueError):
        return set()
    return set().union(*(_of_statement(node) for node in body))
