"""`desk init`, `desk join`, `desk admit`: who can open what."""

import argparse
import asyncio
from pathlib import Path

from bot.command.plain import Plain, ask_secret, give_secret, ready, say, settings, work
from services import desk, member

WORDS = (
    "These words open every case if all members lose their passphrases. They are shown once.",
    "Write them on paper, keep them apart from the server, and tell nobody who need not know.",
)


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="init|join|admit")
    init = rooms.add_parser("init", help="make both desks and their recovery words")
    init.add_argument("--recovery-file", type=Path, help="write the words there (0600), not here")
    join = rooms.add_parser("join", help="make a member's keys; the passphrase is shown once")
    join.add_argument("code", help="the join-… code of the invitation")
    join.add_argument("--passphrase-file", type=Path, help="write it there (0600), not here")
    admit = rooms.add_parser("admit", help="let a member open the desks they belong to")
    admit.add_argument("who", help="their name, or the fingerprint that they read out")
    admit.add_argument("--passphrase-file", type=Path, help="your passphrase, instead of asking")
    admit.add_argument("--recovery-file", type=Path, help="the recovery words, instead of yours")


def run(known: argparse.Namespace) -> int:
    {"init": _init, "join": _join, "admit": _admit}[known.act](known)
    return 0


def _init(known: argparse.Namespace) -> None:
    _absent(known.recovery_file)
    chosen = settings()

    async def make() -> str:
        async with ready(chosen) as store, store.work() as unit:
            return (await desk.init(unit, full=chosen.desk_content == "full")).text

    words = work(make)
    if give_secret(words, known.recovery_file):
        say(f"Both desks are made. The recovery words are in {known.recovery_file}.")
    say(*WORDS, "Next: python -m bot staff invite --role lawyer --name NAME")


def _join(known: argparse.Namespace) -> None:
    _absent(known.passphrase_file)
    chosen = settings()

    async def join() -> member.Joined:
        async with ready(chosen) as store:
            drawn = await asyncio.to_thread(member.draw, store.vault)
            async with store.work() as unit:
                return await member.join(unit, known.code, drawn)

    joined = work(join)
    if give_secret(joined.passphrase, known.passphrase_file):
        say(f"The passphrase is in {known.passphrase_file}. It is shown nowhere else.")
    else:
        say("This passphrase is shown once. Learn it, or keep it on paper in a safe place.")
    say(f"Fingerprint: {joined.fingerprint}")
    if not joined.admitted:
        say(
            "You cannot open cases yet. Read the fingerprint to a supervisor by voice; they run:",
            "python -m bot desk admit FINGERPRINT",
        )


def _admit(known: argparse.Namespace) -> None:
    chosen = settings()
    words = known.recovery_file.read_text(encoding="utf-8") if known.recovery_file else ""
    phrase = "" if words else ask_secret("Your passphrase", known.passphrase_file)

    async def admit() -> str:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = (
                    await member.recovered_keys(unit, words)
                    if words
                    else await member.open_desk_keys(unit, phrase)
                )
            async with store.work() as unit:
                return (await member.admit(unit, known.who, keys)).name

    say(f"{work(admit)} can open the cases of their desks now.")


def _absent(file: Path | None) -> None:
    if file is not None and file.exists():
        raise Plain(f"{file} is there already; nothing was written and nothing was made.")
