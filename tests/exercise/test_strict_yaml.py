"""YAML without its traps: values mean what they show, and every error has its line."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SpecError
from grader.exercise.place import field_name
from grader.exercise.strict_yaml import Complaints, parse


def errors(content: str | bytes) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse(content, "f.yaml")
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1e-6", 1e-6),
        ("-2.5E+3", -2500.0),
        (".5", 0.5),
        ("12", 12),
        ("-3", -3),
        ("+0", 0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("-.inf", -math.inf),
        ("on", "on"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("n", "n"),
        ("2020-01-02", "2020-01-02"),
        ("1..6", "1..6"),
        ("d + 1", "d + 1"),
        ("=", "="),
        ('"12"', "12"),
        ("'true'", "true"),
        ("", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_mean_what_they_show(written: str, meant: Any) -> None:
    value = parse(f"x: {written}\n", "f.yaml").data["x"]
    assert (type(value), value) == (type(meant), meant)


@pytest.mark.parametrize(
    "written", ["012", "1:30", "190:20:30", "1_000", "0x1F", "0b11", "0o17", "01.5"]
)
def test_numbers_to_some_and_text_to_others_are_refused(written: str) -> None:
    assert errors(f"x: {written}\n") == [
        f"f.yaml:1: x: {written} is a number to some readers and text to others: quote it"
    ]
    assert parse(f"x: '{written}'\n", "f.yaml").data == {"x": written}


def test_everything_wrong_is_told_at_once() -> None:
    content = "a: 1\na: 2\nb: &x 3\nc: [*x]\nd: !!str 4\n5: 6\ne: {f: 012, f: 2}\ng: 1e999\n"
    assert errors(content) == [
        "f.yaml:2: a: given twice, first on line 1",
        "f.yaml:3: b: the anchor &x: write the value out",
        "f.yaml:4: c[0]: the alias *x: write the value out",
        "f.yaml:5: d: the tag tag:yaml.org,2002:str: tags are not used here",
        "f.yaml:6: the key 5 is not text: quote it",
        "f.yaml:7: e.f: 012 is a number to some readers and text to others: quote it",
        "f.yaml:7: e.f: given twice, first on line 7",
        "f.yaml:8: g: 1e999 is too large for a number",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a: \xff\n", "f.yaml:1: the file is not UTF-8 text"),
        (b"a: 1\nb: \x00\n", "f.yaml:2: the character U+0000 does not belong in text"),
        ("a: \x1b[2J\n", "f.yaml:1: the character U+001B does not belong in text"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document; one file holds one"),
        ("", "f.yaml:1: the file is empty"),
        ("# nothing\n", "f.yaml:1: the file is empty"),
        ("x" * 1_000_001, "f.yaml:1: the file is longer than 1000000 bytes"),
        ("[" * 100_000, "f.yaml:1: nested more than 40 deep"),
        ("{a: " * 100_000, "f.yaml:1: nested more than 40 deep"),
        ("- " * 100_000, "f.yaml:1: nested more than 40 deep"),
        ("? [a]\n: 1\n", "f.yaml:1: a key must be text"),
        (
            "a: one: two\n",
            (
                "f.yaml:1: not YAML: a second colon on one line: "
                "quote text that holds a colon and a space"
            ),
        ),
        (
            "a: [1\n",
            "f.yaml:2: not YAML: while parsing a flow sequence did not find expected ',' or ']'",
        ),
    ],
)
def test_what_is_not_a_document_gets_one_clear_line(content: str | bytes, reason: str) -> None:
    assert errors(content) == [reason]


def test_places_have_lines_and_blocks_have_rows() -> None:
    document = parse(
        "title: x\nchecks:\n  - name: a\n    holds: |\n\n      one\n      two\n  - {name: b}\n",
        "f.yaml",
    )
    assert document.data["checks"][0]["holds"] == "\none\ntwo\n"
    assert document.line(("checks", 0, "holds")) == 4
    assert document.line(("checks", 0, "holds"), 0) == 5
    assert document.line(("checks", 0, "holds"), 2) == 7
    assert document.line(("checks", 1, "name")) == 8
    assert document.line(("checks", 1, "missing")) == 8
    assert document.line(("nowhere",)) == 1


def test_complaints_are_told_in_the_order_of_lines_and_once() -> None:
    complain = Complaints(parse("a: 1\nb: 2\n", "f.yaml"))
    complain.settle()
    complain(("b",), "bad")
    complain(("a",), "worse")
    complain(("b",), "bad")
    with pytest.raises(SpecError, match=r"^f.yaml:1: a: worse\nf.yaml:2: b: bad$"):
        complain.settle()


def test_fields_are_named_as_one_would_write_them() -> None:
    assert field_name(("checks", 2, "over")) == "checks[2].over"
    assert field_name(("given", "rows too long", "X")) == 'given["rows too long"].X'
    assert field_name(("a\x1b",)) == '["a\\u001b"]'


QUICK = settings(deadline=None, max_examples=60)
TEXT = st.text(st.characters(max_codepoint=0xD7FF))
KEYS = st.text(st.characters(max_codepoint=0xD7FF), max_size=100)
"""A key and its colon stand within 1,024 characters in YAML, and JSON writes six for one."""
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def test_a_key_that_yaml_takes_for_none_is_told_with_its_line() -> None:
    assert parse(json.dumps({"x" * 1_000: 1}), "f.yaml").data == {"x" * 1_000: 1}
    with pytest.raises(SpecError, match=r"^f\.yaml:1: not YAML: "):
        parse(json.dumps({"x" * 1_030: 1}), "f.yaml")


@QUICK
@given(PLAIN)
def test_json_reads_as_itself(data: Any) -> None:
    assert parse(json.dumps(data), "f.yaml").data == data


@QUICK
@given(st.text() | st.binary())
def test_whatever_the_content_it_is_read_or_refused(content: str | bytes) -> None:
    told: tuple[str, ...] = ()
    try:
        parse(content, "f.yaml")
    except SpecError as error:
        told = error.problems
    assert all(line.startswith("f.yaml:") for line in told)
