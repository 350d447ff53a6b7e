"""What a worker gives up before it sees a line of submitted code, layer by layer."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.model import Limits
from grader.sandbox import landlock, libraries, seccomp, syscalls
from grader.sandbox.layers import LAYERS

REQUESTS: Final = 3
REPLIES: Final = 4
"""The worker's own numbers for its pipes; 0 is /dev/null, 1 and 2 are its output."""

_RULESET: Final = 5
_OPEN_FILES: Final = 64
_CAPABILITIES_3: Final = 0x20080522
_UIDS: Final = ((1_900_000_000, 1 << 23), (20_000, 40_000))
"""Where uids of workers start, and how many; the second for user namespaces of 65,536."""


class LockdownError(Exception):
    """A layer that was demanded could not be put in place."""


@dataclass(frozen=True, slots=True)
class Pipes:
    """The file descriptors of one worker, still under the server's numbers."""

    null: int
    requests: int
    replies: int
    output: int


@dataclass(frozen=True, slots=True)
class Materials:
    """What the server prepares once for all its workers."""

    ruleset: int | None
    filter: seccomp.Filter | None
    baseline_bytes: int
    server: int


def prepare() -> Materials:
    """Builds the Landlock ruleset and the seccomp filter, as far as this kernel knows them."""
    ruleset = None
    with contextlib.suppress(OSError):
        ruleset = landlock.build()
    architecture = syscalls.here()
    return Materials(
        ruleset,
        seccomp.Filter(seccomp.build(architecture)) if architecture else None,
        _address_space(),
        os.getpid(),
    )


def lock_down(
    pipes: Pipes, materials: Materials, limits: Limits, layers: frozenset[str]
) -> dict[str, str]:
    """Puts the layers in place, in their order, and tells why those that failed did.

    The pipes end up under `REQUESTS` and `REPLIES`, whatever the layers are.
    """
    ruleset = materials.ruleset
    failed: dict[str, str] = {}
    steps: Mapping[str, Callable[[], object]] = {
        "files": lambda: _close_others(ruleset),
        "session": os.setsid,
        "limits": lambda: _limit(limits, materials.baseline_bytes),
        "uid": _drop_uid,
        "privileges": _drop_privileges,
        "parent": lambda: _follow(materials.server),
        "undumpable": lambda: syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0),
        "landlock": lambda: _restrict(ruleset),
        "seccomp": lambda: _filter(materials.filter),
    }
    _arrange(pipes, ruleset)
    for layer in LAYERS:
        if layer not in layers:
            continue
        try:
            steps[layer]()
        except (OSError, ValueError, LockdownError) as error:
            failed[layer] = str(error)
        if layer == "landlock" and ruleset is not None:
            os.close(_RULESET)
    return failed


JUDGE_LAYERS: Final = ("limits", "parent", "privileges", "undumpable", "landlock", "seccomp")
"""What holds a judge that runs a stranger's exercise; it keeps its files and its uid."""


def bound(memory_mib: int) -> None:
    """Bounds the memory of this process, and of each that it starts, for good."""
    _at_most(resource.RLIMIT_AS, memory_mib << 20)


def confine(readable: Iterable[Path], parent: int) -> dict[str, str]:
    """Holds this process, a judge of a stranger's exercise, and tells why layers failed.

    It may read below these paths, compute, and use what it has open already. Needs a process of one
    thread: others would stay free, and they share its memory.
    """
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise LockdownError(f"{threads} threads, of which one could be held")
    architecture = syscalls.here()
    rules = seccomp.build(architecture, judge=True) if architecture else None
    steps: Mapping[str, Callable[[], object]] = {
        "limits": lambda: _at_most(resource.RLIMIT_FSIZE, 0),
        "parent": lambda: _follow(parent),
        "privileges": _drop_privileges,
        "undumpable": lambda: syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0),
        "landlock": lambda: landlock.restrict(landlock.build(landlock.for_judge(readable))),
        "seccomp": lambda: _filter(seccomp.Filter(rules) if rules else None),
    }
    failed: dict[str, str] = {}
    for layer in JUDGE_LAYERS:
        try:
            steps[layer]()
        except (OSError, LockdownError) as error:
            failed[layer] = str(error)
    return failed


def _arrange(pipes: Pipes, ruleset: int | None) -> None:
    # First out of each other's way, then to their places.
    keep = [pipes.null, pipes.output, pipes.output, pipes.requests, pipes.replies]
    if ruleset is not None:
        keep.append(ruleset)
    high = [_duplicate(fd, 100) for fd in keep]
    for place, fd in enumerate(high):
        os.dup2(fd, place, inheritable=False)


def _close_others(ruleset: int | None) -> None:
    start = _RULESET if ruleset is None else _RULESET + 1
    for place in libraries.held():
        os.closerange(start, place)
        start = place + 1
    os.closerange(start, _highest_file() + 1)


def _duplicate(fd: int, lowest: int) -> int:
    import fcntl

    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, lowest)


def _highest_file() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if 0 < soft < 1 << 20 else 1 << 20


def _limit(limits: Limits, baseline: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, baseline + (limits.memory_mib << 20)),
        # The judge counts each call; this only ends what the judge no longer watches.
        (resource.RLIMIT_CPU, int(limits.cpu_s * 100) + 300),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _at_most(what, most)


def _at_most(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))


def _drop_uid() -> None:
    if os.getuid() != 0 and os.geteuid() != 0:
        return
    reason = "no uid to drop to"
    for start, count in _UIDS:
        uid = start + os.getpid() % count
        try:
            syscalls.call("setgroups", 0, 0)
            syscalls.call("setresgid", uid, uid, uid)
            syscalls.call("setresuid", uid, uid, uid)
        except OSError as error:
            reason = str(error)
            continue
        return
    raise LockdownError(reason)


def _drop_privileges() -> None:
    """Neither a program that is executed nor this process itself may do more than anybody."""
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    syscalls.prctl(syscalls.PR_CAP_AMBIENT, syscalls.PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.c_char_p(struct.pack("<Ii", _CAPABILITIES_3, 0))
    syscalls.call("capset", header, ctypes.c_char_p(bytes(24)))


def _follow(server: int) -> None:
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(0)


def _restrict(ruleset: int | None) -> None:
    if ruleset is None:
        raise LockdownError("this kernel has no Landlock")
    landlock.restrict(_RULESET)


def _filter(program: seccomp.Filter | None) -> None:
    if program is None:
        raise LockdownError("the system calls of this machine are not known")
    program.install(os.getpid())


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
