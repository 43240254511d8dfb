"""A database that is away is told from a wrong statement, on SQLite as well."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage import meta, store
from storage.fault import is_away
from tests.kit.desk import LegalDesk


@pytest.fixture
async def room(ready_sqlite_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> LegalDesk:
    monkeypatch.setattr(store, "BUSY", 0)
    return LegalDesk(ready_sqlite_url, key_file)


async def test_a_wrong_statement_is_its_own_fault(room: LegalDesk) -> None:
    with pytest.raises(OperationalError) as wrong:
        async with room.work() as unit:
            await unit.rows(text("SELECT nothing FROM nowhere"))
    assert not is_away(wrong.value)
    await room.store.close()


async def test_a_file_that_another_writes_is_away(room: LegalDesk) -> None:
    beside = sqlite3.connect(str(room.store.url.database), isolation_level=None)
    beside.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as locked:
        async with room.work() as unit:
            await meta.put(unit, "late", b"v")
    beside.close()
    assert is_away(locked.value)
    await room.store.close()


async def test_a_full_disk_is_away(room: LegalDesk) -> None:
    with pytest.raises(OperationalError) as full:
        async with room.work() as unit:
            (row,) = await unit.rows(text("PRAGMA page_count"))
            await unit.rows(text(f"PRAGMA max_page_count = {row['page_count']}"))
            await meta.put(unit, "large", bytes(1_000_000))
    assert is_away(full.value)
    await room.store.close()


def test_what_the_network_and_the_disk_say_is_away_and_the_rest_is_not() -> None:
    assert is_away(ConnectionRefusedError())
    assert is_away(TimeoutError())
    assert not is_away(ValueError())
    assert not is_away(None)
