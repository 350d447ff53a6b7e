"""System calls by name, through ctypes, and their numbers on x86_64 and aarch64.

Only Linux; importing this elsewhere is harmless, calling it raises `OSError`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, cast


class Architecture(NamedTuple):
    """One machine's numbers, its AUDIT_ARCH_* code, and where numbers of another ABI begin."""

    numbers: Mapping[str, int]
    audit: int
    foreign_from: int | None


def _numbered(text: str) -> dict[str, int]:
    pairs = (item.split("=") for item in text.split())
    return {name: int(number) for name, number in pairs}


X86_64: Final = Architecture(
    _numbered("""
    read=0 write=1 close=3 stat=4 fstat=5 lstat=6 poll=7 lseek=8 mmap=9 mprotect=10 munmap=11
    brk=12 rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 ioctl=16 pread64=17 pwrite64=18
    readv=19 writev=20 access=21 pipe=22 select=23 sched_yield=24 mremap=25 msync=26 mincore=27
    madvise=28 dup=32 dup2=33 pause=34 nanosleep=35 getitimer=36 alarm=37 setitimer=38 getpid=39
    sendfile=40 exit=60 kill=62 uname=63 fcntl=72 fsync=74 fdatasync=75 getdents=78 getcwd=79
    readlink=89 gettimeofday=96 getrlimit=97 getrusage=98 sysinfo=99 times=100 getuid=102
    getgid=104 geteuid=107 getegid=108 getppid=110 getgroups=115 getresuid=118 getresgid=120
    getpgid=121 getsid=124 sendto=44 recvfrom=45 sendmsg=46 recvmsg=47 wait4=61 waitid=247
    capset=126 rt_sigpending=127 rt_sigtimedwait=128 rt_sigsuspend=130
    sigaltstack=131 prctl=157 gettid=186 futex=202 time=201 sched_getaffinity=204 getdents64=217
    restart_syscall=219 fadvise64=221 clock_gettime=228 clock_getres=229 clock_nanosleep=230
    exit_group=231 epoll_wait=232 timer_create=222 timer_settime=223
    timer_delete=226 epoll_ctl=233 tgkill=234 openat=257 newfstatat=262
    readlinkat=267 faccessat=269 pselect6=270 ppoll=271 set_robust_list=273 epoll_pwait=281
    eventfd2=290 epoll_create1=291 dup3=292 pipe2=293 preadv=295 pwritev=296 prlimit64=302
    getcpu=309 seccomp=317 getrandom=318 membarrier=324 statx=332 rseq=334 clone3=435
    close_range=436 faccessat2=439 open=2 clone=56 setresuid=117 setresgid=119 setgroups=116
    landlock_create_ruleset=444 landlock_add_rule=445 landlock_restrict_self=446
    """),
    0xC000003E,
    0x40000000,
)

AARCH64: Final = Architecture(
    _numbered("""
    getcwd=17 epoll_create1=20 epoll_ctl=21 epoll_pwait=22 eventfd2=19 dup=23 dup3=24 fcntl=25
    ioctl=29 faccessat=48 openat=56 close=57 pipe2=59 getdents64=61 lseek=62 read=63 write=64
    readv=65 writev=66 pread64=67 pwrite64=68 preadv=69 pwritev=70 sendfile=71 pselect6=72
    ppoll=73 readlinkat=78 newfstatat=79 fstat=80 fsync=82 fdatasync=83 capset=91 exit=93
    exit_group=94 futex=98 set_robust_list=99 nanosleep=101 getitimer=102 setitimer=103
    timer_create=107 timer_settime=110 timer_delete=111
    clock_gettime=113 clock_getres=114 clock_nanosleep=115 sched_getaffinity=123 sched_yield=124
    restart_syscall=128 kill=129 tgkill=131 sigaltstack=132 rt_sigsuspend=133 rt_sigaction=134
    rt_sigprocmask=135 rt_sigpending=136 rt_sigtimedwait=137 rt_sigreturn=139 setresuid=147
    getresuid=148 setresgid=149 getresgid=150 times=153 getpgid=155 getsid=156 getgroups=158
    setgroups=159 uname=160 getrlimit=163 getrusage=165 prctl=167 getcpu=168 gettimeofday=169
    getpid=172 getppid=173 getuid=174 geteuid=175 getgid=176 getegid=177 gettid=178 sysinfo=179
    brk=214 munmap=215 mremap=216 clone=220 mmap=222 fadvise64=223 mprotect=226 msync=227
    mincore=232 madvise=233 prlimit64=261 seccomp=277 getrandom=278 membarrier=283 statx=291
    rseq=293 clone3=435 close_range=436 faccessat2=439 landlock_create_ruleset=444
    sendto=206 recvfrom=207 sendmsg=211 recvmsg=212 wait4=260 waitid=95
    landlock_add_rule=445 landlock_restrict_self=446
    """),
    0xC00000B7,
    None,
)

ARCHITECTURES: Final[Mapping[str, Architecture]] = {"x86_64": X86_64, "aarch64": AARCH64}


def here() -> Architecture | None:
    """This machine's architecture, if its numbers are known and the process is a 64-bit one."""
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    return ARCHITECTURES.get(platform.machine())


def call(name: str, *arguments: object) -> int:
    """The result of a system call; raises `OSError` with its errno."""
    architecture = here()
    if architecture is None or _syscall is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), name)
    ctypes.set_errno(0)
    # Variadic: every argument must be as wide as a register.
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = _syscall(ctypes.c_long(architecture.numbers[name]), *wide)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), name)
    return result


def _find_syscall() -> Callable[..., int] | None:
    if platform.system() != "Linux":
        return None
    function = ctypes.CDLL(None, use_errno=True).syscall
    function.restype = ctypes.c_long
    return cast("Callable[..., int]", function)


_syscall = _find_syscall()

PR_SET_PDEATHSIG: Final = 1
PR_GET_DUMPABLE: Final = 3
PR_SET_DUMPABLE: Final = 4
PR_SET_NAME: Final = 15
PR_SET_NO_NEW_PRIVS: Final = 38
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4


def prctl(option: int, value: int) -> int:
    """`prctl(option, value, 0, 0, 0)`; raises `OSError`."""
    return call("prctl", option, value, 0, 0, 0)
