"""`case read CODE`: opens a case at the terminal with a member's passphrase."""

import argparse
import asyncio
import mimetypes
import os
from pathlib import Path

from bot.command.plain import Plain, ask_secret, ready, say, settings, work
from domain.alias import read_code
from domain.case import Case
from domain.errors import NotAllowed
from domain.language import Language
from domain.staff import Staff
from locales.voice import Voice
from services import case as cases
from services import content, header, member, staff
from services.content import Opened
from services.transcript import render
from services.work import Unit
from storage.store import Store


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="read")
    read = rooms.add_parser("read", help="write down everything that was said in a case")
    read.add_argument("code", help="what staff call the case: K7M-4QX")
    read.add_argument("--passphrase-file", type=Path, help="your passphrase, instead of asking")
    read.add_argument("--name", help="your name, so that only your key is tried")
    read.add_argument("--files", type=Path, help="write photos and recordings into this folder")


def run(known: argparse.Namespace) -> int:
    code = read_code(known.code)
    if code is None:
        raise Plain("That is no code of a case; one looks like K7M-4QX.", 2)
    chosen = settings()
    phrase = ask_secret("Your passphrase", known.passphrase_file)

    async def read() -> tuple[str, list[Path]]:
        async with ready(chosen) as store:
            async with store.reading() as unit:
                keys = await member.open_desk_keys(unit, phrase, known.name)
            async with store.work() as unit:
                text, opened = await _read(unit, keys, code, files=known.files is not None)
            return text, await _write(store, opened, known.files) if known.files else []

    text, written = work(read)
    say(text)
    say(*(f"Written: {path}" for path in written))
    return 0


async def _read(unit: Unit, keys: member.Keys, code: str, *, files: bool) -> tuple[str, Opened]:
    """Open a case as the member whose keys these are; the journal keeps it."""
    person = (await staff.by_ids(unit, filter(None, [keys.staff_id]))).get(keys.staff_id or b"")
    if person is None:
        raise NotAllowed
    case = await cases.by_code(unit, person, code)
    opened = await content.read(unit, person, case, keys)
    if files and opened.files:
        await content.take_files(unit, person, case)
    return await _text(unit, person, opened), opened


async def _text(unit: Unit, person: Staff, opened: Opened) -> str:
    voice, case = Voice(Language.EN), opened.case
    name = await _assignee(unit, person, case)
    head = header.written(voice, case, now=unit.seconds, name=name)
    return f"{head}\n\n{render(opened, voice)}\n"


async def _assignee(unit: Unit, person: Staff, case: Case) -> str:
    if case.assignee in {None, person.id}:
        return person.name if case.assignee else ""
    found = await staff.by_ids(unit, filter(None, [case.assignee]))
    return next((one.name for one in found.values()), "")


async def _write(store: Store, opened: Opened, folder: Path) -> list[Path]:
    """Write every file under a name of ours: what a worker called it never becomes a path."""
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    written = []
    for n, ref in enumerate(opened.files, start=1):
        ending = mimetypes.guess_extension(ref.mime) or ".bin"
        path = folder / f"{opened.case.code}-{n:02}-{ref.kind}{ending}"
        async with store.reading() as unit:
            plain = await content.open_file(unit, ref)
        await asyncio.to_thread(_keep, path, plain)
        written.append(path)
    return written


def _keep(path: Path, plain: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Plain(f"{path} is there already; nothing was overwritten.") from None
    with os.fdopen(descriptor, "wb") as out:
        out.write(plain)
