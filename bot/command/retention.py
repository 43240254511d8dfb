"""`retention`: what will be deleted in the next 30 days; nothing is changed."""

import argparse

from bot.command.plain import say, settings
from bot.command.store import ready, work
from domain.retention import AHEAD_DAYS
from services import retention


def arguments(_parser: argparse.ArgumentParser, _name: str) -> None:
    """Take no arguments."""


def run(_known: argparse.Namespace) -> int:
    chosen = settings()

    async def plan() -> retention.Plan:
        async with ready(chosen) as store, store.reading() as unit:
            return await retention.plan(unit)

    found = work(plan)
    say(*(f"{one.day}  {one.code}  {one.outcome}" for one in found.leaving))
    say(f"Deleted in the next {AHEAD_DAYS} days: {len(found.leaving)}. On hold: {found.held}.")
    if found.leaving:
        say("To keep one: python -m bot case hold CODE")
    return 0
