"""Every command that the guides show is run, in their order, where their readers would run it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from commands import shell
from places import DOCS, ROOT

SETUP = ("python3 -m venv", ". .venv/", "pip install")
"""Lines that set up an environment; the test has one."""


def commands_of(guide: str) -> list[str]:
    text = (DOCS / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", text)
    lines = [line for block in blocks for line in block.strip().splitlines()]
    return [line for line in lines if not line.startswith(SETUP)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The repository, as far as commands look at it."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("problems", "solutions", "docs"):
        (folder / name).symlink_to(ROOT / name)
    for login, kind in (("doe-j", "right"), ("annli", "partly_right")):
        clone = folder / f"clones/week-1-{login}"
        shutil.copytree(DOCS / "class" / kind, clone)
        who = "-c user.name=x -c user.email=x@example.org"
        for command in ("init -q", "add .", f"{who} commit -q -m work"):
            assert shell(f"git {command}", clone).returncode == 0
    return folder


@pytest.fixture
def handout(checkout: Path, tmp_path: Path) -> Path:
    """What a student was handed, with an answer to one problem that is nearly right."""
    folder = tmp_path / "handout"
    done = shell(f"grader release {folder} --assignment docs/class.yaml", checkout)
    assert done.returncode == 0, done.stderr
    answer = DOCS / "class/partly_right/softmax.py"
    (folder / "probability/softmax.py").write_text(answer.read_text("utf-8"))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("guide", "place"), [
    ("students.md", "handout"), ("instructors.md", "checkout"), ("ci.md", "checkout"),
    ("gradescope.md", "checkout"),
])  # fmt: skip
def test_every_command_runs(guide: str, place: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(place)
    lines = commands_of(guide)
    assert lines
    for line in lines:
        where = request.getfixturevalue("handout") if "check --all" in line else folder
        done = shell(line, where)
        assert done.returncode in (0, 1), (line, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr


def test_the_guide_for_students_shows_what_the_check_says(handout: Path) -> None:
    text = (DOCS / "students.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"(?ms)^```text\n(.*?)^```$", text)
    said = [
        " ".join(line.split())
        for line in shell("grader check softmax", handout).stdout.splitlines()
    ]
    for line in shown.strip().splitlines():
        assert " ".join(line.split()) in said


def test_the_guides_name_files_that_exist() -> None:
    for guide in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", guide.read_text(encoding="utf-8")):
            assert (guide.parent / target).exists(), f"{guide.name}: {target}"


def test_the_image_holds_no_hidden_half_and_runs_without_rights() -> None:
    lines = (DOCS / "Dockerfile").read_text(encoding="utf-8").splitlines()
    steps = [line.split() for line in lines if line and not line.startswith(("#", " "))]
    copied = [word for step in steps if step[0] == "COPY" for word in step[1:-1]]
    assert all((ROOT / word).exists() for word in copied)
    assert not {"solutions", "tests", "."} & set(copied)
    order = [step[0] for step in steps]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert "ADD" not in order
    assert dict(step[:2] for step in steps if step[0] == "USER")["USER"] != "root"


def test_the_template_for_gitlab_is_a_job_that_grades() -> None:
    job = yaml.safe_load((DOCS / "gitlab.yml").read_text(encoding="utf-8"))["grade"]
    commands = [line for line in job["script"] if line.startswith("grader ")]
    assert [line.split()[1] for line in commands] == ["grade", "gradebook"]
    assert all("--bank ." in line for line in commands)
    conditions = " ".join(rule["if"] for rule in job["rules"])
    assert "merge_request" not in conditions
    assert "push" not in conditions
