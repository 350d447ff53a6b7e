"""Speed as ratios, each measured side by side in one run.

    python benchmarks/run.py [worker] [calls] [check] [watch] [help] [list] [apart] [bare] [otter]
        [nbgrader]

`apart` and `bare` are of a right submission of ten problems of the bank, in CPU time. Prints a
table and exits 1 if a ratio exceeds its bound. `otter` and `nbgrader` need the `bench` extra.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
ROUNDS: Final = 15


class Ratio(NamedTuple):
    """Seconds of ours over seconds of the measure it is held against, and the bound."""

    name: str
    ours_s: float
    theirs_s: float
    bound: float

    @property
    def value(self) -> float:
        return self.ours_s / self.theirs_s


def best(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """The best time of each, taken in turns, so that both meet the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, found in zip((ours, theirs), times, strict=True):
            before = time.perf_counter()
            run()
            found.append(time.perf_counter() - before)
    return min(times[0]), min(times[1])


def worker() -> Ratio:
    """A worker forked, locked down and answering, against a bare fork of a server as warm."""
    from grader.model import Call, Program
    from grader.sandbox import Sandbox
    from grader.values.wire import encode

    program = Program("one", "def one(x):\n    return x\n", {"one": "one"}, "one", ("x",))
    call = Call("one", encode(((1.0,), {})))
    with Sandbox() as sandbox, bare_server() as bare:

        def ours() -> None:
            with sandbox.worker(program) as started:
                started.answer([call])

        ours()
        bare()
        return Ratio("worker / bare fork of a server", *best(ours, bare, 4 * ROUNDS), 3.0)


BARE: Final = """
import gc, importlib, os, sys
from grader.sandbox import server
for name in server._IMPORTED:
    importlib.import_module(name)
server._warm()
gc.collect()
gc.freeze()
while sys.stdin.buffer.raw.read(1):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    os.write(1, b".")
"""


@contextlib.contextmanager
def bare_server() -> Iterator[Callable[[], None]]:
    """Forks and reaps a child of a process as warm as the fork server, and does nothing else."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
    with subprocess.Popen([sys.executable, "-I", "-c", BARE], **pipes) as server:  # type: ignore[call-overload]

        def fork() -> None:
            server.stdin.write(b".")
            server.stdout.read(1)

        yield fork
        server.stdin.close()


def calls() -> Ratio:
    """500 small calls of a softmax, batched, against the same calls made directly."""
    import numpy as np

    from grader.model import Answer, Call, Program
    from grader.sandbox import Sandbox
    from grader.values.wire import encode

    source = (ROOT / "docs/class/right/softmax.py").read_text(encoding="utf-8")
    namespace: dict[str, Callable[[object], object]] = {}
    exec(compile(source, "softmax.py", "exec"), namespace)
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=(4, 3)) for _ in range(500)]
    program = Program("softmax", source, {"softmax": "softmax"}, "softmax", ("z",))
    requests = [Call("softmax", encode(((array,), {}))) for array in arrays]
    with Sandbox() as sandbox, sandbox.worker(program) as started:

        def ours() -> None:
            replies = started.answer(requests)
            assert all(isinstance(reply, Answer) for reply in replies)

        def direct() -> None:
            for array in arrays:
                namespace["softmax"](array)

        ours()
        return Ratio("500 calls batched / direct", *best(ours, direct, ROUNDS), 5.0)


def check() -> Ratio:
    """A warm `grader check softmax` against `python -c "import numpy"`."""
    file = str(ROOT / "docs/class/right/softmax.py")
    command = [sys.executable, "-m", "grader", "check", "softmax", "--file", file]
    # Warm means compiled too, as an installed package is.
    warm = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def ours() -> None:
        done = subprocess.run(command, cwd=ROOT, env=warm, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def numpy() -> None:
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)

    ours()
    return Ratio("grader check softmax / import numpy", *best(ours, numpy, ROUNDS), 5.0)


def watch() -> Ratio:
    """What `grader watch` does on a save, against `python -c "import numpy"`."""
    from grader.exercise.bank import find_bank
    from grader.grading.answering import Judge
    from grader.model import Outcome
    from grader.sandbox import Sandbox
    from grader.submission import read_answer

    bank = find_bank([ROOT])
    problem = bank.problem("softmax")

    with Sandbox() as sandbox, Judge(sandbox) as judge:

        def ours() -> None:
            source = read_answer(ROOT / "docs/class/right/softmax.py", problem)
            result = judge.check(bank, problem.name, source, seed=0)
            assert result.outcome is Outcome.PASSED, result

        def numpy() -> None:
            subprocess.run([sys.executable, "-c", "import numpy"], check=True)

        ours()
        return Ratio("check on a save / import numpy", *best(ours, numpy, ROUNDS), 1.5)


def _command(name: str, *words: str, bound: float) -> Ratio:
    """One of our commands against Python that does nothing."""
    warm = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def ours() -> None:
        command = [sys.executable, "-m", "grader", *words]
        subprocess.run(command, cwd=ROOT, env=warm, capture_output=True, check=True)

    def nothing() -> None:
        subprocess.run([sys.executable, "-c", "pass"], check=True)

    ours()
    return Ratio(f"grader {name} / python -c pass", *best(ours, nothing, ROUNDS), bound)


def helping() -> Ratio:
    """`grader --help`."""
    return _command("--help", "--help", bound=6.0)


def listing() -> Ratio:
    """`grader list`."""
    return _command("list", "list", bound=30.0)


def apart() -> Ratio:
    """A submission of a class against the same examples and laws judged in one process."""
    from ten_of_the_bank import graded_s, in_process_s

    return Ratio("ten of the bank / in one process", graded_s(), in_process_s(), 1.0)


def bare() -> Ratio:
    """A submission of a class against the calls alone, in a loop."""
    from ten_of_the_bank import called_s, graded_s

    return Ratio("ten of the bank / their bare calls", graded_s(), called_s(), 5.0)


def otter() -> Ratio:
    """Ten problems of five laws on a hundred examples each, against `otter run`."""
    from otter_side import otter_run, our_run

    with tempfile.TemporaryDirectory() as folder, our_run() as ours:
        theirs = otter_run(Path(folder))
        ours()
        return Ratio("ten problems / otter run", *best(ours, theirs, 3), 1 / 20)


def nbgrader() -> Ratio:
    """The same against `nbgrader autograde`."""
    from nbgrader_side import nbgrader_run
    from otter_side import our_run

    with tempfile.TemporaryDirectory() as folder, our_run() as ours:
        theirs = nbgrader_run(Path(folder))
        ours()
        return Ratio("ten problems / nbgrader", *best(ours, theirs, 3), 1 / 20)


BENCHMARKS: Final = {
    "worker": worker,
    "calls": calls,
    "check": check,
    "watch": watch,
    "help": helping,
    "list": listing,
    "apart": apart,
    "bare": bare,
    "otter": otter,
    "nbgrader": nbgrader,
}


def main(names: list[str]) -> int:
    """Runs the named benchmarks, all if none is named."""
    os.environ.setdefault("GRADER_CACHE", tempfile.mkdtemp(prefix="grader-bench-"))
    failed = False
    print(f"{'ratio':38} {'ours':>10} {'theirs':>10} {'value':>8} {'bound':>8}")
    for name in names or BENCHMARKS:
        ratio = BENCHMARKS[name]()
        slow = ratio.value > ratio.bound
        failed |= slow
        print(
            f"{ratio.name:38} {ratio.ours_s * 1e3:8.1f}ms {ratio.theirs_s * 1e3:8.1f}ms"
            f" {ratio.value:8.3f} {ratio.bound:8.3f}{'  TOO SLOW' if slow else ''}"
        )
    return int(failed)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
