"""What else a worker does with a program: tries edits of it, and watches it run."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any, Final

import numpy as np

from grader.model import Raised, Refused, Reply
from grader.program.alarm import Alarm, Late
from grader.program.loading import Functions
from grader.program.observing import Randomness
from grader.program.performing import perform_encoded
from grader.program.tracing import traced
from grader.program.variants import Variants
from grader.values import wire

_REST: Final = b"R"
BRIEF_S: Final = 0.02
"""What the first call of a variant may compute, if it is nothing but Python; beyond, the worker's
own limit ends it.
"""
AGAIN_S: Final = 0.2
"""And each further call of the same one, which then has shown some promise."""


class Workshop:
    """One program on the bench."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._late: tuple[int, ...] = ()

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self._functions)

    @cached_property
    def _alarm(self) -> Alarm:
        return Alarm()

    def told(self, what: str, content: Any) -> bytes:
        """The reply to a question about the program itself."""
        if what == "edits":
            return _REST + wire.encode(("edits", self._variants.described(refusing=bool(content))))
        if what == "written":
            return _REST + wire.encode(("written", self._variants.written(content)))
        if what == "traits":
            raises, unread, shared = self._variants.traits()
            return _REST + wire.encode(("traits", raises, [*unread], shared))
        name, arguments = content
        if what == "endless":
            return _REST + wire.encode(("endless", *self._variants.endless(name, arguments)))
        lines, happenings = traced(self._functions, name, arguments)
        lines += self._variants.settings if lines else []  # whatever is called rests on them
        return _REST + wire.encode(("traced", lines, happenings))

    def answer(
        self, places: tuple[int, ...], name: str, arguments: bytes, randomness: Randomness
    ) -> Reply:
        """What the program with these edits answers; one that was late is not waited for again."""
        if places and places == self._late:
            return Raised(Late.__name__, (), "")
        self._alarm.late = False
        try:
            seconds = AGAIN_S if self._variants.is_made(places) else BRIEF_S
            codes = self._variants.compiled(places)
            with self._alarm.within(seconds), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                functions = self._variants.loaded(places, codes)
                if isinstance(functions, Refused):
                    return Raised("Refused", ("Refused",), functions.message)
                return perform_encoded(functions, name, arguments, randomness)
        except BaseException as error:  # noqa: BLE001 - what is edited may do anything
            return Raised(type(error).__name__[:40], (), "")
        finally:
            if self._alarm.late:
                self._late = places
