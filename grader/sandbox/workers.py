"""Where submitted code runs: a sandbox makes workers, a worker answers calls."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Final, NamedTuple, Self, TypeVar

from grader.errors import Fault
from grader.model import Call, Limits, Loaded, Outcome, Program, Refused, Reply, Stopped
from grader.sandbox.allowance import Allowance
from grader.sandbox.conversation import Conversation, chunks
from grader.sandbox.exchange import Heard, Question, Tape
from grader.sandbox.interning import Interned
from grader.sandbox.process import Output, Process
from grader.sandbox.replies import read_loaded, read_reply
from grader.values import wire

T = TypeVar("T")

Hears = Callable[[Question, "bytes | None"], object]
"""Hears of each question and the digest of the replies, or of none where they are no replies as
any other's could be."""

_CHUNK_BYTES: Final = 256 << 10
_OVERHEAD_BYTES: Final = 256
_LIVES: Final = 3
_FIELDS: Final = tuple(field.name for field in fields(Program))

MOST_AHEAD: Final = 8 << 20
"""Where so many bytes came unread, no more is asked in advance."""


class _Ahead(NamedTuple):
    """What was asked in advance and heard, and how much was printed before and after."""

    question: Question
    heard: Heard
    before: int
    after: int


class Worker:
    """A program in a process of its own. Implements `grader.model.Caller`.

    Making one does not wait: the process starts, and loads the program, while the judge does
    something else. What asks for a result waits for it. Closing does not wait either.

    Not for two threads at once. Close it, or use it as a context manager.
    """

    def __init__(
        self,
        program: Program,
        limits: Limits,
        start: Callable[[Limits, Output], Process],
        allowance: Allowance | None = None,
        known: Interned[Reply] | None = None,
        hears: Hears | None = None,
    ) -> None:
        self._start = start
        self._hears = hears
        self._ahead: deque[_Ahead] = deque()
        self._interned = known
        self._allowance = allowance or Allowance()
        self._limits = limits
        self._output = Output(limits.output_bytes)
        self._conversation: Conversation | None = None
        self._loaded: Loaded | Refused | None = None
        self._forgiven = False
        self._closed = False
        self._late = 0
        self._set(program)
        self._begin()

    @property
    def loaded(self) -> Loaded | Refused:
        """What became of the program. Raises `Fault` if the grader itself fails, twice."""
        if self._loaded is None:
            self._check_open()
            if (exhausted := self._allowance.exhausted) is not None:
                return Refused(exhausted.outcome, exhausted.message)
            try:
                self._loaded = self._load(self._conversation or self._begin())
            except Fault as fault:
                self._forgive(fault)
                self._loaded = self._load(self._begin())
        return self._loaded

    def answer(
        self, calls: Sequence[Call], variants: Sequence[tuple[int, ...]] = ()
    ) -> list[Reply]:
        """One reply for each call, in order; with `variants`, of the program with these edits made.

        A call that the process does not survive is `Stopped`; a fresh process goes on with the
        next, at most three times, and then the rest are `Stopped` too; once calls that took all
        their time have cost that much, each further one ends it. Where it is not certain
        which call that was, those without an answer are asked again in a fresh process, with more
        care. Raises `Fault` if the grader itself fails, or the worker is closed.
        """
        self._check_open()
        refused = self.loaded
        if isinstance(refused, Refused):
            return [Stopped(refused.outcome, refused.message)] * len(calls)
        if self._conversation is not None:
            self._conversation.settle()
        replies: list[Reply] = []
        reason: Stopped | None = None
        lives, careful = (_LIVES if self._late < _LIVES else 0), False
        while len(replies) < len(calls) and lives >= 0:
            if (exhausted := self._allowance.exhausted) is not None:
                return replies + [exhausted] * (len(calls) - len(replies))
            try:
                conversation = self._conversation
                if conversation is None:
                    conversation = self._begin()
                    again = self._load(conversation)
                    if isinstance(again, Refused):
                        reason = Stopped(again.outcome, again.message)
                        break
                reason = self._answer_some(conversation, calls, replies, variants, careful=careful)
            except Fault as fault:
                self._forgive(fault)
                continue
            if reason is not None:
                if careful or conversation.certain:
                    replies.append(reason)
                    lives -= 1
                    self._late += reason.outcome is Outcome.TIMED_OUT
                self._end()
                careful = True
        if len(replies) < len(calls) and reason is not None:
            rest = Stopped(reason.outcome, f"not tried any more: {reason.message}")
            replies += [rest] * (len(calls) - len(replies))
        return replies

    def overhear(self, question: Question) -> bytes | None:
        """Asks in advance what `answer` is about to ask, which then takes the replies from here.

        Nothing is read of them: told is the digest of them all, with what was printed until then;
        nothing if they did not all come.
        """
        self._check_open()
        if isinstance(self.loaded, Refused) or self._allowance.exhausted is not None:
            return None
        conversation = self._conversation
        held = sum(ahead.heard.size for ahead in self._ahead)
        if conversation is None or held > MOST_AHEAD:
            return None
        before = len(self._printed)
        with self._ending_on_fault():
            conversation.say_encoded("ask", question.content)
            heard = conversation.hear_unread(question.number)
        self._ahead.append(_Ahead(question, heard, before, len(self._printed)))
        return self._told(Tape(heard.blocks)) if heard.reason is None else None

    def _told(self, tape: Tape, printed: int | None = None) -> bytes | None:
        """What was answered, and what of all that is printed was by then."""
        return tape.digest(self._printed[:printed])

    def inquire(self, what: str, content: Any, read: Callable[[Any], T]) -> T | None:
        """What the process says of its program, as `read` makes it out; None if it says nothing."""
        self._check_open()
        if isinstance(self.loaded, Refused) or self._allowance.exhausted is not None:
            return None
        conversation = self._conversation
        if conversation is None:
            conversation = self._begin()
            if isinstance(self._load(conversation), Refused):
                return None

        def told(reader: wire.Reader) -> T:
            reader.tag()
            return read(reader.next())

        with self._ending_on_fault():
            conversation.settle()
            conversation.say(what, content)
            got = conversation.hear_one(told)
        if isinstance(got, Stopped):
            self._end()
            return None
        return got

    def load(self, program: Program, allowance: Allowance | None = None) -> None:
        """Goes on with another program, in the same process if it lives: for programs that may
        know of each other, which those of two people never may. Without an allowance it has a fresh
        one.
        """
        _ = self.loaded
        self._allowance = allowance or Allowance()
        self._set(program)
        if self._conversation is None:
            self._begin()
        else:
            self._say_program(self._conversation)

    @property
    def output(self) -> str:
        """What the program printed so far, to standard output and error, cut at the limit."""
        if self._loaded is None and not self._closed:
            _ = self.loaded
        printed = self._printed
        return printed[: self._ahead[0].before] if self._ahead else printed

    @property
    def _printed(self) -> str:
        """All of it, also during what was asked in advance."""
        if self._conversation is not None:
            self._conversation.listen()
        return self._output.text

    def close(self) -> None:
        """Has the process ended, and does not wait for that. May be called again."""
        self._closed = True
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise Fault("the worker is closed")

    def _set(self, program: Program) -> None:
        self._program = {name: getattr(program, name) for name in _FIELDS}
        self._program |= {"asks": dict(program.asks), "modules": dict(program.modules)}
        self._read = partial(read_reply, names=program.parameters)
        self._loaded = None
        self._late = 0

    def _begin(self) -> Conversation:
        """Starts a process and sends it the program."""
        process = self._start(self._limits, self._output)
        self._conversation = Conversation(process, self._limits, self._output, self._allowance)
        self._say_program(self._conversation)
        return self._conversation

    def _say_program(self, conversation: Conversation) -> None:
        with self._ending_on_fault():
            conversation.settle()
            conversation.say("load", self._program)

    def _load(self, conversation: Conversation) -> Loaded | Refused:
        """What the process that began made of the program."""
        with self._ending_on_fault():
            got = conversation.hear_one(read_loaded)
        if isinstance(got, Stopped):
            got = Refused(got.outcome, f"while it was loaded, {got.message}")
        if isinstance(got, Refused):
            self._end()
        return got

    def _answer_some(
        self,
        conversation: Conversation,
        calls: Sequence[Call],
        replies: list[Reply],
        variants: Sequence[tuple[int, ...]],
        *,
        careful: bool,
    ) -> Stopped | None:
        start = len(replies)
        sizes = [len(call.arguments) for call in calls[start:]]
        for chunk in chunks([size + _OVERHEAD_BYTES for size in sizes], _CHUNK_BYTES):
            some = calls[start + chunk.start : start + chunk.stop]
            names = [call.function for call in some]
            if names.count(names[0]) == len(names):
                del names[1:]
            arguments = b"".join([call.arguments for call in some])
            edited = list(variants[start + chunk.start : start + chunk.stop])
            content = careful, names, sizes[chunk.start : chunk.stop], arguments, edited
            question = Question(wire.encode(content), len(some))
            with self._ending_on_fault():
                got, reason, told = self._replies(conversation, question)
            replies += got
            if self._hears is not None:
                calm = reason is None and not careful and not edited
                self._hears(question, told if calm else None)
            if reason is not None:
                return reason
        return None

    def _replies(
        self, conversation: Conversation, question: Question
    ) -> tuple[list[Reply], Stopped | None, bytes | None]:
        """The replies, why there are no more if so, and the digest of all if somebody hears it."""
        read = self._read, self._interned
        if self._ahead:
            asked, heard, _, after = self._ahead.popleft()
            if asked != question:
                raise Fault("a worker was asked in advance what it should not have been")
            got = conversation.read(heard, question.number, *read)
            return *got, self._told(Tape(heard.blocks), after)
        tape = None if self._hears is None else Tape()
        conversation.say_encoded("ask", question.content)
        got = conversation.hear(question.number, *read, tape)
        return *got, None if tape is None else self._told(tape)

    def _forgive(self, fault: Fault) -> None:
        """One fault of the grader's costs the program nothing: it is tried again."""
        self._end()
        if self._forgiven:
            raise fault
        self._forgiven = True

    @contextlib.contextmanager
    def _ending_on_fault(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            # Whatever was being said is lost: nothing more can come of this process.
            self._end()
            raise

    def _end(self) -> None:
        self._ahead.clear()
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None
