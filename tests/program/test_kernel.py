"""What is graded of a notebook or a script answers as it does where it was written."""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from programs import drawn
from test_slicing import of_cells

from grader import program
from grader.model import Answer, Call, Loaded, Program, Refused
from grader.program import Functions, prepare
from grader.values import wire

pytestmark = pytest.mark.slow

NOTHING = object()


def in_kernel(cells: Sequence[str]) -> Any:
    """What `f(1.0)` gives when these cells were run, or nothing where that is no number, or one of
    them failed: what is drawn works, but for traces that a statement left which did not.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        for cell in cells:
            exec(compile(cell, "<cell>", "exec"), names)
        value = names["f"](1.0)
    except Exception:
        return NOTHING
    return value if type(value) in (int, float) else NOTHING


def graded(made: Program) -> tuple[Any, Loaded | Refused]:
    """What `f(1.0)` gives of what is graded, and what was told of that."""
    functions = prepare(made)
    if not isinstance(functions, Functions):
        return NOTHING, functions
    reply = program.perform(functions, Call("f", wire.encode(((1.0,), {}))))
    return reply.value if isinstance(reply, Answer) else NOTHING, functions.loaded


def agrees(cells: Sequence[str], value: Any, *, script: bool) -> bool:
    """Whether that is the kernel's, or it was said what of the cells is missing."""
    made = of_cells("\n".join(cells)) if script else of_cells(*cells)
    own, told = graded(made)
    return bool(own == value or told.notes)


@pytest.mark.parametrize("script", [False, True])
def test_as_in_a_kernel(script: bool) -> None:
    same = 0
    with contextlib.redirect_stdout(io.StringIO()):
        for seed in range(600):
            cells = drawn(random.Random(seed))
            value = in_kernel(cells)
            if value is not NOTHING:
                assert agrees(cells, value, script=script), "\n#--\n".join(cells)
                same += graded(of_cells(*cells))[0] == value
    assert same > 400


def test_in_a_kernel() -> None:
    """The kernel that the others are compared with is what a kernel is."""
    nbformat = pytest.importorskip("nbformat")
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook()
    programs = [drawn(random.Random(seed)) for seed in range(1000, 1020)]
    for cells in programs:
        sources = ["%reset -f", "%matplotlib_is_no_magic", *cells, "print('SAID', f(1.0))"]
        notebook.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    said = []
    for cell in notebook.cells:
        if cell.source.startswith("print('SAID'"):
            streams = [o.text for o in cell.outputs if o.output_type == "stream"]
            lines = [t for text in streams for t in text.splitlines() if t.startswith("SAID")]
            said.append(json.loads(lines[0].removeprefix("SAID ")) if lines else NOTHING)
    with contextlib.redirect_stdout(io.StringIO()):
        assert said == [in_kernel(cells) for cells in programs]
