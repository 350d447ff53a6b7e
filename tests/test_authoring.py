"""The guide for authors says what is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from commands import python
from places import DOCS, ROOT
from small_bank import write_bank

from grader.author import LIBRARY
from grader.domains import KINDS
from grader.errors import UsageError
from grader.exercise import forms, template
from grader.exercise.given import RESERVED
from grader.problem import AUTOMATIC

GUIDE = (DOCS / "authoring.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"(?ms)^`((?:problems|solutions)/\S+)`\n\n```\w+\n(.*?)^```$", GUIDE)


def test_one_exercise_is_shown_whole() -> None:
    assert [Path(path).suffix for path, _ in SHOWN] == [".yaml", ".py"]


@pytest.mark.parametrize(("path", "text"), SHOWN, ids=[path for path, _ in SHOWN])
def test_files_are_shown_as_they_are(path: str, text: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == text


def test_every_word_of_the_format_is_explained() -> None:
    keys = {*forms.ProblemForm.model_fields, *forms.CheckForm.model_fields, *RESERVED}
    words = keys | KINDS.keys() - {"literal"} | LIBRARY.keys()
    words |= {option for kind in KINDS.values() for option in kind.options}
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", GUIDE))))
    assert words <= told, f"not explained: {sorted(words - told)}"
    assert all(name in GUIDE for name in AUTOMATIC)


def test_its_commands_do_what_it_says(tmp_path: Path) -> None:
    """A new exercise loads as it is; the audit says what is still to be written."""
    (block,) = re.findall(r"(?ms)^```bash\n(.*?)^```$", GUIDE)
    bank = write_bank(tmp_path)
    ends = []
    for line in block.splitlines():
        done = python("-m", *shlex.split(line), cwd=bank)
        ends.append((done.returncode, done.stdout))
    (written, shown), (status, found) = ends
    assert (written, status) == (0, 1)
    assert "problems/calculus/rectifier.yaml" in shown
    assert re.search(r"rectifier\.yaml:\d+: still to be written", found)


@pytest.mark.parametrize("half", ["problems", "solutions"])
def test_a_link_leads_no_new_exercise_out_of_the_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    (tmp_path / "bank" / half).mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "bank" / half / "calculus").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="leads out of"):
        template.new_exercise(tmp_path / "bank", "calculus/slope")
    assert not list((tmp_path / "outside").iterdir())
    monkeypatch.setattr(template, "leads_out", lambda *_: False)
    template.new_exercise(tmp_path / "bank", "calculus/slope")
    assert list((tmp_path / "outside").iterdir())
