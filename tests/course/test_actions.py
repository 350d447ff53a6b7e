"""The action and the workflows: their steps are run as a runner runs them, on honest and hostile work.

The runner here puts inputs into the environment, gives each step the files that GitHub gives it,
and reads the log for workflow commands, a line at a time, as the real one does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from commands import PATH, invoke
from files import write_files
from places import ROOT
from small_bank import HALF_RIGHT, RIGHT, WRONG, write_bank

ACTION = ROOT / ".github/actions/grade/action.yml"
TEMPLATES = sorted((ROOT / "grader/course/workflows").glob("*.yml"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
HOSTILE = """\
import sys

for out in (sys.stdout, sys.stderr):
    print("::set-output name=passed::true", file=out)
    print("::add-mask::score", file=out)
    print("  ::stop-commands::owned", file=out)
    print("##[error]owned", file=out)
    print("\\x1b[2J\\u202e<script>alert(1)</script>", file=out)


def double(x):
    raise ValueError("\\n::error file=../../etc/passwd::owned\\r::set-env name=PATH::owned %0A::debug::")
"""


@dataclass
class Runner:
    """Runs the `run:` steps of a job."""

    workspace: Path
    variables: dict[str, str] = field(default_factory=dict)
    log: str = ""

    def __post_init__(self) -> None:
        folder = self.workspace.parent / "runner"
        folder.mkdir(exist_ok=True)
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH"):
            (folder / name).touch()
            self.variables[name] = str(folder / name)
        self.variables |= {"GITHUB_ACTIONS": "true", "CI": "true"}
        self.variables["GITHUB_WORKSPACE"] = str(self.workspace)

    def run(self, step: Mapping[str, Any], values: Mapping[str, str]) -> int:
        """The exit status of a step, whose expressions have these values."""
        given = {name: expanded(str(text), values) for name, text in step.get("env", {}).items()}
        assert "${{" not in step["run"], "what comes from outside belongs into env"
        kept = {
            k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "GRADER_CACHE", "TMPDIR")
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace / step.get("working-directory", "."),
            env={**kept, **self.variables, **given, "PATH": PATH},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.log += done.stdout
        return done.returncode

    def file(self, name: str) -> str:
        return Path(self.variables[name]).read_text(encoding="utf-8")

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.file("GITHUB_OUTPUT").splitlines())

    @property
    def commands(self) -> list[str]:
        """What the runner would obey: it looks behind leading blanks."""
        lines = [line.strip() for line in re.split(r"\r\n|\n|\r", self.log)]
        return [line for line in lines if line.startswith("::") or "##[" in line]


def expanded(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{\s*(.+?)\s*\}\}", lambda found: values[found[1]], text)


def steps_of(action: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load(action.read_text(encoding="utf-8"))["runs"]["steps"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    workspace = write_bank(tmp_path / "workspace")
    handed_in = {"anna": RIGHT, "ben": HALF_RIGHT, "carl": WRONG, "dora": HOSTILE}
    files = {f"{name}/double.py": source for name, source in handed_in.items()}
    write_files(workspace / "handed in", files)
    return workspace


@pytest.fixture
def graded(checkout: Path) -> Runner:
    """The action, run on four submissions of which one is hostile."""
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    inputs = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    inputs |= {"submissions": "handed in", "formats": "github junit markdown"}
    inputs |= {"problems": "double"}
    values = {f"inputs.{name}": value for name, value in inputs.items()}
    runner = Runner(checkout)
    for step in steps_of(ACTION):
        if "run" in step and step["name"] != "Install":
            assert runner.run(step, values) == 0, runner.log
    return runner


def test_its_outputs_are_those_that_it_declares(graded: Runner) -> None:
    declared = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["outputs"]
    assert declared.keys() <= graded.outputs.keys()
    assert graded.outputs["status"] == "1"
    assert graded.outputs["passed"] == "false"
    assert float(graded.outputs["max-score"]) == 40
    report = [
        json.loads(path.read_bytes()) for path in (graded.workspace / "grades").glob("?*.json")
    ]
    scores = [one["score"] for one in report if "score" in one]
    assert float(graded.outputs["score"]) == sum(scores)


def test_the_only_commands_in_the_log_are_annotations_of_ours(graded: Runner) -> None:
    assert graded.commands
    for command in graded.commands:
        assert re.match(r"::error file=handed in/\w+/double\.py,line=\d+,title=Double", command)
        assert "../" not in command.split("::")[1]
    assert "\x1b" not in graded.log
    assert "\u202e" not in graded.log


def test_an_annotation_stands_on_the_student_s_line(graded: Runner) -> None:
    line = HOSTILE.splitlines().index("def double(x):") + 2
    assert any(f"dora/double.py,line={line}" in command for command in graded.commands)


def test_the_summary_shows_text_and_no_markup_of_a_student(graded: Runner) -> None:
    summary = graded.file("GITHUB_STEP_SUMMARY")
    assert "<code>anna</code>: 10 of 10 points" in summary
    assert "<script" not in summary
    assert "\u202e" not in summary
    assert len(summary.encode()) < 1 << 20


def test_nothing_hidden_appears_anywhere_a_student_may_look(graded: Runner) -> None:
    private = json.loads((graded.workspace / "grades/private/ben.json").read_bytes())
    (hidden,) = (c for c in private["problems"][0]["checks"] if c["hidden"])
    assert hidden["outcome"] == "failed"
    assert hidden["private"]
    files = [path for path in (graded.workspace / "grades").iterdir() if path.is_file()]
    public = [
        path for path in files if path.name != "gradebook.db"
    ]  # the instructor's, as private/
    places = [graded.log, graded.file("GITHUB_STEP_SUMMARY"), graded.file("GITHUB_OUTPUT")]
    for text in (*places, *(path.read_text("utf-8") for path in public)):
        assert hidden["private"] not in text
        assert "np.sign" not in text
        assert "FACTOR" not in text


def test_a_fault_or_wrong_use_fails_the_step(checkout: Path) -> None:
    (step,) = (step for step in steps_of(ACTION) if step.get("id") == "grade")
    values = {f"inputs.{name}": "" for name in ("assignment", "problems", "formats")}
    values |= {"inputs.bank": ".", "inputs.out": "grades", "inputs.submissions": "nowhere"}
    runner = Runner(checkout)
    assert runner.run(step, values) == 2
    assert "there is no folder nowhere" in runner.log
    assert runner.outputs["status"] == "2"


def test_junit_is_sound_xml_with_true_counts(graded: Runner) -> None:
    files = sorted((graded.workspace / "grades").glob("*.xml"))
    assert [file.stem for file in files] == ["anna", "ben", "carl", "dora"]
    for file in files:
        for suite in ET.parse(file).getroot():
            cases = suite.findall("testcase")
            assert int(suite.attrib["tests"]) == len(cases)
            for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                found = [case for case in cases if case.find(tag) is not None]
                assert int(suite.attrib[kind]) == len(found)


def grade(checkout: Path, *options: str) -> Any:
    out = checkout / "out"
    arguments = ["grade", str(checkout / "one"), "--out", str(out), "--bank", str(checkout)]
    return invoke(*arguments, "--problems", "double", *options)


def test_classroom_reads_whole_points_of_one_submission(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(checkout, {"one/ben/double.py": HALF_RIGHT})
    monkeypatch.setenv("CLASSROOM", "deep\x1b learning")
    monkeypatch.setenv("SUBMISSION_TAG", "submit/1")
    done = grade(checkout, "--format", "classroom50")
    assert done.exit_code == 1, done.output
    result = json.loads((checkout / "out/result.json").read_bytes())
    assert result["schema"] == "classroom50/result/v1"
    assert result["classroom"] == "deep\\x1b learning"
    assert result["submission"] == "submit/1"
    assert all(type(one[k]) is int for one in result["tests"] for k in ("score", "max-score"))
    assert 0 <= result["score"] <= result["max-score"] == 1000
    assert sum(test["score"] for test in result["tests"]) == result["score"]


def test_classroom_takes_one_submission_alone(checkout: Path) -> None:
    write_files(checkout, {"one/ben/double.py": RIGHT, "one/carl/double.py": RIGHT})
    done = grade(checkout, "--format", "classroom50")
    assert done.exit_code == 2
    assert "--format classroom50 takes one submission, and here are 2" in done.output
    assert not (checkout / "out").exists()


# The student's own checks ------------------------------------------------------------------------


def released(checkout: Path, tmp_path: Path) -> Path:
    handout = tmp_path / "handout"
    done = invoke("release", str(handout), "--bank", str(checkout))
    assert done.exit_code == 0, done.output
    return handout


@pytest.mark.parametrize(
    ("source", "status", "title"),
    [(RIGHT, 1, None), (WRONG, 1, "Double%3A is 2 times"), (HOSTILE, 1, "Double%3A returns")],
)
def test_the_released_workflow_advises_on_a_pull_request(
    checkout: Path, tmp_path: Path, source: str, status: int, title: str | None
) -> None:
    """The other problem is untouched, so work remains."""
    workspace = tmp_path / "job"
    workspace.mkdir()
    given = released(checkout, tmp_path).rename(workspace / "given")
    work = Path(shutil.copytree(given, workspace / "work"))
    (work / "calculus/double.py").write_text(source)
    # What the change brings beyond answers counts for nothing.
    (work / "problems/calculus/double.yaml").write_text("owned")
    workflow = yaml.safe_load((given / ".github/workflows/public-checks.yml").read_text())
    (job,) = workflow["jobs"].values()
    (step,) = (step for step in job["steps"] if "grader check" in step.get("run", ""))
    runner = Runner(workspace)
    assert runner.run(step, {}) == status, runner.log
    assert "1 not attempted" in runner.log
    if title is None:
        assert runner.commands == []
    else:
        assert all(c.startswith("::error file=calculus/double.py,line=") for c in runner.commands)
        assert any(title in command for command in runner.commands)
    assert "sign" not in runner.log.replace("keeps the sign", "")


def test_everything_solved_is_status_0(checkout: Path, tmp_path: Path) -> None:
    handout = released(checkout, tmp_path)
    for name in ("double", "triple"):
        factor = {"double": 2, "triple": 3}[name]
        (handout / f"calculus/{name}.py").write_text(f"def {name}(x):\n    return {factor} * x\n")
    runner = Runner(handout)
    assert runner.run({"run": "grader check --all --format github"}, {}) == 0, runner.log
    assert "2 of 2 problems passed" in runner.log
    assert runner.outputs["passed"] == "true"


# The private repository --------------------------------------------------------------------------


PUBLISHED: list[tuple[str, Any]] = []
"""Whose check runs were written, and what they said."""

FILES: dict[str, dict[str, bytes]] = {
    **{name: {"calculus/double.py": RIGHT.encode()} for name in ("anna", "gone", "zoe")},
    "wrong": {"calculus/double.py": f"# one\n# two\n\n{WRONG}".encode()},
    "flaky": {"calculus/double.py": RIGHT.encode()},
    "large": {"calculus/double.py": b"#" * 3_000_000},
    "books": {"notebooks/calculus/first.ipynb": b"{}", "calculus/triple.py": b"x"},
}


class Hub(BaseHTTPRequestHandler):
    """GitHub's interface, on repositories that are there, gone, or out of order."""

    def do_GET(self) -> None:
        _, _, owner, _, *rest = self.path.partition("?")[0].split("/")
        files = FILES.get(owner, {})
        if owner == "locked" or (owner == "flaky" and rest[0] == "git" and rest[1] == "blobs"):
            self.answer(401, {"message": "Bad credentials"})
        elif not files:
            self.answer(404, {"message": "Not Found"})
        elif rest[0] == "commits":
            date = {"committer": {"date": "2026-10-01T12:30:45Z"}}
            self.answer(200, {"sha": "c0ffee", "commit": date})
        elif rest[1] == "trees":
            tree = [
                {"path": path, "type": "blob", "mode": "100644", "size": len(text), "sha": str(i)}
                for i, (path, text) in enumerate(files.items())
            ]
            self.answer(200, {"tree": tree, "truncated": False})
        else:
            self.answer(200, list(files.values())[int(rest[2])])

    def do_POST(self) -> None:
        _, _, owner, _, what = self.path.split("/")
        run = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if owner == "gone" or what != "check-runs":
            self.answer(404, {"message": "Not Found"})
        elif run["head_sha"] != "c0ffee":
            self.answer(422, {"message": "No commit found for SHA"})
        else:
            PUBLISHED.append((owner, run))
            self.answer(201, {})

    def answer(self, status: int, content: Any) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    """Where GitHub is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


STUDENTS = ("anna", "locked", "flaky", "large", "gone", "nobody", "books", "wrong", "zoe")


def test_in_the_private_repository_nobody_is_silenced_by_another(tmp_path: Path, hub: str) -> None:
    """Each job hands on what there is, and fails then."""
    (template,) = (path for path in TEMPLATES if path.name == "hidden-checks.yml")
    jobs = jobs_of(template)
    workspace = write_bank(tmp_path / "job")
    PUBLISHED.clear()
    rows = "\r\n".join(f"{name},{name}/work" for name in STUDENTS)  # and no last newline
    write_files(
        workspace, {"students.csv": rows, "assignment.yaml": "title: Week\nproblems: [double]\n"}
    )
    runner, token = Runner(workspace), {"steps.app.outputs.token": "t0ken"}
    runner.variables["GITHUB_API_URL"] = hub

    def step(job: str, name: str) -> int:
        (found,) = (one for one in jobs[job]["steps"] if one.get("name", "").startswith(name))
        return runner.run(found, token)

    assert step("collect", "Fetch") == 1
    folder = workspace / "collected/submissions"
    collected = sorted(path.name for path in folder.iterdir() if path.is_dir())
    assert collected == ["anna", "books", "gone", "wrong", "zoe"]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*y*")}
    assert files == {
        *(f"{name}/calculus/double.py" for name in ("anna", "gone", "wrong", "zoe")),
        "books/notebooks/calculus/first.ipynb",
    }
    assert step("grade", "Grade") == 0, runner.log
    # What is uploaded, by the names that the workflow gives.
    public = workspace / "public"
    public.mkdir()
    (upload,) = (
        one["with"]["path"].split() for one in jobs["grade"]["steps"]
        if one.get("with", {}).get("name") == "public" and "upload" in one["uses"]
    )  # fmt: skip
    wanted = {path for pattern in upload if pattern[0] != "!" for path in workspace.glob(pattern)}
    for path in wanted - {workspace / name[1:] for name in upload if name[0] == "!"}:
        shutil.copy(path, public)
    assert {path.name for path in public.iterdir()} == {f"{name}.json" for name in collected}
    (public / "anna.json").unlink()  # as of what could not be graded
    assert step("report", "One check") == 1
    told = {(who, run["conclusion"], run["output"]["title"]) for who, run in PUBLISHED}
    assert told == {
        ("books", "neutral", "0 of 10 points"),
        ("wrong", "neutral", "5 of 10 points"),
        ("zoe", "success", "10 of 10 points"),
    }
    ((_, run),) = (one for one in PUBLISHED if one[0] == "wrong")
    notes = run["output"]["annotations"]
    assert {(note["path"], note["start_line"]) for note in notes} == {("calculus/double.py", 5)}
    assert {note["annotation_level"] for note in notes} == {"failure"}
    for name in ("anna", "locked", "flaky", "large", "gone", "nobody"):
        assert any(f"::error::{name}: " in line for line in runner.commands), name
    assert not any("::error::zoe" in line for line in runner.commands)


def test_what_went_wrong_keeps_nothing_from_being_handed_on() -> None:
    (template,) = (path for path in TEMPLATES if path.name == "hidden-checks.yml")
    workflow = yaml.safe_load(template.read_text(encoding="utf-8"))
    goes_on = "${{ !cancelled() }}"
    assert workflow["defaults"]["run"]["shell"] == "bash"  # which fails where a part of a pipe does
    for name, job in workflow["jobs"].items():
        assert job.get("if", goes_on if name == "collect" else "") == goes_on
        uploads = [one for one in job["steps"] if "upload-artifact" in one.get("uses", "")]
        assert all(one.get("if") == goes_on for one in uploads)
        assert len(uploads) == (0 if name == "report" else 2)


# The files ---------------------------------------------------------------------------------------


def jobs_of(path: Path) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs


@pytest.mark.parametrize("path", [*WORKFLOWS, *TEMPLATES, ACTION], ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for used in re.findall(r"uses: (\S+)(.*)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used[0]), used
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", used[1]), used


@pytest.mark.parametrize("path", [*WORKFLOWS, *TEMPLATES], ids=lambda path: path.name)
def test_no_job_that_runs_student_code_has_a_token_or_a_secret(path: Path) -> None:
    for job in jobs_of(path).values():
        text = json.dumps(job)
        if re.search(r"grader (grade|check)|\.ci/run|pytest", text):
            assert "secrets." not in text
            assert "token" not in text.lower()
            assert set(job["permissions"].items()) <= {("contents", "read")}
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
                base = "${{ github.event.pull_request.base.sha || github.sha }}"
                assert step["with"].get("ref", base) == base


@pytest.mark.parametrize("path", [*TEMPLATES, ACTION], ids=lambda path: path.name)
def test_exercises_are_named_and_pip_is_not_looked_for_in_a_checkout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "python -m pip" not in text
    commands = re.findall(r"^ +(?:- run: )?(grader (?:grade|check).*)", text, re.MULTILINE)
    assert commands
    for command in commands:
        assert "--bank" in command or '"${options[@]}"' in command
    if path.name == "public-checks.yml":
        assert "working-directory: given" in text
        assert "--bank ../given" in text


def test_the_workflows_have_no_known_weakness() -> None:
    """zizmor, at its most pedantic."""
    files = [str(path) for path in (ROOT / ".github", *TEMPLATES)]
    zizmor = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--persona=pedantic"]
    done = subprocess.run([*zizmor, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
