"""Arrays in sentences: set as matrices, wrong entries marked, and all else left as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.pages.matrices import Beside, Code, Laid, Matrix, blocks, of_values, parts


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


SIDES = "f(1)\n  received (* wrong)    expected\n  0.0   nan*            0.0  1.0\n  …     …               …    …"


def test_two_sides_are_two_matrices_with_the_wrong_entries_marked() -> None:
    call, found, after = blocks(f"{SIDES}\np is nan")
    assert (call, after) == ("f(1)", "p is nan")
    assert isinstance(found, Beside)
    assert (found.left, found.right) == ("received", "expected")
    assert [[(e.text, e.wrong) for e in row] for row in found.given.rows] == [
        [("0.0", False), ("nan", True)],
        [("…", False), ("…", False)],
    ]
    assert [[e.text for e in row] for row in found.wanted.rows] == [["0.0", "1.0"], ["…", "…"]]


def test_two_sides_bear_their_names() -> None:
    (found,) = blocks("  p (* differs)    softmax(z / t)\n  0.45*  0.55*     0.007  0.993")
    assert isinstance(found, Beside)
    assert (found.left, found.right) == ("p", "softmax(z / t)")
    assert found.given.rows[0][0].wrong
    assert found.wanted.rows[0][0].text == "0.007"


def test_what_is_laid_out_stays_as_it_is() -> None:
    odd = "  received (* wrong)    expected\n  a thing*              0.0"
    assert blocks(odd) == [Laid(odd)]
    assert blocks("one\n\n  a  b\n  c  d\ntwo\n  → 3") == [
        "one",
        Laid("  a  b\n  c  d"),
        "two",
        "  → 3",
    ]
    assert blocks("") == []


def test_a_call_is_one_however_its_lines_are_broken() -> None:
    call = "f(np.array([[0.0], [0.0]]), np.array([0.0, 1.0]))"
    told = "f(np.array([[0.0], [0.0]]), np.array([0.0,\n    1.0]))\n  → [1.0]\nit differs\n  where n = 2"
    assert blocks(told, [call]) == [Code(call), "  → [1.0]", "it differs", "  where n = 2"]


def test_what_names_stand_for_is_no_row() -> None:
    found = blocks(
        "  a (* differs)    b\n  0.0   1.0*       2.0  3.0\n  where n = 2, c = [0.0, 1.0]"
    )
    assert [type(one) for one in found] == [Beside, str]


def test_a_place_stays_text() -> None:
    assert shown("p has nan at [0, 1]") == ["p has nan at [0, 1]"]


@given(st.text(" [](),0*.nreceivdxpctw\n", max_size=80))
def test_any_message_is_cut_into_blocks(text: str) -> None:
    assert len(blocks(text)) <= text.count("\n") + 1
    assert len(blocks(text, ["d(0)"])) <= text.count("\n") + 1
