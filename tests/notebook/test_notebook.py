"""Notebooks: written, run in a real kernel with `%check`, handed in, and collected by nbgrader."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import nbformat
import pytest
from commands import invoke, python
from files import write_files
from notebooks import code, notebook_of
from places import ROOT
from small_bank import RIGHT, WRONG, write_bank

from grader.exercise.bank import find_bank
from grader.notebook.write import notebooks

NOTEBOOK = "notebooks/calculus/products.ipynb"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> $\\href{javascript:x}{y}$ \u202e\x1b"
)
Cells = list[dict[str, Any]]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def released(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("release") / "handout"
    done = invoke("release", str(directory), "--bank", str(bank))
    assert done.exit_code == 0, done.output
    return directory


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def edited(path: Path, answers: Mapping[str, str]) -> dict[str, Any]:
    """The released notebook with answers put into the cells that are meant for them."""
    notebook = read(path)
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return notebook


def run(notebook: Mapping[str, Any], path: Path, **env: str) -> Cells:
    """The code cells after a real kernel ran them, errors and all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    main = "from nbclient.cli import main; main()"
    options = ("--allow-errors", "--inplace", "--timeout=300")
    done = python("-c", main, *options, str(path), env=env)
    assert done.returncode == 0, done.stderr
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def shown(cell: Mapping[str, Any], kind: str = "text/plain") -> str:
    """All that a cell put out: streams, and what was displayed in this form."""
    told = []
    for output in cell["outputs"]:
        text = output.get("text") or output.get("data", {}).get(kind, "")
        told.append("".join(text))
    return "".join(told)


# Written -----------------------------------------------------------------------------------------


def test_a_topic_s_notebook_holds_statement_stub_and_check_of_each_problem(released: Path) -> None:
    notebook = nbformat.read(released / NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert [cell.id for cell in notebook.cells] == [
        *("about", "load-grader"),
        *("double-statement", "double", "double-check"),
        *("triple-statement", "triple", "triple-check"),
    ]
    sources = {cell.id: cell.source for cell in notebook.cells}
    problem = find_bank([released]).problem("double")
    assert sources["load-grader"] == "%load_ext grader"
    assert "$x = (1, 2)$" in sources["double-statement"]
    assert problem.statement.strip() in sources["double-statement"]
    assert sources["double"] == problem.stub.strip()
    assert sources["double-check"] == "%check double"
    assert next(c for c in notebook.cells if c.id == "double").metadata.tags == ["grader:double"]


def test_every_notebook_of_the_real_bank_is_valid_and_always_the_same() -> None:
    first, second = (
        notebooks(bank.topics(), bank.problem) for bank in (find_bank([ROOT]), find_bank([ROOT]))
    )
    assert first == second
    assert {Path(name).parts[0] for name in first} == {
        area.name for area in find_bank([ROOT]).topics()
    }
    answers = []
    for content in first.values():
        nbformat.validate(nbformat.reads(content.decode(), as_version=4))  # type: ignore[no-untyped-call]
        answers += re.findall(r'"grader:(\w+)"', content.decode())
    assert sorted(answers) == sorted(find_bank([ROOT]).names())


@pytest.mark.parametrize(
    ("names", "held"),
    [
        ((), ["double", "triple"]),
        (("triple",), ["triple"]),
        (("calculus",), ["double", "triple"]),
        (("calculus/double.py",), ["double"]),
    ],
)
def test_areas_and_problems_are_chosen_by_name(
    bank: Path, tmp_path: Path, names: tuple[str, ...], held: list[str]
) -> None:
    done = invoke("notebook", *names, "--out", str(tmp_path / "out"), "--bank", str(bank))
    assert done.exit_code == 0, done.output
    (path,) = (tmp_path / "out").rglob("*.ipynb")
    tags = [tag for cell in read(path)["cells"] for tag in cell["metadata"].get("tags", ())]
    assert tags == [f"grader:{name}" for name in held]


def test_an_unknown_name_is_one_line(bank: Path, tmp_path: Path) -> None:
    done = invoke("notebook", "doubel", "--out", str(tmp_path / "out"), "--bank", str(bank))
    assert done.exit_code == 2
    assert "there is no area and no problem 'doubel'" in done.output
    assert "did you mean double?" in done.output
    assert not (tmp_path / "out").exists()


def test_a_student_s_notebook_is_never_written_over(bank: Path, tmp_path: Path) -> None:
    command = ("notebook", "--out", str(tmp_path), "--bank", str(bank))
    assert invoke(*command).exit_code == 0
    path = tmp_path / "calculus/products.ipynb"
    fresh = path.read_bytes()
    assert "Yours" not in invoke(*command).output
    assert path.read_bytes() == fresh
    path.write_text("mine")
    assert "Yours already" in invoke(*command).output
    assert path.read_text() == "mine"


def test_an_update_keeps_a_notebook_that_was_worked_in(bank: Path, tmp_path: Path) -> None:
    shutil.copytree(bank, tmp_path / "bank")
    command = ("release", str(tmp_path / "out"), "--bank", str(tmp_path / "bank"))
    assert invoke(*command).exit_code == 0
    path = tmp_path / "out" / NOTEBOOK
    worked = json.dumps(edited(path, {"double": RIGHT}))
    path.write_text(worked)
    assert f"kept, since it was changed: {NOTEBOOK}" in invoke(*command).output
    assert path.read_text() == worked


# In a kernel -------------------------------------------------------------------------------------

SESSION = {
    "undefined": "%check double",
    "stub": "def double(x):\n    raise NotImplementedError",
    "untouched": "%check double",
    "wrong": "\n\nimport warnings; factor = 3\ndef double(x):\n    return factor * x",
    "told": "%check double",
    "replayed": """%check double --example '{"in": "numbers", "n": 1, "x": [1.0]}'""",
    "helper": "factor = 1\ndef twice(y):\n    return y + y",
    "plots": "import no_such_plots\nfactor = missing",
    "stops": "offset = 0.0\noffset = undefined_name\nfactor = also_undefined",
    "right": "%%time\n!true\ndef double(x):\n    return twice(x) + offset",
    "broken": "def double(x):\n    return (",
    "passed": "%check double",
    "fine": """%check double --example '{"in": "numbers", "n": 1, "x": [1.0]}'""",
    "object": "import grader, pathlib\npathlib.Path('click.py').unlink()\ngrader.check(double)",
    "renamed": "def mine(x):\n    return twice(x) + twice(x)\ngrader.check('double', mine)",
    "raised": "def worse(x):\n    return undefined\ngrader.check('double', worse)",
    "imported": "from answers import triple",
    "of a file": "%check triple",
    "hostile": f"def double(x):\n    print({HOSTILE!r})\n    raise ValueError({HOSTILE!r})",
    "escaped": "%check double",
    "hint": "%hint double",
    "no such": "%check dubble",
    "no name": "%check",
    "option": "%check double --quick",
    "unclosed": "%check 'double",
    "seed": "%check double --seed many",
    "example": "%check double --example 3",
    "printing": "import numpy as np; np.set_printoptions(precision=1); np.seterr(all='raise')",
    "endless": "def double(x):\n    while True: pass",
    "stopped": "%check double",
    "unloaded": "%unload_ext grader\n%check double",
}


@pytest.fixture(scope="module")
def workspace(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released copy, in which a student has files that bear the names of libraries."""
    directory = tmp_path_factory.mktemp("work") / "handout"
    shutil.copytree(released, directory)
    folder = (directory / NOTEBOOK).parent
    (folder / "click.py").write_text("raise SystemExit('not the library')\n")
    (folder / "answers.py").write_text("k = 4\ndef triple(x):\n    return k * x\n")
    return directory


@pytest.fixture(scope="module")
def session(workspace: Path) -> dict[str, dict[str, Any]]:
    """What each cell of a student's afternoon showed."""
    notebook = read(workspace / NOTEBOOK)
    start = [cell for cell in notebook["cells"] if cell["id"] == "load-grader"]
    own = [code(source, id=name.replace(" ", "-")) for name, source in SESSION.items()]
    ran = run({**notebook, "cells": [*start, *own]}, workspace / NOTEBOOK)
    return dict(zip(SESSION, ran[1:], strict=True))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("undefined", ["nothing here defines double yet", "run the cell that does first"]),
        ("untouched", ["– returns what it promises", "not attempted", "still the"]),
        (
            "told",
            [
                "✗ is 2 times the input",
                "double(np.array([",
                "Every entry counts.",
                "✗ 1 of 6 points",
            ],
        ),
        ("told", ["try this again: %check double --replay "]),
        ("told", ["– keeps the sign", "tried when it is graded"]),
        ("replayed", ["✗ is 2 times the input", "double(np.array([1.0]))"]),
        ("passed", ["✓ is 2 times the input", "✓ public checks passed"]),
        ("fine", ["✓ nothing fails on this example"]),
        ("object", ["✓ is 2 times the input", "✓ public checks passed"]),
        ("renamed", ["✗ is 2 times the input", "✗ 1 of 6 points"]),
        ("raised", ["is not defined", "at cell ["]),
        ("renamed", ["try this again: grader.check('double', mine, replay='"]),
        ("of a file", ["✗ is 3 times the input"]),
        ("hint", ["double, hint 1 of 2", "What is the sum of x and x?"]),
        ("no such", ["Error: there is no problem 'dubble'", "did you mean double?"]),
        ("no name", ["Error: which problem?", "%check NAME"]),
        ("option", ["Error: there is no option --quick"]),
        ("unclosed", ["Error: No closing quotation"]),
        ("seed", ["Error: a seed is a whole number, not many"]),
        ("example", ["Error: "]),
        ("stopped", ["took too long"]),
    ],
)
def test_a_cell_is_answered(session: dict[str, Any], cell: str, said: list[str]) -> None:
    told = shown(session[cell])
    assert not any(output["output_type"] == "error" for output in session[cell]["outputs"]), told
    for text in said:
        assert text in told


def test_a_place_is_told_by_the_number_that_stands_beside_the_cell(session: dict[str, Any]) -> None:
    number = session["hostile"]["execution_count"]
    assert f"at cell [{number}], line 3" in shown(session["escaped"])


def test_the_answer_is_shown_as_html_too(session: dict[str, Any]) -> None:
    page = shown(session["told"], "text/html")
    assert "is 2 times the input" in page
    assert "✗ 1 of 6 points" in page
    assert "<details open>" in page
    assert "text/html" not in str(session["no such"]["outputs"])
    assert "public checks passed" in shown(session["object"], "text/html")


class Elements(HTMLParser):
    """The elements and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.path: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        if tag != "wbr":
            self.path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.path), data))


def test_nothing_that_an_answer_says_acts_in_a_notebook(session: dict[str, Any]) -> None:
    page = shown(session["escaped"], "text/html")
    parser = Elements()
    parser.feed(page)
    assert not parser.path
    assert parser.seen <= {
        *("div", "div class", "div style", "span", "span style", "strong", "p", "pre", "pre style"),
        *("code", "details", "details open", "summary", "table", "table style", "tr", "td"),
        *("td style", "wbr"),
    }
    spoken = [path for path, text in parser.texts if "alert" in text or "href" in text]
    assert spoken
    assert all("code" in path for path in spoken)
    assert "mathjax_ignore" in page
    for text in (page, shown(session["escaped"])):
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert "\\u202e" in text
        assert "\\x1b" in text


def test_progress_is_kept_where_the_workspace_is(workspace: Path, session: dict[str, Any]) -> None:
    assert shown(session["passed"])
    kept = read(workspace / ".grader/progress.json")
    assert kept["hints"] == {"double": 1}
    assert not (workspace / "notebooks/calculus/.grader").exists()


def test_nothing_is_left_of_the_magics_after_unloading(session: dict[str, Any]) -> None:
    assert "`%check` not found" in shown(session["unloaded"])


# nbgrader ----------------------------------------------------------------------------------------


def test_every_cell_s_metadata_is_as_nbgrader_s_schema_says() -> None:
    from nbgrader.nbgraderformat import MetadataValidator  # type: ignore[import-untyped]

    bank = find_bank([ROOT])
    for content in notebooks(bank.topics(), bank.problem).values():
        notebook = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
        MetadataValidator().validate_nb(notebook)
        marked = [c for c in notebook.cells if "nbgrader" in c.metadata]
        assert len({cell.metadata.nbgrader.grade_id for cell in marked}) == len(marked)
        assert sum(cell.metadata.nbgrader.solution for cell in marked) == len(marked) // 2


def test_nbgrader_takes_the_score_of_the_check_for_its_own(released: Path, tmp_path: Path) -> None:
    from nbgrader.utils import determine_grade  # type: ignore[import-untyped]

    shutil.copytree(released, tmp_path / "work")
    path = tmp_path / "work" / NOTEBOOK
    ran = run(edited(path, {"double": RIGHT}), path, NBGRADER_EXECUTION="autograde")
    grades = {
        cell["id"]: determine_grade(nbformat.from_dict(cell))  # type: ignore[no-untyped-call]
        for cell in ran
        if cell["metadata"]["nbgrader"]["grade"]
    }
    assert grades == {"double-check": (6.0, 10.0), "triple-check": (0.0, 10.0)}


POINTS_FOR_NOTHING: Final = """
import os
from pathlib import Path
from IPython.core.magic import register_line_magic

os.environ.pop("NBGRADER_EXECUTION")
Path("elsewhere").mkdir()
os.chdir("elsewhere")


@register_line_magic("check")
def always_right(line):
    return 10.0


class Shell:
    def run_line_magic(self, name, line, *more):
        return 10.0


def get_ipython():
    return Shell()
"""
"""A `%check` of the student's own, and the same under what calls it; no score at all, which nbgrader
takes for full marks; another place to stand, where the exercises may be others.
"""


UNHELD: Final = """%load_ext grader
from grader.notebook import magics
_own = next(iter(magics._loaded.values()))
get_ipython().events.unregister("pre_run_cell", _own._claim)
"""


def test_a_check_of_the_student_s_own_earns_nothing_with_nbgrader(
    released: Path, tmp_path: Path
) -> None:
    """It lies where nbgrader puts it, beside an exercise of the student's own that is easy."""
    from nbgrader.utils import determine_grade

    def grades(name: str, load: str) -> dict[str, float]:
        handed_in = tmp_path / name / "autograded/eve/week"
        shutil.copytree(released / "problems", tmp_path / name / "problems")
        shutil.copytree(released / "notebooks/calculus", handed_in)
        easy = handed_in / "problems/calculus/triple.yaml"
        easy.parent.mkdir(parents=True)
        text = (released / "problems/calculus/triple.yaml").read_text()
        easy.write_text(text.replace("close(y, 3 * x)", "close(y, 0 * x)"))
        assert find_bank(start=handed_in).path("triple") == easy
        path = handed_in / Path(NOTEBOOK).name
        zero = "def triple(x):\n    return 0 * x\n"
        answers = {"load-grader": load, "double": WRONG + POINTS_FOR_NOTHING, "triple": zero}
        ran = run(edited(path, answers), path, NBGRADER_EXECUTION="autograde")
        return {
            cell["id"]: determine_grade(nbformat.from_dict(cell))[0]  # type: ignore[no-untyped-call]
            for cell in ran
            if cell["metadata"]["nbgrader"]["grade"]
        }

    assert grades("held", "%load_ext grader") == {"double-check": 1.0, "triple-check": 1.0}
    assert grades("not held", UNHELD) == {"double-check": 10.0, "triple-check": 10.0}


# Handed in ---------------------------------------------------------------------------------------


def tagged(source: str) -> dict[str, Any]:
    return code(source, metadata={"tags": ["grader:double"]})


STUB = 'def double(x):\n    """2 x, of the same shape."""\n    raise NotImplementedError\n'
FORMAT_3 = {
    "nbformat": 3,
    "metadata": {},
    "worksheets": [
        {"cells": [{"cell_type": "code", "language": "python", "input": RIGHT.splitlines(True)}]}
    ],
}
HANDED_IN: dict[str, tuple[str, int, str]] = {
    "plain": (notebook_of(RIGHT), 10, ""),
    "wrong": (notebook_of(WRONG), 5, ""),
    "stub": (notebook_of(tagged(STUB)), 0, "still the starting point"),
    "nothing": (notebook_of("x = 1"), 0, "nothing found for double"),
    "by_tag": (notebook_of(tagged(RIGHT), WRONG), 10, ""),
    "elsewhere": (notebook_of(tagged(STUB), RIGHT), 10, ""),
    "copied_below": (notebook_of(tagged(RIGHT), tagged(STUB)), 10, ""),
    "copied_above": (notebook_of(tagged(STUB + "# TODO"), tagged(RIGHT)), 10, ""),
    "improved_copy": (notebook_of(tagged(WRONG), tagged(RIGHT)), 10, ""),
    "out_of_order": (
        notebook_of(
            "double(2)", "def double(x):\n    return twice(x)", "def twice(x): return x + x"
        ),
        10,
        "",
    ),
    "uninstalled": (
        notebook_of(
            "%matplotlib inline\nimport numpy as np; import matplotlib.pyplot as plt",
            "import torch\nfrom pylab import *\n!pip install torch\nx = torch.randn(3)",
            "%%bash\nexit 1",
            "data = np.load('gone.npy')\nw = data @ data",
            'def double(x):\n    """Not w, plt or torch."""\n    w = np.ones(1)  # torch\n    return w * 2 * x',
            "plt.plot(double(x))\nassert False\nraise SystemExit",
            "?double",
            "%check double",
        ),
        10,
        "",
    ),
    "helpers": (
        notebook_of(
            "TABLE = {}\nparts = []",
            "for i in range(2):\n    TABLE[i] = 1.0\n    print(i)",
            "parts.append(0); other = 1",
            "if True:\n    START = 0\nelse:\n    START = 1",
            "@staticmethod\ndef add(a, b):\n    return a + b",
            "class Sum:\n    def __init__(self, start=START):\n        self.start = start\n"
            "    def of(self, x):\n        return sum((TABLE[i] * x for i in TABLE), self.start)",
            "def double(x):\n    return add(Sum().of(x), parts[0])",
        ),
        10,
        "",
    ),
    "magics_inside": (
        notebook_of("def double(x):\n    %time y = 2 * x\n    !ls\n    return 2 * x"),
        10,
        "",
    ),
    "star_import": (
        notebook_of("from math import *\ndef double(x): return x + x + sin(0)"),
        10,
        "",
    ),
    "not_installed": (
        notebook_of("import torch\ndef double(x): return torch.add(x, x)"),
        0,
        "the module torch is not there",
    ),
    "syntax_error": (notebook_of("def double(x):\n    return ("), 0, "SyntaxError"),
    "failing_late": (notebook_of("x = 1", "def double(x):\n\n    return x / gone"), 0, "gone"),
    "format_3": (json.dumps(FORMAT_3), 10, ""),
    "ids_missing_and_doubled": (notebook_of(code(RIGHT, id="a"), code("x = 1", id="a")), 10, ""),
    "no_metadata": (json.dumps({"cells": [{"cell_type": "code", "source": RIGHT}]}), 10, ""),
    "odd_tags": (notebook_of(code(RIGHT, metadata={"tags": [3, None, {}]})), 10, ""),
    "odd_metadata": (notebook_of(code(RIGHT, metadata=[1])), 10, ""),
    "cut_off": (notebook_of(RIGHT)[:-20], 0, "cut_off.ipynb is not a notebook"),
    "no_json": ("def double(x): return 2 * x", 0, "no_json.ipynb is not a notebook"),
    "a_list": ("[]", 0, "a_list.ipynb is not a notebook"),
    "no_cells": ('{"cells": 3}', 0, "no_cells.ipynb is not a notebook: it has no cells"),
    "merge_conflict": (
        notebook_of(RIGHT).replace('{"nbformat"', '<<<<<<< HEAD\n{"nbformat"'),
        0,
        "merge_conflict.ipynb is not a notebook",
    ),
    "windows": ("\ufeff" + notebook_of(RIGHT.replace("\n", "\r\n")), 10, ""),
}


@pytest.fixture(scope="module")
def graded(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The report of each case, by the real command."""
    folder = tmp_path_factory.mktemp("handed_in")
    files = {f"{name}.ipynb": content for name, (content, _, _) in HANDED_IN.items()}
    write_files(folder / "in", files)
    done = invoke(
        *("grade", str(folder / "in"), "--out", str(folder / "out"), "--problems", "double"),
        *("--bank", str(bank), "--jobs", "1", "--allow-reduced-isolation"),
    )
    assert done.exit_code == 1, done.output
    with (folder / "out/grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["submission"] for row in csv.DictReader(stream)} == HANDED_IN.keys()
    return {name: read(folder / "out" / f"{name}.json") for name in HANDED_IN}


@pytest.mark.parametrize("case", HANDED_IN)
def test_a_notebook_that_is_handed_in_is_graded(graded: dict[str, Any], case: str) -> None:
    _, score, reason = HANDED_IN[case]
    report = graded[case]
    (problem,) = report["problems"]
    told = [report["message"], problem["message"], *(c["message"] for c in problem["checks"])]
    assert problem["score"] == score, told
    assert not reason or any(reason in text for text in told), told
    assert "\n" not in report["message"]


def test_the_notebook_that_was_run_is_the_one_that_is_graded(
    bank: Path, released: Path, tmp_path: Path
) -> None:
    """A whole released copy comes back: the stubs in its files do not hide the notebook's answer."""
    copy = tmp_path / "in/anna"
    shutil.copytree(released, copy)
    answers = {"double": RIGHT, "triple": "def triple(x):\n    return 3 * x\n"}
    (copy / NOTEBOOK).write_text(json.dumps(edited(copy / NOTEBOOK, {"double": RIGHT})))
    (copy / "calculus/triple.py").write_text(answers["triple"])
    (copy / NOTEBOOK).with_stem("products-Copy1").write_bytes((released / NOTEBOOK).read_bytes())
    done = invoke(
        *("grade", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--bank", str(bank)),
        *("--problems", "double,triple", "--allow-reduced-isolation"),
    )
    assert done.exit_code == 0, done.output
    files = [problem["file"] for problem in read(tmp_path / "out/anna.json")["problems"]]
    assert files == [NOTEBOOK, "calculus/triple.py"]


def test_places_are_told_as_cells(graded: dict[str, Any]) -> None:
    checks = graded["failing_late"]["problems"][0]["checks"]
    check = next(c for c in checks if "'gone' is not defined" in c["message"])
    assert check["message"].endswith("at failing_late.ipynb, code cell 2, line 3")
    assert check.get("line", 0) == 0
    assert "code cell" not in str(
        [c for c in graded["wrong"]["problems"][0]["checks"] if c["hidden"]]
    )


@pytest.mark.parametrize("file", [STUB, None], ids=["beside the stub", "alone"])
def test_the_command_line_finds_an_answer_in_a_notebook(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str | None
) -> None:
    copy = tmp_path / "work"
    shutil.copytree(released, copy)
    if file is None:
        (copy / "calculus/double.py").unlink()
    (copy / NOTEBOOK).write_text(json.dumps(edited(copy / NOTEBOOK, {"double": WRONG})))
    monkeypatch.chdir(copy)
    done = invoke("check", "double")
    assert done.exit_code == 1, done.output
    assert f"Double  {NOTEBOOK}" in done.output
    assert "✗ is 2 times the input" in done.output
    every = invoke("check", "--all")
    assert f"Double  {NOTEBOOK}" in every.output
    assert "0 of 2 problems passed, 1 not attempted" in every.output
    (copy / "calculus/double.py").write_text(RIGHT)
    assert invoke("check", "double").exit_code == 0


# What a piece of code needs ----------------------------------------------------------------------
