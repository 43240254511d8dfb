"""Promises of the writing connection to SQLite: only what cannot wait long runs in the loop."""

import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.evidence import chunks
from storage.near import Near, near


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Near]:
    connection = near(str(tmp_path / "near.db"), isolation_level=None)
    await connection
    await connection.create_function("here", 0, threading.get_ident)
    await connection.execute("CREATE TABLE few (n INTEGER)")
    await connection.execute("CREATE TABLE evidence_chunk (n INTEGER)")
    yield connection
    await connection.close()


async def ran_here(connection: Near, statement: str) -> bool:
    cursor = await connection.execute(statement)
    row = await cursor.fetchone()
    assert row is not None
    return bool(row[0] == threading.get_ident())


async def test_a_statement_runs_where_it_is_called(connection: Near) -> None:
    await connection.execute("INSERT INTO few VALUES (1)")
    assert await ran_here(connection, "SELECT here() FROM few")


async def test_the_bodies_of_files_are_moved_in_the_thread(connection: Near) -> None:
    assert chunks.name == "evidence_chunk"
    await connection.execute("INSERT INTO evidence_chunk VALUES (1)")
    assert not await ran_here(connection, "SELECT here() FROM evidence_chunk")


async def test_a_file_is_packed_in_the_thread(connection: Near, tmp_path: Path) -> None:
    ran = []

    def beside() -> str:
        ran.append(threading.get_ident())
        return str(tmp_path / "packed.db")

    await connection.create_function("beside", 0, beside)
    await connection.execute("VACUUM INTO beside()")
    assert ran
    assert threading.get_ident() not in ran


async def test_what_fails_says_so_wherever_it_runs(connection: Near) -> None:
    for statement in ("SELECT nothing", "BEGIN NOTHING"):
        with pytest.raises(sqlite3.OperationalError):
            await connection.execute(statement)
