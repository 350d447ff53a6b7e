"""The attack corpus, graded by the real command beside honest work: nothing is gained, nobody is harmed."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import grader, shell
from files import write_files, write_zip
from notebooks import notebook_of
from places import DATA, ROOT

from grader.sandbox import Sandbox

HOSTILE = DATA / "hostile"
ATTACKS: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    (HOSTILE / "corpus.yaml").read_text("utf-8")
)
CORPUS = {name: attack for name, attack in ATTACKS.items() if "played" not in attack}
"""Those that are submissions; the others name the test that plays them."""
SECRET = "a secret that no submission may see"
HIDDEN_INPUT = 7_777_777
FAMILIES = ("right", "wrong", "seeds", "half")
LATE = """
__future__ click hypothesis json multiprocessing numpy pickle pydantic queue rich sitecustomize
socket subprocess tempfile traceback typing usercustomize yaml zipfile zlib
""".split()  # noqa: SIM905
"""Modules that the grader's processes import, some of them late."""
LABEL = {
    "a06_names": "a06\x1b[2J\u202e\nnames",
    "a61_formula": "=cmd|'calc'!A0",
    "a80_markdown_name": "![a80](http:e.vil) [y](javascript:alert(1)) @everyone",
}

PROBLEM = """\
title: Double
difficulty: 1
statement: "Twice the input, $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def double(x):
      raise NotImplementedError
entry: double(x) -> y
sizes: {n: 1..3}
limits: {cpu: 0.5, memory: 256}
given:
  numbers: {x: {reals: [n], between: [-9, 9]}, examples: 12}
returns: {y: {reals: [n]}}
checks:
  - {name: is twice the input, points: 5, holds: "close(y, 2 * x)"}
  - {name: grows without bound, points: 4, hidden: true}
"""
SOLUTION = f"""\
from grader.author import close, given, law

FACTOR = 2

given("large", x={{"is": "np.full(n, {HIDDEN_INPUT}.0)"}}, examples=6)


def double(x):
    return FACTOR * x


@law("grows without bound", over="large")
def _(x, y):
    \"\"\"Large numbers are doubled too.\"\"\"
    assert close(y, 2 * x)
"""


# Submissions that a file of source cannot be --------------------------------------------------------


def notebook(path: Path, text: str) -> None:
    path.mkdir()
    (path / "homework.ipynb").write_text(text)


def owning(canary: Path) -> str:
    return f"open({str(canary) + '.owned'!r}, 'w').close()\n"


def link(path: Path, target: Path) -> None:
    path.mkdir()
    (path / "double.py").symlink_to(target)


def fifo(path: Path) -> None:
    path.mkdir()
    os.mkfifo(path / "double.py")


def made(name: str, path: Path, canary: Path) -> None:
    right, wrong = source("right"), source("wrong")
    makers: dict[str, Callable[[], object]] = {
        "a01_zip_slip": lambda: write_zip(
            path.with_suffix(".zip"), {"../../escaped.py": b"x = 1", "double.py": right.encode()}
        ),
        "a02_zip_bomb": lambda: write_zip(path.with_suffix(".zip"), {"double.py": bytes(1 << 28)}),
        "a03_deep_notebook": lambda: notebook(path, "[" * 100_000),
        "a04_magics": lambda: notebook(
            path,
            notebook_of(
                f"!touch {canary}.owned\n%timeit 1\nget_ipython().system('touch {canary}.owned')",
                f"%%bash\ntouch {canary}.owned",
                right,
            ),
        ),
        "a05_symlink": lambda: link(path, canary),
        "a05_fifo": lambda: fifo(path),
        "a06_names": lambda: write_files(path, {"double.py": right, "x\x1b[31m\n.txt": ""}),
        "a08_assignments": lambda: write_files(path, {"double.py": "a=" * 400_000 + "1\n" + right}),
        "a09_nul": lambda: write_files(path, {"double.py": right + "\0"}),
        "a09_cookie": lambda: write_files(path, {"double.py": "# -*- coding: utf-7 -*-\n" + right}),
        "a26_shadows": lambda: write_files(
            path,
            {
                "double.py": wrong,
                "numpy.py": "def __getattr__(name):\n    return lambda *_, **__: True\n",
                "conftest.py": "raise SystemExit(0)\n",
                "sitecustomize.py": f"open({str(canary)!r}, 'w')\n",
            },
        ),
        "a68_modules": lambda: write_files(
            path, {"double.py": wrong} | {f"{name}.py": owning(canary) for name in LATE}
        ),
        "a69_bank": lambda: write_files(
            path,
            {
                "double.py": wrong,
                "problems/calculus/double.yaml": PROBLEM.replace("close(y, 2 * x)", "True"),
                "solutions/calculus/other.py": owning(canary),
            },
        ),
        "a70_trust": lambda: write_files(
            path,
            {
                "double.py": wrong,
                ".config/grader/trusted.json": json.dumps({"banks": {str(path.parent): "x"}}),
            },
        ),
        "a61_formula": lambda: write_files(path, {"double.py": right}),
        "a100_semicolons": lambda: notebook(path, notebook_of(";" * 960_000 + "\n" + right)),
        "a101_statements": lambda: notebook(path, notebook_of("x=1;" * 200_000, right)),
        "a102_many_files": lambda: write_files(
            path, {f"n{i}.py": "#" * 1_000_000 for i in range(70)}
        ),
        "a80_markdown_name": lambda: write_files(path, {"double.py": right}),
    }
    makers[name]()


def source(name: str) -> str:
    return (HOSTILE / "submissions" / f"{name}.py").read_text(encoding="utf-8")


# One run for all ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What `grader grade` made of the whole corpus."""

    reports: Mapping[str, Any]
    private: Mapping[str, Any]
    output: str
    files: Mapping[str, str]
    before: object
    after: object
    status: int

    def report(self, name: str) -> Any:
        return self.reports[LABEL.get(name, name)]


def state(canary: Path) -> object:
    """Whatever a submission might have changed outside."""
    status = canary.stat()
    around = sorted(path.name for path in canary.parent.iterdir())
    places = [Path("/dev/shm"), Path("/tmp"), Path("/var/tmp")]
    owned = [str(p) for place in places if place.is_dir() for p in place.glob("*owned*")]
    kept = (status.st_mode, status.st_mtime_ns, status.st_uid, status.st_nlink)
    return canary.read_text(), kept, around, owned, sorted(os.listxattr(canary))


def workers() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if b"grader.sandbox" in path.read_bytes():
                found.append(path.parent.name)
    return found


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("hostile")
    bank = {"problems/calculus/double.yaml": PROBLEM, "solutions/calculus/double.py": SOLUTION}
    write_files(root / "bank", bank)
    canary = write_files(root, {"outside/canary": SECRET}) / "outside" / "canary"
    out, submissions = root / "out", root / "submissions"
    submissions.mkdir()
    words = {"@BANK@": str(root / "bank"), "@OUT@": str(out), "@CANARY@": str(canary)}
    for name in (*FAMILIES, *CORPUS):
        path = submissions / LABEL.get(name, name)
        if "made" in CORPUS.get(name, {}):
            made(name, path, canary)
        else:
            text = source(name).replace("@UNARY@", "-" * 200_000)
            for word, value in words.items():
                text = text.replace(word, value)
            write_files(path, {"double.py": text})
        write_files(submissions / f"{name} next", {"double.py": source("right")})
    before = state(canary)
    done = grader(
        *("grade", str(submissions), "--out", str(out), "--bank", str(root / "bank")),
        *("--problems", "double", "--jobs", "2", "--seed", "3"),
        cwd=submissions / "a68_modules", env={"GITHUB_ENV": str(canary)},
    )  # fmt: skip
    files = {
        path.name: path.read_text("utf-8-sig")
        for path in out.iterdir()
        if path.is_file() and path.suffix != ".db"
    }
    reports = {text["submission"]: text for text in map(json.loads, _reports(files))}
    private = [json.loads(p.read_text("utf-8")) for p in (out / "private").glob("*.json")]
    names = {_shown(label): label for label in LABEL.values()}
    return Run(
        {names.get(name, name): report for name, report in reports.items()},
        {one["submission"]: one for one in private},
        done.stdout + done.stderr,
        files,
        before,
        state(canary),
        done.returncode,
    )


def _reports(files: Mapping[str, str]) -> Iterator[str]:
    return (text for name, text in files.items() if name.endswith(".json") and name != "run.json")


def _shown(label: str) -> str:
    from grader.escaping import printable

    return printable(label)


def told(report: Any) -> str:
    """All that a student reads of a report."""
    problem = report["problems"][0]
    texts = [report["message"], problem["message"], *(c["message"] for c in problem["checks"])]
    return "\n".join(filter(None, texts))


pytestmark = [
    pytest.mark.xdist_group("hostile"),
    pytest.mark.skipif(
        sys.platform != "linux", reason="elsewhere there is nothing but a plain process"
    ),
]


def test_the_run_ends_as_any_other(run: Run) -> None:
    assert run.status == 1, run.output
    assert "Traceback" not in run.output
    assert len(run.reports) == 2 * (len(CORPUS) + len(FAMILIES))


@pytest.mark.parametrize("name", CORPUS)
def test_scores_what_honest_code_of_its_worth_scores(run: Run, name: str) -> None:
    worth = CORPUS[name]["worth"]
    report = run.report(name)
    if worth == "nothing":
        assert report["score"] <= 1, told(report)  # inputs left alone, at most
    else:
        assert report["score"] == run.report(worth)["score"], told(report)


@pytest.mark.parametrize("name", [n for n in CORPUS if "told" in CORPUS[n]])
def test_is_told_one_plain_reason(run: Run, name: str) -> None:
    text = told(run.report(name))
    assert re.search(CORPUS[name]["told"], text), text
    assert "Traceback" not in text
    assert len(text) < 5_000


@pytest.mark.parametrize("name", [*CORPUS, *FAMILIES])
def test_the_next_submission_is_graded_rightly(run: Run, name: str) -> None:
    assert run.report(f"{name} next")["score"] == 10


def test_nothing_outside_was_touched(run: Run) -> None:
    assert run.before == run.after


def test_no_worker_is_left(run: Run) -> None:
    assert run.reports
    left = [pid for pid in workers() if not _ours(pid)]
    assert left == []


def _ours(pid: str) -> bool:
    """Whether it belongs to this test session, or to a neighbour that is still alive."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        parent = int(Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[1])
        return parent != 1
    return True


def test_no_report_says_what_a_hidden_input_was(run: Run) -> None:
    for name, text in run.files.items():
        assert str(HIDDEN_INPUT) not in text, name
    assert str(HIDDEN_INPUT) not in run.output
    private = json.dumps(run.private["a62_hidden_inputs"])
    assert str(HIDDEN_INPUT) in private


def test_nothing_that_is_written_acts_on_a_reader(run: Run) -> None:
    for text in (run.output, *run.files.values()):
        acting = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\n"}
        assert acting == set()
        assert SECRET not in text
    rows = csv.reader(io.StringIO(run.files["grades.csv"]))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_isolation_is_strict_and_said_so(run: Run) -> None:
    if os.environ.get("GRADER_TEST_REDUCED"):
        pytest.skip("this system lacks a layer")
    assert {report["isolation"] for report in run.reports.values()} == {"strict"}
    with Sandbox() as sandbox:
        assert not sandbox.missing


# What is written of it ------------------------------------------------------------------------------


def table() -> str:
    """The corpus as a table in Markdown."""
    worths = {"right": "full marks", "wrong": "that of a wrong answer", "nothing": "none"}
    worths |= {"seeds": "all but the point for pure calls", "half": "that of what is public"}
    lines = ["| attack | tries to | stopped by | score |", "|---|---|---|---|"]
    for name, attack in ATTACKS.items():
        number, _, words = name.partition("_")
        title = f"{number.upper()} {words.replace('_', ' ')}"
        score = worths[attack["worth"]] if "worth" in attack else "is no submission"
        lines.append(f"| {title} | {attack['tries']} | {attack['stopped']} | {score} |")
    return "\n".join(lines) + "\n"


def test_the_guide_shows_the_corpus(renew: bool) -> None:
    path = ROOT / "docs/security.md"
    text = path.read_text(encoding="utf-8")
    mark = "tests/data/hostile/corpus.yaml -->\n"
    head = text[: text.index(mark) + len(mark)]
    if renew:
        path.write_text(f"{head}\n{table()}", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == f"{head}\n{table()}"


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in CORPUS])
def test_what_is_no_submission_is_played_by_a_test(name: str) -> None:
    file, _, test = ATTACKS[name]["played"].partition("::")
    assert re.search(rf"(?m)^def {test}\(", (ROOT / file).read_text(encoding="utf-8"))


def test_the_corpus_is_whole() -> None:
    """The first were thought of beforehand, without a gap; later ones have the numbers they got."""
    numbers = [int(name.partition("_")[0][1:]) for name in ATTACKS]
    assert set(range(1, 68)) <= set(numbers)
    later = [number for number in numbers if number > 67]
    assert len(set(later)) == len(later)


def test_every_submission_is_in_the_corpus() -> None:
    files = {path.stem for path in (HOSTILE / "submissions").glob("*.py")}
    assert files == {n for n in CORPUS if "made" not in CORPUS[n]} | set(FAMILIES)


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_the_further_wall_leaves_grading_as_it_is(tmp_path: Path) -> None:
    """The command of the guide, with another place for temporary files: the test's lie in /tmp."""
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"(?ms)^```text\n(bwrap .*?)^```$", text)
    for name, kind in (("anna", "right"), ("ben", "partly_right")):
        answer = (ROOT / "docs/class" / kind / "softmax.py").read_text(encoding="utf-8")
        write_files(tmp_path / "submissions" / name, {"softmax.py": answer})
    (tmp_path / "grades").mkdir()
    line = shown.replace("--tmpfs /tmp", "--tmpfs /var/tmp --setenv TMPDIR /var/tmp")
    line = line.replace("grader grade", f"{sys.executable} -m grader grade --bank {ROOT}")
    if subprocess.run(["bwrap", "--ro-bind", "/", "/", "true"], check=False).returncode:
        pytest.skip("bubblewrap may not make namespaces here")
    done = shell(line, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    report = json.loads((tmp_path / "grades/anna.json").read_text("utf-8"))
    assert (report["score"], report["isolation"]) == (10, "strict")
