"""Modules: those that were handed in come along, those that are not there cost who uses them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from test_slicing import of_cells

from grader.model import Answer, Call, Limits, Loaded, Outcome, Raised, Refused, Reply
from grader.sandbox import Sandbox
from grader.values import wire

ANSWER = "def f(x):\n    return x + 3"
ABSENT = (
    "the module {} is not there: only Python's own library, NumPy and modules handed in with the"
    " answer can be used"
)


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


class Handed:
    """Runs what was handed in, in a worker."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def __call__(
        self, *cells: str, modules: Mapping[str, str] | None = None, folder: str = "", **fields: Any
    ) -> tuple[Loaded | Refused, Reply]:
        made = dataclasses.replace(of_cells(*cells, **fields), modules=modules or {}, folder=folder)
        with self.sandbox.worker(made, Limits()) as worker:
            (reply,) = worker.answer([Call("f", wire.encode(((1.0,), {})))])
            return worker.loaded, reply

    def value(self, *cells: str, **more: Any) -> Any:
        told, reply = self(*cells, **more)
        assert isinstance(reply, Answer), (told, reply)
        return reply.value


@pytest.fixture(scope="module")
def handed(box: Sandbox) -> Handed:
    return Handed(box)


@pytest.mark.parametrize("module", ["yaml", "hypothesis", "pandas", "grader.judge", "numpy.gone"])
def test_what_is_used_and_not_there_is_one_true_sentence(handed: Handed, module: str) -> None:
    told, _ = handed(f"k = 1\nimport {module} as m\nx = m.dump(k)\ndef f(x): return x + m.y()")
    name = module if module != "grader.judge" else told.kept and "grader.judge"
    assert isinstance(told, Loaded)
    _, reply = handed(f"k = 1\nimport {module} as m\ndef f(x):\n    return m.y(x)")
    assert isinstance(reply, Raised)
    assert (reply.kind, reply.line) == ("ModuleNotFoundError", 2)
    assert reply.message == ABSENT.format(name)
    told, _ = handed(f"k = 1\nimport {module} as m\nt = m.dump(k)\ndef f(x): return t")
    assert (told.message, told.line) == (ABSENT.format(name), 2)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import yaml\nexcept ImportError:\n    yaml = None\ndef f(x): return x + 3 if yaml is None else 0",
        "def f(x):\n    try:\n        import yaml\n    except ModuleNotFoundError:\n        return x + 3",
        "import yaml, hypothesis.strategies as st\nfrom click import echo\ndef f(x): return x + 3",
        "from yaml import *\ndef f(x): return x + 3",
        "import yaml\ndef f(x: yaml.Node) -> 'yaml': return x + 3",
    ],
)
def test_what_is_not_used_costs_nothing(handed: Handed, text: str) -> None:
    assert handed.value(text) == 4.0


def test_a_name_that_is_not_there_tells_no_path(handed: Handed) -> None:
    told, _ = handed("from numpy import gone\nt = gone(1)\ndef f(x): return t")
    assert told.message == "numpy has nothing that is called gone"  # type: ignore[union-attr]
    _, reply = handed("def f(x):\n    from numpy import gone\n    return gone(x)")
    assert isinstance(reply, Raised)
    assert reply.message == "cannot import name 'gone' from 'numpy'"


MODULES = {
    "hw/utils.py": "import numpy as np, pandas as pd\nfrom .deep.er import k\nprint(input())\ndef helper(x):\n    return x + k\n",
    "hw/deep/er.py": "k = 3\n",
    "hw/pkg/__init__.py": "from .inner import helper\n",
    "hw/pkg/inner.py": "from ..utils import helper\n",
    "common.py": "k = 3\n",
    "state.py": "t = []\ndef prepare(): t.append(3)\n",
    "v1.0/old.py": "k = 3\n",
}


@pytest.mark.parametrize(
    "text",
    [
        "from utils import helper\ndef f(x): return helper(x)",
        "import utils\ndef f(x): return utils.helper(x)",
        "from .utils import helper\ndef f(x): return helper(x)",
        "from . import utils\ndef f(x): return utils.helper(x)",
        "from utils import helper as f",
        "from utils import *\ndef f(x): return helper(x)",
        "import pkg.inner\ndef f(x): return pkg.inner.helper(x)",
        "from pkg import helper\ndef f(x): return helper(x)",
        "from common import k\ndef f(x): return x + k",
        "from ..common import k\ndef f(x): return x + k",
        "def f(x):\n    from deep.er import k\n    return x + k",
        "import utils\nutils.k = 3\ndef f(x): return x + utils.k",
        "import state\nstate.prepare()\ndef f(x): return x + state.t[0]",
        "from state import t, prepare\nprepare()\ndef f(x): return x + t[0]",
        "from utils import helper\nfor i in range(2): helper(i)\ndef f(x): return helper(x)",
    ],
)
def test_modules_that_were_handed_in_come_along(handed: Handed, text: str) -> None:
    assert handed.value(text, modules=MODULES, folder="hw") == 4.0


def test_from_a_folder_with_a_dot(handed: Handed) -> None:
    text = "from .old import k\ndef f(x): return x + k"
    assert handed.value(text, modules=MODULES, folder="v1.0") == 4.0


@pytest.mark.parametrize(
    "name", ["random", "numpy", "grader", "math", "handed_in", "sitecustomize"]
)
def test_none_takes_the_place_of_another(handed: Handed, name: str) -> None:
    modules = {f"{name}.py": "f = None\npi = 0\n", f"{name}/__init__.py": "f = None\n"}
    text = f"import {name}\nimport numpy as np, math\ndef f(x): return x + np.floor(math.pi)"
    assert handed.value(text, modules=modules) == 4.0


def test_what_is_wrong_in_one_is_told_with_its_place(handed: Handed) -> None:
    def told(module: str, **more: Any) -> str:
        text = "from utils import k\nt = k + 1\ndef f(x): return t"
        return handed(text, modules={"utils.py": module}, **more)[0].message  # type: ignore[union-attr]

    assert told("\n\nk = (") == "utils.py cannot be read: line 3: SyntaxError: '(' was never closed"
    assert told("k = gone").startswith("NameError: name 'gone' is not defined")
    assert told("j = 1") == "utils has nothing that is called k"
    forbidding = {"forbid": ("np.linalg.inv",)}
    assert told("import numpy as np\nk = np.linalg.inv", **forbidding) == (
        "np.linalg.inv is not allowed in this exercise (utils.py, line 2)"
    )


def test_a_guard_knows_who_asks_in_a_module(handed: Handed) -> None:
    modules = {"utils.py": "import numpy as np\ndef k(x): return getattr(np.linalg, 'in' + 'v')(x)"}
    text = "from utils import k\ndef f(x): return k([[x]])"
    _, reply = handed(text, modules=modules, forbid=("np.linalg.inv",))
    assert isinstance(reply, Raised)
    assert "not allowed" in reply.message


def test_nobody_answers(handed: Handed) -> None:
    told, _ = handed("n = int(input('n? '))\ndef f(x): return x + n")
    assert told == Refused(
        Outcome.ERRORED,
        "EOFError: input() gets no answer here: nobody is there to type one (while it was loaded)",
        1,
        told.kept,
    )
    assert handed.value("def f(x):\n    breakpoint()\n    return x + 3") == 4.0


@pytest.mark.parametrize("module", ["pandas", "nowhere"])
def test_what_is_imported_inside_a_function_is_told_the_same_way(
    handed: Handed, module: str
) -> None:
    _, reply = handed(f"def f(x):\n    import {module}\n    return x + 3")
    assert isinstance(reply, Raised)
    assert (reply.kind, reply.message) == ("ModuleNotFoundError", ABSENT.format(module))


def test_who_asks_whether_a_module_is_there_is_told(handed: Handed) -> None:
    source = (
        "def f(x):\n    try:\n        import nowhere\n    except ImportError:\n        return x + 3"
    )
    assert handed.value(source) == 4.0


@pytest.mark.parametrize("path", ["lib/nn.py", "src/lib/nn/__init__.py", "lib/nn/core.py"])
def test_a_folder_that_only_the_path_names_is_found(handed: Handed, path: str) -> None:
    name = "nn.core" if path.endswith("core.py") else "nn"
    text = f"import sys\nsys.path.insert(0, 'lib')\nfrom {name} import g\ndef f(x): return g(x)"
    assert handed.value(text, modules={path: "def g(x): return x + 3\n"}) == 4.0


def test_a_script_knows_its_name_and_was_given_no_words(handed: Handed) -> None:
    text = (
        "import argparse, os, sys\n"
        "args = argparse.ArgumentParser().parse_args()\n"
        "HERE = os.path.basename(os.path.abspath(__file__))\n"
        "def f(x): return float(len(sys.argv)) + len(vars(args)) + (HERE in sys.argv)"
    )
    assert handed.value(text) == 2.0


def test_a_cell_that_asks_the_grader_is_no_part_of_an_answer(handed: Handed) -> None:
    told, reply = handed("def f(x): return x + 3", "import grader\ngrader.check('softmax', f)")
    assert isinstance(told, Loaded)
    assert isinstance(reply, Answer)
    assert not told.notes


def test_nothing_is_of_a_kind_that_is_not_there(handed: Handed) -> None:
    text = (
        "import pandas as pd\ndef f(x):\n    return x.values if isinstance(x, pd.Series) else x + 3"
    )
    assert handed.value(text) == 4.0
