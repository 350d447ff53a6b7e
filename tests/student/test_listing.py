"""`grader check --source`: the program that is judged, with the origin of every line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from notebooks import notebook_of
from small_bank import write_bank

from grader.cli import cli


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    write_bank(tmp_path / "bank")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def said(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["check", *arguments, "--bank", "../bank"])
    assert done.exit_code in (0, 1), done.output
    return done.output


SCRIPT = """\
import pandas as pd, numpy as np
from helpers import twice
t = [1]
for row in gone:
    t.append(row)
print("a demonstration")
def Double(x):
    return twice(x) * t[0] + np.zeros(1)
"""


def test_of_a_script(place: Path) -> None:
    (place / "double.py").write_text(SCRIPT)
    (place / "helpers.py").write_text("def twice(x):\n    return 2 * x\n")
    assert said("double", "--source") == (
        "double.py\n"
        "1  import pandas as pd, numpy as np\n"
        "2  from helpers import twice\n"
        "3  t = [1]\n"
        "4  for row in gone:\n"
        "5      t.append(row)\n"
        "7  def Double(x):\n"
        "8      return twice(x) * t[0] + np.zeros(1)\n"
        "with helpers.py\n"
        "double.py:7: double is not defined; Double is taken for it\n"
        "double.py:4: left out, as it failed: NameError: name 'gone' is not defined (while it was"
        " loaded)\n"
    )
    told = said("double")
    assert "✓ is 2 times the input" in told
    assert "double.py:7: double is not defined; Double is taken for it\n" in told
    assert "double.py:4: left out, as it failed: NameError" in told


def test_of_a_notebook(place: Path) -> None:
    cells = ("%matplotlib inline\nk = 2", "print(k)", "%%time\ndef double(x):\n    return k * x")
    (place / "hw.ipynb").write_text(notebook_of(*cells))
    assert said("double", "--file", "hw.ipynb", "--source") == (
        "hw.ipynb\n"
        "cell 1, line 2  k = 2\n"
        "cell 3, line 2  def double(x):\n"
        "cell 3, line 3      return k * x\n"
    )


def test_of_what_cannot_be_judged(place: Path) -> None:
    (place / "double.py").write_text("x = 1\ndef double(x)\n    return x\n")
    assert said("double", "--source") == (
        "double.py\ndouble.py:2: SyntaxError: expected ':'\n  def double(x)\n               ^\n"
    )
