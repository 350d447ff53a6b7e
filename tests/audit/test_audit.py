"""The audit of a tiny bank: what is sound passes, and each planted fault is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import invoke
from files import write_files
from places import ROOT

from grader.audit import equivalence, hints, maths
from grader.audit.findings import Audit, Item
from grader.audit.halves import Halves
from grader.audit.run import audit_all, audit_exercise, audit_parts
from grader.audit.seeds import MISTAKES, RIGHT
from grader.errors import SpecError, UsageError
from grader.exercise import concepts
from grader.exercise.bank import Bank, Root, find_bank
from grader.exercise.template import new_exercise
from grader.judge.setting import Exercise
from grader.sandbox import Sandbox

Audited = Callable[..., Audit]

PROBLEM = """\
title: Twice and one
difficulty: 1
concepts: [doubling]
statement: |
  Twice the number, and one more: $y_i = 2 x_i + 1$.
hints:
  - What is twice a number?
  - Add one in the end.
stub: |
  import numpy as np


  def twice(x):
      \"\"\"Twice x, and one.\"\"\"
      raise NotImplementedError
entry: twice(x) -> y
example: {x: [1, 2], y: [3, 5]}
sizes: {n: 1..4}
given:
  vectors: {x: {reals: [n]}, order: {permutation: n}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: half of it is x again, points: 4, holds: "close((y - 1) / 2, x)"}
  - {name: is one more than twice, points: 3, hidden: true}
  - {name: agrees with the reference, points: 2, agrees: {}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import close, law, mistake, solution


def twice(x):
    doubled = 2 * x
    return doubled + 1


@law("is one more than twice", over="vectors")
def _(x, y):
    """Do not forget to add one."""
    assert close(y - x - 1, x)


@solution
def in_another_order(x):
    """Adds x to itself."""
    return x + 1 + x


@mistake(caught_by="half of it is x again")
def forgets_one(x):
    """You forgot to add one."""
    return 2 * x
'''
SMALL = """\
  small answers:
    x: {reals: [n], between: [-0.5000000001, -0.4999999999]}
    order: {permutation: n}
    examples: 3
forms: {long: {n: 128}, units: [{x: 1e-9}, {x: 100000}]}
returns: {y"""
SOUND = PROBLEM.replace("returns: {y", SMALL)
"""Shows what becomes of long, large and small arguments, too, and of small answers."""


def bank_of(folder: Path, problem: str = SOUND, solution: str = SOLUTION) -> Bank:
    files = {
        "problems/concepts.yaml": "# What is taught.\n\ncalculus:\n  doubling: Doubling\n  halving: Halving\n",
        "problems/calculus/topic.yaml": "title: Calculus\ntopics:\n  - {title: Numbers, problems: [twice]}\n",
        "problems/calculus/twice.yaml": problem,
        "solutions/calculus/twice.py": solution,
    }
    write_files(folder, files)
    return Bank([Root(folder / "problems", folder / "solutions")])


@pytest.fixture
def audited(tmp_path: Path, sandbox: Sandbox) -> Audited:
    def audit(problem: str = SOUND, solution: str = SOLUTION, seeds: int = 1) -> Audit:
        bank = bank_of(tmp_path, problem, solution)
        path = bank.solution_path("twice")
        assert path is not None
        halves = Halves(bank.path("twice"), path)
        exercise = Exercise(bank.problem("twice"), bank.solution("twice"))
        return audit_exercise(exercise, range(seeds), sandbox=sandbox, halves=halves)

    return audit


def told(audit: Audit) -> str:
    return "\n".join(f"{Path(item.file).name}:{item.line}: {item.reason}" for item in audit.items)


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_sound_exercise_is_sound(audited: Audited) -> None:
    audit = audited()
    assert told(audit) == ""
    assert audit.sound
    assert audit.mutants == audit.killed > 8
    assert (audit.mistakes, audit.solutions, audit.excused) == (1, 1, 0)
    assert audit.kill_rate == 1


def test_a_stub_with_points(audited: Audited) -> None:
    problem = changed(PROBLEM, "      raise NotImplementedError\n", "      return 2.0 * x + 1\n")
    assert "twice.yaml:9: the stub is passed with 10 points" in told(audited(problem))


def test_a_reference_that_is_not_steady(audited: Audited) -> None:
    flaky = changed(
        SOLUTION,
        "    return doubled + 1\n",
        "    calls.append(1)\n    return doubled + (1 if len(calls) % 7 else 2)\n",
    )
    flaky = changed(flaky, "def twice(x):", "calls = []\n\n\ndef twice(x):")
    found = told(audited(solution=flaky))
    assert "the reference has" in found
    assert "points with seed 0" in found


def test_lists_are_tried_where_they_are_accepted(audited: Audited) -> None:
    problem = changed(PROBLEM, "sizes:", "accepts: [lists]\nsizes:")
    found = told(audited(problem))
    assert "twice.py:6: the reference does not agree with itself on lists instead of" in found
    careful = changed(SOLUTION, "doubled = 2 * x", "doubled = 2 * np.asarray(x)")
    assert "lists" not in told(audited(problem, careful))


def test_another_solution_that_is_wrong(audited: Audited) -> None:
    found = told(audited(solution=changed(SOLUTION, "return x + 1 + x", "return x + 2 + x")))
    assert "the solution in_another_order has 1 of 10 points with seed 0" in found


def test_a_mistake_that_is_caught_by_another_check(audited: Audited) -> None:
    wrong = changed(SOLUTION, "    return 2 * x\n", "    x += x\n    return x + 1\n")
    audit = audited(solution=wrong, seeds=2)
    expected = "forgets_one is not caught by 'half of it is x again' with seed 0, 1"
    assert f"twice.py:24: {expected}" in told(audit)
    (item,) = audit.items
    assert item.detail == "it fails 'leaves its inputs alone' instead"


TWIN = '''

@mistake(caught_by="half of it is x again")
def adds_one_never(x):
    """You left the one out."""
    return x + x + 0.0
'''


def test_two_mistakes_with_the_same_answers(audited: Audited) -> None:
    audit = audited(solution=SOLUTION + TWIN)
    assert "adds_one_never answers every example as forgets_one does" in told(audit)
    assert audit.sound


def test_two_mistakes_with_other_answers_are_no_twins(audited: Audited) -> None:
    assert "answers every example" not in told(
        audited(solution=SOLUTION + changed(TWIN, "+ 0.0", "+ 2.0"))
    )


def test_an_idle_check(audited: Audited) -> None:
    law = 'holds: "close((y - 1) / 2, x)"'
    problem = changed(PROBLEM, law, 'holds: "y.shape == x.shape"')
    solution = changed(SOLUTION, "half of it is x again", "agrees with the reference")
    found = told(audited(problem, solution))
    assert "twice.yaml:23: the check 'half of it is x again' is idle" in found


UNNEEDED = changed(
    SOLUTION,
    "    doubled = 2 * x\n",
    "    if x.size == 99:\n        x = x + 1\n    doubled = 2 * x\n",
)


def test_a_mutant_that_survives_and_is_shown(audited: Audited) -> None:
    audit = audited(solution=UNNEEDED)
    survivors = [item for item in audit.items if "survives" in item.reason]
    assert survivors
    assert all(item.file.endswith("twice.py") and item.line in (7, 8) for item in survivors)
    assert any("+        x = x + 2" in item.detail for item in survivors)
    assert audit.kill_rate < 1


def test_excuses_are_tried_counted_and_held_to_exist(
    audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equivalence, "EXAMPLES", 500)
    ids = [
        item.reason.split()[2]
        for item in audited(solution=UNNEEDED).items
        if "survives" in item.reason
    ]
    lines = "".join(f'equivalent("{name}", because="nobody has 99")\n' for name in ids)
    solution = changed(UNNEEDED, "import close, law", "import close, equivalent, law")
    audit = audited(solution=f'{solution}\n\n{lines}equivalent("deadbeef", because="none")\n')
    found = told(audit)
    assert "survives" not in found
    assert (
        f"{len(ids)} of {audit.mutants} mutants are declared equivalent; at most 2 may be" in found
    )
    assert "equivalent('deadbeef') is stale: the mutant does not exist" in found
    assert "is false" not in found
    assert audit.excused == len(ids)


def test_a_false_excuse(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equivalence, "EXAMPLES", 3_000)
    # The examples never meet the case; ten thousand more do.
    solution = changed(
        SOLUTION,
        "    doubled = 2 * x\n",
        "    if 3.3 < x[0] < 3.36:\n        x = x + 0\n    doubled = 2 * x\n",
    )
    audit = audited(solution=solution)
    mutant = next(
        item.reason.split()[2]
        for item in audit.items
        if "survives" in item.reason and "+        x = x + 1" in item.detail
    )
    excused = changed(solution, "import close, law", "import close, equivalent, law")
    excused += f'\n\nequivalent("{mutant}", because="I think so")\n'
    found = told(audited(solution=excused))
    assert f"equivalent('{mutant}') is false: the mutant differs from the reference at" in found


def test_an_excuse_for_a_mutant_that_is_rejected(audited: Audited, tmp_path: Path) -> None:
    from grader.audit.mutants import mutants_of

    mutant = mutants_of(SOLUTION, ["twice"])[0].id
    solution = changed(SOLUTION, "import close, law", "import close, equivalent, law")
    found = told(audited(solution=f'{solution}\n\nequivalent("{mutant}", because="no")\n'))
    assert f"equivalent('{mutant}') is stale: the mutant is rejected by the checks" in found


def test_hints_that_hold_the_solution(audited: Audited) -> None:
    problem = changed(PROBLEM, "Add one in the end.", "Do `2*x` first, then `doubled + 1`.")
    assert "twice.yaml:8: hint 2 holds code of the reference: doubled + 1" in told(audited(problem))
    reference = "def f(X, W, b):\n    Z = X @ W + b[None, :] * 1\n    return Z\n"
    assert not list(hints.leaks(["Which product has shape (n, h)?", "Use Z."], reference))
    assert [i for i, _ in hints.leaks(["no", "Say Z = X@W + b[None, :]*1, then."], reference)] == [
        1
    ]
    assert [i for i, _ in hints.leaks(["`X @ W + b[None,:]*1`"], reference)] == [0]


def test_a_worked_example_that_is_wrong(audited: Audited) -> None:
    found = told(audited(changed(PROBLEM, "y: [3, 5]", "y: [3, 6]")))
    assert "twice.yaml:17: the worked example differs from the reference: y: at [1]" in found


def test_maths_that_cannot_be_set(audited: Audited) -> None:
    found = told(audited(changed(PROBLEM, "$y_i = 2 x_i + 1$", r"$\frac{2}{x_i$ and \$5")))
    assert "twice.yaml:5: maths $\\frac{2}{x_i$: braces do not pair" in found
    reasons = [fault.reason for fault in maths.faults("A $x$, `$y`, $$\\nonsense$$ and a $ more")]
    assert reasons == [
        "maths $$\\nonsense$$: \\nonsense is not a known command",
        "a $ without its partner",
    ]
    assert not list(
        maths.faults("$$\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}$$, $\\|x\\|_2 \\le 1$")
    )
    unclosed = [fault.reason for fault in maths.faults("$\\begin{aligned} x$")]
    assert "has no \\end" in unclosed[0]


def test_points_for_nothing(audited: Audited) -> None:
    """Where nothing is compared with the reference, the laws alone have to see to it."""
    law = 'holds: "close((y - 1) / 2, x)"'
    lazy = changed(PROBLEM, law, 'holds: "np.all(np.abs(y) <= 2 * np.abs(x) + 1)"')
    lazy = changed(lazy, "agrees: {}", "hidden: true")
    right = "assert close(y, right.y)"
    by_hand = f'@law("agrees with the reference", over="vectors")\ndef _(y, right):\n    """It is not."""\n    {right}\n\n\n@solution'
    solution = changed(SOLUTION, "half of it is x again", "agrees with the reference")
    solution = changed(solution, "@solution", by_hand)
    found = told(audited(lazy, solution))
    assert (
        "twice.yaml:22: answering zeros earns 5 of 10 points, by 'half of it is x again'" in found
    )


def test_a_driver_that_takes_answers_for_arrays(audited: Audited) -> None:
    support = "support: |\n  def doubled(x):\n      return 2 * twice(x)\nentry: twice(x) -> y"
    problem = changed(PROBLEM, "entry: twice(x) -> y", support)
    law = 'holds: "close((y - 1) / 2, x)"'
    problem = changed(problem, law, 'holds: "close(doubled(x) / 4 - 0.5, x)"')
    found = told(audited(problem))
    assert "the reference, its answers as lists, fails 'half of it is x again'" in found
    assert "the solution in_another_order, its answers as lists, fails" in found
    assert found.count("its answers") == 2
    sound = changed(problem, "2 * twice(x)", "2 * np.asarray(twice(x))")
    assert "its answers" not in told(audited(sound))


def test_a_reference_that_writes_to_its_input(audited: Audited) -> None:
    writes = changed(SOLUTION, "    doubled = 2 * x\n", "    x = np.asarray(x)\n    x[:] = x * 2\n")
    writes = changed(writes, "return doubled + 1", "return x + 1")
    assert "failed 'leaves its inputs alone'" in told(audited(solution=writes))


def test_a_reference_that_trusts_the_layout(audited: Audited) -> None:
    trusts = changed(SOLUTION, "    doubled = 2 * x\n", "    doubled = 2 * np.frombuffer(x.data)\n")
    found = told(audited(solution=trusts))
    assert "does not agree with itself on arrays that are not contiguous" in found


def test_single_precision_is_enough_unless_the_statement_asks_for_double(audited: Audited) -> None:
    hair = "  above: {x: {is: 'np.full(n, 1 + 1e-12)'}, examples: 3}\nforms"
    fine = changed(changed(SOUND, "forms", hair), "points: 4", "points: 3")
    fine += "  - {name: refuses a hair above one, over: above, points: 1, raises: ValueError}\n"
    refusal = '    if np.any((x > 1) & (x < 1 + 1e-9)):\n        raise ValueError("no")\n'
    solution = changed(SOLUTION, "    doubled", f"{refusal}    doubled")
    solution = changed(solution, "    return x + 1", f"{refusal}    return x + 1")
    lost = "the reference, all in single precision, fails 'refuses a hair above one', and nothing"
    asking = "Compute in double precision. Twice the number"
    assert lost in told(audited(fine, solution))
    assert "precision" not in told(audited(changed(fine, "Twice the number", asking), solution))
    stale = told(audited(changed(SOUND, "Twice the number", asking)))
    assert "double precision is asked for, and single would do" in stale


def test_double_precision_may_be_asked_where_single_leaves_nothing(audited: Audited) -> None:
    wider = changed(SOUND, "-0.5000000001, -0.4999999999", "-0.5000001, -0.4999999")
    asking = changed(wider, "Twice the number", "Compute in double precision. Twice the number")
    for problem in (wider, asking):
        assert "precision" not in told(audited(problem))


def test_what_is_still_to_be_written(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "problems").mkdir()
    public, hidden = new_exercise(tmp_path, "calculus/novel")
    bank = find_bank([tmp_path])
    exercise = Exercise(bank.problem("novel"), bank.solution("novel"))
    audit = audit_exercise(exercise, [0], sandbox=sandbox, halves=Halves(public, hidden))
    assert audit.items
    assert {item.reason for item in audit.items} == {"still to be written"}
    with pytest.raises(UsageError, match="is there already"):
        new_exercise(tmp_path, "probability/novel")
    for name in ("novel", "calculus/No", "cooking/soup", "../x/y", "calculus/a/b"):
        with pytest.raises(UsageError):
            new_exercise(tmp_path, name)


# A bank ------------------------------------------------------------------------------------------


def test_a_bank_is_audited_once(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, changed(SOUND, "[doubling]", "[doublin]\nafter: [once]"))
    (first,) = audit_all(bank, ["twice"], seeds=[0])
    assert [(item.level, item.reason) for item in first.items] == [
        ("error", "the concept 'doublin' is not in concepts.yaml; did you mean doubling?"),
        ("warning", "'once', which comes before it, is not in the bank (yet)"),
    ]
    (again,) = audit_all(bank, ["twice"], seeds=[0])
    assert again.kept
    assert again.items == first.items
    (other,) = audit_all(bank, ["twice"], seeds=[1])
    assert not other.kept


def test_the_command(tmp_path: Path) -> None:
    bank_of(tmp_path)
    common = ["audit", "--bank", str(tmp_path), "--seeds", "1", "--jobs", "1"]
    done = invoke(*common, "--json", standalone_mode=False)
    report = json.loads(done.stdout)
    assert (done.return_value, report["sound"]) == (0, True)
    assert report["problems"][0]["kill_rate"] == 1
    bank_of(tmp_path, changed(PROBLEM, "y: [3, 5]", "y: [3, 6]"))
    done = invoke(*common, "twice", standalone_mode=False)
    assert done.return_value == 1
    assert "falls short" in done.stdout
    assert f"{tmp_path}/problems/calculus/twice.yaml:17: the worked example differs" in done.stdout
    with pytest.raises(UsageError):
        invoke(*common, "thrice", standalone_mode=False, catch_exceptions=False)


def test_the_index(tmp_path: Path) -> None:
    bank = bank_of(tmp_path)
    done = invoke("audit", "--index", "--bank", str(tmp_path), standalone_mode=False)
    text = (tmp_path / "problems" / "README.md").read_text()
    assert done.return_value == 0
    assert text == concepts.index(bank)
    assert "- [twice](calculus/twice.yaml): Twice and one (difficulty 1)" in text
    assert "- Doubling: [twice](calculus/twice.yaml)" in text
    assert "- Halving (`halving`)" in text


def test_concepts_are_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "concepts.yaml"
    path.write_text(
        "calculus:\n  a_b: X\n  ok: ''\n  once: A\nprobability:\n  once: B\nart: {c: C}\n"
    )
    with pytest.raises(SpecError) as error:
        concepts.load_concepts(path)
    assert [line.partition(":")[2].split(":")[0] for line in error.value.problems] == [
        *("2", "3", "6", "7")
    ]


def test_the_index_of_this_bank_is_up_to_date() -> None:
    bank = find_bank([ROOT])
    index = (ROOT / "problems" / "README.md").read_text()
    assert index == concepts.index(bank), "run: grader audit --index"


def test_items_read_as_editors_like_them() -> None:
    assert str(Item("a.yaml", 3, "is wrong")) == "a.yaml:3: is wrong"


UNLUCKY = '''

@law("is one more than twice", over="vectors")
def _(x, y):
    """Holds but for some inputs."""
    assert close(y - x - 1, x) and int(np.abs(x).sum()) % 7 != 3
'''


def under_seeds(
    folder: Path, sandbox: Sandbox, solution: str, seeds: range, part: str = RIGHT, **more: str
) -> Audit:
    bank = bank_of(folder, solution=solution, **more)
    path = bank.solution_path("twice")
    assert path is not None
    exercise = Exercise(bank.problem("twice"), bank.solution("twice"))
    halves = Halves(bank.path("twice"), path)
    return audit_parts(exercise, seeds, [part], sandbox=sandbox, halves=halves)


def test_right_answers_are_right_under_every_seed(tmp_path: Path, sandbox: Sandbox) -> None:
    audit = under_seeds(tmp_path, sandbox, SOLUTION, range(40))
    assert audit.sound
    assert (audit.solutions, audit.mutants) == (1, 0)


def test_a_law_that_some_seeds_break_is_found_for_every_right_answer(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    law = SOLUTION[SOLUTION.index('@law("is') : SOLUTION.index("@solution")]
    audit = under_seeds(tmp_path, sandbox, changed(SOLUTION, law, UNLUCKY.lstrip()), range(8))
    found = told(audit)
    assert "the reference has 7 of 10 points with seed" in found
    assert "the solution in_another_order has 7 of 10 points with seed" in found


LUCKY = '''
@mistake(caught_by="half of it is x again")
def is_wrong_for_large_sums(x):
    """You forgot to add one where the sum is large."""
    return 2 * x + (np.sum(x) < 20)
'''


def test_mistakes_that_only_some_seeds_show_are_found(tmp_path: Path, sandbox: Sandbox) -> None:
    few = changed(PROBLEM, "examples: 20", "examples: 6")
    lucky = SOLUTION + LUCKY
    audit = under_seeds(tmp_path, sandbox, lucky, range(12), MISTAKES, problem=few)
    assert (audit.mistakes, audit.solutions) == (2, 0)
    (item,) = audit.items
    assert item.reason.startswith(
        "is_wrong_for_large_sums is not caught by 'half of it is x again'"
    )
    seeds = item.reason.partition("with seed ")[2].split(", ")
    assert 0 < len(seeds) < 12
    assert "it passes everything" in item.detail


def test_only_right_answers_are_tried_when_asked(tmp_path: Path) -> None:
    bank_of(tmp_path)
    words = ("--bank", str(tmp_path), "--seeds", "9", "--jobs", "1", "--no-cache")
    result = invoke("audit", "--right", *words)
    assert result.exit_code == 0, result.output
    assert "twice  sound  1 other solutions" in result.output
    assert "mutants" not in result.output


def test_only_mistakes_are_tried_when_asked(tmp_path: Path) -> None:
    bank_of(tmp_path)
    words = ("--bank", str(tmp_path), "--seeds", "9", "--jobs", "1", "--no-cache")
    result = invoke("audit", "--mistakes", *words)
    assert result.exit_code == 0, result.output
    assert "twice  sound  1 mistakes" in result.output
    assert "solutions" not in result.output
    both = invoke("audit", "--mistakes", "--right", *words)
    assert "twice  sound  1 mistakes, 1 other solutions" in both.output
