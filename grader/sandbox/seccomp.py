"""seccomp: which system calls a worker may make. Everything else gets EPERM.

The filter is classic BPF, built here from a table that can be read. A process of another
architecture, or of x86's second ABI, is killed at its first call: numbers mean other things there.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Sequence
from typing import Final

from grader.sandbox.syscalls import PR_SET_NAME, Architecture, call

# What a numerical Python program needs once it is running, and more than 3.11 to 3.14 were seen to
# use. No sockets, no new processes or threads, no programs, nothing by path that changes anything.
ALLOWED: Final = tuple(
    """
    read write readv writev pread64 pwrite64 preadv pwritev sendfile close close_range lseek fsync
    fdatasync fadvise64 dup dup2 dup3 pipe pipe2 eventfd2 open openat getdents getdents64 getcwd
    stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat poll ppoll
    select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait
    mmap munmap mremap mprotect madvise mincore msync brk membarrier
    futex set_robust_list rseq sched_yield getcpu getrandom
    time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep times
    alarm getitimer setitimer pause restart_syscall
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    sigaltstack
    getpid getppid gettid getpgid getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups getrlimit getrusage uname sysinfo
    exit exit_group
""".split()  # noqa: SIM905
)

OWN: Final = -1
"""Stands for the worker's own process id in a table of arguments."""

_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 1030
_TCGETS, _FIONREAD, _FIONCLEX, _FIOCLEX = 0x5401, 0x541B, 0x5450, 0x5451

# Allowed if the argument at that position is one of these values.
ALLOWED_IF: Final[dict[str, dict[int, tuple[int, ...]]]] = {
    "kill": {0: (OWN,)},
    "tgkill": {0: (OWN,)},
    "prlimit64": {0: (0, OWN), 2: (0,)},
    "sched_getaffinity": {0: (0, OWN)},
    "prctl": {0: (PR_SET_NAME,)},
    "fcntl": {1: (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC)},
    "ioctl": {1: (_TCGETS, _FIONREAD, _FIONCLEX, _FIOCLEX)},
}

# What a judge needs beyond a worker: to talk with the fork server that it has open already, and to
# set its own limits, below those that were set for good.
JUDGE: Final = ("sendmsg", "recvmsg", "sendto", "recvfrom", "wait4", "waitid")
_F_SETFL, _FIONBIO = 4, 0x5421
JUDGE_IF: Final[dict[str, dict[int, tuple[int, ...]]]] = ALLOWED_IF | {
    "prlimit64": {0: (0, OWN)},
    "fcntl": {1: (*ALLOWED_IF["fcntl"][1], _F_SETFL)},
    "ioctl": {1: (*ALLOWED_IF["ioctl"][1], _FIONBIO)},
}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_SET_MODE_FILTER: Final = 1
_INSTRUCTION = struct.Struct("<HBBI")

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def build(architecture: Architecture, *, judge: bool = False) -> list[Instruction]:
    """The filter for one architecture, `OWN` still standing for the process id: a worker's, or that
    of a judge that is held as a worker is.
    """
    numbers = architecture.numbers
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, architecture.audit),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if architecture.foreign_from is not None:
        program += [
            (_AT_LEAST, 0, 1, architecture.foreign_from),
            (_RETURN, 0, 0, _KILL_PROCESS),
        ]
    for name in (*ALLOWED, *JUDGE) if judge else ALLOWED:
        if name in numbers:
            program += [(_EQUAL, 0, 1, numbers[name]), (_RETURN, 0, 0, _ALLOW)]
    for name, tests in (JUDGE_IF if judge else ALLOWED_IF).items():
        block = _tests(tests)
        program += [(_EQUAL, 0, len(block), numbers[name]), *block]
    # glibc falls back from clone3 to clone on ENOSYS alone.
    program += [(_EQUAL, 0, 1, numbers["clone3"]), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    program.append((_RETURN, 0, 0, _ERRNO | errno.EPERM))
    return program


def _tests(tests: dict[int, tuple[int, ...]]) -> list[Instruction]:
    """Allows if every argument is one of its values, in both halves; else EPERM."""
    block: list[Instruction] = []
    for position, values in tests.items():
        low = _ARGUMENTS + 8 * position
        # The upper half is looked at only for pointers: the kernel cuts the others to an int,
        # so a value that differs there would still be the one that was tested.
        if values == (0,):
            block += [(_LOAD, 0, 0, low + 4), (_EQUAL, 1, 0, 0), _DENY]
        block.append((_LOAD, 0, 0, low))
        for left, value in zip(range(len(values) - 1, -1, -1), values, strict=True):
            block.append((_EQUAL, left + 1, 0, value))
        block.append(_DENY)
    return [*block, (_RETURN, 0, 0, _ALLOW)]


_DENY: Final[Instruction] = (_RETURN, 0, 0, _ERRNO | errno.EPERM)


class Filter:
    """A filter in memory, ready to be installed: a forked worker only fills in its process id."""

    def __init__(self, program: Sequence[Instruction]) -> None:
        code = b"".join(_INSTRUCTION.pack(*step, max(value, 0)) for *step, value in program)
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = _Program(len(program), ctypes.addressof(self._code))
        self._own = [
            _INSTRUCTION.size * at + 4 for at, (*_, value) in enumerate(program) if value == OWN
        ]

    def install(self, pid: int) -> None:
        """Puts this thread under the filter for good; needs no-new-privs first."""
        for place in self._own:
            struct.pack_into("<I", self._code, place, pid)
        call("seccomp", _SET_MODE_FILTER, 0, ctypes.byref(self._program))
