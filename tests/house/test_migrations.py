"""Migrations make exactly the tables that the code knows, and go up, down and up again on data."""

from datetime import date
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    LargeBinary,
    String,
    Table,
    insert,
    inspect,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import migrate
from storage.tables import metadata


def test_the_code_knows_the_newest_migration() -> None:
    assert ScriptDirectory(str(migrate.MIGRATIONS)).get_heads() == [migrate.HEAD]


async def test_migrated_tables_are_the_ones_the_code_knows(ready_url: str) -> None:
    assert await _look(create_async_engine(ready_url), _differences) == []


async def test_a_migrated_database_is_ready(ready_url: str) -> None:
    engine = create_async_engine(ready_url)
    ready = await migrate.ready(engine)
    await engine.dispose()
    assert ready


async def test_an_empty_database_is_not_ready(database_url: str) -> None:
    engine = create_async_engine(database_url)
    ready = await migrate.ready(engine)
    await engine.dispose()
    assert not ready


async def test_tables_without_an_order_keep_none_on_sqlite(ready_sqlite_url: str) -> None:
    written = await _look(create_async_engine(ready_sqlite_url), _statements)
    unordered = [t.name for t in metadata.tables.values() if _is_unordered(t)]
    assert unordered
    assert [name for name in unordered if "WITHOUT ROWID" not in written[name]] == []


@pytest.mark.parametrize("floor", ["base", "-1"])
async def test_migrations_go_down_and_up_again_on_data(ready_url: str, floor: str) -> None:
    await _look(create_async_engine(ready_url), _fill)
    await migrate.downgrade(ready_url, floor)
    await migrate.upgrade(ready_url)
    assert await _look(create_async_engine(ready_url), _differences) == []


async def test_going_down_to_the_ground_leaves_no_table(ready_url: str) -> None:
    await migrate.downgrade(ready_url, "base")
    left = await _look(create_async_engine(ready_url), lambda c: inspect(c).get_table_names())
    assert left == ["alembic_version"]


async def test_upgrading_twice_changes_nothing(ready_url: str) -> None:
    await _look(create_async_engine(ready_url), _fill)
    await migrate.upgrade(ready_url)
    assert await _look(create_async_engine(ready_url), _count) == len(metadata.tables)


async def _look(engine: AsyncEngine, at: Any) -> Any:
    async with engine.begin() as connection:
        found = await connection.run_sync(at)
    await engine.dispose()
    return found


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _statements(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    return {row.name: row.sql for row in rows}


def _is_unordered(table: Table) -> bool:
    return table.dialect_options["sqlite"]["with_rowid"] is False


def _fill(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        connection.execute(insert(table).values({c.name: _value(c) for c in table.columns}))


def _count(connection: Connection) -> int:
    return sum(len(connection.execute(table.select()).all()) for table in metadata.tables.values())


def _value(column: Column[Any]) -> object:
    """Make up a value that fits: the case is fictitious."""
    if isinstance(column.type, LargeBinary):
        return bytes(column.type.length or 16)
    if isinstance(column.type, Date):
        return date(2026, 9, 1)
    if isinstance(column.type, Boolean):
        return False
    return "x" if isinstance(column.type, String) else 1
