"""What a class is graded with, and all that a result depends on."""

from __future__ import annotations

import functools
import platform
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.cache import engine, key
from grader.gradebook.policy import Policy
from grader.gradebook.standing import Part as Counted
from grader.gradebook.standing import report_of
from grader.version import __version__

if TYPE_CHECKING:
    from grader.course.rubric import Part, Rubric
    from grader.model import Isolation, ProblemResult, Report
    from grader.submission import Submission

_SEED_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class Plan:
    """What to grade with: everything, submissions aside, that a report depends on."""

    rubric: Rubric
    seed: int
    isolation: Isolation
    missing: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy, hash=False)
    shortcuts: bool = True
    """Whether answers that were judged before are known by their bytes; reports are the same."""

    @property
    def problems(self) -> list[str]:
        """The names of the problems, in order."""
        return [part.name for part in self.rubric.parts]

    def described(self) -> dict[str, Any]:
        """The plan as plain data, for `run.json`."""
        return {
            "seed": self.seed,
            "isolation": str(self.isolation),
            "missing": list(self.missing),
            "versions": versions(),
            "banks": [str(root.problems.parent) for root in self.rubric.roots],
            "problems": [asdict(part) for part in self.rubric.parts],
            "policy": self.policy.described(),
        }

    def report(self, submission: Submission, results: Mapping[str, ProblemResult]) -> Report:
        """The report on a submission from the results of all problems, weighed and added up."""
        parts = [Counted(part.name, part.worth, part.bonus) for part in self.rubric.parts]
        return report_of(
            submission.name,
            *(results, parts),
            seed=self.seed,
            isolation=self.isolation,
            missing=self.missing,
            message=submission.error,
        )


def fresh_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(_SEED_BITS)


def versions() -> dict[str, str]:
    """The versions of all that decides how answers are judged."""
    return {
        "grader": __version__,
        "engine": engine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "hypothesis": _installed("hypothesis"),
    }


@functools.cache
def _installed(name: str) -> str:
    return metadata.version(name)


def fingerprints(submissions: Iterable[Submission], plan: Plan) -> dict[str, dict[str, str]]:
    """For each submission, by name, and each problem, what changes whenever something does on which
    its result depends.

    What it weighs is not among that: points are weighed when results are added up.
    """
    ours = (plan.seed, plan.isolation, sorted(versions().items()))

    def asked(part: Part) -> str:
        what = part.name, part.problem, part.solution, str(part.feedback), part.misnamed
        return repr((*what, ours))

    every = [(part.name, asked(part).encode()) for part in plan.rubric.parts]

    def of(one: Submission) -> dict[str, str]:
        contents = key(one.path.name, one.error, *replace(one).fingerprint())
        return {name: key(contents, what) for name, what in every}

    return {one.name: of(one) for one in submissions}
