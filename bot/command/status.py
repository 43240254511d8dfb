"""`status`: how much there is of everything; counts only."""

import argparse
import json

from bot.command.plain import say, settings
from bot.command.store import ready, work
from services import tally


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(known: argparse.Namespace) -> int:
    chosen = settings()

    async def count() -> tally.Tally:
        async with ready(chosen) as store, store.reading() as unit:
            return await tally.read(unit)

    counts = work(count).as_dict()
    if known.json:
        say(json.dumps(counts))
    else:
        say(*(f"{name.replace('_', ' ')}: {number}" for name, number in counts.items()))
    return 0
