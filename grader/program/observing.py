"""What is seen of a call beside its answer."""

from __future__ import annotations

import ctypes
import random
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from grader.model import NOTHING_SEEN, Seen
from grader.program.plainness import plain
from grader.program.unpacking import Unpacking
from grader.values import wire
from grader.values.wire import Packed

MAX_RECORDED: Final = 2_000
MAX_RECORDED_BYTES: Final = 1 << 20
_SEED: Final = 0x5EED
"""Where global random state starts: a seed that nobody sets, so that setting any is seen."""
_SHARING_WORK: Any = 10_000
_NUMBER_BYTES, _HEAD_BYTES = 9, 4
"""What a number takes when it is written, and what an array takes beside its axes and content."""
_WORD: Final = struct.Struct("=I")
_PYTHON: Final = random.getstate.__self__  # type: ignore[attr-defined]
_NUMPY: Final[Any] = np.random
_Memory = ctypes.Array[ctypes.c_char]


class Recorder:
    """A function argument that remembers what it was called with.

    One positional argument is remembered as itself, several as a tuple, copied as plain data; no
    more than `MAX_RECORDED` calls, nor about `MAX_RECORDED_BYTES`.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.__wrapped__ = function
        self.calls: list[Any] = []
        self._room = MAX_RECORDED_BYTES

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(self.calls) < MAX_RECORDED and self._room > 0:
            values = (*args, *kwargs.values())
            self._record(values[0] if len(values) == 1 else values)
        return self.__wrapped__(*args, **kwargs)

    def _record(self, value: Any) -> None:
        kind = type(value)
        if kind is float:
            self._room -= _NUMBER_BYTES
            self.calls.append(value)
        elif kind is np.ndarray and value.dtype in wire.DTYPES and _usual(value):
            copy = value.copy()
            copy.flags.writeable = False
            self._room -= _HEAD_BYTES + 8 * copy.ndim + copy.nbytes
            self.calls.append(copy)
        else:
            written = wire.encode(plain(value))
            self._room -= len(written)
            self.calls.append(wire.decode(written))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)


def _usual(array: np.ndarray[Any, Any]) -> bool:
    """Whether the array is written as it lies, and read as one that owns such memory."""
    return array.flags.c_contiguous and array.nbytes > 0 and array.ndim <= wire.MAX_DIMENSIONS


class Arguments:
    """The arguments of one call, and the means to look at them again afterwards.

    `names` are those of the parameters, empty where nothing is to be observed; what functions among
    the arguments are called with is only remembered if it is `recorded`.
    """

    __slots__ = ("_built", "_encoded", "_names", "_recorders", "_support", "args", "kwargs")

    def __init__(
        self,
        encoded: bytes,
        names: tuple[str, ...],
        support: Mapping[str, Any],
        *,
        recorded: bool = True,
    ) -> None:
        self._encoded, self._names, self._support = encoded, names, support
        self._built = Unpacking(encoded, support)
        self.args = self._built.args
        self.kwargs = self._built.kwargs
        self._recorders = recorded and bool(names) and bool(self._built.described)
        if self._recorders:
            self.args = tuple(map(self._recorded, self.args))
            self.kwargs = {name: self._recorded(value) for name, value in self.kwargs.items()}

    def _recorded(self, value: Any) -> Any:
        ours = any(value is built for built, _ in self._built.described)
        return Recorder(value) if ours and callable(value) else value

    def _pack(self, value: Any) -> Packed | None:
        if type(value) is Recorder:
            value = value.__wrapped__
        return next((packed for built, packed in self._built.described if built is value), None)

    def seen(self, answer: Any, *, touched: bool, again: bool) -> Seen:
        """What is to be told of this call: whether global random state was `touched`, and whether
        memory was given `again`, is known.
        """
        if not self._names:
            return Seen(random=True) if touched else NOTHING_SEEN
        changed = self.changed()
        shares = self.shares(answer)
        if not (changed or shares or touched or again or self._recorders):
            return NOTHING_SEEN
        return Seen(changed, shares, touched, self._recordings(), again)

    def named(self) -> Iterator[tuple[str, Any]]:
        """Parameters and their arguments."""
        yield from zip(self._names, self.args, strict=False)
        yield from self.kwargs.items()

    def changed(self) -> tuple[str, ...]:
        """The parameters whose arguments are not what they were."""
        if self._as_they_were():
            return ()
        try:
            pack = self._pack if self._built.described else None
            after = wire.encode((self.args, self.kwargs), pack)
        except (wire.WireError, RuntimeError):
            after = b""
        if after == self._encoded:
            return ()
        fresh = Arguments(self._encoded, self._names, self._support)
        return tuple(
            name
            for (name, value), (_, original) in zip(self.named(), fresh.named(), strict=True)
            if self.bytes_of(value) != fresh.bytes_of(original)
        )

    def _as_they_were(self) -> bool:
        """Whether that is plain to see: nothing could be changed but arrays, and none was."""
        if self._built.open or (self._recorders and not self._wrapped()):
            return False
        for copy, original in self._built.copied:
            if (
                copy.shape != original.shape
                or copy.dtype is not original.dtype
                or copy.tobytes() != original.tobytes()
            ):
                return False
        return True

    def _wrapped(self) -> bool:
        """Whether each recorder still calls what was built."""
        recorders = [value for _, value in self.named() if type(value) is Recorder]
        return all(self._pack(value) is not None for value in recorders)

    def bytes_of(self, value: Any) -> bytes:
        """One argument in a form that can be compared, empty where there is none."""
        try:
            return wire.encode(value, self._pack)
        except (wire.WireError, RuntimeError):
            return b""

    def shares(self, answer: Any) -> tuple[str, ...]:
        """The parameters whose arrays share memory with an array of the answer."""
        if self._built.open:
            values = (*self.args, *self.kwargs.values())
            given = [array for value in values for array in arrays_in(value)]
        else:
            given = [copy for copy, _ in self._built.copied]
        if not given:
            return ()
        # Nearly every answer is one array that owns its memory, and shares it with nobody.
        if type(answer) is np.ndarray and answer.base is None:
            found = [answer] if any(answer is array for array in given) else []
        else:
            found = list(arrays_in(answer))
        if not found:
            return ()
        return tuple(
            name
            for name, value in self.named()
            if any(share_memory(own, part) for own in arrays_in(value) for part in found)
        )

    def _recordings(self) -> dict[str, tuple[Any, ...]]:
        return {
            name: tuple(value.calls)
            for name, value in self.named()
            if type(value) is Recorder and value.calls
        }


def arrays_in(value: Any, depth: int = 0) -> Iterator[np.ndarray[Any, Any]]:
    """An array, or those among the items of a value, a few deep."""
    if isinstance(value, np.ndarray):
        yield value
    elif type(value) in {tuple, list, dict} and depth < 4:
        for item in list(value.values()) if type(value) is dict else value[:100]:
            yield from arrays_in(item, depth + 1)


def share_memory(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    """Whether changing the one may change the other."""
    if not np.may_share_memory(one, other):
        return False
    try:
        return np.shares_memory(one, other, max_work=_SHARING_WORK)
    except np.exceptions.TooHardError:
        return True


class Randomness:
    """The global random state, seeded and put back to there, and whether anybody moved it.

    Programs whose text never says `random` are left alone. Asking for the state costs more than
    many a call, so where it lies in memory as it should it is looked at there.
    """

    def __init__(self, text: str) -> None:
        self.watched = "random" in text
        if self.watched:
            random.seed(_SEED)
            np.random.seed(_SEED)  # noqa: NPY002 - the global state is meant
            self._python = random.getstate()
            self._numpy: Any = np.random.get_state(legacy=False)  # noqa: NPY002
            self._key = self._numpy["state"]["key"].tobytes()
            self._generator = _NUMPY.get_bit_generator()
            self._memory = self._found()
            self._still = [memory.raw for memory in self._memory]

    def _found(self) -> list[_Memory]:
        """Where both states lie, or nothing if what lies there is not what they say."""
        *words, place = self._python[1]
        due = (
            self._key + _WORD.pack(self._numpy["state"]["pos"]),
            b"".join(map(_WORD.pack, (place, *words))),
        )
        kind: Any = type(_PYTHON).__base__
        generator: Any = self._generator
        try:
            places = generator.ctypes.state_address, id(_PYTHON) + object.__basicsize__
            if kind.__basicsize__ - object.__basicsize__ < len(due[1]):
                return []
        except AttributeError:
            return []
        pairs = zip(places, due, strict=True)
        found = [(ctypes.c_char * len(one)).from_address(at) for at, one in pairs]
        return found if [one.raw for one in found] == [*due] else []

    def reset(self) -> None:
        """Puts the state back."""
        if not self.watched:
            return
        random.setstate(self._python)
        np.random.set_state(self._numpy)  # noqa: NPY002

    def touched(self) -> bool:
        """Whether the state was moved since the last reset, which this does again."""
        if not self.watched:
            return False
        moved = not self._lies_still() and self._moved()
        if moved:
            self.reset()
        return moved

    def _lies_still(self) -> bool:
        """Whether that is plain to see: nothing is drawn that does not move a place."""
        return (
            bool(self._memory)
            and _NUMPY.get_bit_generator() is self._generator
            and [memory.raw for memory in self._memory] == self._still
        )

    def _moved(self) -> bool:
        state: Any = np.random.get_state(legacy=False)  # noqa: NPY002
        return bool(
            random.getstate() != self._python
            or state["state"]["pos"] != self._numpy["state"]["pos"]
            or state["has_gauss"] != self._numpy["has_gauss"]
            or state["state"]["key"].tobytes() != self._key
        )
