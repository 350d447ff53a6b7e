"""What a worker says, read: what is not exactly a reply is none, and raises `wire.WireError`."""

from __future__ import annotations

from typing import Any, Final

from grader.escaping import unplaced
from grader.model import Answer, Loaded, Note, Outcome, Raised, Refused, Reply, Seen, Stopped
from grader.sandbox.untrusted import ANSWERED, SEEN
from grader.values import wire

_MOST_KEPT: Final = 2_000
_MOST_NOTES: Final = 12
_MOST_NOTE: Final = 400
_STOPS: Final = frozenset({"failed", "out_of_memory"})
_REFUSALS: Final = frozenset({"errored", "failed", "not_attempted", "out_of_memory"})


def read_reply(reader: wire.Reader, names: tuple[str, ...]) -> Reply:
    """The reply to a call of a function with parameters of these names."""
    tag = reader.tag()
    if tag == ANSWERED:
        return Answer(reader.next())
    if tag == SEEN:
        return Answer(reader.next(), _seen(reader.next(), names))
    match reader.next():
        # Texts by their type first: an array would compare itself with them item by item.
        case (str(form), str(kind), tuple(ancestry), str(message), int(line)) if form == "raised":
            ancestors = tuple(_text(name) for name in ancestry[:40])
            return Raised(_text(kind), ancestors, _text(message), _line(line))
        case (str(form), str(why), str(message)) if form == "stopped" and why in _STOPS:
            return Stopped(Outcome(why), _text(message))
    raise wire.WireError("no reply to a call")


def _seen(value: Any, names: tuple[str, ...]) -> Seen:
    match value:
        case (tuple(changed), tuple(shares), bool(random), dict(arguments), bool(again)):
            if all(
                type(name) is str and name in names for name in (*changed, *shares, *arguments)
            ) and all(type(some) is tuple for some in arguments.values()):
                own = _own(changed, names), _own(shares, names)
                return Seen(*own, random, arguments, again)
    raise wire.WireError("no observations")


def _own(told: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are told, each once."""
    said = set(told)
    return tuple(name for name in names if name in said)


def read_loaded(reader: wire.Reader) -> Loaded | Refused:
    """What became of a program."""
    reader.tag()
    match reader.next():
        case (str(form), int(line), tuple(kept), tuple(notes)) if form == "loaded":
            return Loaded(_line(line), _ranges(kept), _notes(notes))
        case (str(form), str(outcome), str(message), int(line), tuple(kept), tuple(notes)) if (
            form == "refused" and outcome in _REFUSALS
        ):
            told = _ranges(kept), _notes(notes)
            return Refused(Outcome(outcome), _text(message), _line(line), *told)
    raise wire.WireError("no reply to a program")


def _ranges(kept: tuple[Any, ...]) -> tuple[tuple[int, int], ...]:
    """Lines that count, from a worker."""
    found = []
    for one in kept[:_MOST_KEPT]:
        match one:
            case (int(first), int(last)):
                found.append((_line(first), _line(last)))
            case _:
                raise wire.WireError("no lines of a program")
    return tuple(found)


def _notes(notes: tuple[Any, ...]) -> tuple[Note, ...]:
    """What a worker says of a program's lines, cut."""
    found = []
    for one in notes[:_MOST_NOTES]:
        match one:
            case (int(line), str(text)):
                found.append((_line(line), _text(text)[:_MOST_NOTE]))
            case _:
                raise wire.WireError("no note on a program")
    return tuple(found)


def _text(text: Any) -> str:
    if type(text) is not str:
        raise wire.WireError("no text")
    return unplaced(text[:2_000]).encode("utf-8", "replace").decode()


def _line(line: int) -> int:
    return line if 0 <= line < 1 << 31 else 0
