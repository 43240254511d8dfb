"""The few system calls that a locked child may still make: a seccomp filter written by hand.

See the kernel's Documentation/userspace-api/seccomp_filter.rst. An allow-list: memory, waiting,
clocks, and reading and writing of what is open. Anything else fails with EPERM, and calls of a
foreign architecture, whose numbers mean other things, kill.
"""

import ctypes
import errno
import platform
from typing import Final

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_REFUSE: Final = 0x00050000 | errno.EPERM

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER_AT: Final = 0  # offsets in struct seccomp_data
_ARCHITECTURE_AT: Final = 4

_X86_64: Final = "x86_64"
_AARCH64: Final = "aarch64"
_WIDE: Final = 8  # bytes of a pointer; a narrow program on a wide kernel has numbers of its own
_ARCHITECTURES: Final = {_X86_64: 0xC000003E, _AARCH64: 0xC00000B7}

#: Name of the call, and its number on either architecture.
_FEW: Final[dict[str, dict[str, int]]] = {
    "read": {_X86_64: 0, _AARCH64: 63},
    "write": {_X86_64: 1, _AARCH64: 64},
    "close": {_X86_64: 3, _AARCH64: 57},
    "lseek": {_X86_64: 8, _AARCH64: 62},
    "mmap": {_X86_64: 9, _AARCH64: 222},
    "mprotect": {_X86_64: 10, _AARCH64: 226},
    "munmap": {_X86_64: 11, _AARCH64: 215},
    "brk": {_X86_64: 12, _AARCH64: 214},
    "rt_sigaction": {_X86_64: 13, _AARCH64: 134},
    "rt_sigprocmask": {_X86_64: 14, _AARCH64: 135},
    "rt_sigreturn": {_X86_64: 15, _AARCH64: 139},
    "sched_yield": {_X86_64: 24, _AARCH64: 124},
    "mremap": {_X86_64: 25, _AARCH64: 216},
    "madvise": {_X86_64: 28, _AARCH64: 233},
    "getpid": {_X86_64: 39, _AARCH64: 172},
    "exit": {_X86_64: 60, _AARCH64: 93},
    "sigaltstack": {_X86_64: 131, _AARCH64: 132},
    "gettid": {_X86_64: 186, _AARCH64: 178},
    "futex": {_X86_64: 202, _AARCH64: 98},
    "sched_getaffinity": {_X86_64: 204, _AARCH64: 123},
    "restart_syscall": {_X86_64: 219, _AARCH64: 128},
    "clock_gettime": {_X86_64: 228, _AARCH64: 113},
    "exit_group": {_X86_64: 231, _AARCH64: 94},
    "getrandom": {_X86_64: 318, _AARCH64: 278},
}


class _Instruction(ctypes.Structure):
    """One `struct sock_filter`."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("when_true", ctypes.c_uint8),
        ("when_false", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    """One `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def keep_few(libc: ctypes.CDLL) -> bool:
    """Let go of all other system calls; say whether this kernel and architecture can."""
    machine = platform.machine()
    if machine not in _ARCHITECTURES or ctypes.sizeof(ctypes.c_void_p) != _WIDE:
        return False
    steps = _steps(machine)
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program)) == 0)


def _steps(machine: str) -> list[_Instruction]:
    numbers = [call[machine] for call in _FEW.values()]
    steps = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _Instruction(_JUMP_IF_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _Instruction(_RETURN, 0, 0, _KILL),
        _Instruction(_LOAD, 0, 0, _NUMBER_AT),
    ]
    for after, number in enumerate(reversed(numbers)):
        steps.insert(4, _Instruction(_JUMP_IF_EQUAL, after + 1, 0, number))
    return [*steps, _Instruction(_RETURN, 0, 0, _REFUSE), _Instruction(_RETURN, 0, 0, _ALLOW)]
