"""What else a worker does with a program: tries edits of it, and watches it run."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any, Final

import numpy as np

from grader.model import Raised, Refused, Reply
from grader.program.loading import Functions
from grader.program.observing import Randomness
from grader.program.performing import perform_encoded
from grader.program.tracing import traced
from grader.program.variants import Variants, briefly
from grader.values import wire

_REST: Final = b"R"
BRIEF_S: Final = 0.02
"""What one call of a variant may compute, if it is nothing but Python; beyond, the worker's own
limit ends it.
"""


class Workshop:
    """One program on the bench."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self._functions)

    def told(self, what: str, content: Any) -> bytes:
        """The reply to a question about the program itself."""
        if what == "edits":
            return _REST + wire.encode(("edits", self._variants.described()))
        if what == "written":
            return _REST + wire.encode(("written", self._variants.written(content)))
        if what == "traits":
            raises, unread, shared = self._variants.traits()
            return _REST + wire.encode(("traits", raises, [*unread], shared))
        name, arguments = content
        if what == "endless":
            return _REST + wire.encode(("endless", *self._variants.endless(name, arguments)))
        return _REST + wire.encode(("traced", *traced(self._functions, name, arguments)))

    def answer(
        self, places: tuple[int, ...], name: str, arguments: bytes, randomness: Randomness
    ) -> Reply:
        """What the program with these edits answers."""
        try:
            with briefly(BRIEF_S), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                functions = self._variants.functions(places)
                if isinstance(functions, Refused):
                    return Raised("Refused", ("Refused",), functions.message)
                return perform_encoded(functions, name, arguments, randomness)
        except BaseException as error:  # noqa: BLE001 - what is edited may do anything
            return Raised(type(error).__name__[:40], (), "")
