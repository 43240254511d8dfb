"""A journey full of planted words, on a machine that meets a fault with all of them in hand."""

import asyncio
import io
import os
import re
import sqlite3
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from sqlalchemy.engine import make_url

from sandbox.client import Sandbox
from tests.kit import media
from tests.kit.entry import CRASH
from tests.kit.leak import Places, places_of
from tests.kit.machine import ROOT, Machine
from tests.kit.walk import Walker

#: Fictitious people; the numbers are such that no noise looks like them.
PEOPLE = {
    "worker_one": ("Zarnigorxon", "zarnigor_dugona77", 7_391_846_205),
    "worker_two": ("Ergashvoy", "ergash_terimchi19", 7_284_619_537),
    "worker_three": ("Xurshidaxon", "xurshida_paxta_61", 7_465_928_311),
}
STORIES = {
    "worker_one": "Tabelchi Mirzaqulovich tarozida Boʻtavoy oʻrniga ellik yozdi.",
    "worker_two": "Brigadir Sotvoldiyevich pasportimni Zarqamishdagi uyida ushlab turibdi.",
    "worker_three": "Hali yuborilmagan gap: Abdumalikova xonim haqida.",
}
ANSWER = "Javobimiz: Rayhonovna bilan gaplashing, hujjatni Tinchlikobodga olib boring."
NOTE = "Eslatma: Xolmatovichga qoʻngʻiroq qilish kerak."
THANKS = "Rahmat, Ismatullayevaga aytdim."
EMPLOYER = "Gulshanobod fermer xoʻjaligi"
ORIGIN = "Qurbonalixon"
FILE_NAME = "dalolatnoma-Usmonaliyeva.pdf"
PHONE_NUMBER = "+998907654312"

#: What of the sentences is looked for: words that stand nowhere else.
WORDS = re.compile(
    "Mirzaqulovich|Boʻtavoy|Sotvoldiyevich|Zarqamish|Abdumalikova|Rayhonovna|Tinchlikobod"
    "|Xolmatovich|Ismatullayeva|Usmonaliyeva|Gulshanobod"
)


class Leaky(Machine):
    """A machine that fails once in the middle of a filing, with the story in its exception."""

    async def start(self, crash: str = "") -> None:
        """Start it with the fault planted."""
        self.extra["TMPDIR"] = str(self.folder / "tmp")
        (self.folder / "tmp").mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.kit.planted", "run"),
                cwd=ROOT,
                env={**self.environ, CRASH: crash},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


@dataclass(slots=True)
class Scene:
    """What happened, and what was planted while it did."""

    sandbox: Sandbox
    machine: Leaky
    receipts: dict[str, str] = field(default_factory=dict)
    #: What was seen of the running machine: pages, arguments of its processes.
    seen: dict[str, bytes] = field(default_factory=dict)

    @property
    def planted(self) -> dict[str, str | int]:
        """Everything that must not be found, by name."""
        said = " ".join((*STORIES.values(), ANSWER, NOTE, THANKS, FILE_NAME, EMPLOYER))
        words: dict[str, str | int] = {f"word {word}": word for word in WORDS.findall(said)}
        for name, username, chat_id in PEOPLE.values():
            words |= {f"name {name}": name, f"username {username}": username}
            words |= {f"chat id of {name}": chat_id}
        words |= {f"receipt of {who}": digits for who, digits in self.receipts.items()}
        words |= {f"file id {one}": one for one in self.sandbox.world.files.by_id}
        words |= {f"in a photo: {word}": word for word in (media.MODEL, media.AUTHOR, media.XMP)}
        words |= {"telephone": PHONE_NUMBER, "origin of a forward": ORIGIN}
        return words | {"token": self.sandbox.token}

    def walker(self, key: str) -> Walker:
        """Give somebody with a phone."""
        return Walker(self.sandbox.phone(key))

    async def look(self) -> None:
        """Look at what a running machine shows to everybody on its server."""
        page = re.findall(r"(http://\S+)/healthz", self.machine.log.read_text())[-1]
        for name in ("healthz", "readyz", "metrics"):
            self.seen[name] = await asyncio.to_thread(_fetched, f"{page}/{name}")
        assert self.machine.process is not None
        top = psutil.Process(self.machine.process.pid)
        for process in (top, *top.children(recursive=True)):
            self.seen[f"arguments of {process.pid}"] = " ".join(process.cmdline()).encode()
        self.seen |= {f"early {place}": found for place, found in self.files().items()}

    def files(self) -> dict[str, bytes]:
        """Read every file of the machine: data, log, keys, what it left in its own /tmp."""
        return places_of(self.machine.folder)

    async def dump(self) -> dict[str, bytes]:
        """Dump the database as its own tools do."""
        if self.machine.database_url:
            return await _dump_postgresql(self.machine.database_url)
        return await asyncio.to_thread(_dump_sqlite, self.machine.folder / "data" / "terimchi.db")

    async def everywhere(self) -> Places:
        """Give every place that was or is."""
        return {**self.seen, **self.files(), **await self.dump()}


@asynccontextmanager
async def scene(
    sandbox: Sandbox, folder: Path, database_url: str = "", content: str = "full"
) -> AsyncIterator[Scene]:
    """Run a leaky machine among people with planted names; it is stopped at the end."""
    await sandbox.add("worker_three")
    for key, (name, username, chat_id) in PEOPLE.items():
        person = sandbox.world.people[key]
        person.first_name, person.username, person.id = name, username, chat_id
    debug = {"TERIMCHI_LOG_LEVEL": "DEBUG"}
    machine = Leaky(sandbox, folder / "machine", database_url, content, dict(debug))
    async with machine:
        yield Scene(sandbox, machine)


async def tell(scene: Scene, key: str) -> Walker:
    """Tell a story with a photo and a document, and try what is not taken."""
    worker = await scene.walker(key).start()
    await worker.reach_story()
    await worker.tell(STORIES[key])
    await worker.phone.photo(media.jpeg())
    await worker.gone(2)
    await worker.phone.document(media.pdf(), FILE_NAME, "application/pdf")
    await worker.gone(3)
    await worker.phone.act("contact", phone_number=PHONE_NUMBER)
    await worker.phone.forward("Buni menga yuborishdi.", ORIGIN)
    await worker.gone(5)
    return worker


async def say_more(worker: Walker) -> None:
    """Name the employer after the report is filed."""
    await worker.press("Add more", "2–9", "Skip", "Farm")
    await worker.phone.text(EMPLOYER)
    await worker.press("Get paid")


async def file(scene: Scene, key: str, answer: str) -> Walker:
    """File a report."""
    worker = await tell(scene, key)
    scene.receipts[key] = await worker.finish(answer)
    return worker


async def write_back(worker: Walker) -> None:
    """Read the answer in the chat, and write back."""
    await worker.press("Show")
    await worker.phone.wait_for("Rayhonovna", fresh=False)
    await worker.press("Answer")
    await worker.tell(THANKS)
    await worker.press("Done", "Send")


async def return_with_receipt(scene: Scene, worker: Walker, key: str) -> None:
    """Come back with a receipt, read the answer, and write more."""
    await worker.press("I have written it down", "Menu", "My report", "I have a receipt")
    await worker.tell(scene.receipts[key])
    await worker.phone.wait_for("Rayhonovna", fresh=False)
    await worker.press("Write more")
    await worker.tell(THANKS)
    await worker.press("Done", "Send")


def _fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own, on loopback
        return bytes(answer.read())


def _dump_sqlite(path: Path) -> dict[str, bytes]:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {"dump": "\n".join(database.iterdump()).encode()}
    finally:
        database.close()


async def _dump_postgresql(url: str) -> dict[str, bytes]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, timeout=10)
    try:
        found: dict[str, bytes] = {}
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in await connection.fetch(tables):
            for form in ("text", "binary"):
                written = io.BytesIO()
                await connection.copy_from_table(table, output=written, format=form)
                found[f"{table} as {form}"] = written.getvalue()
        return found | await _files_of_postgresql(connection)
    finally:
        await connection.close()


async def _files_of_postgresql(connection: Any) -> dict[str, bytes]:
    """Read the files of this database and the write-ahead log, where they are on this machine."""
    await connection.execute("CHECKPOINT")
    folder = Path(await connection.fetchval("SHOW data_directory"))
    number = await connection.fetchval(
        "SELECT oid FROM pg_database WHERE datname = current_database()"
    )
    here = [folder / "base" / str(number), folder / "pg_wal"]
    return places_of(*(path for path in here if os.access(path, os.R_OK)))


def main() -> int:
    """Run a command with the fault planted."""
    from services import report
    from tests.kit.entry import main as command

    filing, broken = report.file, list[bool]()

    async def failing(unit: Any, lane: bytes, draft: Any, **named: Any) -> Any:
        if not broken:
            broken.append(True)
            told = await report.take(unit, lane)
            raise ValueError(f"{told} {draft} {named}")
        return await filing(unit, lane, draft, **named)

    setattr(report, "file", failing)  # noqa: B010 - mypy minds the plain way
    return command()


if __name__ == "__main__":
    sys.exit(main())
