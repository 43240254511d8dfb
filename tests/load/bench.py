"""`python -m tests.load.bench`: our bot beside a bare echo bot, measured in interleaved rounds."""

import argparse
import os
import platform
import time

import psutil

from tests.load.case import (
    BULK_MOST,
    BULK_RATE,
    COST,
    FIRST_POLL,
    FULL,
    QUICK,
    RATE,
    Case,
    Size,
    cases,
    journeys_row,
)
from tests.load.home import Homes
from tests.load.table import Table, number, say

GROUPS = ("journeys", "answers", "bulk", "start")

#: Seconds that all rounds may take together: a round that would take longer is left out.
ENOUGH = 330.0

EXPLAINED = """
processor time   of the bot's process, all threads; Argon2's threads are named and left out of it
Argon2 apart     receipts derived at Argon2's least cost: everything else as shipped
one step         from one answer in a chat to the next, as fast as its worker can
Updates are durable (synchronous=FULL, fsync on), sealed, and handled once; the echo keeps nothing.
Trust ratios in one run more than figures of two, and processor time more than wall time."""


def main() -> None:
    """Measure and print."""
    known = _arguments()
    size = QUICK if known.quick else FULL
    rounds = known.rounds or (1 if known.quick else 3)
    say(_machine())
    table = Table()
    with Homes.opened() as homes:
        fault = homes.why_no_postgres() if "journeys" in (known.only or GROUPS) else "not asked for"
        if fault:
            say(f"Without PostgreSQL: {fault}")
        chosen = [c for c in cases(postgres=not fault) if not known.only or c.group in known.only]
        began = time.monotonic()
        for n in range(rounds):
            if n and (time.monotonic() - began) * (n + 1) / n > ENOUGH:
                say(f"No more rounds after {n}: they take too long here.")
                break
            for case in chosen:
                say(f"round {n + 1} of {rounds}: {case.row}")
                _run(case, homes, size, table)
    table.show()
    _compare(table, chosen)
    say(EXPLAINED)


def _run(case: Case, homes: Homes, size: Size, table: Table) -> None:
    """Run one case; a bot that never came up leaves a gap, and the others go on."""
    try:
        table.add(case.row, case.run(homes, size))
    except TimeoutError as fault:
        say(f"    no figures: {fault}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, help="how often everything is measured (3)")
    parser.add_argument("--quick", action="store_true", help="one small round, under a minute")
    parser.add_argument("--only", action="append", choices=GROUPS, help="leave the others out")
    return parser.parse_args()


def _machine() -> str:
    cores, load = len(os.sched_getaffinity(0)), psutil.getloadavg()[0]
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.release()}, {platform.machine()}, {cores} cores, "
        f"{memory:.0f} GiB, Python {platform.python_version()}, load {load:.2f} before we began"
    )


def _compare(table: Table, chosen: list[Case]) -> None:
    """Print what is aimed at beside what was measured."""
    say("", "Aims (docs/reference/performance.md)")
    for delay, aim in ((0.05, "at least 50"), (0, "at least 1.5")):
        at = f"{delay * 1000:.0f} ms a call"
        ours = table.median(journeys_row(delay), RATE)
        echo = table.median(f"echo, {at}", RATE)
        if ours and echo:
            _aim(f"times the echo at {at}", aim, ours / echo)
    _aim(COST, "at most 0.8", table.median(journeys_row(0), COST))
    notice = next((case.row for case in chosen if case.group == "bulk"), "")
    _aim(BULK_RATE, "at least 29.4", table.median(notice, BULK_RATE))
    _aim(BULK_MOST, "at most 30", table.median(notice, BULK_MOST))
    _aim(FIRST_POLL, "under 0.7", table.median("start", FIRST_POLL))


def _aim(what: str, aim: str, measured: float | None) -> None:
    if measured is not None:
        say(f"    {what:<44}{number(measured):>8}   ({aim})")


if __name__ == "__main__":
    main()
