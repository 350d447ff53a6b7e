"""Whatever a student writes wherever it can be written: reports stay small, and Markdown stays text."""

from __future__ import annotations

import html
import random
import re
from typing import TYPE_CHECKING

import pytest
from books import grades
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader import model
from grader.escaping import printable, told
from grader.model import CheckResult, Clue, Feedback, Isolation, Outcome, ProblemResult, Report
from grader.reports import RENDERERS, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

SIGNS = "\\`*_{}[]()<>#+-.!|~@&:/^$=\"' \n\t1w\u202e\x1b:;,?%e.vil"
PIECES = (
    *("![x](http://e.vil/p.png)", "[x](javascript:alert(1))", "<img src=x>", "</code>", "</pre>"),
    *("http://e.vil", "www.e.vil", "a@e.vil", "@everyone", "#1", "org/repo#1", "```\n", "~~~\n"),
    *(
        "\n\n# x",
        "\n- x",
        "\n1. x",
        "\n> x",
        "\n---\n",
        "\n===\n",
        "[x]: http://e.vil",
        "&lt;b&gt;",
    ),
    *(
        "`",
        "``",
        "|",
        "\n|---|\n",
        "**x**",
        "__x__",
        "_x_",
        "~~x~~",
        "<!--",
        "$x$",
        "<http://e.vil>",
    ),
    *(
        "\\",
        "&#60;b&#62;",
        "&amp;",
        "<details>",
        "](",
        "[",
        "![",
        "<pre>",
        "<code>",
        ":tada:",
        "x_y_",
    ),
)
TEXTS = st.one_of(
    st.text(st.sampled_from(SIGNS), max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.text(max_size=40),
)
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = frozenset(
    {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "blockquote"}
)


def report_of(text: str) -> Report:
    """A report with this text wherever one of a student's may stand."""
    checks = tuple(
        CheckResult("is twice the input", hidden, 1.0, 0.0, outcome, text, private=text, line=3)
        for hidden in (False, True)
        for outcome in (Outcome.FAILED, Outcome.ERRORED)
    )
    problem = ProblemResult(
        *("double", "Double", Outcome.FAILED, 0.0, 4.0, checks, text, text),
        file=text,
        fault=text,
        clue=Clue(text, (1,), place=text, change=text, edit=text, feedback=Feedback.EDIT),
    )
    lost = ProblemResult("triple", "Triple", None, None, 4.0, file=text, fault=text)
    return Report(text, 1, Isolation.STRICT, 0.0, 8.0, (problem, lost), (), text)


def tokens(text: str) -> Iterator[Token]:
    for block in PARSER.parse(text):
        yield block
        yield from block.children or ()


def inert(text: str) -> None:
    """Nothing in it is a link, an image, an element or a mention, but our own elements."""
    code = False
    for token in tokens(text):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "html_inline":
            assert token.content in ("<code>", "</code>"), token.content
            code = token.content == "<code>"
        elif token.type == "html_block":
            assert re.fullmatch(r"<pre>[^<>]*</pre>\n*", token.content), token.content
        elif token.type == "text":
            found = re.search(r"://|www\.|@\w|\w#\d|\s#\d", token.content)
            assert code or not found, token.content
        elif kind == "strong":
            assert not code
        else:
            assert kind in {*OURS, "inline", "softbreak", "text_special"}, token.type


@given(TEXTS)
@example("![x](http://e.vil/p.png) [y](javascript:alert(1))")
@example("x</pre>\n\n[y](http://e.vil)")
@settings(deadline=None)
def test_markdown_stays_text(text: str) -> None:
    for private in (False, True):
        rendered = RENDERERS["markdown"].render(report_of(text), private=private)
        inert(rendered)
        inert(markdown.summary([report_of(text)] * 2, private=private))


def test_markdown_shows_what_was_written() -> None:
    rendered = RENDERERS["markdown"].render(report_of("[a] *b* _c_ <d>"), private=True)
    shown = "".join(html.unescape(token.content) for token in tokens(rendered))
    assert shown.count("[a] *b* _c_ <d>") >= 6


def test_a_code_element_alone_does_not_keep_markdown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        markdown, "_code", lambda text: f"<code>{html.escape(printable(text))}</code>"
    )
    rendered = markdown.render(report_of("![x](http://e.vil/p.png)"))
    assert [token.type for token in tokens(rendered)].count("image") == 1
    with pytest.raises(AssertionError):
        inert(rendered)


LONG = {
    "bidi marks": "\u202e" * 300_000,
    "names": "x, " * 2_000_000,
    "lines": "\n" * 300_000,
    "quotes": "<'\"&>" * 100_000,
    "signs": "_*`[" * 100_000,
    "surrogates": "\udc80" * 300_000,
    "mix": "".join(random.Random(1).choices(SIGNS, k=300_000)),
}


@pytest.mark.parametrize("form", [*RENDERERS, "gradebook"])
@pytest.mark.parametrize("long", LONG)
def test_reports_stay_small(form: str, long: str) -> None:
    report = report_of(LONG[long])
    if form == "gradebook":
        assert len(grades([report])) < 10_000
        return
    for private in (False, True):
        # JSON and HTML need up to six letters for one.
        assert len(RENDERERS[form].render(report, private=private)) < 400_000


def test_without_a_limit_they_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "told", lambda text, *_, **__: text)
    rendered = RENDERERS["json"].render(report_of(LONG["bidi marks"]))
    assert len(rendered) > 10_000_000


@given(TEXTS, st.integers(1, 30), st.booleans())
def test_what_is_told_is_told_once(text: str, most: int, lines: bool) -> None:
    once = told(text, most, lines=lines)
    assert len(once) <= most
    assert told(once, most, lines=lines) == once
    assert printable(once, lines=lines) == once
