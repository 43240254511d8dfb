"""`desk init`, `desk join`, `desk admit` and what follows: who can open what."""

import argparse
import asyncio
from pathlib import Path

from bot.command.plain import ask_secret, place_for_secret, read_file, say, settings
from bot.command.store import ready, work
from domain.case import Desk
from services import desk, member

WORDS = (
    "These words open every case if all members lose their passphrases. They are shown once.",
    "Write them on paper, keep them apart from the server, and tell nobody who need not know.",
)


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    init = rooms.add_parser("init", help="make both desks and their recovery words")
    init.add_argument("--recovery-file", type=Path, help="write the words there (0600), not here")
    join = rooms.add_parser("join", help="make a member's keys; the passphrase is shown once")
    join.add_argument("code", help="the join-… code of the invitation")
    join.add_argument("--passphrase-file", type=Path, help="write it there (0600), not here")
    admit = rooms.add_parser("admit", help="let a member open the desks they belong to")
    admit.add_argument("who", help="their name, or the fingerprint that they read out")
    admit.add_argument("--passphrase-file", type=Path, help="your passphrase, instead of asking")
    admit.add_argument("--recovery-file", type=Path, help="the recovery words, instead of yours")
    renew = rooms.add_parser("renew", help="give a desk a new key; what comes later needs it")
    renew.add_argument("desk", choices=[one.value for one in Desk])
    let_in = rooms.add_parser("let-server-in", help="let the server open the general desk (full)")
    let_in.add_argument("--passphrase-file", type=Path, help="your passphrase, instead of asking")
    rooms.add_parser("shut-server-out", help="take the general desk's key from the server (cards)")


def run(known: argparse.Namespace) -> int:
    _ACTS[known.act](known)
    return 0


def _init(known: argparse.Namespace) -> None:
    chosen = settings()

    async def make() -> str:
        async with ready(chosen) as store, store.work() as unit:
            return (await desk.init(unit, full=chosen.desk_content == "full")).text

    with place_for_secret(known.recovery_file) as show:
        show(work(make))
    if known.recovery_file:
        say(f"Both desks are made. The recovery words are in {known.recovery_file}.")
    say(*WORDS, "Next: python -m bot staff invite --role lawyer --name NAME")


def _join(known: argparse.Namespace) -> None:
    chosen = settings()

    async def join() -> member.Joined:
        async with ready(chosen) as store:
            drawn = await asyncio.to_thread(member.draw, store.vault)
            async with store.work() as unit:
                return await member.join(unit, known.code, drawn)

    with place_for_secret(known.passphrase_file) as show:
        joined = work(join)
        show(joined.passphrase)
    if known.passphrase_file:
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
    words = read_file(known.recovery_file) if known.recovery_file else ""
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


def _renew(known: argparse.Namespace) -> None:
    chosen = settings()

    async def renew() -> int:
        async with ready(chosen) as store, store.work() as unit:
            return await desk.renew(unit, Desk(known.desk))

    say(f"The {known.desk} desk has key {work(renew)} now. Copy the key file to its safe place.")


def _let_in(known: argparse.Namespace) -> None:
    chosen = settings()
    phrase = ask_secret("Your passphrase", known.passphrase_file)

    async def let_in() -> None:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = await member.open_desk_keys(unit, phrase)
            async with store.work() as unit:
                await desk.let_server_in(unit, keys)

    work(let_in)
    say("The server can open every case of the general desk now (TERIMCHI_DESK_CONTENT=full).")


def _shut_out(_known: argparse.Namespace) -> None:
    chosen = settings()

    async def shut_out() -> None:
        async with ready(chosen) as store, store.work() as unit:
            await desk.shut_server_out(unit)

    work(shut_out)
    say("The server cannot open cases that come from now on (TERIMCHI_DESK_CONTENT=cards).")


_ACTS = {
    "init": _init,
    "join": _join,
    "admit": _admit,
    "renew": _renew,
    "let-server-in": _let_in,
    "shut-server-out": _shut_out,
}
