"""Exercises are read strictly, and what is wrong with one is told at once, on its line."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

import pytest
from commands import python

from grader.errors import SpecError
from grader.exercise import scope, strict_yaml
from grader.exercise.spec import json_schema, load_problem, parse_area, parse_problem
from grader.model import Limits
from grader.problem import Domain, Entry, Forms, Parameter, Problem, Value, from_plain, plain
from grader.values import wire

PATH = Path("problems/probability/softmax.yaml")

SOFTMAX = """\
title: Softmax
difficulty: 2
concepts: [softmax-output]
after: [logsumexp]
statement: Turn logits into probabilities, without `np.linalg`.
hints: [Subtract something first., Which axis adds up to one?]
stub: |
  import numpy as np

  def softmax(z, axis=-1):
      raise NotImplementedError
entry: softmax(z, axis=-1) -> p
example: {z: [[0, 0]], p: [[0.5, 0.5]]}
forbid: [scipy, np.linalg]
sizes: {n: 1..6, k: 2..5}
given:
  logits: {z: {reals: [n, k], between: [-30, 30]}, c: {real: [-9, 9]}}
  tall: {like: logits, sizes: {n: k + 1}, aside: true, examples: 7}
  flat: {z: {reals: [0, k]}, examples: 5}
returns: {p: {reals: z.shape}}
checks:
  - {name: every row sums to one, holds: "close(p.sum(axis=-1), 1)"}
  - name: a shift changes nothing
    over: logits
    needs: every row sums to one
    points: 2
    why: The shift cancels.
    holds: |
      shifted = softmax(z + c)
      close(shifted, p)
  - {name: an empty batch is refused, over: flat, raises: ValueError}
  - {name: stays finite, over: tall, hidden: true, points: 2.5}
  - {name: agrees with the reference, over: [logits, tall], agrees: {rtol: 1e-6}, points: 2.5}
limits: {cpu: 3, memory: 256}
tolerance: 1e-7
"""


def parse(content: str, path: Path = PATH) -> Problem:
    return parse_problem(content, path)


def errors(content: str, path: Path = PATH) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse(content, path)
    return [problem.removeprefix(f"{PATH}:") for problem in caught.value.problems]


def test_advice_may_belong_to_a_claim() -> None:
    told = SOFTMAX.replace("why: The shift cancels.", 'why: {"close( shifted,p )": It cancels.}')
    check = parse(told).checks[1]
    assert check.advice("close(shifted, p)") == "It cancels."
    assert check.advice("finite(p)") == ""


def changed(*changes: tuple[str, str]) -> list[str]:
    content = SOFTMAX
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return errors(content)


def test_an_exercise_is_plain_data() -> None:
    problem = parse(SOFTMAX)
    assert (problem.name, problem.area, problem.title) == ("softmax", "probability", "Softmax")
    assert problem.entry == Entry("softmax", (Parameter("z"), Parameter("axis", True, -1)), ("p",))
    assert problem.asks == ("softmax",)
    assert problem.sizes == {"n": (1, 6), "k": (2, 5)}
    assert problem.returns == {"p": Value("reals", "z.shape")}
    assert problem.limits == Limits(cpu_s=3.0, memory_mib=256)
    assert problem.forbid == ("scipy", "np.linalg")
    assert len(problem.digest) == 64
    assert [check.kind for check in problem.checks] == [
        *("holds", "holds", "raises", "python", "agrees")
    ]
    assert [check.over for check in problem.checks] == [
        *(("logits",), ("logits",), ("flat",), ("tall",)),
        ("logits", "tall", "logits, in other forms", "tall, in other forms"),
    ]
    assert [check.line for check in problem.checks] == [22, 23, 31, 32, 33]
    assert problem.checks[1].advice("anything") == "The shift cancels."
    assert problem.checks[1].needs == ("every row sums to one",)
    assert problem.checks[4].rtol == 1e-6


def test_a_domain_inherits_what_it_does_not_say() -> None:
    tall = parse(SOFTMAX).domain("tall")
    assert tall == Domain(
        "tall",
        {"k": (2, 5), "n": "k + 1"},
        {"z": Value("reals", ["n", "k"], {"between": [-30, 30]}), "c": Value("real", [-9, 9])},
        examples=7,
        aside=True,
    )
    assert list(tall.sizes) == ["k", "n"]


def test_values_come_in_the_order_of_their_dependencies() -> None:
    problem = parse(
        SOFTMAX.replace(
            "c: {real: [-9, 9]}", 'c: {is: "d * 2"}, d: {is: "e[0] + 1"}, e: {reals: k}'
        )
    )
    order = list(problem.domain("logits").values)
    assert order.index("e") < order.index("d") < order.index("c")


def test_a_problem_survives_the_wire() -> None:
    problem = parse(SOFTMAX)
    assert from_plain(wire.decode(wire.encode(plain(problem)))) == problem


def test_literals_are_values() -> None:
    given = "c: 2, mode: fast, pairs: [[1, 2], [3, 4]]"
    values = parse(SOFTMAX.replace("c: {real: [-9, 9]}", given)).domain("logits").values
    assert values["mode"] == Value("literal", "fast")
    assert values["pairs"] == Value("literal", [[1, 2], [3, 4]])


ONE_ERROR = {
    "a misspelt key": (
        ("tolerance:", "tolerence:"),
        "35: tolerence: unknown key; did you mean tolerance?",
    ),
    "a misspelt key of a check": (
        ("over: logits", "ower: logits"),
        "24: checks[1].ower: unknown key; did you mean over?",
    ),
    "a name with a comma": (
        ("name: an empty batch is refused", "name: a batch that is empty, is refused"),
        (
            '31: checks[2]["is refused"]: unknown key, without a value: '
            "a text in {…} that holds a comma needs quotes"
        ),
    ),
    "a missing key": (
        ("statement: Turn logits into probabilities, without `np.linalg`.\n", ""),
        "1: statement: is missing",
    ),
    "an empty text": (
        ("statement: Turn logits into probabilities, without `np.linalg`.", "statement: '  '"),
        "5: statement: must not be empty",
    ),
    "nothing said of what is forbidden": (
        ("without `np.linalg`", "without its help"),
        "14: forbid: the statement does not say that `np.linalg` is not allowed",
    ),
    "a number for a text": (("title: Softmax", "title: 5"), "1: title: must be text"),
    "too hard": (("difficulty: 2", "difficulty: 6"), "2: difficulty: must be at most 5"),
    "true is no number": (
        ("difficulty: 2", "difficulty: true"),
        "2: difficulty: must be a whole number",
    ),
    "one hint": (
        ("hints: [Subtract something first., ", "hints: ["),
        "6: hints: must have at least 2",
    ),
    "no slug": (
        ("after: [logsumexp]", "after: [Log sum]"),
        "4: after[0]: must be a slug: lower-case letters, digits and underscores",
    ),
    "no points": (("points: 2\n", "points: 0\n"), "26: checks[1].points: must be more than 0"),
    "two ways to judge": (
        ("over: flat, raises: ValueError", "over: flat, raises: ValueError, hidden: true"),
        "31: checks[2]: needs exactly one of holds, raises, agrees and hidden: true",
    ),
    "a limit out of reach": (
        ("memory: 256", "memory: 8"),
        "34: limits.memory: must be at least 64",
    ),
    "points that do not add up": (
        ("points: 2\n", "points: 1\n"),
        (
            "21: checks: points add up to 8; they must make 9, "
            "one more is for leaving the inputs alone"
        ),
    ),
    "no arrow": (
        ("entry: softmax(z, axis=-1) -> p", "entry: softmax(z, axis=-1)"),
        "12: entry: must read name(inputs) -> parts, such as svd(A, tol=1e-9) -> U, s, Vt",
    ),
    "a default that is no literal": (
        ("entry: softmax(z, axis=-1) -> p", "entry: softmax(z, axis=np.e) -> p"),
        "12: entry: the default np.e of axis is not a literal",
    ),
    "a starred entry": (
        ("entry: softmax(z, axis=-1) -> p", "entry: softmax(*z, axis=-1) -> p"),
        "12: entry: softmax must have plain parameters: no *, ** or /",
    ),
    "a part that is an input": (
        ("axis=-1) -> p", "axis=-1) -> z"),
        "12: entry: the name 'z' is used twice",
    ),
    "a stub that does not parse": (
        ("raise NotImplementedError", "raise NotImplementedError)"),
        "11: stub: does not parse: unmatched ')'",
    ),
    "a stub of another name": (
        ("def softmax(z, axis=-1)", "def soft_max(z, axis=-1)"),
        "7: stub: does not define softmax",
    ),
    "a stub with another signature": (
        ("def softmax(z, axis=-1)", "def softmax(z, axis=0)"),
        "10: stub: reads softmax(z, axis=0), the entry softmax(z, axis=-1)",
    ),
    "an example without an answer": (
        (", p: [[0.5, 0.5]]}", "}"),
        "13: example: gives no p",
    ),
    "an example of something else": (
        (", p: [[0.5, 0.5]]}", ", p: [[0.5, 0.5]], q: 1}"),
        "13: example.q: q is neither an input nor a part of the answer",
    ),
    "an empty range": (("n: 1..6", "n: 6..1"), "15: sizes.n: the range 6..1 is empty"),
    "an unknown size": (
        ("n: 1..6", "n: kk + 1"),
        "15: sizes.n: name 'kk' is not known; did you mean k?",
    ),
    "sizes in a circle": (
        ("n: 1..6, k: 2..5", "n: k, k: n"),
        "15: sizes.n: a cycle: n -> k -> n",
    ),
    "an unknown kind": (
        ("{real: [-9, 9]}", "{reel: [-9, 9]}"),
        "17: given.logits.c: names no kind of value; did you mean real or reals?",
    ),
    "two kinds": (
        ("{real: [-9, 9]}", "{real: [-9, 9], boolean: true}"),
        "17: given.logits.c: names real and boolean; a value is of one kind",
    ),
    "an unknown option": (
        ("between: [-30, 30]", "betwen: [-30, 30]"),
        "17: given.logits.z.betwen: reals has no such option; did you mean between?",
    ),
    "a name that does not resolve": (
        ("{reals: [n, k], between", "{reals: [n, q], between"),
        "17: given.logits.z: name 'q' is not known",
    ),
    "an expression that does not parse": (
        ("{reals: [n, k], between", '{reals: [n, "k +"], between'),
        "17: given.logits.z: 'k +' is not an expression: invalid syntax",
    ),
    "values in a circle": (
        ("{real: [-9, 9]}", '{is: "d"}, d: {is: "c"}'),
        "17: given.logits.c: a cycle: c -> d -> c",
    ),
    "a size drawn again": (
        ("c: {real: [-9, 9]}", "c: {real: [-9, 9]}, k: 2"),
        "17: given.logits.k: k is a size already",
    ),
    "an input named as a law function": (
        ("c: {real: [-9, 9]}", "c: {real: [-9, 9]}, close: 2"),
        "17: given.logits.close: 'close' cannot name an input",
    ),
    "an input named as the answer": (
        ("c: {real: [-9, 9]}", "c: {real: [-9, 9]}, p: 2"),
        "17: given.logits.p: p is the name of something else",
    ),
    "too many examples": (
        ("examples: 7", "examples: 1e6"),
        "18: given.tall.examples: must be a whole number from 1 to 10000",
    ),
    "an input that is not drawn": (
        ("flat: {z: {reals: [0, k]}", "flat: {y: {reals: [0, k]}"),
        "19: given.flat: draws no z, which has no default",
    ),
    "a part that is not described": (
        ("returns: {p: {reals: z.shape}}", "returns: {}"),
        "20: returns: says nothing of p",
    ),
    "a part that there is not": (
        ("returns: {p: {reals: z.shape}}", "returns: {p: {reals: z.shape}, q: {real: null}}"),
        "20: returns.q: there is no part 'q'",
    ),
    "a kind that does not describe answers": (
        ("returns: {p: {reals: z.shape}}", "returns: {p: {orthogonal: k}}"),
        "20: returns.p: orthogonal does not describe an answer",
    ),
    "a shape of nothing known": (
        ("returns: {p: {reals: z.shape}}", "returns: {p: {reals: [n, kk]}}"),
        "20: returns.p: name 'kk' is not known; did you mean k?",
    ),
    "an automatic name": (
        ("name: stays finite", "name: leaves its inputs alone"),
        "32: checks[3].name: 'leaves its inputs alone' is automatic",
    ),
    "a name twice": (
        ("name: stays finite", "name: an empty batch is refused"),
        "32: checks[3].name: 'an empty batch is refused' is the name of another check",
    ),
    "a domain that there is not": (
        ("over: tall, hidden", "over: tal, hidden"),
        "32: checks[3].over: there is no domain 'tal'; did you mean tall?",
    ),
    "a law where the answer is an exception": (
        ("over: [logits, tall], agrees", "over: [logits, tall, flat], agrees"),
        "33: checks[4].over: in 'flat' the answer is an exception",
    ),
    "an exception nowhere": (
        ("over: flat, raises", "raises"),
        "31: checks[2]: says raises but not over which domains",
    ),
    "an unknown exception": (
        ("raises: ValueError", "raises: ValuError"),
        (
            "31: checks[2].raises: there is no exception 'ValuError'; "
            "did you mean ValueError or TabError or NameError?"
        ),
    ),
    "a check that needs another": (
        ("needs: every row sums to one", "needs: every row sums to on"),
        (
            "25: checks[1].needs: there is no check 'every row sums to on'; "
            "did you mean every row sums to one?"
        ),
    ),
    "a check that needs a later one": (
        (
            'holds: "close(p.sum(axis=-1), 1)"}',
            'holds: "p.sum() > 0", needs: a shift changes nothing}',
        ),
        "22: checks[0].needs: 'a shift changes nothing' is not tried before this check",
    ),
    "a public check that needs a hidden one": (
        ("{name: agrees with the reference,", "{name: agrees, needs: stays finite,"),
        (
            "33: checks[4].needs: 'stays finite' is hidden, and hidden checks are tried after"
            " public ones"
        ),
    ),
    "advice of a claim that is not made": (
        ("why: The shift cancels.", 'why: {"close(shifted, q)": The shift cancels.}'),
        (
            "27: checks[1].why[\"close(shifted, q)\"]: there is no claim 'close(shifted, q)'; "
            "did you mean close(shifted, p)?"
        ),
    ),
    "a part that does not agree": (
        ("agrees: {rtol: 1e-6}", "agrees: {only: q}"),
        "33: checks[4].agrees.only: there is no part 'q'",
    ),
    "an unknown name in a law": (
        ("close(shifted, p)", "close(shifted, pp)"),
        "30: checks[1].holds: name 'pp' is not known; did you mean p?",
    ),
    "an integer that is no argument": (
        ("forbid:", "forms: {integers: [zz]}\nforbid:"),
        "14: forms.integers.zz: there is no argument 'zz'; did you mean z?",
    ),
    "an unknown form": (
        ("forbid:", "forms: {longer: {n: 9}}\nforbid:"),
        "14: forms.longer: unknown key; did you mean long?",
    ),
    "a long size that is none": (
        ("forbid:", "forms: {long: {m: 128}}\nforbid:"),
        "14: forms.long.m: there is no size 'm'",
    ),
    "a long size without a length": (
        ("forbid:", "forms: {long: [n]}\nforbid:"),
        "14: forms.long: must be a mapping, such as {n: 128}",
    ),
    "a long size that follows from others": (
        ("examples: 7}", "examples: 7, forms: {long: {n: 128}}}"),
        "18: given.tall.forms.long.n: n is no range in any domain",
    ),
    "a size that is too long": (
        ("forbid:", "forms: {long: {n: 1000000}}\nforbid:"),
        "14: forms.long.n: must be a whole number from 1 to 100000",
    ),
    "units that are no list": (
        ("forbid:", "forms: {units: {z: 2}}\nforbid:"),
        "14: forms.units: must be a list of mappings, such as [{x: 1e-9}, {x: 1e6}]",
    ),
    "a unit that is no number": (
        ("forbid:", "forms: {units: [{z: two}]}\nforbid:"),
        "14: forms.units[0].z: must be a number other than 0, such as 1e-9",
    ),
    "a unit of what is not drawn": (
        ("forbid:", "forms: {units: [{w: 2}]}\nforbid:"),
        "14: forms.units[0].w: there is no value 'w'",
    ),
    "forms where nothing is compared": (
        ("examples: 5}", "examples: 5, forms: {}}"),
        "19: given.flat.forms: answers on this domain are not compared, so it has no others",
    ),
    "a domain that does not say why": (
        ("examples: 7}", "examples: 7, uncompared: ''}"),
        "18: given.tall.uncompared: must say why its answers are not the reference's",
    ),
    "answers that are not to be compared": (
        ("examples: 7}", "examples: 7, uncompared: Ties.}"),
        "33: checks[4].over: in 'tall' answers are not to be compared",
    ),
    "a law that does not parse": (
        ("close(shifted, p)", "close(shifted, p"),
        "30: checks[1].holds: does not parse: '(' was never closed",
    ),
    "a law that claims nothing": (
        ("close(shifted, p)", "q = shifted"),
        "28: checks[1].holds: claims nothing",
    ),
    "a law with statements": (
        ("close(shifted, p)", "assert close(shifted, p)\n      p.all()"),
        "30: checks[1].holds: holds claims and assignments only",
    ),
}


@pytest.mark.parametrize("case", ONE_ERROR)
def test_what_is_wrong_is_told_in_one_line(case: str) -> None:
    change, told = ONE_ERROR[case]
    assert changed(change) == [told]


def test_agreement_is_asked_wherever_there_is_an_answer() -> None:
    problem = parse(SOFTMAX.replace("over: [logits, tall], agrees", "agrees"))
    twins = ["logits, in other forms", "tall, in other forms"]
    assert [*problem.checks[4].over] == ["logits", "tall", *twins]
    assert [domain.name for domain in problem.given if domain.forms] == twins
    free = SOFTMAX.replace("over: [logits, tall], agrees", "agrees").replace(
        "examples: 7}", "examples: 7, uncompared: Ties.}"
    )
    assert [*parse(free).checks[4].over] == ["logits", "logits, in other forms"]


def test_other_forms_are_met_by_agreement_alone() -> None:
    problem = parse(SOFTMAX.replace("forbid:", "forms: {integers: z}\nforbid:"))
    twin = problem.domain("tall, in other forms")
    assert (twin.aside, twin.forms, twin.examples) == (True, Forms(integers={"z": 0}), 7)
    others = [check for check in problem.checks if check.kind != "agrees"]
    assert not any(twin.name in check.over for check in others)


def test_a_domain_may_bear_other_forms_than_the_rest() -> None:
    own = SOFTMAX.replace("examples: 7}", "examples: 7, forms: {}}")
    problem = parse(own.replace("forbid:", "forms: {long: {n: 128}, units: [{z: 1e-9}]}\nforbid:"))
    assert problem.domain("tall, in other forms").forms == Forms()
    assert problem.domain("logits, in other forms").forms == Forms(
        long={"n": 128}, units=({"z": 1e-9},)
    )
    assert problem.domain("logits").forms is problem.domain("tall").forms is None
    assert from_plain(wire.decode(wire.encode(plain(problem)))) == problem


def test_a_size_is_as_long_as_it_may_be_in_one_domain() -> None:
    problem = parse(SOFTMAX.replace("forbid:", "forms: {long: {n: 300, k: 1300}}\nforbid:"))
    assert problem.domain("logits, in other forms").forms == Forms(long={"n": 300, "k": 1300})
    assert problem.domain("tall, in other forms").forms == Forms(long={"n": 128, "k": 128})


def test_a_law_is_held_against_every_domain_that_it_is_tried_on() -> None:
    told = changed(
        ("    over: logits\n", "    over: [logits, plain]\n"),
        ("  flat:", "  plain: {z: {reals: [n, k]}}\n  flat:"),
    )
    assert told == ["30: checks[1].holds: name 'c' is not drawn in 'plain'"]


def test_a_shape_is_held_against_every_domain() -> None:
    told = changed(
        ("  flat:", "  plain: {z: {reals: [n, k]}}\n  flat:"),
        ("{p: {reals: z.shape}}", "{p: {reals: c.shape}}"),
    )
    assert told == ["21: returns.p: name 'c' is not known"]


def test_names_within_lambdas_and_comprehensions_are_their_own() -> None:
    law = "far = lambda a, b: max(abs(x - y) for x, y in zip(a, b))\n"
    law += "      all(far(row, [1 / k] * k) < n for row in p if seen.changed == ())"
    parse(SOFTMAX.replace("close(shifted, p)", law))


def test_errors_come_all_at_once_in_the_order_of_lines() -> None:
    told = changed(
        ("title: Softmax", "titel: x\ntitle: Softmax"),
        ("{reals: [n, k], between", "{reals: [n, q], between"),
        ("close(shifted, p)", "close(shifted, pp)"),
        ("points: 2\n", "points: 7\n"),
    )
    assert told == [
        "1: titel: unknown key; did you mean title?",
        "18: given.logits.z: name 'q' is not known",
        (
            "22: checks: points add up to 14; they must make 9, "
            "one more is for leaving the inputs alone"
        ),
        "31: checks[1].holds: name 'pp' is not known; did you mean p?",
    ]


def test_an_unknown_domain_to_be_like_is_told_first() -> None:
    told = changed(("like: logits", "like: logit"))
    assert told[0] == "18: given.tall.like: there is no domain 'logit'; did you mean logits?"


def test_likes_in_a_circle_are_refused() -> None:
    told = changed(("logits: {z", "logits: {like: tall, z"))
    assert len(told) == 1
    assert "a cycle: " in told[0]
    assert "logits -> tall" in told[0]


def test_a_domain_that_nothing_uses_is_told() -> None:
    told = changed(
        ("{name: stays finite, over: tall, hidden: true", "{name: x, holds: 'p.all()'"),
        ("over: [logits, tall], agrees", "over: logits, agrees"),
    )
    assert told == ["18: given.tall: no check is tried on it"]


def test_the_place_of_the_file_names_the_exercise() -> None:
    assert errors(SOFTMAX, Path("problems/Calc/soft-max.yaml")) == [
        (
            "problems/Calc/soft-max.yaml:1: the name of the file must be a slug such as softmax,"
            " not 'soft-max'"
        ),
        (
            "problems/Calc/soft-max.yaml:1: the directory that holds it must be a slug such as"
            " softmax, not 'Calc'"
        ),
    ]


def test_an_argument_is_no_size() -> None:
    content = SOFTMAX.replace("softmax(z, axis=-1)", "softmax(z, k)").replace(
        "example: {z: [[0, 0]], p", "example: {z: [[0, 0]], k: 2, p"
    )
    assert errors(content)[0] == (
        "17: given.logits: k is a size; name the size differently, say m, and write k: {is: m}"
    )


DRIVER = SOFTMAX.replace(
    "entry: softmax(z, axis=-1) -> p",
    "asks: [softmax]\nsupport: |\n  def apply(z, axis=-1):\n      return softmax(z, axis)\n"
    "entry: apply(z, axis=-1) -> p",
).replace("shifted = softmax(z + c)", "shifted = apply(z + c); softmax(z)")


def test_a_driver_in_support_may_be_the_entry() -> None:
    problem = parse(DRIVER)
    assert (problem.asks, problem.entry.name) == (("softmax",), "apply")


def test_a_driver_must_be_there() -> None:
    assert errors(DRIVER.replace("def apply(", "def applied("))[0] == (
        "16: entry: apply is neither asked for nor a function in support"
    )
    assert errors(DRIVER.replace("def apply(z, axis=-1)", "def apply(z)")) == [
        "14: support: reads apply(z), the entry apply(z, axis=-1)"
    ]


def test_named_functions_come_from_support() -> None:
    content = DRIVER.replace("c: {real: [-9, 9]}", "c: {real: [-9, 9]}, f: {function: appl}")
    assert errors(content)[0] == (
        "21: given.logits.f: there is no function in support 'appl'; did you mean apply?"
    )


def test_the_same_text_gives_the_same_digest() -> None:
    assert parse(SOFTMAX).digest == parse(SOFTMAX).digest != parse(SOFTMAX + "# more\n").digest


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"gone.yaml: cannot be read: No such file or directory$"):
        load_problem(tmp_path / "gone.yaml")


def test_an_area_lists_its_topics_in_order() -> None:
    content = "title: Calculus\ntopics:\n  - {title: Limits, problems: [b, a]}\n"
    path = Path("problems/calculus/topic.yaml")
    area = parse_area(content, path)
    assert (area.name, area.title) == ("calculus", "Calculus")
    assert [(topic.title, topic.problems) for topic in area.topics] == [("Limits", ("b", "a"))]
    with pytest.raises(SpecError, match=r":3: topics\[0\].problems\[1\]: b is listed twice"):
        parse_area(content.replace("[b, a]", "[b, b]"), path)
    with pytest.raises(SpecError, match=r":3: topics\[0\].problem: unknown key; did you mean prob"):
        parse_area(content.replace("problems:", "problem:"), path)


def test_the_schema_knows_every_key() -> None:
    schema = json_schema()
    assert {"title", "given", "checks", "returns"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False
    assert "reals" in str(schema["properties"]["given"])


def test_the_schema_takes_what_the_loader_takes() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from grader.exercise.strict_yaml import parse as data_of

    validator: Any = jsonschema.Draft202012Validator(json_schema())
    assert not list(validator.iter_errors(data_of(SOFTMAX, "f").data))
    assert list(validator.iter_errors(data_of(SOFTMAX.replace("between", "betwen"), "f").data))


def test_a_parsed_exercise_needs_neither_yaml_nor_pydantic() -> None:
    code = textwrap.dedent(
        """
        import sys
        import grader.exercise.bank, grader.problem, grader.exercise.hidden
        print(sorted({"yaml", "pydantic"} & sys.modules.keys()))
        """
    )
    assert python("-c", code).stdout.strip() == "[]"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """Of a pipe nobody would ever see the end."""
    os.mkfifo(tmp_path / "softmax.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("softmax.yaml", "folder.yaml"):
        with pytest.raises(SpecError, match=f"{name}: is no file"):
            load_problem(tmp_path / name)


@pytest.mark.parametrize("held", [True, False], ids=["bounded", "unbounded"])
def test_of_an_exercise_without_end_little_is_told(
    monkeypatch: pytest.MonkeyPatch, *, held: bool
) -> None:
    """A clone may bring it; each of its names would be missed in every domain, by all the names."""
    names = ", ".join(f"a{i}" for i in range(300))
    if not held:
        monkeypatch.setattr(scope, "MOST_NAMES", 10_000)
        monkeypatch.setattr(strict_yaml, "_MOST_COMPLAINTS", 10_000)
    with pytest.raises(SpecError) as caught:
        parse_problem(SOFTMAX.replace("softmax(z, axis=-1) -> p", f"softmax({names}) -> p"), PATH)
    told = str(caught.value)
    assert ("more than 100 names" in told) == held
    assert (len(told.splitlines()) > 200) != held
