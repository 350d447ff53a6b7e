"""On a cluster: a real scheduler and two workers on this machine, one of which is killed midway."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import invoke
from files import write_files
from small_bank import HALF_RIGHT, RIGHT, WRONG, write_bank

from grader.course import cluster
from grader.course.assignment import Task
from grader.course.plan import Plan, versions
from grader.course.results import Results
from grader.course.retrial import Work
from grader.course.rubric import rubric_of
from grader.errors import Fault, UsageError
from grader.exercise.bank import find_bank
from grader.model import Isolation
from grader.submission import read_submissions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers must be strict"),
    pytest.mark.xdist_group("cluster"),
]
distributed = pytest.importorskip("distributed", exc_type=ImportError)


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start("scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", "0")
        while not self.file.exists():
            time.sleep(0.05)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self.file)]
        place = {"GRADER_CACHE": str(self.root / f"cache{len(self.processes)}")}
        process = subprocess.Popen(
            command, cwd=self.root, env={**os.environ, **place},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard",
                          "--local-directory", str(self.root))  # fmt: skip

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self.file.read_text())["address"])

    def wait_for(self, workers: int) -> None:
        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        found.worker()
        found.worker()
        found.wait_for(2)
        yield found
    finally:
        found.stop()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_bank(tmp_path / "bank")
    answers = {"right": RIGHT, "half": HALF_RIGHT, "wrong": WRONG}
    files = {f"{name}{i}/double.py": text for i in range(2) for name, text in answers.items()}
    write_files(tmp_path / "in", files)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "CHUNK", 1)
    return tmp_path


def grade(workers: Cluster, out: str = "out") -> Any:
    return invoke("grade", "in", "--out", out, "--problems", "double", "--bank", "bank", "--seed",
                  "5", "--cluster", workers.address)  # fmt: skip


def scores(out: Path) -> dict[str, str]:
    text = (out / "grades.csv").read_text("utf-8-sig")
    return {row["submission"]: row["score"] for row in csv.DictReader(io.StringIO(text))}


def kept(cache: Path) -> dict[str, bytes]:
    """What a cache holds, by name, without its checksums. Examples tell how long the reference
    took, which no other drawing would tell the same.
    """
    return {path.name: path.read_bytes()[32:] for path in cache.glob("??/*")}


def test_what_one_worker_made_ready_serves_another(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubric = rubric_of(find_bank([work / "bank"]), [Task("double")])
    plan = Plan(rubric, 5, Isolation.STRICT)
    bank = cluster.packed(rubric.roots)
    monkeypatch.setenv("GRADER_CACHE", str(work / "one"))
    ready = cluster.prepare(bank, plan, "double")
    mistakes = rubric.exercises()[0].solution.mistakes  # type: ignore[union-attr]
    assert mistakes
    assert len(ready) == 1 + 2 * len(mistakes)
    monkeypatch.setenv("GRADER_CACHE", str(work / "other"))
    submissions = read_submissions(work / "in")
    works = [cluster.sent(Work(one, ("double",))) for one in submissions]
    found = dict(cluster.judge(bank, plan, works, [ready]))
    assert set(found) == {one.name for one in submissions}
    assert ready.items() <= kept(work / "other").items()


def test_workers_share_what_is_made_once(workers: Cluster, work: Path) -> None:
    assert grade(workers, "shared").exit_code == 1
    # The scheduler has no cache; that of either worker begins empty.
    one, other = (kept(path) for path in sorted(workers.root.glob("cache[12]")))
    same = one.keys() & other.keys()
    assert same
    assert all(one[name] == other[name] for name in same)


def test_a_worker_that_is_killed_loses_nothing(
    workers: Cluster, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Results.keep
    kept: list[str] = []

    def keep(self: Results, graded: Any, *more: Any) -> None:
        kept.append(graded.submission)
        if len(kept) == 1:
            workers.processes[1].send_signal(signal.SIGKILL)
        real(self, graded, *more)

    monkeypatch.setattr(Results, "keep", keep)
    done = grade(workers)
    assert done.exit_code == 1, done.output
    assert sorted(kept) == sorted(path.name for path in (work / "in").iterdir())
    found = scores(work / "out")
    assert {name[:-1]: score for name, score in found.items()} == {
        "right": "10", "half": "1", "wrong": "5",
    }  # fmt: skip
    assert len(found) == 6
    kept.clear()
    assert grade(workers).exit_code == 1  # all of it is known, and no worker is asked


def test_what_is_no_cluster_is_told(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_WAIT_S", 1)
    for address in ("tcp://127.0.0.1:1", "nowhere"):
        done = invoke("grade", "in", "--out", "out", "--problems", "double", "--bank", "bank",
                      "--cluster", address)  # fmt: skip
        assert done.exit_code == 2, done.output
        assert f"no scheduler answers at {address}" in done.output


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("reduced", ("Landlock",), versions()), "isolation is reduced (missing: Landlock)"),
        (("strict", (), {**versions(), "numpy": "0"}), "has another version of numpy"),
    ],
)
def test_a_worker_that_is_no_good_is_refused(told: Any, said: str) -> None:
    with pytest.raises(Fault) as caught:
        cluster._refuse({"tcp://one:1": told})
    assert said in caught.value.message


def test_no_workers_are_told() -> None:
    with pytest.raises(UsageError, match="has no workers"):
        cluster._refuse({})
