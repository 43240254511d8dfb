"""`migrate`: the newest tables."""

import argparse

from bot.command.plain import say, settings
from bot.command.store import ready, work


def arguments(_parser: argparse.ArgumentParser, _name: str) -> None:
    """Take no arguments."""


def run(_known: argparse.Namespace) -> int:
    chosen = settings()

    async def migrate() -> None:
        async with ready(chosen):
            pass

    work(migrate)
    say("The database has the newest tables.")
    return 0
