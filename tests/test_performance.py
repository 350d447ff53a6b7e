"""The page on performance is what its generator writes of what was measured."""

from __future__ import annotations

import pytest
from benchmark import benchmark

performance = benchmark("performance")


def test_the_page_is_in_step() -> None:
    assert performance.PAGE.read_text(encoding="utf-8") == performance.page(performance.kept())


def test_only_rows_that_there_are_were_measured() -> None:
    assert performance.kept().keys() <= performance.ROWS.keys()


@pytest.mark.parametrize(("value", "said"), [(0.4, "| reached |"), (0.6, "| not reached |")])
def test_what_is_not_reached_is_said(value: float, said: str) -> None:
    found = {"bank": {"ours": 1.0, "theirs": 1.0, "value": value, "bare": 2.0}}
    (line,) = [line for line in performance.page(found).splitlines() if "isolation" in line]
    assert line.endswith(said)


def test_what_was_not_measured_is_said() -> None:
    assert performance.page({}).count("not measured |") == len(performance.ROWS)
