"""A process that has read every module, and forks: what it starts need not read them once more.

Reading takes most of the processor time of a start, and tests start hundreds of machines. What is
started is a process of its own as always: it is killed, it is stopped, and it ends with a code.
"""

import asyncio
import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.nursery import pause
from tests.kit import entry
from tests.kit.tree import ROOT

#: What a machine reads before it answers.
READ = (
    *("bot.__main__", "bot.machine", "bot.wiring", "tests.kit.luck"),
    *(f"bot.part.{part}" for part in ("chores", "dispatch", "receive", "send", "web")),
)
#: Seconds between two looks at whether a process has ended.
LOOK = 0.02


@dataclass(slots=True)
class Started:
    """A process that was started; it is asked and told as one of asyncio."""

    pid: int
    _code: int | None = field(default=None, init=False)

    @property
    def returncode(self) -> int | None:
        """Its code, negative for a signal; None while it lives."""
        if self._code is None:
            self._code = _ask({"pid": self.pid})
        return self._code

    async def wait(self) -> int:
        """Wait until it has ended."""
        while (code := self.returncode) is None:
            await pause(LOOK, asyncio.Event())
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)


def start(words: Sequence[str], environ: Mapping[str, str], log: Path) -> Started:
    """Start a command of the entry, with all that it says at the end of a log."""
    pid = _ask({"words": list(words), "environ": dict(environ), "log": str(log)})
    assert pid is not None
    return Started(pid)


@cache
def _parent() -> "subprocess.Popen[bytes]":
    """Start the process that forks; it ends when nobody can ask it any more."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.warm"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(parent.communicate)
    return parent


def _ask(question: Mapping[str, Any]) -> int | None:
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(question).encode() + b"\n")
    parent.stdin.flush()
    answer: int | None = json.loads(parent.stdout.readline())
    return answer


def main() -> int:
    """Fork for every question that has words; tell the code of a process for every other."""
    for name in READ:
        import_module(name)
    assert threading.active_count() == 1, "a thread would not be there after the fork"
    for line in sys.stdin.buffer:
        question = json.loads(line)
        if "words" not in question:
            answer = _ended(question["pid"])
        elif (answer := os.fork()) == 0:
            return _become(**question)
        os.write(1, json.dumps(answer).encode() + b"\n")
    return 0


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(words: list[str], environ: dict[str, str], log: str) -> int:
    """Be what a fresh interpreter would be with these words."""
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = [entry.__file__, *words]
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for given, wanted in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(given, wanted)
    os.close(nothing)
    os.close(written)
    return entry.main()


if __name__ == "__main__":
    sys.exit(main())
