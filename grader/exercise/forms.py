"""The shape of the YAML files, as models: what keys there are and what each may hold.

Only this module knows pydantic. Meaning (names that resolve, points that add up) is checked in
`spec`, which a file of the right shape then goes to.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from grader.domains import KINDS
from grader.exercise.given import MAX_EXAMPLES
from grader.exercise.other_forms import MOST
from grader.exercise.place import hinted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from grader.exercise.place import Place
    from grader.exercise.strict_yaml import Complaints

_PATTERNS: Final = {
    "text": (r"\S", "must not be empty"),
    "line": (r"^\S[^\n]*$", "must be one line of text"),
    "slug": (r"^[a-z][a-z0-9_]*$", "must be a slug: lower-case letters, digits and underscores"),
    "concept": (r"^[a-z][a-z0-9_-]*$", "must be the id of a concept, such as matrix-product"),
    "dotted": (r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", "must be a name such as scipy or np.linalg.svd"),
}
Text = Annotated[str, StringConstraints(pattern=_PATTERNS["text"][0])]
Line = Annotated[str, StringConstraints(pattern=_PATTERNS["line"][0])]
Slug = Annotated[str, StringConstraints(pattern=_PATTERNS["slug"][0])]
Concept = Annotated[str, StringConstraints(pattern=_PATTERNS["concept"][0])]
Dotted = Annotated[str, StringConstraints(pattern=_PATTERNS["dotted"][0])]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _percentage(given: Any) -> float:
    found = _PERCENT.fullmatch(given) if isinstance(given, str) else None
    if found is None or not 0 <= float(found[1]) <= 100:
        raise ValueError("must be a percentage from 0% to 100%, such as 10%")
    return float(found[1])


_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)[ ]?%")
Share = Annotated[float, BeforeValidator(_percentage, json_schema_input_type=str)]
"""A percentage of something."""

_LISTED = BeforeValidator(
    lambda given: [given] if isinstance(given, str) else given,
    json_schema_input_type=str | list[str],
)
Names = Annotated[list[Line], _LISTED]
"""A name, or a list of them."""

_SIZE = {"type": ["integer", "string"], "description": "a range a..b, a number or an expression"}
_VALUE = {
    "description": "a literal, or one kind of value with its options",
    "anyOf": [
        {"type": ["null", "boolean", "number", "string", "array"]},
        *(
            {
                "type": "object",
                "required": [name],
                "properties": {name: True, **dict.fromkeys(sorted(kind.options), True)},
                "additionalProperties": False,
            }
            for name, kind in KINDS.items()
        ),
    ],
}
_LENGTH = {"type": "integer", "minimum": 1, "maximum": MOST}
_UNIT = {"type": "object", "additionalProperties": {"type": ["number", "string"]}}
_FORMS = {
    "type": "object",
    "properties": {
        "integers": {
            "description": "arguments that may come as integers; how large, if they are free",
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {**_LENGTH, "minimum": 0}},
            ],
        },
        "long": {
            "description": "sizes that may be so long",
            "type": "object",
            "additionalProperties": _LENGTH,
        },
        "units": {
            "description": "by what values may be multiplied",
            "type": "array",
            "items": _UNIT,
        },
    },
    "additionalProperties": False,
}
_DOMAIN = {
    "type": "object",
    "properties": {
        "sizes": {"type": "object", "additionalProperties": _SIZE},
        "like": {"type": "string", "description": "the domain that this one varies"},
        "examples": {"type": "integer", "minimum": 1, "maximum": MAX_EXAMPLES, "default": 100},
        "aside": {"type": "boolean", "default": False},
        "uncompared": {"type": "string", "description": "why right answers may differ here"},
        "forms": _FORMS,
    },
    "additionalProperties": _VALUE,
}
Sizes = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": _SIZE})]
Values = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": _VALUE})
]
OtherForms = Annotated[dict[str, Any], WithJsonSchema(_FORMS)]
DomainForm = Annotated[dict[str, Any], WithJsonSchema(_DOMAIN)]


class AnyForm(BaseModel):
    """Known keys only, and values of exactly the type that the file shows."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AgreesForm(AnyForm):
    """Agreement with the reference."""

    rtol: Positive | None = None
    atol: Positive | None = None
    only: Names = []


class CheckForm(AnyForm):
    """One law, its points, and where it is tried."""

    name: Line
    points: Positive = 1
    over: Names = []
    holds: Text | None = None
    raises: Line | None = None
    agrees: AgreesForm | None = None
    hidden: bool = False
    needs: Names = []
    why: str | dict[str, Line] = ""

    @model_validator(mode="after")
    def _one_way_to_judge(self) -> CheckForm:
        ways = [self.holds is not None, self.raises is not None, self.agrees is not None]
        if sum((*ways, self.hidden)) != 1:
            raise ValueError("needs exactly one of holds, raises, agrees and hidden: true")
        return self


class LimitsForm(AnyForm):
    """CPU seconds for one call, and memory in MiB."""

    cpu: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] | None = None
    memory: Annotated[int, Field(ge=64, le=16_384)] | None = None


class ProblemForm(AnyForm):
    """The public half of an exercise."""

    title: Line
    difficulty: Annotated[int, Field(ge=1, le=5)]
    concepts: list[Concept] = []
    after: list[Slug] = []
    statement: Text
    hints: Annotated[list[Text], Field(min_length=2, max_length=4)]
    stub: Text
    entry: Line
    asks: Names = []
    support: str = ""
    example: dict[str, Any] = {}
    forbid: list[Dotted] = []
    accepts: list[Literal["lists"]] = []
    forms: OtherForms = {}
    limits: LimitsForm = LimitsForm()
    sizes: Sizes = {}
    given: Annotated[dict[str, DomainForm], Field(min_length=1)]
    returns: Values
    tolerance: Positive = 1e-9
    checks: Annotated[list[CheckForm], Field(min_length=1)]


class TopicForm(AnyForm):
    """Problems that belong together, in order."""

    title: Line
    problems: Annotated[list[Slug], Field(min_length=1)]


class AreaForm(AnyForm):
    """The `topic.yaml` of an area."""

    title: Line
    topics: Annotated[list[TopicForm], Field(min_length=1)]


class WeightedForm(AnyForm):
    """A problem of an assignment, and what it weighs or is worth."""

    name: Slug
    weight: Positive | None = None
    points: Positive | None = None
    bonus: bool = False


class LateForm(AnyForm):
    """What being late costs."""

    per_day: Share
    cap: Share = 100.0
    free_days: Annotated[int, Field(ge=0)] = 0
    shared_with: list[Line] = []


class AssignmentForm(AnyForm):
    """A titled selection of problems, what counts of what is handed in, and how much students are
    told of what is wrong.
    """

    title: Line
    feedback: Literal["example", "line", "edit"] = "line"
    problems: Annotated[
        list[
            Annotated[
                WeightedForm,
                BeforeValidator(
                    lambda given: {"name": given} if isinstance(given, str) else given,
                    json_schema_input_type=str | WeightedForm,
                ),
            ]
        ],
        Field(min_length=1),
    ]
    points: Positive | None = None
    due: Line | None = None
    timezone: Line | None = None
    grace: Line | None = None
    late: LateForm | None = None
    misnamed: Line = "note"
    attempts: Literal["last", "best", "mean"] = "last"
    extensions: dict[Line, Line] = {}


F = TypeVar("F", bound=AnyForm)

_REASONS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "too_short": "must have at least {min_length}",
    "too_long": "must have at most {max_length}",
    "string_pattern_mismatch": "",
    "value_error": "{error}",
    "literal_error": "must be {expected}",
}


def read(form: type[F], complain: Complaints) -> F:
    """The document as a form; raises `SpecError` if its shape is wrong.

    Where only unknown keys are wrong, there is still a form, so that its meaning is judged in the
    same pass.
    """
    data = complain.document.data
    try:
        return form.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        complain(detail["loc"], _reason(detail, form))
    unknown = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
    if len(unknown) == len(details):
        with contextlib.suppress(ValidationError):
            return form.model_validate(_without(data, unknown))
    raise complain.error()


def _reason(detail: ErrorDetails, form: type[AnyForm]) -> str:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        if detail["input"] is None:
            return "unknown key, without a value: a text in {…} that holds a comma needs quotes"
        return hinted("unknown key", str(detail["loc"][-1]), _keys(form, detail["loc"][:-1]))
    if kind == "string_pattern_mismatch":
        return dict(_PATTERNS.values())[context["pattern"]]
    return _REASONS[kind].format(**context) if kind in _REASONS else detail["msg"].lower()


def _keys(form: type[AnyForm], place: Place) -> tuple[str, ...]:
    """The keys that the form at `place` knows."""
    nested: Mapping[tuple[str, ...], type[AnyForm]] = {
        ("checks",): CheckForm,
        ("checks", "agrees"): AgreesForm,
        ("limits",): LimitsForm,
        ("topics",): TopicForm,
        ("problems",): WeightedForm,
        ("late",): LateForm,
    }
    steps = tuple(step for step in place if isinstance(step, str))
    return tuple(nested.get(steps, form).model_fields)


def _without(data: Any, places: set[Place], place: Place = ()) -> Any:
    if isinstance(data, dict):
        items = ((key, value) for key, value in data.items() if (*place, key) not in places)
        return {key: _without(value, places, (*place, key)) for key, value in items}
    if isinstance(data, list):
        return [_without(value, places, (*place, i)) for i, value in enumerate(data)]
    return data


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an exercise's YAML, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ProblemForm.model_json_schema(),
    }
