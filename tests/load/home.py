"""Ready homes for bots: keys, desks with one lawyer, and a database, copied for each run."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from bot import clock
from domain.letter import Act, Letter
from storage import outbox
from storage.store import Store
from storage.vault import Vault
from tests.kit.postgres import GIVEN, Postgres, Prepare, apart, find
from tests.load.subject import environ, run

#: Nobody listens there: what is prepared needs no Telegram.
NOWHERE = "http://127.0.0.1:9"

#: The first chat that a notice to many goes to.
FIRST_CHAT = 6_000_000_001

NOTICE = "The price of a kilogram is announced. It holds from Monday on in every district. " * 3


class Homes:
    """Gives a fresh home at once, because the first of each kind is copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._postgres: Postgres | None = None
        self._count = 0
        self._prepare: Prepare = partial(_furnish, folder / "postgresql")

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator["Homes"]:
        """Open a folder for homes; everything is gone afterwards."""
        with TemporaryDirectory(prefix="terimchi-bench-") as folder:
            homes = cls(Path(folder))
            try:
                yield homes
            finally:
                if homes._postgres:
                    homes._postgres.close()

    @contextmanager
    def new(self, *, postgres: bool = False) -> Iterator[tuple[Path, str]]:
        """Give a home of one's own: its folder, and the address of its database if not SQLite."""
        model = self._folder / ("postgresql" if postgres else "sqlite")
        url = self._server().create(self._prepare) if postgres else ""
        if not model.exists():
            _furnish(model, "")
        self._count += 1
        folder = self._folder / f"home-{self._count}"
        shutil.copytree(model, folder)
        try:
            yield folder, url
        finally:
            if url:
                self._server().drop(url)
            shutil.rmtree(folder)

    def why_no_postgres(self) -> str:
        """Start PostgreSQL; say why it could not be, or nothing."""
        try:
            self._server()
        except Exception as fault:  # noqa: BLE001 - whatever it is, its figures are just left out
            return f"{type(fault).__name__}: {fault}"
        return ""

    def _server(self) -> Postgres:
        if self._postgres is None:
            self._postgres = find()
            if not os.environ.get(GIVEN):
                _make_durable(self._postgres)
        return self._postgres


def post_notice(folder: Path, letters: int) -> None:
    """Put a notice to so many chats into the outbox of a home on SQLite."""

    async def post() -> None:
        vault = Vault.open(folder / "keys" / "key", now=clock.now())
        store = Store(f"sqlite+aiosqlite:///{folder}/data/terimchi.db", vault, clock.now)
        async with store.work() as unit:
            for n in range(letters):
                letter = Letter(FIRST_CHAT + n, Act.SEND, {"text": NOTICE})
                outbox.post(unit, letter, bulk=True)
        await store.close()

    asyncio.run(post())


def _furnish(folder: Path, url: str) -> None:
    folder.mkdir()
    given = environ(NOWHERE, folder, url)
    run(["bot", "desk", "init", "--recovery-file", str(folder / "words")], given)
    code = run(["bot", "staff", "invite", "--role", "lawyer", "--name", "Bench"], given).split()[0]
    run(["bot", "desk", "join", code, "--passphrase-file", str(folder / "phrase")], given)


def _make_durable(postgres: Postgres) -> None:
    """Let it keep what it commits: the tests' server need not, and says so."""
    url = postgres.create()

    async def alter() -> None:
        connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
        for name in ("fsync", "synchronous_commit"):
            await connection.execute(f"ALTER SYSTEM SET {name} = on")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()

    apart(alter())
    postgres.drop(url)
