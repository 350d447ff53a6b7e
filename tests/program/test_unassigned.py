"""Why a variable had no value."""

from __future__ import annotations

import textwrap

import pytest

from grader.program.unassigned import NOT_THE_OUTER, NOT_YET, ONLY_BELOW, ONLY_ELSEWHERE, why


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("if x:\n    y = 1\nreturn y", ONLY_ELSEWHERE),
        ("for y in x:\n    pass\nreturn y", ONLY_ELSEWHERE),
        ("for i in range(2):\n    if i > 5:\n        y = i\n    z = y", ONLY_ELSEWHERE),
        ("z = y + 1\ny = z", ONLY_BELOW),
        ("if x:\n    y = 1\nz = y\ny = 2", NOT_YET),
        ("total = total + 1\nreturn total", NOT_THE_OUTER),
        ("def inner():\n    return y\nif x:\n    y = 1\nreturn y", ONLY_ELSEWHERE),
        ("if x:\n    y = w = 1\nreturn w", ONLY_ELSEWHERE),
        ("del x\nreturn x", ""),
    ],
)
def test_it_is_told_what_is_so_of_this_function(body: str, told: str) -> None:
    names: dict[str, object] = {"total": 0}
    exec("def f(x):\n" + textwrap.indent(body, "    "), names)
    with pytest.raises(UnboundLocalError) as found:
        names["f"](())  # type: ignore[operator]
    assert why(str(found.value), found.value.__traceback__) == told


@pytest.mark.parametrize("message", ["", "something else", "local variable 'unheard_of'"])
def test_of_what_is_not_known_nothing_is_told(message: str) -> None:
    with pytest.raises(UnboundLocalError) as found:
        raise UnboundLocalError(message)
    assert why(message, found.value.__traceback__) == ""
    assert why(message, None) == ""
