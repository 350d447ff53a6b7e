"""The numbers of system calls are those of the kernel's own headers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from grader.sandbox import seccomp, syscalls

HEADERS = {
    "x86_64": [
        "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "/usr/x86_64-linux-gnu/include/asm/unistd_64.h",
        "/usr/include/asm/unistd_64.h",
    ],
    "aarch64": ["/usr/include/asm-generic/unistd.h"],
}


def numbers(text: str) -> dict[str, int]:
    """The `__NR_` definitions of a header, those that 32 and 64 bits share included."""
    defined = re.findall(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)", text)
    return {name: int(number) for name, number in defined}


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_are_those_of_the_kernel(machine: str) -> None:
    header = next((path for path in map(Path, HEADERS[machine]) if path.is_file()), None)
    if header is None:
        pytest.skip("needs the kernel's headers (linux-libc-dev)")
    known = numbers(header.read_text())
    if machine == "aarch64":
        known["newfstatat"] = known["fstatat"]
    ours = syscalls.ARCHITECTURES[machine].numbers
    wrong = {name: (n, known.get(name)) for name, n in ours.items() if known.get(name) != n}
    assert not wrong


@pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)
def test_all_that_is_allowed_has_a_number_somewhere(machine: str) -> None:
    architecture = syscalls.ARCHITECTURES[machine]
    everywhere = {n for a in syscalls.ARCHITECTURES.values() for n in a.numbers}
    assert set(seccomp.ALLOWED) <= everywhere
    assert set(seccomp.ALLOWED_IF) <= set(architecture.numbers)
    assert len(set(architecture.numbers.values())) == len(architecture.numbers)


def simulate(
    program: list[seccomp.Instruction], arch: int, number: int, arguments: tuple[int, ...] = ()
) -> int:
    """What the filter returns, by the rules of classic BPF."""
    full = [*arguments, *[0] * (6 - len(arguments))]
    words = {0: number, 4: arch}
    for position, argument in enumerate(full):
        words[16 + 8 * position] = argument & 0xFFFFFFFF
        words[20 + 8 * position] = argument >> 32 & 0xFFFFFFFF
    at, loaded = 0, 0
    while True:
        code, yes, no, value = program[at]
        if code == 0x06:
            return value
        if code == 0x20:
            loaded, jump = words[value], 0
        else:
            jump = yes if (loaded == value if code == 0x15 else loaded >= value) else no
        at += 1 + jump


ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x50001, 0x50026, 0x80000000
OWN = 12_345


@pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)
class TestFilter:
    def test_allows_what_is_listed_and_nothing_else(self, machine: str) -> None:
        architecture = syscalls.ARCHITECTURES[machine]
        program = seccomp.build(architecture)
        names = {number: name for name, number in architecture.numbers.items()}
        for number in range(600):
            name = names.get(number, "")
            got = simulate(program, architecture.audit, number, (1 << 30,) * 6)
            if name == "clone3":
                assert got == ENOSYS
            else:
                assert got == (ALLOW if name in seccomp.ALLOWED else EPERM), name

    def test_looks_at_arguments(self, machine: str) -> None:
        architecture = syscalls.ARCHITECTURES[machine]
        number = architecture.numbers
        program = [
            (a, b, c, OWN if d == seccomp.OWN else d) for a, b, c, d in seccomp.build(architecture)
        ]

        def result(name: str, *arguments: int) -> int:
            return simulate(program, architecture.audit, number[name], arguments)

        assert result("kill", OWN, 9) == ALLOW
        assert result("kill", 0, 9) == result("kill", 1, 9) == result("kill", 2**64 - 1) == EPERM
        assert result("prlimit64", 0, 9, 0, 5) == result("prlimit64", OWN, 9, 0) == ALLOW
        assert result("prlimit64", 0, 9, 1 << 40) == result("prlimit64", 0, 9, 4096) == EPERM
        assert result("prlimit64", 77, 9, 0) == EPERM
        assert result("fcntl", 3, 1) == result("fcntl", 3, 1030) == ALLOW
        assert result("fcntl", 3, 8) == result("fcntl", 3, 4) == EPERM
        assert result("ioctl", 1, 0x5401) == ALLOW
        assert result("ioctl", 1, 0x5412) == EPERM

    def test_kills_the_foreign(self, machine: str) -> None:
        architecture = syscalls.ARCHITECTURES[machine]
        program = seccomp.build(architecture)
        assert simulate(program, 0x40000003, 1) == KILL
        if architecture.foreign_from is not None:
            assert simulate(program, architecture.audit, architecture.foreign_from + 1) == KILL

    def test_fits_its_jumps(self, machine: str) -> None:
        program = seccomp.build(syscalls.ARCHITECTURES[machine])
        assert len(program) < 4096
        for at, (code, yes, no, _) in enumerate(program):
            assert 0 <= yes < 256
            assert 0 <= no < 256
            assert code == 0x06 or at + 1 + max(yes, no) < len(program)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_calls_reach_the_kernel_and_fail_as_errors() -> None:
    import os

    assert syscalls.call("getpid") == os.getpid()
    with pytest.raises(OSError, match="close"):
        syscalls.call("close", -1)
    assert syscalls.prctl(syscalls.PR_GET_DUMPABLE, 0) in {0, 1, 2}
