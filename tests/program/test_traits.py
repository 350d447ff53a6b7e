"""What is read off a program."""

from __future__ import annotations

import ast

from grader.program.traits import traits


def test_what_is_read_raised_and_shared() -> None:
    source = (
        "import numpy as np\n\ndef other(n):\n    raise ValueError\n\n"
        "def f(x, k, b=1):\n    rng = np.random.default_rng(0)\n    return np.random.rand() + g(k)\n\n"
        "def g(unused):\n    return 1\n"
    )
    found = traits(ast.parse(source), ["f"])
    assert found.raises
    assert found.unread == ((6, "x"), (6, "b"))
    assert found.shared == (8, "np.random.rand")


def test_what_another_function_refuses_counts() -> None:
    source = "def check(n):\n    assert n > 0\n\ndef f(n):\n    check(n)\n    return n\n"
    found = traits(ast.parse(source), ["f"])
    assert found.raises
    assert found.unread == ()
    assert found.shared == (0, "")


def test_a_chain_of_calls_without_end_is_no_module() -> None:
    source = "def f(x):\n    return x" + ".a()" * 500 + "\n"
    found = traits(ast.parse(source), ["f"])
    assert found.shared == (0, "")
    assert not found.raises
