"""`run.json`: the seed of a grading run, and what was graded with what.

It bears a mark that only the user's key makes (`grader.cache.secret`), so one that somebody else
put there is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.cache import secret
from grader.errors import SubmissionError
from grader.reports import record
from grader.submission.intake import read_regular

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "run.json"
SCHEMA: Final = "grader/run/v1"
_MOST: Final = 1 << 20
"""Of a file that may be anybody's: what is read as JSON takes twenty times its size."""


class Earlier(NamedTuple):
    """What an earlier run tells of itself: its seed, and the names of its problems."""

    seed: int
    problems: frozenset[str]


def earlier(data: Mapping[str, Any]) -> Earlier | None:
    """What a run's file tells, if it does."""
    with contextlib.suppress(KeyError, TypeError):
        return Earlier(int(data["seed"]), frozenset(str(one["name"]) for one in data["problems"]))
    return None


def holds_results(folder: Path) -> bool:
    """Whether a run of this user's wrote its results there. Nobody else can make it look so."""
    try:
        content = read_regular(folder / NAME, _MOST, NAME)
    except SubmissionError:
        return False
    key = secret()
    return key is not None and read(content, key) is not None


def written(data: Mapping[str, Any], key: bytes) -> str:
    """The file's text, with its mark."""
    return record.dumps({**data, "mark": _mark(data, key)})


def read(content: bytes, key: bytes) -> dict[str, Any] | None:
    """The data of a file, if they bear the mark of this key."""
    try:
        data = json.loads(content)
        mark = str(data.pop("mark"))
        known = _mark(data, key)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    return data if hmac.compare_digest(mark.encode("utf-8", "replace"), known.encode()) else None


def _mark(data: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, record.dumps(dict(data)).encode(), hashlib.sha256).hexdigest()
