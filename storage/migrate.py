"""Migrations: brings a database to the newest tables; alembic is loaded only when there is need."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.store import engines

#: What is to be done in the same commit, told from which revision we came; "" from no tables.
Then = Callable[[AsyncConnection, str], Awaitable[None]]

MIGRATIONS = Path(__file__).parent / "migrations"

#: The newest revision; a test holds it against the folder, so that a start needs no alembic.
HEAD = "0004"

#: Two processes that start together must not migrate together (PostgreSQL).
_LOCK = "SELECT pg_advisory_xact_lock(7046029254386353131)"


class NewerTables(Exception):
    """The database has tables of a newer version than this one, so nothing was done to it.

    Run that version; or restore a backup from before the upgrade into an empty database.
    """


async def ready(engine: AsyncEngine) -> bool:
    """Tell whether the tables are the newest ones. Raises NewerTables."""
    try:
        async with engine.connect() as connection:
            found = (
                await connection.execute(text("SELECT version_num FROM alembic_version"))
            ).scalar()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    if str(found or "") > HEAD:  # revisions are numbers of four digits
        raise NewerTables
    return bool(found == HEAD)


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at this address to a revision, making it where there is none."""
    writer, reader = engines(url)
    try:
        await bring(writer, revision)
    finally:
        await writer.dispose()
        await reader.dispose()


async def downgrade(url: str, revision: str) -> None:
    """Bring the database at this address back to a revision ("base": no tables)."""
    writer, reader = engines(url)
    try:
        async with writer.begin() as connection:
            await connection.run_sync(_run, revision, down=True)
    finally:
        await writer.dispose()
        await reader.dispose()


async def bring(engine: AsyncEngine, revision: str = "head", then: Then | None = None) -> None:
    """Bring the database behind this engine to a revision; `then` happens in the same commit."""
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(_LOCK))
        before = await connection.run_sync(_run, revision, down=False)
        if then:
            await then(connection, before)


def _run(connection: Connection, revision: str, *, down: bool) -> str:
    """Bring a database to a revision; gives the one that it had."""
    from alembic import command  # noqa: PLC0415 - half of a start's time, and seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    before = MigrationContext.configure(connection).get_current_revision() or ""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
    return before
