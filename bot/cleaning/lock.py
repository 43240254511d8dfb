"""What the child gives up before it looks into a stranger's file: files, sockets, memory, time."""

import ctypes
import resource
import signal
import sys
from typing import Final

from bot.cleaning import syscall

_MEMORY: Final = 1536 * 1024 * 1024  # bytes of address space, the libraries' own included
_PROCESSOR: Final = 60  # seconds

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

_LIMITS: Final[tuple[tuple[int, int, int], ...]] = (
    (resource.RLIMIT_AS, _MEMORY, _MEMORY),
    # The soft limit sends SIGXCPU, by which the parent knows it; the hard one kills.
    (resource.RLIMIT_CPU, _PROCESSOR, _PROCESSOR + 2),
    (resource.RLIMIT_CORE, 0, 0),
    (resource.RLIMIT_FSIZE, 0, 0),
    (resource.RLIMIT_NPROC, 0, 0),
    # What is open stays open; nothing more can be opened, be it a file or a socket.
    (resource.RLIMIT_NOFILE, 0, 0),
)


def lock() -> None:
    """Give all of it up, for good; whatever has to be imported is imported before.

    The limits hold on every Unix. On Linux the child also leaves its network and its user, and
    keeps only the system calls of `syscall.py`: without that, a decoder taken over could read
    the keys out of its parent's memory, as one process of a user may with another.
    """
    if sys.platform == "linux":
        _leave()
    for which, soft, hard in _LIMITS:
        resource.setrlimit(which, (soft, hard))
    if sys.platform == "linux":
        syscall.keep_few(_libc())


def _leave() -> None:
    libc = _libc()
    # Some kernels and containers forbid it; the limits and the filter hold without.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    # After unshare, which would undo them.
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
