"""`%load_ext grader` in a notebook: the magics `%check NAME` and `%hint NAME`.

The kernel is the student's, so nothing is judged in it: what was run goes to a process beside it,
`grader.notebook.server`, and what comes back is shown. Beyond the standard library only what starts
that process is imported here.

A kernel that nbgrader runs is the student's, too, and what it puts out are the points. So whatever
is taken from it is taken when the extension is loaded, and before each cell the magics are ours
again. That stops who plays a trick, and nobody who means it: `grader grade` does.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from grader import interpreter

MOST: Final = 900_000
"""Of the code that was run, the characters that are sent, the latest first."""

_NBGRADER: Final = "NBGRADER_EXECUTION"


class Magics:
    """The two magics of one kernel, and what they know of it."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._stopped: dict[int, int] = {}
        self._graded = os.environ.get(_NBGRADER) == "autograde"
        self._folder = Path.cwd() if self._graded else None
        self._own: dict[str, Any] = {}
        self._judge: interpreter.Running | None = None

    def load(self) -> None:
        """Puts the magics into the kernel, and starts what answers them."""
        from IPython.core.magic import no_var_expand

        def check(line: str) -> float | None:
            """Check your answer to a problem: %check NAME."""
            return self._answer("check", line, {"cells": self.cells(), "file": self._file(line)})

        def hint(line: str) -> None:
            """Show the next hint for a problem: %hint NAME."""
            self._answer("hint", line, {})

        for magic in (check, hint):
            # The braces of an example are its own.
            self._own[magic.__name__] = no_var_expand(magic)
        self._claim()
        self._shell.events.register("pre_run_cell", self._claim)
        self._shell.events.register("post_run_cell", self._ran)
        self._start()

    def unload(self) -> None:
        """Takes them out again."""
        self._shell.events.unregister("pre_run_cell", self._claim)
        self._shell.events.unregister("post_run_cell", self._ran)
        for name in ("check", "hint"):
            self._shell.magics_manager.magics["line"].pop(name, None)
        self.close()

    def close(self) -> None:
        """Ends the process that answers."""
        judge, self._judge = self._judge, None
        if judge is None:
            return
        for stream in (judge.stdin, judge.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        judge.terminate()
        judge.wait()

    def _claim(self, *_: object) -> None:
        """Has the magics be these ones, whatever a cell put in their place."""
        for name, magic in self._own.items():
            self._shell.register_magic_function(magic, "line", name)
        self._shell.user_ns["get_ipython"] = self._shell.get_ipython

    # What was run --------------------------------------------------------------------------------

    def _ran(self, result: Any) -> None:
        """Notes where a cell stopped with an error, as nothing from there on took place."""
        error, number = result.error_in_exec, result.execution_count
        if error is None or number is None:
            return
        traceback = error.__traceback__
        while traceback is not None:
            frame = traceback.tb_frame
            if frame.f_code.co_name == "<module>" and frame.f_globals is self._shell.user_ns:
                self._stopped[number] = traceback.tb_lineno
                return
            traceback = traceback.tb_next

    def cells(self) -> list[tuple[int, str, int]]:
        """What was run, in order: number, source, and the line where it stopped, if it did."""
        found: list[tuple[int, str, int]] = []
        room = MOST
        history = list(enumerate(self._shell.history_manager.input_hist_raw))
        for number, source in reversed(history):
            room -= len(source)
            if room < 0:
                break
            if self._parses(source):
                blank = len(source) - len(source.lstrip("\n"))
                until = self._stopped.get(number, 0)
                found.append((number, source, until + blank if until else 0))
        return found[::-1]

    def _parses(self, source: str) -> bool:
        """Whether the cell is Python; one that is not was never run."""
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            compile(self._shell.transform_cell(source), "<cell>", "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return bool(source.strip())

    def _file(self, line: str) -> dict[str, str] | None:
        """The file that the function came from, if it was imported or run from one."""
        name = (line.split() or [""])[0].removesuffix(".py")
        function = (
            inspect.unwrap(value) if callable(value := self._shell.user_ns.get(name)) else None
        )
        code = getattr(function, "__code__", None)
        path = Path(code.co_filename) if code is not None else None
        if path is None or path.suffix != ".py" or not path.is_file():
            return None
        return {"name": path.name, "text": path.read_text(encoding="utf-8", errors="replace")}

    # Who answers ---------------------------------------------------------------------------------

    def _start(self) -> interpreter.Running:
        if self._judge is None or self._judge.poll() is not None:
            self.close()
            self._judge = interpreter.start(
                "grader.notebook.server",
                environment=interpreter.inherited(),
                stderr=interpreter.DEVNULL,
            )
        return self._judge

    def _answer(self, magic: str, line: str, more: Mapping[str, Any]) -> float | None:
        from IPython.display import display

        folder = str(self._folder or Path.cwd())
        more = {**more, "graded": self._graded}
        reply = self._asked({"magic": magic, "line": line, "folder": folder, **more})
        graded = magic == "check" and self._graded
        if "error" in reply:
            message = f"{reply['error']}\n{reply['hint']}".rstrip()
            if graded:
                # nbgrader takes a cell without an error for a right answer.
                raise RuntimeError(message)
            sys.stdout.write(f"Error: {message}\n")
            return None
        display(reply["data"], raw=True)  # type: ignore[no-untyped-call]
        if not graded:
            return None
        if reply["score"] is None:
            raise RuntimeError("the grader failed here, and the answer has no score yet")
        return float(reply["score"])

    def _asked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        judge = self._start()
        assert judge.stdin is not None
        assert judge.stdout is not None
        try:
            judge.stdin.write(json.dumps(request).encode() + b"\n")
            judge.stdin.flush()
            line = judge.stdout.readline()
        except OSError:
            line = b""
        except BaseException:
            # Interrupted: what it would still answer belongs to no question.
            self.close()
            raise
        if not line:
            self.close()
            return {"error": "the grader ended before it answered", "hint": "try once more"}
        reply: dict[str, Any] = json.loads(line)
        return reply


_loaded: dict[int, Magics] = {}


def ran() -> list[tuple[int, str, int]]:
    """What was run in the kernel that this is, if any: number, source, and where it stopped."""
    if "IPython" not in sys.modules:
        return []
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return []
    return _loaded.get(id(shell), Magics(shell)).cells()


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext grader` does."""
    import atexit

    magics = _loaded[id(shell)] = Magics(shell)
    magics.load()
    atexit.register(magics.close)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext grader` does."""
    magics = _loaded.pop(id(shell), None)
    if magics is not None:
        magics.unload()
