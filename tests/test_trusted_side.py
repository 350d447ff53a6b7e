"""The guide's table of all places where the judge's side handles strangers' data, held to the code."""

from __future__ import annotations

import ast
import importlib
import re
from typing import Final

import pytest
from places import ROOT

TEXT: Final = (ROOT / "docs/security.md").read_text(encoding="utf-8")
TABLE: Final = TEXT[TEXT.index("tests/test_trusted_side.py -->") :].split("\n\n")[1]
ROWS: Final = re.findall(r"(?m)^\| `([\w.]+)` \| (.+) \| (.+) \|$", TABLE)

HANDLED: Final = frozenset(
    {
        *(
            "Answer",
            "Raised",
            "Stopped",
            "Seen",
            "Reply",
            "Submission",
            "File",
            "Statement",
            "wire",
        ),
        *("CheckResult", "ProblemResult", "Report", "words_of"),
    }
)
"""Whoever imports one of these may hold something of a submission."""

UNTRUSTED: Final = ("program", "audit")
"""What runs in workers, and what is handed the programs of authors alone."""

ASIDE: Final = frozenset(
    {
        *("sandbox.untrusted", "sandbox.server"),  # the other side of the pipes
        "sandbox.forkserver",  # hears the server alone
        *("exercise.bank", "course.rubric"),  # keep parsed exercises
    }
)


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
            found |= {alias.name for alias in node.names}
            found |= {"wire"} if node.module == "grader.values.wire" else set()
    return found


def test_the_table_is_there() -> None:
    assert len(ROWS) > 40
    assert len(ROWS) == TABLE.count("\n") - 1


@pytest.mark.parametrize("place", [row[0] for row in ROWS])
def test_every_place_exists(place: str) -> None:
    module, _, name = f"grader.{place}".rpartition(".")
    assert hasattr(importlib.import_module(module), name)


def test_every_module_that_handles_strangers_data_is_told() -> None:
    told = {place.rpartition(".")[0] for place, _, _ in ROWS} | ASIDE
    missing = []
    for path in sorted((ROOT / "grader").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "grader").with_suffix("").parts)
        if module.partition(".")[0] in UNTRUSTED or module.endswith("__init__"):
            continue
        if imported(path.read_text(encoding="utf-8")) & HANDLED and module not in told:
            missing.append(module)
    assert missing == []


def test_every_place_has_its_bound() -> None:
    assert not [place for place, what, bound in ROWS if not what.strip() or not bound.strip(" -–")]
