"""Statements for a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from grader.exercise.bank import find_bank
from grader.typeset.page import html_of, page_of

VOID = {"meta", "br", "hr", "img", "!doctype"}


class Tags(HTMLParser):
    """Counts what is opened, and holds that it is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID and tag not in ("html", "p"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("html", "p"):
            assert self.open.pop() == tag


def test_every_statement_is_a_page_without_latex() -> None:
    bank = find_bank(())
    for name in bank.names():
        page = page_of(bank.problem(name))
        tags = Tags()
        tags.feed(page)
        assert not tags.open, name
        assert not tags.links, name
        prose = re.sub(
            r"<pre>.*?</pre>|<code>.*?</code>|<style>.*?</style>", "", page, flags=re.DOTALL
        )
        assert not re.search(r"\\[a-zA-Z]|\$|\*\*", prose), name
        assert "<math" in page or "$" not in bank.problem(name).statement, name


def test_markup_in_a_statement_is_text() -> None:
    shown = html_of("<script>alert(1)</script> ![x](http://y) $a < b$")
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;" in shown


def test_a_functions_name_stands_apart_from_what_it_is_applied_to() -> None:
    assert '<mi>ln</mi><mspace width="0.17em" /><mn>3</mn>' in html_of(r"$\ln 3$")
    assert "<msub><mi>log</mi><mn>2</mn></msub>" in html_of(r"$\log_2 3$")
