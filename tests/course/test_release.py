"""The released repository: what is in it, what it can do, and what it leaves of a student's work."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from click.testing import Result
from commands import grader, invoke, shell
from files import write_files
from places import ROOT

from grader.course import release as module
from grader.course import wheel
from grader.errors import UsageError

pytestmark = pytest.mark.xdist_group("release")
ASSIGNMENT = "title: Week one\nproblems: [twice, half]\n"
SPEC = """\
title: {title}
difficulty: 1
statement: "As in $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  import numpy as np

  def {name}(x):
      raise NotImplementedError
entry: {name}(x) -> y
sizes: {{n: 1..4}}
given:
  numbers: {{x: {{reals: [n]}}, examples: 20}}
returns: {{y: {{reals: [n]}}}}
checks:
  - {{name: is odd, points: 3, holds: "close({name}(-x), -y)"}}
  - {{name: keeps up with large numbers, points: 3, hidden: true}}
  - {{name: agrees, points: 3, agrees: {{}}}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import finite, given, law, mistake

SECRET_FACTOR = {factor}

given("large_and_hidden", like="numbers", x={{"reals": ["n"], "between": [1e150, 1e300]}})


def {name}(x):
    distinctive_line_of_the_reference = SECRET_FACTOR * np.asarray(x)
    return distinctive_line_of_the_reference


@law("keeps up with large numbers", over="large_and_hidden")
def _(y):
    """The words that only a failing student reads."""
    assert finite(y)


@mistake(caught_by="agrees", public=True)
def tenfold_in_public(x):
    """You multiplied by ten."""
    return 10.0 * np.asarray(x)


@mistake(caught_by="agrees", public=False)
def sevenfold_in_private(x):
    """You multiplied by seven, privately."""
    return 7.0 * np.asarray(x)
'''


def bank_in(folder: Path) -> Path:
    topics = "title: Calculus\ntopics:\n  - {title: First steps, problems: [third, twice, half]}\n"
    files = {"week.yaml": ASSIGNMENT, "problems/calculus/topic.yaml": topics}
    for name, factor in (("twice", "2.0"), ("half", "0.5"), ("third", "(1 / 3)")):
        words = {"name": name, "factor": factor, "title": name.capitalize()}
        files[f"problems/calculus/{name}.yaml"] = SPEC.format(**words)
        files[f"solutions/calculus/{name}.py"] = SOLUTION.format(**words)
    return write_files(folder, files)


def release(bank: Path, directory: Path, *options: str) -> Result:
    return invoke("release", str(directory), "--bank", str(bank), *options)


def files_of(directory: Path) -> dict[str, bytes]:
    found = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in found}


def opened(files: dict[str, bytes]) -> bytes:
    """All that anybody could read in these files."""
    return b"\n".join(
        zlib.decompress(content) if name.endswith(".recorded") else content
        for name, content in files.items()
    )


def student(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command run where nothing but the release is in reach."""
    return grader(*arguments, cwd=directory)


def answer(directory: Path, factor: str, name: str = "twice") -> None:
    text = f"import numpy as np\n\n\ndef {name}(x):\n    return {factor} * np.asarray(x)\n"
    (directory / "calculus" / f"{name}.py").write_text(text)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, whose bank is gone."""
    bank = bank_in(tmp_path_factory.mktemp("bank"))
    directory = tmp_path_factory.mktemp("release") / "handout"
    done = release(bank, directory, "--assignment", str(bank / "week.yaml"))
    assert done.exit_code == 0, done.output
    assert "2 problems released" in done.output
    shutil.rmtree(bank)
    return directory


@pytest.fixture
def handout(released: Path, tmp_path: Path) -> Path:
    shutil.copytree(released, tmp_path / "handout")
    return tmp_path / "handout"


def test_holds_the_allowed_files_of_the_assignment_alone(released: Path) -> None:
    assert sorted(files_of(released)) == [
        ".github/workflows/public-checks.yml",
        ".gitignore",
        f".grader/{wheel.FILE}",
        ".grader/release.json",
        "README.md",
        "calculus/half.md",
        "calculus/half.py",
        "calculus/twice.md",
        "calculus/twice.py",
        "notebooks/calculus/first_steps.ipynb",
        "problems/calculus/half.recorded",
        "problems/calculus/half.yaml",
        "problems/calculus/topic.yaml",
        "problems/calculus/twice.recorded",
        "problems/calculus/twice.yaml",
        "requirements.txt",
    ]


@pytest.mark.parametrize(
    "secret",
    [
        *("distinctive_line_of_the_reference", "SECRET_FACTOR", "large_and_hidden"),
        *("The words that only a failing student reads", "sevenfold", "privately", "assert finite"),
        "tenfold_in_public",
    ],
)
def test_nothing_hidden_is_in_it_not_even_compressed(released: Path, secret: str) -> None:
    files = files_of(released)
    assert files.pop(f".grader/{wheel.FILE}") == wheel.wheel()  # which knows no bank
    everything = opened(files)
    assert b"You multiplied by ten." in everything
    assert secret.encode() not in everything


def code_of(source: str) -> str:
    """The source without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def test_two_real_exercises_leave_no_line_of_theirs(tmp_path: Path) -> None:
    done = release(ROOT, tmp_path / "out", "--assignment", str(ROOT / "docs/class.yaml"))
    assert done.exit_code == 0, done.output
    everything = opened(files_of(tmp_path / "out")).decode("utf-8", "replace")
    for name in ("probability/softmax", "linear_algebra/affine_layer"):
        public = (ROOT / "problems" / f"{name}.yaml").read_text(encoding="utf-8")
        hidden = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        own = {line.strip() for line in code_of(hidden).splitlines()} - {""}
        distinctive = [line for line in own if len(line) > 25 and line not in public]
        assert len(distinctive) > 20
        assert [line for line in distinctive if line in everything] == []


def test_releasing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    bank = bank_in(tmp_path / "bank")
    for name in ("one", "two"):
        assert release(bank, tmp_path / name).exit_code == 0
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    assert "calculus/third.py" in files_of(tmp_path / "one")


def test_the_student_s_commands_work_in_it(handout: Path) -> None:
    commands = re.findall(
        r"^grader (.*?) *(?:#.*)?$", (handout / "README.md").read_text(), re.MULTILINE
    )
    assert len(commands) == 5
    for line in commands:
        done = student(handout, *line.split())
        assert done.returncode in (0, 1), (line, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_right_answer_passes_every_public_check(handout: Path) -> None:
    answer(handout, "2")
    done = student(handout, "check", "twice", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    checks = json.loads(done.stdout)["problems"][0]["checks"]
    assert {check["name"]: check["outcome"] for check in checks}["agrees"] == "passed"


def test_a_wrong_answer_meets_the_recorded_one(handout: Path) -> None:
    answer(handout, "3")
    done = student(handout, "check", "twice")
    assert done.returncode == 1
    assert "y is 1.5 times what was expected, everywhere" in done.stdout
    (replay,) = re.findall(r"grader check twice --replay .*", done.stdout)
    again = shell(replay, handout)
    assert again.returncode == 1, again.stderr
    assert "agrees" in again.stdout


@pytest.mark.parametrize(("factor", "said"), [("10", "You multiplied by ten."), ("7", "")])
def test_only_public_mistakes_are_diagnosed(handout: Path, factor: str, said: str) -> None:
    answer(handout, factor)
    done = student(handout, "check", "twice", "--json")
    assert json.loads(done.stdout)["problems"][0]["diagnosis"] == said


def test_an_installed_bank_has_what_was_recorded(tmp_path: Path) -> None:
    bank = bank_in(tmp_path / "bank")
    assert invoke("record", "--bank", str(bank)).exit_code == 0
    shutil.rmtree(bank / "solutions")
    (tmp_path / "twice.py").write_text("def twice(x):\n    return 10.0 * x\n")
    asked = ("check", "--file", str(tmp_path / "twice.py"), "--bank", str(bank))
    (told,) = json.loads(invoke(*asked, "--json").stdout)["problems"]
    assert told["diagnosis"] == "You multiplied by ten."
    assert "agrees" in {check["name"] for check in told["checks"]}
    assert "not in this copy" in invoke(*asked).stdout


def test_a_changed_spec_is_checked_without_recorded_answers(handout: Path) -> None:
    spec = handout / "problems/calculus/twice.yaml"
    spec.write_text(spec.read_text().replace("As in", "Just as in"))
    answer(handout, "3")
    done = student(handout, "check", "twice")
    assert done.returncode == 0
    assert "1.5 times" not in done.stdout


def test_a_recording_that_is_broken_is_one_clear_line(handout: Path) -> None:
    (handout / "problems/calculus/twice.recorded").write_bytes(b"nonsense")
    answer(handout, "2")
    done = student(handout, "check", "twice")
    assert done.returncode == 3
    assert "twice.recorded: no recording that this version can read" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_update_keeps_a_student_s_work(tmp_path: Path) -> None:
    bank, out = bank_in(tmp_path / "bank"), tmp_path / "out"
    assert release(bank, out).exit_code == 0
    answer(out, "2")
    (out / "notes.txt").write_text("mine")
    for path in (bank / "problems/calculus").glob("[th]*.yaml"):
        if path.stem != "topic":
            text = path.read_text().replace(
                "  import numpy as np\n", "  import numpy as np  # new\n"
            )
            path.write_text(text)
    (bank / "problems/calculus/third.yaml").unlink()
    done = release(bank, out)
    assert done.exit_code == 0, done.output
    assert "kept, since it was changed: calculus/twice.py" in done.output
    assert "return 2 *" in (out / "calculus/twice.py").read_text()
    assert "# new" in (out / "calculus/half.py").read_text()
    assert "# new" in (out / "problems/calculus/twice.yaml").read_text()
    assert not (out / "calculus/third.py").exists()
    assert (out / "notes.txt").read_text() == "mine"


def test_refuses_what_is_no_release(tmp_path: Path) -> None:
    bank, out = bank_in(tmp_path / "bank"), tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("precious")
    done = release(bank, out)
    assert done.exit_code == 2
    assert f"{out} is not empty and holds no release" in done.output
    assert files_of(out) == {"thesis.txt": b"precious"}


def test_what_cannot_be_written_to_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.course.release.contents", lambda *_: pytest.fail("it worked"))
    (tmp_path / "file").write_text("in the way")
    done = release(bank_in(tmp_path / "bank"), tmp_path / "file" / "handout")
    assert done.exit_code == 2
    assert f"cannot write {tmp_path / 'file' / 'handout'}" in done.output


def test_removes_nothing_outside_of_it(tmp_path: Path) -> None:
    """The manifest lies where students can write."""
    bank, out = bank_in(tmp_path / "bank"), tmp_path / "out"
    assert release(bank, out).exit_code == 0
    (tmp_path / "precious").write_text("mine")
    manifest = json.loads((out / ".grader/release.json").read_text())
    manifest["files"]["../precious"] = manifest["files"].pop("README.md")
    (out / ".grader/release.json").write_text(json.dumps(manifest))
    done = release(bank, out)
    assert done.exit_code == 2
    assert "leads out of" in done.output
    assert (tmp_path / "precious").exists()


def test_needs_the_hidden_half(tmp_path: Path) -> None:
    bank = bank_in(tmp_path / "bank")
    shutil.rmtree(bank / "solutions")
    done = release(bank, tmp_path / "out")
    assert done.exit_code == 2
    assert "there is no solution for" in done.output
    assert not (tmp_path / "out").exists()


def test_what_is_to_be_installed_is_there_and_works(released: Path, tmp_path: Path) -> None:
    requirement = (released / "requirements.txt").read_text()
    assert requirement == f"./.grader/{wheel.FILE}\n"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target",
         str(tmp_path), "-r", "requirements.txt"],
        cwd=released, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "bin/grader").is_file()
    assert not (tmp_path / "grader/public").exists()
    here = {path.relative_to(ROOT) for path in (ROOT / "grader").rglob("*.py")}
    assert {path.relative_to(tmp_path) for path in (tmp_path / "grader").rglob("*.py")} == here
    text = "import grader; print(grader.__file__); import grader.cli"
    told = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.startswith(str(tmp_path))


def test_equal_files_make_an_equal_wheel() -> None:
    assert wheel.wheel() == wheel.wheel()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_planted_manifest_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe never ends; a link may lead to a manifest that is somebody else's."""
    manifest = tmp_path / "theirs.json"
    manifest.write_text(json.dumps({"schema": module.SCHEMA, "files": {"a": "b"}}))
    planted = tmp_path / "out" / module.MANIFEST
    planted.parent.mkdir(parents=True)
    os.mkfifo(planted)
    with pytest.raises(UsageError, match="holds no release"):
        module._manifest(tmp_path / "out")
    planted.unlink()
    planted.symlink_to(manifest)
    with pytest.raises(UsageError, match="holds no release"):
        module._manifest(tmp_path / "out")
    monkeypatch.setattr(module, "read_regular", lambda path, *_: path.read_bytes())
    assert module._manifest(tmp_path / "out") == {"a": "b"}
