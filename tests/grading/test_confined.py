"""An exercise that nobody vouches for is judged by a process that can do no harm."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_bank import RIGHT, WRONG, write_bank

from grader.cli import cli
from grader.exercise.bank import find_bank
from grader.grading import confined
from grader.grading.answering import Judge
from grader.judge.recording import SUFFIX
from grader.model import Isolation, Outcome
from grader.sandbox import Sandbox
from grader.submission import Source

SUPPORT = """\
support: |
  def tried():
      import os, socket, subprocess
      def attempt():
          {attempt}
      try:
          return 'got ' + repr(attempt())[:99]
      except Exception as error:
          return 'refused: ' + type(error).__name__
returns:"""
ATTEMPTS = {
    "write": "return open({mark!r}, 'w').close()",
    "read": "return open({secret!r}).read()",
    "list": "return os.listdir({folder!r})",
    "read a password": "return open('/etc/passwd').read()",
    "read the parent's environment": "return open(f'/proc/{{os.getppid()}}/environ').read()",
    "read the parent's files": "return os.listdir(f'/proc/{{os.getppid()}}/fd')",
    "go round by a link": "return os.listdir('/proc/self/root/tmp')",
    "signal": "return os.kill(os.getppid(), 0)",
    "run": "return subprocess.run(['true'])",
    "connect": "return socket.socket().connect(('127.0.0.1', 9))",
    "serve": "return socket.create_server(('127.0.0.1', 0))",
    "remove": "return os.rmdir({folder!r})",
    "change a mode": "return os.chmod({secret!r}, 0o666)",
}
SECRET = "a secret"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stranger's repository, in which somebody stands who checks an answer."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    bank = write_bank(tmp_path / "theirs")
    for path in (bank / "solutions/calculus").iterdir():
        path.unlink()
    (bank / "calculus").mkdir()
    (bank / "calculus/double.py").write_text(RIGHT)
    monkeypatch.chdir(bank)
    return bank


def owning(bank: Path, old: str, new: str) -> None:
    file = bank / "problems/calculus/double.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def trying(bank: Path, attempt: str) -> None:
    words = {"mark": str(bank.parent / "owned"), "folder": str(bank.parent / "folder")}
    words["secret"] = str(bank.parent / "secret")
    (bank.parent / "folder").mkdir()
    (bank.parent / "secret").write_text(SECRET)
    owning(bank, "returns:", SUPPORT.format(attempt=attempt.format(**words)))
    owning(bank, "close(y, 2 * x)", "tried() == 0")


def checked(*options: str) -> str:
    done = CliRunner().invoke(cli, ["check", "double", "--json", *options])
    (result,) = json.loads(done.output)["problems"]
    return "\n".join(check["message"] for check in result["checks"])


@pytest.mark.skipif(sys.platform != "linux", reason="there is nothing to hold it by")
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_its_code_reaches_nothing(place: Path, attempt: str) -> None:
    trying(place, ATTEMPTS[attempt])
    assert "refused: " in checked()
    assert not (place.parent / "owned").exists()
    assert (place.parent / "secret").stat().st_mode & 0o777 != 0o666
    assert (place.parent / "folder").is_dir()


@pytest.mark.parametrize("attempt", ["write", "read", "list", "signal", "run", "serve"])
def test_named_it_would_have(place: Path, attempt: str) -> None:
    trying(place, ATTEMPTS[attempt])
    assert "got " in checked("--bank", ".")


EXPRESSIONS = {
    "a law": ("close(y, 2 * x)", "close(y, 2 * x * OPEN)"),
    "a value": ("{reals: [n], between: [-9, 9]}", '{is: "np.ones(n) * OPEN"}'),
    "a size": ("{n: 1..3}", '{n: "OPEN"}'),
    "support code": ("returns:", 'support: "ONE = OPEN"\nreturns:'),
}
OPEN = (
    "([c for c in (1).__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]"
    ".__init__.__globals__['open']('MARK', 65) * 0 + 1)"
)
"""An expression that names nothing and makes a file: no list of names would hold it."""


@pytest.mark.parametrize("where", EXPRESSIONS)
@pytest.mark.parametrize("named", [False, True], ids=["found", "named"])
def test_its_expressions_reach_nothing(place: Path, where: str, named: bool) -> None:
    mark = place.parent / "owned"
    old, new = EXPRESSIONS[where]
    owning(place, old, new.replace("OPEN", OPEN.replace("MARK", str(mark))))
    CliRunner().invoke(cli, ["check", "double", *(["--bank", "."] if named else [])])
    if sys.platform == "linux":
        assert mark.exists() == named


def test_verdicts_are_the_same(place: Path) -> None:
    for text, outcome in ((RIGHT, Outcome.PASSED), (WRONG, Outcome.FAILED)):
        with Sandbox() as sandbox, Judge(sandbox) as judge:
            found = judge.check(find_bank(), "double", Source(text, "double.py"), seed=3)
            named = judge.check(find_bank([Path()]), "double", Source(text, "double.py"), seed=3)
        assert found == named
        assert found.outcome is outcome


@pytest.mark.skipif(
    sys.platform != "linux" or bool(os.environ.get("GRADER_TEST_REDUCED")), reason="lacks a layer"
)
def test_every_layer_holds(place: Path) -> None:
    with Sandbox() as sandbox, Judge(sandbox) as judge:
        judge.check(find_bank(), "double", Source(RIGHT), seed=0)
        assert (judge.isolation, judge.missing) == (Isolation.STRICT, ())


@pytest.mark.parametrize(
    "end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.write(4, b'[[[[') and os._exit(0)"]
)
def test_a_judge_that_ends_is_a_fault_in_one_line(place: Path, end: str) -> None:
    trying(place, f"return {end}")
    done = CliRunner().invoke(cli, ["check", "double"])
    assert done.exit_code == 3
    assert done.output == "Error: the judge of double ended before it had a verdict\n"


def test_the_next_question_gets_another_judge(place: Path) -> None:
    trying(place, "return os._exit(0)")
    (place / "calculus/triple.py").write_text("def triple(x):\n    return 3 * x\n")
    with Sandbox() as sandbox, Judge(sandbox) as judge:
        with pytest.raises(Exception, match="ended before"):
            judge.check(find_bank(), "double", Source(RIGHT), seed=0)
        text = (place / "calculus/triple.py").read_text()
        assert judge.check(find_bank(), "triple", Source(text), seed=0).outcome is Outcome.PASSED


def test_a_hidden_half_that_was_found_is_left_out(tmp_path: Path, place: Path) -> None:
    mark = tmp_path / "owned"
    (place / "solutions/calculus/double.py").write_text(f"open({str(mark)!r}, 'w')")
    done = CliRunner().invoke(cli, ["check", "double"])
    assert done.exit_code == 0, done.output
    assert "without solutions: this bank was found, not named (--bank .)" in done.output
    assert not mark.exists()


def test_a_mistake_of_its_author_s_is_told_in_one_line(place: Path) -> None:
    owning(place, "{reals: [n], between: [-9, 9]}", "{reals: ['n / 0']}")
    done = CliRunner().invoke(cli, ["check", "double"])
    assert done.exit_code in (2, 3)
    assert done.output.startswith("Error: ")
    assert "Traceback" not in done.output


STUBBORN = """\
import signal
      for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPROF, signal.SIGXCPU):
          signal.signal(number, signal.SIG_IGN)
      {forever}"""


@pytest.mark.parametrize("forever", ["while True: pass", "import time; time.sleep(1000)"])
def test_an_exercise_that_never_ends_is_stopped(
    place: Path, monkeypatch: pytest.MonkeyPatch, forever: str
) -> None:
    body = STUBBORN.format(forever=forever)
    owning(place, "returns:", f"support: |\n  def tried():\n      {body}\nreturns:")
    owning(place, "close(y, 2 * x)", "tried() == 0")
    monkeypatch.setattr(confined, "CPU_S", 0.5)
    monkeypatch.setattr(confined, "WALL_S", 600.0 if "pass" in forever else 5.0)
    done = CliRunner().invoke(cli, ["check", "double"])
    assert done.exit_code == 3
    assert "took too long and was stopped" in done.output


@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_a_recording_that_never_ends_is_not_read(place: Path, kind: str) -> None:
    file = (place / "problems/calculus/double.yaml").with_suffix(SUFFIX)
    file.unlink(missing_ok=True)
    os.mkfifo(file) if kind == "pipe" else file.symlink_to("/dev/zero")
    done = CliRunner().invoke(cli, ["check", "double"])
    assert done.exit_code == 3
    assert re.search("not a regular file|a symbolic link", done.output)
