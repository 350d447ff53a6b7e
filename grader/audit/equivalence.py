"""Whether a mutant that was declared right answers as the reference does, on many more examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.judge.checks import Evidence, shown_call
from grader.judge.examples import Example, drawing_of, example_of
from grader.judge.laws import HOLDS, run
from grader.judge.setting import Setting
from grader.model import Answer, Program, Raised
from grader.problem import Check
from grader.values.wire import WireError, encode

if TYPE_CHECKING:
    from grader.audit.dry_run import DryRun
    from grader.audit.proofs import Proofs

EXAMPLES: Final = 10_000
"""On so many further examples an equivalent mutant must agree."""

ROUNDS: Final = 5
"""So often those of a domain in other forms are drawn anew: they are few, and long."""

_CHUNK: Final = 500


def agreeing(proofs: Proofs, programs: Iterable[tuple[str, Program]]) -> dict[str, str]:
    """The programs that differ from the reference, by name, each with where it does."""
    setting = proofs.first
    left = dict(programs)
    differ: dict[str, str] = {}
    if not left:
        return differ
    total = sum(domain.examples for domain in setting.domains.values() if not domain.forms)
    for name, domain in setting.domains.items():
        count = -(-EXAMPLES * domain.examples // total)
        if domain.forms:
            count = min(count, ROUNDS * domain.examples)
        for start in range(0, count, _CHUNK):
            if len(differ) == len(left):
                return differ
            examples = _drawn(setting, name, range(start, min(start + _CHUNK, count)))
            for who, program in left.items():
                if who not in differ:
                    where = _difference(proofs, program, name, examples)
                    if where:
                        differ[who] = where
    return differ


def _drawn(setting: Setting, name: str, places: range) -> list[Example]:
    problem, reference = setting.problem, setting.reference
    drawing = drawing_of(setting.domains[name], reference)
    # Beyond the few styled ones, which every seed has alike.
    return [
        example_of(problem, drawing.example(f"equivalent/{problem.name}", 10 + i)[0], reference)
        for i in places
    ]


def _difference(proofs: Proofs, program: Program, name: str, examples: Sequence[Example]) -> str:
    """Where the program differs on these examples, empty if nowhere."""
    setting = proofs.first

    def shown(example: Example) -> str:
        return f"at {shown_call(setting.problem, example, setting.reference.support)} ({name})"

    # It answers as a right program does, or it would not have come so far.
    with proofs.trusted(program, examples={name: examples}) as dry:
        evidence = dry.evidence(name)
        pairs = list(zip(examples, evidence.replies, strict=True))
        for example, reply in pairs:
            if not _alike(example.right, reply):
                return shown(example)
        # Most answers are the very same; only the others need to be compared.
        doubtful = [pair for pair in pairs if not _identical(pair[0].right, pair[1])]
        rest = replace(
            evidence,
            examples=[example for example, _ in doubtful],
            replies=[reply for _, reply in doubtful],
        )
        for check in _laws(setting, name) if doubtful else ():
            found = _broken(setting, check, rest, dry)
            if found is not None:
                return shown(found)
    return ""


def _alike(right: object, reply: object) -> bool:
    if isinstance(right, Answer):
        return isinstance(reply, Answer)
    return isinstance(right, Raised) and isinstance(reply, Raised) and right.kind == reply.kind


def _identical(right: object, reply: object) -> bool:
    if not (isinstance(right, Answer) and isinstance(reply, Answer)):
        return True  # both raised
    try:
        return encode(right.value) == encode(reply.value)
    except WireError:
        return False


def _laws(setting: Setting, name: str) -> list[Check]:
    """Agreement, on whatever domain; where the exercise claims none, its laws of this domain."""
    checks = setting.problem.checks
    agreement = [check for check in checks if check.kind == "agrees"]
    return agreement or [
        check for check in checks if name in setting.checks.over(check) and check.kind != "raises"
    ]


def _broken(setting: Setting, check: Check, evidence: Evidence, dry: DryRun) -> Example | None:
    law = setting.checks.law(check)
    verdicts = run(law, evidence.ready, dry.worker)
    if verdicts and verdicts[-1] is not HOLDS:
        return evidence.examples[len(verdicts) - 1]
    if len(evidence.ready) < len(evidence.examples):
        return evidence.examples[len(evidence.ready)]
    return None
