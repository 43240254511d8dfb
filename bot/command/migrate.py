"""`migrate`: the newest tables."""

import argparse

from bot.command.plain import say, settings
from bot.command.store import ready, work


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    believe = "take an older copy of the database for true, which you put there yourself"
    parser.add_argument("--believe", action="store_true", help=believe)


def run(known: argparse.Namespace) -> int:
    chosen = settings()

    async def migrate() -> None:
        async with ready(chosen, believe=known.believe):
            pass

    work(migrate)
    say("The database has the newest tables.")
    return 0
