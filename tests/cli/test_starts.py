"""Whatever files stand where somebody does, no process of the grader's imports one of them.

A file is planted under the name of every module that there is, of Python's own library and of all
that is installed, and each says so when it is imported.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from small_bank import RIGHT, WRONG, write_bank

ROOT = Path(__file__).resolve().parents[2]
GRADER = str(Path(sys.executable).with_name("grader"))
NAMES = sorted(
    {*sys.stdlib_module_names, *metadata.packages_distributions(), "sitecustomize", "usercustomize"}
    - {"__main__", "small_bank"}
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the command has another name")


class Field:
    """A place full of planted files, and what has been imported of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said = root / "said"
        self.said.mkdir()
        self.bank = write_bank(root / "bank")
        self.work = root / "work"
        self.submissions = root / "submissions"
        self.out = root / "out"
        for name, text in (("anna", RIGHT), ("ben", WRONG)):
            (self.submissions / name).mkdir(parents=True)
            (self.submissions / name / "double.py").write_text(text)
        (self.work / "calculus").mkdir(parents=True)
        (self.work / "calculus/double.py").write_text(WRONG)
        inside = (self.bank / "problems", self.bank / "solutions", self.submissions / "anna")
        for folder in (self.bank, *inside, self.work):
            self.plant(folder)

    def plant(self, folder: Path) -> None:
        for name in {*NAMES, "grader"}:
            text = f"open({str(self.said)!r} + '/' + __name__, 'w').close()\n"
            (folder / f"{name}.py").write_text(text)

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip

    @property
    def imported(self) -> list[str]:
        return sorted(path.name for path in self.said.iterdir())


@pytest.fixture
def field(tmp_path: Path) -> Field:
    return Field(tmp_path)


def test_what_is_planted_speaks(field: Field) -> None:
    field.run(sys.executable, "-c", "import numpy, multiprocessing", cwd=field.work)
    assert field.imported  # which of them first is the interpreter's own affair


GRADE = (
    "grade",
    "../submissions",
    "--bank",
    "../bank",
    "--problems",
    "double",
    "--out",
    "../out",
    "--jobs",
    "2",
)


def test_grading_among_the_submissions(field: Field) -> None:
    field.plant(field.submissions)
    done = field.run(GRADER, *GRADE, "--seed", "1", cwd=field.submissions)
    assert done.returncode == 1, done.stderr
    scores = {
        name: json.loads((field.out / f"{name}.json").read_bytes()) for name in ("anna", "ben")
    }
    assert scores["anna"]["score"] == 10
    assert 0 < scores["ben"]["score"] < 10
    assert field.imported == []


def test_without_the_guard_it_imports_them(field: Field) -> None:
    """The same, by interpreters that stand where the user does and look there first."""
    script = f"""
import subprocess, sys
from grader import interpreter
from grader.cli import main

class Careless(subprocess.Popen):
    def __init__(self, command, **options):
        if "grader.parallel" in command:
            command.remove("-P")
            options["cwd"] = None
        super().__init__(command, **options)

interpreter.Popen = Careless
sys.argv[1:] = {GRADE!r}
main()
"""
    field.run(sys.executable, "-P", "-c", script, cwd=field.work)
    assert field.imported


def test_checking(field: Field) -> None:
    done = field.run(GRADER, "check", "double", "--bank", "../bank", cwd=field.work)
    assert done.returncode == 1, done.stderr
    assert "should be 2 * x = [2.0], but is" in done.stdout
    assert field.imported == []


def test_checking_where_the_bank_is_found(field: Field) -> None:
    """By the confined judge, which shrinks with Hypothesis."""
    answer = str(field.work / "calculus/double.py")
    done = field.run(GRADER, "check", "double", "--file", answer, cwd=field.bank)
    assert done.returncode == 1, done.stderr
    assert "should be 2 * x = [2.0], but is" in done.stdout
    assert field.imported == []


def test_auditing(field: Field) -> None:
    command = ("audit", "--bank", ".", "--jobs", "2", "--seeds", "1", "--no-cache")
    done = field.run(GRADER, *command, cwd=field.bank)
    assert "16 of 16 mutants rejected" in done.stdout, done.stderr
    assert field.imported == []


@pytest.mark.parametrize("bank", [["--bank", "../bank"], []], ids=["named", "found"])
def test_what_answers_a_notebook(field: Field, bank: list[str]) -> None:
    """The kernel imports what its student likes; this one stands for it, and is careful."""
    folder = field.work if bank else field.bank
    request = {"magic": "check", "line": " ".join(["double", *bank]), "folder": str(folder)}
    request |= {"file": None, "cells": [[1, WRONG, 0]], "graded": False}  # type: ignore[dict-item]
    script = f"from grader.notebook.magics import Magics; print(Magics(None)._asked({request!r}))"
    done = field.run(sys.executable, "-P", "-c", script, cwd=folder)
    assert "should be 2 * x = [2.0], but is" in done.stdout, done.stdout + done.stderr
    assert field.imported == []


def test_as_a_module(field: Field) -> None:
    """A `grader.py` comes before any line of ours, unless Python is told not to look there."""
    command = ("-m", "grader", "check", "double", "--bank", "../bank")
    done = field.run(sys.executable, "-P", *command, cwd=field.work)
    assert "should be 2 * x = [2.0], but is" in done.stdout, done.stderr
    assert field.imported == []
    field.run(sys.executable, *command, cwd=field.work)
    assert field.imported == ["__main__"]
    (field.said / "__main__").unlink()
    (field.work / "grader.py").unlink()
    done = field.run(sys.executable, *command, cwd=field.work)
    assert "should be 2 * x = [2.0], but is" in done.stdout, done.stderr
    assert field.imported == []


def test_who_stands_among_the_libraries_still_finds_them(field: Field) -> None:
    for folder in (Path(pytest.__file__).parent.parent, Path(json.__file__).parent.parent):
        done = field.run(GRADER, "list", "--bank", str(field.bank), cwd=folder)
        assert "double" in done.stdout, done.stderr


def test_a_user_s_site_is_not_looked_into(field: Field) -> None:
    """The interpreter that the environment was made from would look there; and so it does here."""
    python = getattr(sys, "_base_executable", sys.executable)
    installed = Path(pytest.__file__).parent.parent
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        "PYTHONUSERBASE": str(field.root / "user"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(installed)]),
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [python, *command], cwd=field.submissions, env=environment,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        return done.stdout + done.stderr

    site = Path(run("-m", "site", "--user-site").strip())
    site.mkdir(parents=True)
    field.plant(site)
    said = str(field.said / "a .pth")
    (site / "planted.pth").write_text(f"import os; open({said!r}, 'w').close()\n")
    for path in field.said.iterdir():
        path.unlink()
    run("-c", "pass")
    assert "a .pth" in field.imported
    for path in field.said.iterdir():
        path.unlink()
    output = run("-s", "-P", "-m", "grader", *GRADE, "--seed", "1")
    assert "graded on double" in output, output
    assert field.imported == []


# One place ----------------------------------------------------------------------------------------

MODULES = {"subprocess", "multiprocessing", "pty", "_posixsubprocess", "os"}
STARTS = {"fork", "forkpty", "system", "popen", "startfile"}
MAY_FORK = {"grader/sandbox/server.py", "grader/sandbox/selftest.py"}
"""The fork server, and what tries to get out of one."""


def starts(tree: ast.Module) -> Iterator[str]:
    """What in a module could start a process."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name != "os"]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            starting = node.attr in STARTS or node.attr.startswith(("exec", "spawn", "posix_spawn"))
            of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
            names = [f"os.{node.attr}"] if of_os and starting else []
        else:
            continue
        for name in names:
            if name.partition(".")[0] in MODULES or name.endswith("ProcessPoolExecutor"):
                yield name


def test_one_module_starts_processes() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "grader").rglob("*.py")
        for name in starts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {file for file, _ in found} == {"grader/interpreter.py", *MAY_FORK}
    assert {name for file, name in found if file in MAY_FORK} == {"os.fork"}
