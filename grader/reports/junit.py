"""The report as JUnit XML, as pytest writes it (xunit2): a suite a problem, a case a check.

XML has no way to write most control characters, so what is not printable is spelt out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from grader.escaping import printable
from grader.model import CheckResult, Outcome, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_ERRORS: Final = frozenset(
    {Outcome.ERRORED, Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.CRASHED}
)


def render(report: Report, *, private: bool = False) -> str:
    """The report as one XML document."""
    seen = report if private else views.student(report)
    root = ET.Element("testsuites", name=printable(seen.submission))
    for result in seen.problems:
        root.append(_suite(result))
    if seen.message:
        suite = ET.SubElement(root, "testsuite", _counts("submission", [], errors=1))
        case = ET.SubElement(suite, "testcase", classname="submission", name="can be read")
        ET.SubElement(case, "error", message=printable(seen.message))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(result: ProblemResult) -> ET.Element:
    name = printable(result.name)
    faulty = result.score is None
    suite = ET.Element("testsuite", _counts(name, result.checks, errors=int(faulty)))
    if faulty:
        case = ET.SubElement(suite, "testcase", classname=name, name="is graded")
        ET.SubElement(case, "error", message=printable(result.fault))
    for check in result.checks:
        suite.append(_case(name, check))
    if result.output:
        ET.SubElement(suite, "system-out").text = _lines(result.output)
    return suite


def _counts(name: str, checks: Sequence[CheckResult], errors: int = 0) -> dict[str, str]:
    outcomes = [check.outcome for check in checks]
    counts = {
        "tests": len(checks) + errors,
        "errors": sum(outcome in _ERRORS for outcome in outcomes) + errors,
        "failures": outcomes.count(Outcome.FAILED),
        "skipped": sum(outcome in wording.UNTRIED for outcome in outcomes),
    }
    return {"name": name, **{key: str(value) for key, value in counts.items()}}


def _case(problem: str, check: CheckResult) -> ET.Element:
    case = ET.Element("testcase", classname=problem, name=printable(check.name))
    if check.outcome is Outcome.PASSED:
        return case
    tag = "error" if check.outcome in _ERRORS else "failure"
    tag = "skipped" if check.outcome in wording.UNTRIED else tag
    lines = _lines("\n".join(filter(None, (check.message, check.private))))
    first = lines.split("\n")[0] or wording.word(check.outcome)
    found = ET.SubElement(case, tag, message=first)
    if check.replay:
        lines += f"\n{printable(check.replay)}"
    found.text = lines
    return case


def _lines(text: str) -> str:
    return printable(text, lines=True).expandtabs(4)
