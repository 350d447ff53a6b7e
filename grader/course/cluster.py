"""Grades on the workers of a Dask cluster, which share no disk with whoever asks.

The bank goes to the cluster once, each submission with its task. The examples of a problem, and
what its typical mistakes answer, are made by one worker and go from there to those that judge it.
What was judged comes back as it is finished, into the one gradebook of whoever asked. A worker
judges in processes and a sandbox of its own and is refused where that holds submissions back by
less than everything. What a lost worker was doing is done by another; when whoever asked is lost,
the same command goes on.

Dask sends pickles, which are code to whoever receives them: only this package's own values go in,
and only text comes back, but a scheduler that others can reach is theirs.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import importlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from grader.course import batch, bench, retrial
from grader.course.plan import Plan, versions
from grader.course.retrial import Work
from grader.errors import Fault, SubmissionError, UsageError
from grader.escaping import printable
from grader.exercise.bank import Root
from grader.grading import prepared
from grader.model import Isolation, ProblemResult
from grader.reports import record
from grader.sandbox import Sandbox
from grader.submission import Submission

CHUNK: Final = 8
"""So many submissions are a task: a judge gets ready once for all of them."""

AHEAD: Final = 3
"""So many tasks for each thread of the workers are on their way at a time."""

RETRIES: Final = 3
_WAIT_S: Final = 10

Judged = Generator[tuple[Submission, Sequence[ProblemResult]], None, None]


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission on its way: what its files hold, by where they lie in it."""

    name: str
    top: str
    error: str
    files: tuple[tuple[str, bytes], ...]
    problems: tuple[str, ...]


def judges(address: str, chunk: int = 0) -> Callable[[Sequence[Work], Plan], Judged]:
    """Who judges pending work on the cluster whose scheduler is at that address."""
    return functools.partial(_judged, address, chunk or CHUNK)


def _judged(address: str, chunk: int, pending: Sequence[Work], plan: Plan) -> Judged:
    if not pending:
        return
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("a cluster needs distributed", "pip install lawgrader[cluster]") from None
    try:
        client = distributed.Client(address, timeout=_WAIT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise UsageError(
            f"no scheduler answers at {printable(address)}: {reason[:200]}",
            "start one with dask scheduler, and name it as tcp://HOST:8786",
        ) from None
    with client, client.as_current():
        _refuse(client.run(looks))
        bank = client.scatter(packed(plan.rubric.roots), broadcast=True)
        ready = {
            name: client.submit(prepare, bank, plan, name, retries=RETRIES, pure=False)
            for name in dict.fromkeys(name for work in pending for name in work.problems)
        }
        waiting = iter([pending[i : i + chunk] for i in range(0, len(pending), chunk)])
        works = {work.submission.name: work for work in pending}
        begun: dict[Any, Sequence[Work]] = {}
        arriving = distributed.as_completed()

        def fill() -> None:
            """Sends as much as keeps all busy, and no more: the scheduler holds what is sent."""
            while len(begun) < AHEAD * max(sum(client.nthreads().values()), 1):
                if (one := next(waiting, None)) is None:
                    return
                what = bank, plan, [sent(work) for work in one], _asked(ready, one)
                future = client.submit(judge, *what, retries=RETRIES, pure=False)
                begun[future] = one
                arriving.add(future)

        fill()
        for future in arriving:
            done = begun.pop(future)
            if future.status == "finished":
                found = future.result()
            else:
                reason = f"the cluster lost it: {type(future.exception()).__name__}"
                found = [(w.submission.name, _lost(w, reason)) for w in done]
            future.release()
            fill()
            for name, results in found:
                yield works[name].submission, [record.read_problem(text) for text in results]


def _asked(ready: Mapping[str, Any], works: Sequence[Work]) -> list[Any]:
    """What is made ready for the problems of these."""
    return [ready[name] for name in dict.fromkeys(name for work in works for name in work.problems)]


def _lost(work: Work, reason: str) -> list[str]:
    results = [retrial.ungraded(name, reason) for name in work.problems]
    return [record.render_problem(result) for result in results]


def _refuse(workers: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, str]]]) -> None:
    """Refuses workers that hold submissions back by less than everything, or are other versions."""
    if not workers:
        raise UsageError("the cluster has no workers", "start some with dask worker")
    ours = versions()
    for address, (isolation, missing, theirs) in workers.items():
        shown = printable(address)
        if isolation != Isolation.STRICT:
            raise Fault(
                f"the worker {shown} cannot hold a hostile submission:"
                f" isolation is {isolation} (missing: {'; '.join(map(printable, missing))})"
            )
        other = [name for name, version in ours.items() if theirs.get(name) != version]
        if other:
            raise Fault(
                f"the worker {shown} has another version of {', '.join(other)}",
                "install the same there",
            )


def sent(work: Work) -> Sent:
    """A submission as it is sent: the files in it that are looked at, and no others."""
    submission = work.submission
    files: dict[str, bytes] = {}
    with suppress(SubmissionError, OSError):
        for path in {Path(file.path) for file in submission.files}:
            inside = path.relative_to(submission.path).as_posix()
            files[inside] = path.read_bytes()
    return Sent(
        submission.name,
        submission.path.name,
        submission.error,
        tuple(sorted(files.items())),
        work.problems,
    )


def packed(roots: Sequence[Root]) -> bytes:
    """The bank: public and hidden halves, each root in a directory of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, root in enumerate(roots):
            halves = {"problems": root.problems, "solutions": root.solutions}
            for half, folder in halves.items():
                if folder is None:
                    continue
                for path in sorted(filter(Path.is_file, folder.rglob("*"))):
                    if "__pycache__" not in path.parts:
                        archive.write(path, f"{i}/{half}/{path.relative_to(folder).as_posix()}")
    return stream.getvalue()


# On a worker --------------------------------------------------------------------------------------


def looks() -> tuple[str, tuple[str, ...], dict[str, str]]:
    """What holds submissions back on this worker, and what it would judge with."""
    with Sandbox() as sandbox:
        sandbox.start()
        return str(sandbox.isolation), sandbox.missing, versions()


def prepare(bank: bytes, plan: Plan, problem: str) -> dict[str, bytes]:
    """What judging that problem rests on, for the other workers."""
    return bench.prepare(_here(bank, plan), problem)


def judge(
    bank: bytes, plan: Plan, works: Sequence[Sent], ready: Sequence[Mapping[str, bytes]]
) -> list[tuple[str, list[str]]]:
    """The results of these submissions, as text."""
    for entries in ready:
        prepared.take(entries)
    with tempfile.TemporaryDirectory() as folder:
        pending = [_laid(one, Path(folder, str(i))) for i, one in enumerate(works)]
        return [
            (submission.name, [record.render_problem(result) for result in results])
            for submission, results in batch.graded(pending, _here(bank, plan), 1)
        ]


def _here(bank: bytes, plan: Plan) -> Plan:
    """The plan, with the bank as it lies on this worker."""
    place = Path(_unpacked(hashlib.sha256(bank).hexdigest(), _Bytes(bank)))
    roots = tuple(
        Root(root / "problems", root / "solutions") for root in sorted(place.iterdir(), key=_number)
    )
    return replace(plan, rubric=replace(plan.rubric, roots=roots))


def _number(path: Path) -> int:
    return int(path.name)


class _Bytes:
    """Bytes that are not looked at to find what is kept."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=4)
def _unpacked(_: str, bank: _Bytes) -> str:
    """Where the bank of that digest lies on this worker, for as long as it lives."""
    place = tempfile.mkdtemp(prefix="grader-bank-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(bank.content)) as archive:
        archive.extractall(place)
    return place


def _laid(one: Sent, folder: Path) -> Work:
    path = folder / one.top
    folder.mkdir()
    for inside, content in one.files:
        file = path if inside == "." else path / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Work(Submission(one.name, path, one.error), one.problems)
