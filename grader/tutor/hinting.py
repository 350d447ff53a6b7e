"""What is said of an edit: what to look at, and what kind of change is needed."""

from __future__ import annotations

import re
from typing import Final

from grader.edits.change import Kind

LOOK: Final = {
    Kind.OPERATOR: "look at the operator {}",
    Kind.SIGN: "look at the sign",
    Kind.SIDES: "look at which side of {} is which",
    Kind.COMPARISON: "look at the comparison {}",
    Kind.CONDITION: "look at the condition",
    Kind.NUMBER: "look at the number {}",
    Kind.INDEX: "look at the index",
    Kind.RANGE: "look at where this loop starts and ends",
    Kind.AXIS: "look at the axis of this {}",
    Kind.KEYWORD: "look at {}",
    Kind.TRANSPOSE: "look at what is transposed",
    Kind.FUNCTION: "look at the function {}",
    Kind.ARGUMENTS: "look at the arguments of {}, and their order",
    Kind.SURPLUS: "look at whether {} belongs there",
    Kind.MISSING: "look at what is done with this value: is a step missing?",
    Kind.TERM: "look at the terms and factors: is one missing?",
    Kind.NAME: "look at the variable {}",
    Kind.EXPRESSION: "look at what this is computed from",
    Kind.GROUPING: "look at what belongs together: the brackets, what is inside of a call",
    Kind.SHAPE: "look at the shape of this value",
    Kind.STATEMENT: "look at whether this statement belongs there",
    Kind.PLACE: "look at the order of the statements",
    Kind.UPDATE: "look at how {} is updated",
    Kind.COPY: "look at what is changed in place",
    Kind.RETURN: "look at what is returned, and when",
    Kind.REFUSAL: "look at what is refused",
}
"""What to look at; `{}` is a name from the code."""

CHANGE: Final = {
    Kind.OPERATOR: "another operator is needed there",
    Kind.SIGN: "the sign has to be the other one",
    Kind.SIDES: "the two sides have to change places",
    Kind.COMPARISON: "it has to compare otherwise: think of both sides being equal",
    Kind.CONDITION: "the condition has to be another one",
    Kind.NUMBER: "another number is needed there",
    Kind.INDEX: "another index is needed there",
    Kind.RANGE: "the loop has to run over something else",
    Kind.AXIS: "it has to go along another axis",
    Kind.KEYWORD: "a keyword argument has to be there, or has to go",
    Kind.TRANSPOSE: "something has to be transposed, or must not be",
    Kind.FUNCTION: "another function is needed there",
    Kind.ARGUMENTS: "the arguments have to be others, or in another order",
    Kind.SURPLUS: "something has to go",
    Kind.MISSING: "a function has to be applied to it",
    Kind.TERM: "a term or a factor is missing",
    Kind.NAME: "another variable is needed there",
    Kind.EXPRESSION: "it has to be computed from something else",
    Kind.GROUPING: "the same parts have to be grouped otherwise",
    Kind.SHAPE: "it has to have another shape: an axis more, or one less",
    Kind.STATEMENT: "the statement has to go, or to be another one",
    Kind.PLACE: "the statements have to be in another order, or in another block",
    Kind.UPDATE: "it has to be updated in another way",
    Kind.COPY: "it has to work on a copy",
    Kind.RETURN: "it has to return something else, or at another time",
    Kind.REFUSAL: "what is refused has to be something else",
}
"""What kind of change is needed."""

PLAIN: Final = "look at this line"
_NAME: Final = re.compile(r"[\w.]{1,40}|[-+*/%@<>=!~&|]{1,3}")


def look(kind: Kind, about: str) -> str:
    """What to look at, by the name of what stands there where that is one."""
    known = about if _NAME.fullmatch(about) and about.isascii() else ""
    text = LOOK[kind]
    return text.format(known or _ELSE[kind]) if known or kind in _ELSE else _LESS.sub("", text)


def happened(what: str, name: str) -> str:
    """What happens there to the variable of this name, or to what is returned."""
    who = name if name.isidentifier() and name.isascii() else "what is returned"
    return {
        "nan": f"{who} becomes nan here",
        "infinite": f"{who} becomes infinite here",
        "whole": f"{who} holds integers from here on: fractions are cut off",
        "one": f"items of {who} are one and the same: what is done to one of them is done to all",
        "shape": f"{who} gets the shape of your answer here, which is not the one expected",
    }[what]


def shared(name: str) -> str:
    """What uses the global random state there."""
    who = name if _NAME.fullmatch(name) and name.isascii() else "this"
    return f"{who} uses a random state that all code shares"


_ELSE: Final = {
    Kind.SURPLUS: "all of it",
    Kind.UPDATE: "this",
    Kind.KEYWORD: "the keyword arguments",
}
_LESS: Final = re.compile(r" (of this |of )?\{\}")
