"""An exercise as plain frozen data, after its YAML was read and before any of it is run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from grader.model import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

TOTAL_POINTS = 10
PURITY_POINTS = 1
"""Every exercise is worth ten points; one of them is for leaving the inputs alone."""

PROMISE = "returns what it promises"
PURITY = "leaves its inputs alone"
AGAIN = "answers the same when asked again"
RIGHT = "is right now and then"
WHOLE = "gives integers as integers"
NAMED = "has the name that was asked for"
AUTOMATIC = frozenset({PROMISE, PURITY, AGAIN, RIGHT, WHOLE, NAMED})
"""The automatic checks."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an input is drawn from, or what a part of the answer must be.

    `{reals: [n, k], between: [0, 1]}` is `Value("reals", ["n", "k"], {"between": [0, 1]})`; a bare
    scalar or list is `Value("literal", 2, {})`; see `grader.domains.KINDS`.
    """

    kind: str
    of: Any
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the entry; `default` counts only if `optional`."""

    name: str
    optional: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Entry:
    """`svd(A) -> U, s, Vt`: the call that laws see, and the names of the parts of its answer."""

    name: str
    parameters: tuple[Parameter, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """In what other forms inputs may come, by their names: as `integers`, which are as large as
    that if they are free (0: as they are drawn); `long`, where the size is as large as that; or in
    other `units`, each of which multiplies some of them.
    """

    integers: Mapping[str, int] = field(default_factory=dict)
    long: Mapping[str, int] = field(default_factory=dict)
    units: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """A named set of inputs, with `like` resolved.

    `sizes` maps a size to its inclusive range, or to an expression of sizes before it. An `aside`
    domain serves only the checks that name it, and agreement unless `uncompared` says why answers
    may differ from the reference's. One in other `forms` hands the inputs of another domain as they
    may come as well, and stored column by column.
    """

    name: str
    sizes: Mapping[str, tuple[int, int] | str]
    values: Mapping[str, Value]
    examples: int = 100
    aside: bool = False
    hidden: bool = False
    uncompared: str = ""
    forms: Forms | None = None

    def varies(self, size: str) -> bool:
        """Whether that size is a range here."""
        ends = self.sizes.get(size, "")
        return not isinstance(ends, str) and ends[0] < ends[1]


@dataclass(frozen=True, slots=True)
class Check:
    """One law and its points.

    `kind` says how it is judged: `holds` (lines of claims in `law`), `raises` (the exception's
    name in `law`), `agrees` (with the reference: within `rtol` of the answer's size, and `atol`
    besides, for the parts in `only`, all when empty), or `python` (a function of the hidden half
    that bears the check's name). `over` names its domains, `needs` the checks that must pass before
    it is tried, `why` what a student who fails it is told, or `of_claims` of these alone, `line`
    where the YAML states it.
    """

    name: str
    kind: Literal["holds", "raises", "agrees", "python"]
    points: float
    over: tuple[str, ...]
    law: str = ""
    rtol: float | None = None
    atol: float = 0.0
    only: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    why: str = ""
    of_claims: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    line: int = 0

    def advice(self, claim: str) -> str:
        """What a student is told for whom this claim is false."""
        return self.of_claims.get(claim, self.why)


@dataclass(frozen=True, slots=True)
class Problem:
    """The public half of an exercise. `digest` is the SHA-256 of its YAML."""

    name: str
    area: str
    title: str
    difficulty: int
    statement: str
    hints: tuple[str, ...]
    stub: str
    entry: Entry
    asks: tuple[str, ...]
    example: Mapping[str, Any]
    given: tuple[Domain, ...]
    returns: Mapping[str, Value]
    checks: tuple[Check, ...]
    concepts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    support: str = ""
    forbid: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    sizes: Mapping[str, tuple[int, int] | str] = field(default_factory=dict)
    tolerance: float = 1e-9
    limits: Limits = field(default_factory=Limits)
    digest: str = ""

    @property
    def compared(self) -> frozenset[str]:
        """The parts of the answer that some check compares with the reference's; the others, where
        right ones differ, are free.
        """
        agreeing = [check for check in self.checks if check.kind == "agrees"]
        return frozenset(part for check in agreeing for part in check.only or self.entry.parts)

    @property
    def closeness(self) -> float:
        """The widest relative tolerance that is granted where answers are compared."""
        agreeing = [check.rtol for check in self.checks if check.kind == "agrees"]
        return max([self.tolerance, *(rtol for rtol in agreeing if rtol is not None)])

    @property
    def leeway(self) -> float:
        """The widest absolute tolerance that is granted where answers are compared."""
        return max((check.atol for check in self.checks if check.kind == "agrees"), default=0.0)

    @property
    def records(self) -> bool:
        """Whether a public law may ask what functions among the arguments were called with."""
        return any(map(asks_for_calls, (self.support, *(check.law for check in self.checks))))

    def domain(self, name: str) -> Domain:
        """The public domain of that name."""
        return next(domain for domain in self.given if domain.name == name)


def asks_for_calls(law: str) -> bool:
    """Whether a law, or a file of them, may say `seen.arguments(…)`."""
    return "arguments" in law


@dataclass(frozen=True, slots=True)
class Topic:
    """Problems that belong together, in the order in which to meet them."""

    title: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A directory of the bank: its title, and its topics in order."""

    name: str
    title: str
    topics: tuple[Topic, ...]


def plain(problem: Problem) -> dict[str, Any]:
    """The problem as plain data, which `wire.encode` takes; `from_plain` is its inverse."""
    return asdict(problem)


def from_plain(data: Mapping[str, Any]) -> Problem:
    """The problem that `plain` made `data` of."""
    entry = data["entry"]
    parameters = tuple(Parameter(**parameter) for parameter in entry["parameters"])
    return Problem(
        **{
            **data,
            "entry": Entry(entry["name"], parameters, entry["parts"]),
            "given": tuple(
                Domain(
                    **{
                        **domain,
                        "values": _values(domain["values"]),
                        "forms": Forms(**domain["forms"]) if domain["forms"] else None,
                    }
                )
                for domain in data["given"]
            ),
            "returns": _values(data["returns"]),
            "checks": tuple(Check(**check) for check in data["checks"]),
            "limits": Limits(**data["limits"]),
        }
    )


def _values(data: Mapping[str, Any]) -> dict[str, Value]:
    return {name: Value(**value) for name, value in data.items()}
