"""What a statement does to names."""

from __future__ import annotations

import ast
import builtins

import pytest

from grader.program.effects import outer, scope_of


def used(text: str) -> set[str]:
    """The names of outside that a statement reads, now or later."""
    scope = scope_of(ast.parse(text).body)
    return scope.read.union(*(outer(function).read for function in scope.inner)) - {*dir(builtins)}


@pytest.mark.parametrize(
    ("function", "names"),
    [
        ("def f(x, a=A, *b, c: B = C, **d) -> D:\n    return x, a, b, c, d", "A B C D"),
        ("def f(\n    x,\n    a=A,\n):\n    return x + a + G", "A G"),
        ("def f(x):\n    y: T = x\n    y += G\n    return y", "G T"),
        ("def f(x):\n    global g\n    g = x", "g"),
        ("def f(x):\n    for i, j in x:\n        k = i\n    return i, j, k", ""),
        ("def f(x):\n    with open_it() as g:\n        return g", "open_it"),
        ("def f(x):\n    import math as m, os\n    return m, os", ""),
        ("def f(x):\n    return [h(i) for i in x if (n := i)] + n", "h"),
        ("def f(x):\n    return lambda q: q + H", "H"),
        ("def f(x):\n    def g(A):\n        return A\n    return g(A)", "A"),
        ("def f(x):\n    def g(y):\n        return x + y + G\n    return g", "G"),
        ("def f(x):\n    return x.a.b(c=1, d=D)", "D"),
        ('def f(x):\n    """A."""\n    # B\n    return "C" + \'D\' + f"{E}: {x:F}"', "E"),
        ("@decorate(A)\ndef f(x): return x", "decorate A"),
        ("class K(Base):\n    a = A\n    def m(self, A2):\n        return A2 + B", "Base A B"),
        ("y = [v + W for v in X]", "W X"),
    ],
)
def test_what_a_statement_uses(function: str, names: str) -> None:
    assert used(function) == set(names.split())


def test_functions_within_functions_are_looked_at() -> None:
    depth = 90
    text = "\n".join(f"{' ' * i}def f{i}(a{i}):" for i in range(depth))
    assert used(f"{text}\n{' ' * depth}return needle") == {"needle"}


def test_a_long_sum_is_no_deep_one() -> None:
    assert used("x = " + " + ".join(["a"] * 900)) == {"a"}
