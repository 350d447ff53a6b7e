"""Pages that are handed back: whole, harmless, and read in a real browser where there is one."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from books import MADE_OF, row
from places import ROOT

from grader.exercise.bank import find_bank
from grader.gradebook.database import Remark, Run
from grader.gradebook.roster import Student
from grader.gradebook.similarity import Pair
from grader.gradebook.standing import Standing
from grader.model import CheckResult, Isolation, Outcome, ProblemResult, Report
from grader.pages import klass, student

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

WRONG = CheckResult(
    "rows sum to one", False, 4, 0, Outcome.FAILED,
    message="softmax([[0.0, 1.0]]): p = [[0.5, 0.5]] but q = [[0.5, 0.25]] (at [0, 1] 0.5 is not 0.25)",
    example={"in": "logits", "z": [[0.0, 1.0]], "t": 2.0}, replay="grader check softmax --example '{}'", line=4,
)  # fmt: skip
HIDDEN = CheckResult("any axis", True, 6, 0, Outcome.FAILED, message="read on", example={"secret": 7},
                     private="the hidden input 7", line=9)  # fmt: skip
RESULT = ProblemResult(
    "softmax", "Softmax", Outcome.FAILED, 0.0, 10.0, (WRONG, HIDDEN), file="softmax.py",
    diagnosis="You forgot to divide.", mistake="forgets_the_sum", output="hello <b>",
)  # fmt: skip
RIGHT = ProblemResult("softmax", "Softmax", Outcome.PASSED, 10.0, 10.0,
                      (replace(WRONG, outcome=Outcome.PASSED, earned=4.0, message="", example=None),))  # fmt: skip
EVIL = "</script><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}\u202e$$ `'\"&"
RUN = Run(1, "2026-10-05T12:00:00+00:00", "2026-10-05T12:00:00+00:00", MADE_OF, ("a",))


def standing(name: str, *results: ProblemResult, **more: Any) -> Standing:
    scores = [result.score for result in results]
    score = None if None in scores else sum(s or 0 for s in scores)
    return row(Report(name, 1, Isolation.STRICT, score, 10.0 * len(results), results, **more))


def problems() -> Mapping[str, Any]:
    bank = find_bank([ROOT])
    return {"softmax": bank.problem("softmax")}


def page(result: ProblemResult = RESULT) -> str:
    return student.page(standing("anna", result), problems(), "Week 1")


def test_a_student_s_page_tells_what_went_wrong() -> None:
    text = page()
    for said in (
        *("Week 1", "anna", "0 of 10 points", "rows sum to one", "You forgot to divide."),
        *("at line 4", '<td class="wrong">0.5</td>', "hello &lt;b&gt;", "<math", "A hint"),
    ):
        assert said in text, said


def test_what_is_hidden_is_named_and_not_told() -> None:
    text = page()
    assert "any axis" in text
    assert "(hidden" in text
    for secret in ("the hidden input", "secret", "forgets_the_sum", "line 9"):
        assert secret not in text


def test_the_columns_make_the_score() -> None:
    found = replace(
        standing("anna", RIGHT), late=-100, adjustment=50, score=950,
        remarks=(Remark("anna", "add", 50, "neat", "me"),),
    )  # fmt: skip
    text = student.page(found, {}, "W")
    cells = re.findall(r'<td class="n">(.*?)</td><td class="n">', text)
    assert cells == ["10", "-1", "0.5", "9.5"]
    assert "adjusted by +0.5: neat (me)" in text


def test_without_a_submission_it_says_so() -> None:
    absent = replace(standing("anna", RESULT), attempt=None, score=None)
    text = student.page(absent, {}, "W")
    assert "Nothing was handed in" in text


class Tags(HTMLParser):
    """Reads a page as a browser does: which elements, which attributes, and whether it is whole."""

    VOID = frozenset({"meta", "line", "rect", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attributes:
            self.attributes.setdefault(name, set()).add(value or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def evil_class() -> str:
    evil = replace(RESULT, title=EVIL, message=EVIL, diagnosis=EVIL, output=EVIL, file=EVIL,
                   mistake=EVIL, checks=(replace(WRONG, name=EVIL, message=EVIL, private=EVIL),))  # fmt: skip
    rows = [
        standing(EVIL, evil, message=EVIL),
        standing("b", replace(RESULT, fault=EVIL, score=None)),
    ]
    rows[0] = replace(rows[0], student=Student(EVIL, EVIL, EVIL))
    pairs = [Pair(EVIL, "b", "softmax", 0.9, EVIL, EVIL)]
    return klass.page(rows, RUN, EVIL, links={EVIL: "x.html"}, pairs=pairs)


def evil_student() -> str:
    evil = replace(RESULT, title=EVIL, message=EVIL, diagnosis=EVIL, output=EVIL, file=EVIL,
                   checks=(replace(WRONG, name=EVIL, message=EVIL, example={EVIL: EVIL}),))  # fmt: skip
    return student.page(standing(EVIL, evil, message=EVIL), problems(), EVIL)


@pytest.mark.parametrize("made", [evil_class, evil_student, page])
def test_pages_hold_nothing_that_acts_or_fetches(made: Any) -> None:
    text = made()
    tags = Tags(text)
    assert not tags.open
    assert not tags.seen & {"img", "link", "iframe", "object", "form", "base"}
    assert not [name for name in tags.attributes if name.startswith("on") or name == "src"]
    assert all(not re.match(r"(?i)\w+:", href) for href in tags.attributes.get("href", ()))
    assert "{{" not in text or "{{ 7*7 }}" in text  # what looks like a template is text
    assert "\u202e" not in text
    assert "default-src 'none'" in text


def klass_page() -> str:
    rows = [
        standing("zoe", RESULT), standing("anna", RIGHT), standing("ben", RESULT),
        standing("cleo", replace(RESULT, score=None, outcome=None, fault="KeyError: 'x'")),
    ]  # fmt: skip
    rows.append(
        replace(standing("dora", RESULT), attempt=None, score=None, points={"softmax": None})
    )
    return klass.page(rows, RUN, "Week 1", links={"zoe": "../pages/zoe.html"})


def test_the_class_page_begins_with_what_wants_an_eye() -> None:
    text = klass_page()
    assert text.index("Wants a human eye") < text.index("Scores")
    for said in (
        *("softmax could not be graded: KeyError: &#39;x&#39;", "Handed in nothing: dora."),
        *("forgets_the_sum", "3 in softmax", "Mean 3.33, median 0", "3 scores"),
    ):
        assert said in text, said


# In a browser --------------------------------------------------------------------------------

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")


def browsed(tmp_path: Path, text: str, script: str) -> Any:
    """What a script in the page finds, in a headless browser without a network."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    found = f"<script>{script}</script></body>"
    (tmp_path / "page.html").write_text(text.replace("</body>", found), encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=9000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    (told,) = re.findall(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    return json.loads(html.unescape(told))


TELL = """
function tell(what) {
  const out = document.createElement("pre");
  out.id = "told"; out.textContent = JSON.stringify(what); document.body.append(out);
}
"""


@needs_chromium
def test_the_table_is_sorted_and_filtered(tmp_path: Path) -> None:
    found = browsed(
        tmp_path,
        klass_page(),
        TELL
        + """
        const body = document.querySelector("#students").tBodies[0];
        const names = () => [...body.rows].filter((r) => !r.hidden).map((r) => r.cells[0].textContent);
        const [name, score] = document.querySelectorAll("#students thead button");
        const seen = [names()];
        name.click(); seen.push(names()); name.click(); seen.push(names());
        score.click(); score.click(); seen.push(names()[0]);
        const field = document.querySelector("input[type=search]");
        field.value = "KEYERROR"; field.dispatchEvent(new Event("input")); seen.push(names());
        seen.push(document.querySelector("#students a").getAttribute("href"));
        tell(seen);
        """,
    )
    people = ["zoe", "anna", "ben", "cleo", "dora"]
    assert found == [
        people, sorted(people), sorted(people, reverse=True), "anna", ["cleo"], "../pages/zoe.html",
    ]  # fmt: skip


@needs_chromium
def test_the_page_s_own_policy_runs_its_script_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(klass_page().replace("</body>", "<script>document.title='bad'</script></body>"))
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert "<title>Week 1: the class</title>" in done.stdout
    assert '<button type="button">Student</button>' in done.stdout


@needs_chromium
@pytest.mark.parametrize("made", [page, klass_page])
def test_axe_finds_nothing(tmp_path: Path, made: Any) -> None:
    found = importlib.util.find_spec("axe_core_python")
    if found is None or found.origin is None:
        pytest.skip("needs axe-core-python")
    axe = Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    violations = browsed(
        tmp_path,
        made(),
        f"{axe}\n{TELL}\naxe.run().then((r) => tell(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])));",
    )
    assert violations == []
