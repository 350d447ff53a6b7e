"""What holds the house together: the README's commands, what a distribution carries, the schema."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from commands import grader, python
from places import ROOT

from grader.exercise.spec import json_schema

README = (ROOT / "README.md").read_text(encoding="utf-8")

SCORES = {
    "right": (10, 10),
    "notebook": (10, 10),
    "partly_right": (7, 9),
    "typical_mistake": None,
    "endless_loop": (0, 10),
    "exits_early": (0, 10),
    "syntax_error": (0, 10),
    "untouched": (0, 0),
}

pytestmark = pytest.mark.xdist_group("house")


def command_of(heading: str) -> str:
    """The command in the block that follows a heading of the README."""
    return README.split(f"## {heading}\n")[1].split("```sh\n")[1].split("```")[0].strip()


def test_the_first_command_grades_the_class(tmp_path: Path) -> None:
    steps = command_of("Grade a class").split(" && ")
    assert steps[:2] == ["python3 -m venv .venv", ".venv/bin/pip install -q -e ."]
    words = steps[2].split()
    assert words[0] == ".venv/bin/grader"
    words[words.index("--out") + 1] = str(tmp_path)
    done = grader(*words[1:], cwd=ROOT)
    assert done.returncode == 1, done.stderr
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["submission"]: row for row in csv.DictReader(stream)}
    assert rows.keys() == SCORES.keys()
    for name, scores in SCORES.items():
        row = rows[name]
        if scores is not None:
            assert (float(row["softmax"]), float(row["affine_layer"])) == scores, name
        for path in (tmp_path / f"{name}.json", tmp_path / "private" / f"{name}.json"):
            report = json.loads(path.read_text(encoding="utf-8"))
            assert report["submission"] == name
            assert float(row["score"]) == report["score"]
    mistake = json.loads((tmp_path / "private" / "typical_mistake.json").read_text("utf-8"))
    assert [problem["mistake"] for problem in mistake["problems"]] == [
        "multiplies_by_the_temperature",
        "adds_b_along_the_batch",
    ]
    assert "right" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("Next:")


def test_a_student_s_commands_run_in_the_order_of_the_readme(tmp_path: Path) -> None:
    block = README.split("## Solve a problem\n")[1].split("```sh\n")[1].split("```")[0]
    lines = [line.split("#")[0].strip() for line in block.strip().splitlines()]
    assert lines[0] == ". .venv/bin/activate && grader init workspace && cd workspace"
    bank = ["--bank", str(ROOT)]
    assert grader("init", "workspace", *bank, cwd=tmp_path).returncode == 0
    for line in lines[1:]:
        name, *arguments = line.split()
        assert name == "grader"
        done = grader(*arguments, *bank, cwd=tmp_path / "workspace")
        assert done.returncode in (0, 1), (line, done.stderr)
        assert "Traceback" not in done.stderr


def test_the_readme_shows_what_the_check_says(tmp_path: Path) -> None:
    shown = README.split("```text\n")[1].split("```")[0]
    file = ROOT / "docs/class/partly_right/softmax.py"
    done = grader("check", "softmax", "--file", str(file), cwd=ROOT)
    said = [line.strip() for line in done.stdout.splitlines()]
    for line in shown.strip().splitlines():
        assert any(re.sub(r"\s+", " ", line.strip()) == re.sub(r"\s+", " ", s) for s in said), line


def test_ci_runs_the_readme_s_test_command() -> None:
    assert command_of("Tests").endswith(".venv/bin/python -m pytest -n auto")
    assert "readme_command Tests" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_published_schema_is_the_generated_one() -> None:
    published = ROOT / "docs" / "problem.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema()


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of the wheel and of the sdist, by name."""
    folder = tmp_path_factory.mktemp("distributions")
    tree = folder / "tree"
    kept = ("grader", "problems", "solutions", "tests", "docs", "pyproject.toml", "README.md")
    tree.mkdir()
    for name in (*kept, "LICENSE", "MANIFEST.in"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    out = folder / "out"
    done = python("-m", "build", "--no-isolation", "--outdir", str(out), cwd=tree)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("*.whl")
    (sdist,) = out.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    with tarfile.open(sdist) as opened_tar:
        files = {
            member.name: stream.read()
            for member in opened_tar.getmembers()
            if (stream := opened_tar.extractfile(member)) is not None
        }
    return {"wheel": members, "sdist": files}


@pytest.mark.parametrize("form", ["wheel", "sdist"])
def test_no_distribution_carries_a_hidden_half(
    distributions: dict[str, dict[str, bytes]], form: str
) -> None:
    members = distributions[form]
    assert any(name.endswith("probability/softmax.yaml") for name in members)
    assert not [name for name in members if "solutions" in name]
    everything = b"\n".join(members.values())
    for solution in (ROOT / "solutions").rglob("*.py"):
        text = solution.read_text(encoding="utf-8")
        for line in re.findall(r"^@mistake.*\n(?:def|class) (\w{12,})", text, re.MULTILINE):
            assert line.encode() not in everything, f"{solution.name}: {line}"
