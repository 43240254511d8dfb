"""The command line as tests start it: cards at once, and where a test says so, a sudden death.

`TERIMCHI_TEST_CRASH` names a moment, `module:function:before|after:n`: at the n-th call the process
kills itself as SIGKILL would, in the middle of whatever it does. `TERIMCHI_TEST_PATIENCE` is how
many seconds the claims and leases of a process that is gone stand in the way of the others.
"""

import functools
import importlib
import inspect
import os
import signal
import sys
from typing import Any

CRASH = "TERIMCHI_TEST_CRASH"
PATIENCE = "TERIMCHI_TEST_PATIENCE"
#: Receipts made ahead: as many as usual would take a second of each start, and there are hundreds.
FEW = 8


def plant(moment: str) -> None:
    """Let this process die at a moment."""
    module_name, name, when, number = moment.split(":")
    holder: Any = importlib.import_module(module_name)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    original = getattr(holder, last)
    setattr(holder, last, _dying(original, when, int(number)))


def _dying(original: Any, when: str, number: int) -> Any:
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return calls == number

    @functools.wraps(original)
    async def waiting(*words: Any, **named: Any) -> Any:
        now = count()
        if now and when == "before":
            die()
        result = await original(*words, **named)
        if now:
            die()
        return result

    @functools.wraps(original)
    def plain(*words: Any, **named: Any) -> Any:
        now = count()
        if now and when == "before":
            die()
        result = original(*words, **named)
        if now:
            die()
        return result

    return waiting if inspect.iscoroutinefunction(original) else plain


def die() -> None:
    """Die as by SIGKILL: nothing is flushed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


def hurry(seconds: int) -> None:
    """Shorten the time for which a dead process is waited for."""
    from bot import schedule, sender
    from storage import fetch, inbox

    inbox.CLAIM_SECONDS = fetch.CLAIM_SECONDS = seconds
    sender.LEASE, sender.RENEW = seconds, seconds / 3
    schedule.LEASE_SECONDS, schedule.LOOK = seconds, seconds / 3


def main() -> int:
    """Run a command with cards at once."""
    from bot import machine, wiring
    from bot.__main__ import main as command
    from tests.kit import luck

    luck.plant(os.environ)
    machine.serve = functools.partial(machine.serve, prompt=True)
    wiring.STOCK = FEW
    if os.environ.get(PATIENCE):
        hurry(int(os.environ[PATIENCE]))
    if os.environ.get(CRASH):
        plant(os.environ[CRASH])
    return command()


if __name__ == "__main__":
    sys.exit(main())
