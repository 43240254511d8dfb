"""`case read`, `reply`, `hold`, `unhold`: the desk at the terminal; words need a passphrase."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.command.evidence import write_files
from bot.command.plain import Plain, ask_secret, read_file, say, settings
from bot.command.store import ready, work
from domain.alias import read_code
from domain.case import Case
from domain.errors import NotAllowed, NothingToSend
from domain.language import Language
from domain.staff import Staff
from handlers.desk.canned import as_read
from locales.voice import Voice
from services import case as cases
from services import content, duty, header, member, retention, staff
from services.content import Opened
from services.transcript import plain, render
from services.work import Unit
from storage.parked import Found


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    read = rooms.add_parser("read", help="write down everything that was said in a case")
    read.add_argument("--files", type=Path, help="write photos and recordings into this folder")
    reply = rooms.add_parser("reply", help="answer the worker; takes the case if nobody has it")
    reply.add_argument("--text-file", type=Path, help="the answer, instead of standard input")
    hold = rooms.add_parser("hold", help="keep a case, open or closed, until it is let go")
    unhold = rooms.add_parser("unhold", help="let a held case go when its time is over")
    parked = rooms.add_parser("parked", help="read what could not be taken in after five tries")
    for room in (read, reply, hold, unhold):
        room.add_argument("code", help="what staff call the case: K7M-4QX")
    for room in (read, reply, parked):
        room.add_argument("--passphrase-file", type=Path, help="your passphrase; else it is asked")
        room.add_argument("--name", help="your name, so that only your key is tried")


def run(known: argparse.Namespace) -> int:
    if known.act == "parked":
        return _parked(known)
    code = read_code(known.code)
    if code is None:
        raise Plain("That is no code of a case; one looks like K7M-4QX.", 2)
    {"read": _read, "reply": _reply, "hold": _hold, "unhold": _unhold}[known.act](known, code)
    return 0


def _read(known: argparse.Namespace, code: str) -> None:
    phrase = ask_secret("Your passphrase", known.passphrase_file)
    chosen = settings()

    async def read() -> tuple[str, list[Path]]:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = await member.open_desk_keys(unit, phrase, known.name)
            async with store.work() as unit:
                person, case = await _found(unit, keys, code)
                opened = await content.read(unit, person, case, keys)
                if known.files and opened.files:
                    await content.take_files(unit, person, case)
                text = await _text(unit, opened)
            return text, await write_files(store, opened, known.files) if known.files else []

    text, written = work(read)
    say(plain(text))
    say(*(f"Written: {path}" for path in written))


def _parked(known: argparse.Namespace) -> int:
    phrase = ask_secret("Your passphrase", known.passphrase_file)
    chosen = settings()

    async def read() -> Found:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = await member.open_desk_keys(unit, phrase, known.name)
            async with store.work() as unit:
                return await content.read_parked(unit, await _holder(unit, keys), keys)

    found = work(read)
    for said in found.said:
        moment = datetime.fromtimestamp(said.at, UTC)
        say(plain(f"{Voice(Language.EN).moment(moment)} {said.kind}: {said.text}"))
    if found.closed:
        say(f"Not for your desk, or damaged: {found.closed}.")
    return 0


def _reply(known: argparse.Namespace, code: str) -> None:
    phrase = ask_secret("Your passphrase", known.passphrase_file)
    chosen, text = settings(), _typed(known.text_file)

    async def reply() -> bool:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = await member.open_desk_keys(unit, phrase, known.name)
            async with store.work() as unit:
                if not text:
                    raise NothingToSend
                person, case = await _found(unit, keys, code)
                if case.assignee is None:
                    case = await cases.take(unit, person, case)
                _case, told = await cases.answer(unit, person, case, as_read(case, text))
                return told

    told = work(reply)
    way = "Their chat says that there is an answer." if told else "Their receipt opens it."
    say(f"The answer is kept. {way}")


def _hold(_known: argparse.Namespace, code: str) -> None:
    chosen = settings()

    async def hold() -> None:
        async with ready(chosen) as store, store.work() as unit:
            await retention.hold(unit, code)

    work(hold)
    say(f"{code} is kept until it is let go: python -m bot case unhold {code}")


def _unhold(_known: argparse.Namespace, code: str) -> None:
    chosen = settings()

    async def unhold() -> None:
        async with ready(chosen) as store, store.work() as unit:
            await retention.unhold(unit, code)

    work(unhold)
    say(f"{code} goes when its time is over; it is announced before.")


def _typed(file: Path | None) -> str:
    if file is not None:
        return read_file(file)
    if sys.stdin.isatty():
        say("Write the answer; end it with Ctrl-D on a line of its own.")
    return sys.stdin.read().strip()


async def _found(unit: Unit, keys: member.Keys, code: str) -> tuple[Staff, Case]:
    """Find the member whose keys these are, and the case as they may see it."""
    person = await _holder(unit, keys)
    return person, await cases.by_code(unit, person, code)


async def _holder(unit: Unit, keys: member.Keys) -> Staff:
    people = await staff.by_ids(unit, filter(None, [keys.staff_id]))
    person = next(iter(people.values()), None)
    if person is None:
        raise NotAllowed
    return person


async def _text(unit: Unit, opened: Opened) -> str:
    voice, case = Voice(Language.EN), opened.case
    found = await staff.by_ids(unit, filter(None, [case.assignee]))
    name = next((one.name for one in found.values()), "")
    head = header.written(voice, case, await duty.promise(unit, case), name=name)
    return f"{head}\n\n{render(opened, voice)}\n"
