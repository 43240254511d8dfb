"""Promises of the store: one writer where there is one file, and keys that follow the day."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from domain.letter import Act, Letter
from storage import meta, outbox, store
from storage.fault import is_away
from storage.meta import metas
from storage.vault import derive
from tests.kit import filing
from tests.kit.desk import LegalDesk
from tests.kit.outage import away

LETTER = Letter(7, Act.SEND, {"text": "said"})


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


@pytest.fixture
async def wide_room(ready_postgresql_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as legal:
        yield legal


async def put(room: LegalDesk, name: str) -> None:
    async with room.work() as unit:
        await meta.put(unit, name, b"v")


async def count(room: LegalDesk) -> int:
    async with room.reading() as unit:
        return len(await unit.rows(metas.select()))


async def test_what_is_committed_is_seen_and_what_fails_is_not(room: LegalDesk) -> None:
    await put(room, "kept")
    with pytest.raises(ZeroDivisionError):
        async with room.work() as unit:
            await meta.put(unit, "lost", b"v")
            raise ZeroDivisionError
    assert await count(room) == 1


async def test_many_who_write_at_once_lose_nothing(room: LegalDesk) -> None:
    await asyncio.gather(*(put(room, str(n)) for n in range(20)))
    assert await count(room) == 20


async def test_nobody_writes_while_reading_on_sqlite(ready_sqlite_url: str, key_file: Path) -> None:
    async with LegalDesk.opened(ready_sqlite_url, key_file) as room:
        with pytest.raises(OperationalError):
            async with room.reading() as unit:
                await meta.put(unit, "sneaked in", b"v")
        assert await count(room) == 0


async def test_a_command_beside_the_machine_waits_for_its_turn_on_sqlite(
    ready_sqlite_url: str, key_file: Path
) -> None:
    file = make_url(ready_sqlite_url).database
    assert file is not None
    async with LegalDesk.opened(ready_sqlite_url, key_file) as room:
        await put(room, "first")
        beside = sqlite3.connect(file, isolation_level=None)
        beside.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(put(room, "second"))
        await asyncio.wait([writing], timeout=0.2)
        assert not writing.done()
        beside.execute("COMMIT")
        beside.close()
        await writing
        assert await count(room) == 2


async def test_deleted_bytes_leave_the_log_of_sqlite_at_a_checkpoint(
    ready_sqlite_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_sqlite_url, key_file) as room:
        await put(room, "written")
        log = Path(f"{make_url(ready_sqlite_url).database}-wal")
        assert log.stat().st_size > 0
        await room.store.checkpoint()
        assert log.stat().st_size == 0


async def test_a_packed_file_of_sqlite_does_not_tell_what_came_after_what(
    ready_sqlite_url: str, key_file: Path
) -> None:
    file = Path(make_url(ready_sqlite_url).database or "")
    async with LegalDesk.opened(ready_sqlite_url, key_file) as room:
        await room.found()
        given = [(await filing.file(room, 7_000_000_001 + n, "Told.")).digits for n in range(8)]
        keys = [derive(digits, vault=room.vault).lookup_hash for digits in given]
        await room.store.checkpoint()
        assert lying(file, keys) == keys
        await room.store.pack()
        assert lying(file, keys) == sorted(keys)


def lying(file: Path, keys: list[bytes]) -> list[bytes]:
    """Sort keys as they lie in a page, which is filled from its end."""
    content = file.read_bytes()
    return sorted(keys, key=content.index, reverse=True)


async def test_a_large_file_of_sqlite_is_not_packed(
    ready_sqlite_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(make_url(ready_sqlite_url).database or "")
    async with LegalDesk.opened(ready_sqlite_url, key_file) as room:
        await room.found()
        await room.store.checkpoint()
        before = file.read_bytes()
        monkeypatch.setattr(store, "MOST_PACKED", 4096)
        await room.store.pack()
        assert file.read_bytes() == before


async def test_every_process_seals_under_the_key_of_the_day_however_long_it_runs(
    ready_url: str, key_file: Path
) -> None:
    """One that only dispatches runs no chores; its letters must open for the one that sends."""
    async with (
        LegalDesk.opened(ready_url, key_file) as dispatcher,
        LegalDesk.opened(ready_url, key_file) as sender,
    ):
        for _ in range(6):
            dispatcher.now = sender.now = dispatcher.now.replace(day=dispatcher.now.day + 1)
            async with sender.work() as unit:
                await outbox.recover(unit)
            async with dispatcher.work() as unit:
                outbox.post(unit, LETTER)
            async with sender.work() as unit:
                (claimed,) = await outbox.claim(unit, b"s" * 16, 9, bulk=False)
                assert claimed.letter == LETTER
                await outbox.settle(unit, [claimed.id])


@pytest.mark.postgresql
async def test_sessions_that_the_server_ended_are_replaced_unnoticed(
    wide_room: LegalDesk, ready_postgresql_url: str
) -> None:
    await put(wide_room, "before")
    async with away(ready_postgresql_url):
        pass
    await put(wide_room, "after")
    assert await count(wide_room) == 2


@pytest.mark.postgresql
async def test_a_database_that_is_away_is_told_from_a_wrong_statement(
    wide_room: LegalDesk, ready_postgresql_url: str
) -> None:
    async with away(ready_postgresql_url):
        with pytest.raises((DBAPIError, OSError)) as gone:
            await put(wide_room, "lost")
    assert is_away(gone.value)
    with pytest.raises(DBAPIError) as wrong:
        async with wide_room.work() as unit:
            await unit.change(metas.insert().values(name="x" * 99, value=b"v"))
    assert not is_away(wrong.value)
    await put(wide_room, "back again")
    assert await count(wide_room) == 1


@pytest.mark.postgresql
async def test_a_session_that_ends_in_the_middle_keeps_nothing_and_is_no_fault_of_the_update(
    wide_room: LegalDesk, ready_postgresql_url: str
) -> None:
    with pytest.raises(DBAPIError) as gone:
        async with wide_room.work() as unit:
            await meta.put(unit, "half", b"v")
            async with away(ready_postgresql_url):
                await meta.put(unit, "other half", b"v")
    assert is_away(gone.value)
    assert await count(wide_room) == 0
