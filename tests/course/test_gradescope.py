"""The bundle for Gradescope, from the command to results.json, in the layout of its container."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from commands import invoke
from files import write_files
from small_bank import HALF_RIGHT, RIGHT, write_bank

from grader.course import gradescope, wheel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_bank(tmp_path_factory.mktemp("bundle"))
    write_files(root, {"week.yaml": "title: W\nproblems: [{name: double, points: 20}]\n"})
    done = invoke("gradescope", str(root / "out"), "--assignment", str(root / "week.yaml"), "--bank",
                  str(root), "--allow-reduced-isolation")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "give it to Gradescope, and to nobody else" in done.output
    return root / "out"


@pytest.fixture
def container(bundle: Path, tmp_path: Path) -> Path:
    """`/autograder` as Gradescope lays it out, with an environment as setup.sh leaves it."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(bundle.with_name("out.zip")) as archive:
        archive.extractall(root / "source")
    (root / "venv/bin").mkdir(parents=True)
    (root / "venv/bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (root / "venv/bin/python").chmod(0o755)
    (root / "run_autograder").write_bytes((root / "source/run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    (root / "submission").mkdir()
    (root / "submission_metadata.json").write_text("{}")
    return root


def results(container: Path) -> Any:
    done = subprocess.run(
        [str(container / "run_autograder")], env={**os.environ, "AUTOGRADER": str(container)},
        cwd=container, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return json.loads((container / "results/results.json").read_text())


def test_what_is_in_it(bundle: Path) -> None:
    found = sorted(
        path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()
    )
    assert found == [
        "allow-reduced-isolation",
        "assignment.yaml",
        "bank/problems/calculus/double.yaml",
        "bank/problems/calculus/topic.yaml",
        "bank/solutions/calculus/double.py",
        "run_autograder",
        "setup.sh",
        f"wheels/{wheel.FILE}",
    ]
    with zipfile.ZipFile(bundle.with_name("out.zip")) as archive:
        assert sorted(archive.namelist()) == found
        mode = archive.getinfo("run_autograder").external_attr >> 16
        assert stat.S_IMODE(mode) == 0o755


def test_a_submission_gets_its_points(container: Path) -> None:
    (container / "submission/double.py").write_text(HALF_RIGHT)
    told = results(container)
    assert 0 < told["score"] < 20
    assert sum(test["score"] for test in told["tests"]) == pytest.approx(told["score"])
    assert sum(test["max_score"] for test in told["tests"]) == 20
    assert {test["status"] for test in told["tests"]} == {"passed", "failed"}
    assert all(test["visibility"] == "visible" for test in told["tests"])


def test_nothing_handed_in_scores_nothing(container: Path) -> None:
    told = results(container)
    assert told["score"] == 0
    assert told["extra_data"]["graded"]


def test_where_the_grader_fails_there_are_results_nevertheless(container: Path) -> None:
    (container / "submission/double.py").write_text(RIGHT)
    (container / "source/assignment.yaml").write_text("title: W\n")
    told = results(container)
    assert told["score"] == 0
    assert "the autograder failed, not you" in told["output"]
    (test,) = told["tests"]
    assert test["visibility"] == "hidden"
    assert "problems: is missing" in test["output"]


def test_where_nothing_starts_there_are_results_too(container: Path) -> None:
    (container / "venv/bin/python").unlink()
    assert results(container)["score"] == 0


def test_links_of_the_submission_lead_nowhere(container: Path) -> None:
    (container / "submission/double.py").symlink_to(
        container / "source/bank/solutions/calculus/double.py"
    )
    told = results(container)
    assert told["score"] == 0


def test_setup_installs_without_a_network(container: Path, tmp_path: Path) -> None:
    """The grader alone: what it needs besides is not built anew here."""
    (container / "source/wheels/none.txt").write_text("")
    shutil.rmtree(container / "venv")  # which stands in for what is set up here
    tools = tmp_path / "tools"
    write_files(
        tools,
        {
            "python3.13": f'#!/bin/sh\nif [ "$1" = -m ]; then exec {sys.executable} -m venv --system-site-packages "$3"; fi\nexec {sys.executable} "$@"\n'
        },
    )
    (tools / "python3.13").chmod(0o755)
    done = subprocess.run(
        ["bash", str(container / "source/setup.sh")],
        env={**os.environ, "AUTOGRADER": str(container), "PATH": f"{tools}:{os.environ['PATH']}",
             "PIP_NO_DEPS": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    python = container / "venv/bin/python"
    told = subprocess.run(
        [str(python), "-c", "import importlib.util as u; print(u.find_spec('grader').origin)"],
        cwd=container, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.startswith(str(container / "venv"))
    assert stat.S_IMODE((container / "source/bank").stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("here", "--assignment", "no.yaml"), "no.yaml"),
        (("here", "--assignment", "week.yaml", "--wheels", "empty"), "empty holds no wheels"),
        (("full", "--assignment", "week.yaml"), "full is not empty"),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    write_bank(tmp_path)
    write_files(
        tmp_path, {"week.yaml": "title: W\nproblems: [double]\n", "full/x": "", "empty/x": ""}
    )
    monkeypatch.chdir(tmp_path)
    done = invoke("gradescope", *words, "--bank", ".")
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "here").exists()


def test_equal_files_make_an_equal_archive(bundle: Path) -> None:
    files = {
        path.relative_to(bundle).as_posix(): path.read_bytes()
        for path in bundle.rglob("*")
        if path.is_file()
    }
    assert gradescope.archive(files) == bundle.with_name("out.zip").read_bytes()
