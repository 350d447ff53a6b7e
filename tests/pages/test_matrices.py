"""Arrays in sentences: set as matrices, wrong entries marked, and all else left as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.pages.matrices import Matrix, of_values, parts


def shown(sentence: str) -> list[object]:
    return [
        [[f"!{e.text}" if e.wrong else e.text for e in row] for row in part.rows]
        if isinstance(part, Matrix)
        else part
        for part in parts(sentence)
    ]


def test_what_differs_is_marked() -> None:
    assert shown("f([[0.0]]): Z = [[0.0, 1.0], [2, 3]], but [[0.0, 1.5], [2, 3]] was expected") == [
        "f([[0.0]]): Z = ",
        [["0.0", "!1.0"], ["2", "3"]],
        ", but ",
        [["0.0", "1.5"], ["2", "3"]],
        " was expected",
    ]


def test_the_place_that_is_told_is_marked_whatever_was_rounded_away() -> None:
    found = shown("p = [1.0, 2.0] but q = [1.0, 2.0] (at [1] 2.00000001 is not 2.0)")
    assert found[1] == [["1.0", "!2.0"]]
    assert found[-1] == " (at [1] 2.00000001 is not 2.0)"


def test_what_is_no_matrix_stays_text() -> None:
    for sentence in (
        *(
            "a list [1, [2]] of",
            "[",
            "[]",
            "x[",
            "['a']",
            "[1 2]",
            "[[1], [2, 3]]",
        ),
        f"[{', '.join('1' * 500)}]",
    ):
        assert shown(sentence) == [sentence]


def test_shapes_that_differ_mark_nothing() -> None:
    assert shown("Z = [1.0] but [1.0, 2.0]")[1] == [["1.0"]]


@given(st.text("[](), 01.e-ajx=", max_size=60))
def test_nothing_is_lost(sentence: str) -> None:
    def flat(part: object) -> str:
        if isinstance(part, Matrix):
            return "".join(entry.text for row in part.rows for entry in row)
        return str(part)

    told = "".join(map(flat, parts(sentence)))
    strip = str.maketrans("", "", "[], ")
    assert told.translate(strip) == sentence.translate(strip)


def test_values() -> None:
    found = of_values([[1, 2.5], [True, 0.1234567]])
    assert found is not None
    assert [[e.text for e in row] for row in found.rows] == [["1", "2.5"], ["True", "0.123457"]]
    others: list[object] = [[], [[]], [[1], [2, 3]], ["a"], 5, {"a": 1}, [[1] * 500], [None]]
    assert not any(map(of_values, others))
