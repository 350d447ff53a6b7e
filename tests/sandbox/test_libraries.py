"""The standard library is promised, wherever the interpreter lies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from grader.model import Answer, Call, Limits, Program
from grader.sandbox import Sandbox
from grader.values import wire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the fork server")

ROOT = Path(__file__).resolve().parents[2]
PROMISED = (
    *("doctest", "unittest", "unittest.mock", "calendar", "glob", "gzip", "bz2", "asyncio"),
    *("concurrent.futures", "xml.etree.ElementTree", "encodings.cp1252", "sqlite3"),
    *("numpy.testing", "numpy.lib.recfunctions"),
)
IMPORT = """
import importlib
def f(name):
    importlib.import_module(name)
    return "there"
"""


def refused(box: Sandbox) -> list[object]:
    """The promised modules that a right answer could not import."""
    program = Program("f", IMPORT, {"f": "f"}, "f", ("name",))
    with box.worker(program, Limits(cpu_s=20)) as worker:
        replies = worker.answer([Call("f", wire.encode(((name,), {}))) for name in PROMISED])
    told = zip(PROMISED, replies, strict=True)
    return [(name, reply) for name, reply in told if reply != Answer("there")]


def test_all_of_it_can_be_imported_here(sandbox: Sandbox) -> None:
    assert refused(sandbox) == []


SCRIPT = """
import os, sys
sys.path.insert(0, {tests!r})
from test_libraries import refused
from grader.sandbox import Sandbox, libraries
if os.fork() == 0:
    os.setresuid(65534, 65534, 65534)
    print("out of reach:", len(libraries.unreachable()), flush=True)
    os._exit(0)
os.wait()
with Sandbox() as box:
    print(box.isolation, box.missing, refused(box))
"""


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this interpreter in a directory that only root may enter."""
    home = tmp_path_factory.mktemp("closed")
    python = home / "python"
    (python / "bin").mkdir(parents=True)
    shutil.copy2(Path(sys.executable).resolve(), python / "bin" / "python3")
    library = Path(sysconfig.get_path("stdlib"))
    skipped = shutil.ignore_patterns("site-packages", "test", "idlelib", "tkinter", "config-*")
    shutil.copytree(library, python / "lib" / library.name, ignore=skipped, symlinks=True)
    home.chmod(0o700)
    return python / "bin" / "python3"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's workers change their uid")
def test_all_of_a_closed_interpreter_can_be_imported(closed: Path) -> None:
    environment = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]),
        "PYTHONHOME": str(closed.parent.parent),
        "LD_LIBRARY_PATH": sysconfig.get_config_var("LIBDIR") or "",
    }
    script = SCRIPT.format(tests=str(Path(__file__).parent))
    done = subprocess.run(
        [closed, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, second = done.stdout.splitlines()
    assert first.startswith("out of reach:")
    assert not first.endswith(" 0")  # whoever gave up root has no way to it
    assert second == "strict () []"
