"""Promises of the unit of work: what is dropped leaves nothing, what is kept stands or falls."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import meta
from storage.lease import leases
from storage.meta import metas
from storage.unit import Unit
from tests.kit.desk import LegalDesk


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def names(room: LegalDesk) -> list[str]:
    async with room.reading() as unit:
        return sorted(row["name"] for row in await unit.rows(metas.select()))


def put(unit: Unit, name: str) -> None:
    """Buffer a row, as lane-private ones are."""
    unit.put(metas, name=name, value=b"v")


async def test_what_is_kept_is_written_and_then_called_for(room: LegalDesk) -> None:
    called: list[str] = []
    async with room.work() as unit:
        put(unit, "buffered")
        await meta.put(unit, "shared", b"v")
        unit.after_commit(lambda: called.append("after"))
        assert called == []
    assert await names(room) == ["buffered", "shared"]
    assert called == ["after"]


async def test_a_dropped_unit_leaves_nothing_and_its_neighbours_stay(room: LegalDesk) -> None:
    called: list[str] = []
    async with room.store.transaction() as transaction:
        for name in ("first", "dropped", "last"):
            unit = transaction.unit()
            put(unit, f"{name} buffered")
            await meta.put(unit, f"{name} shared", b"v")
            unit.after_commit(partial(called.append, name))
            await (unit.drop() if name == "dropped" else unit.keep())
        await transaction.flush()
    expected = [f"{n} {kind}" for n in ("first", "last") for kind in ("buffered", "shared")]
    assert await names(room) == expected
    assert [call() for call in transaction.afterwards] == [None, None]
    assert called == ["first", "last"]


async def test_a_dropped_unit_may_begin_anew(room: LegalDesk) -> None:
    async with room.store.transaction() as transaction:
        unit = transaction.unit()
        await meta.put(unit, "before", b"v")
        await unit.drop()
        await meta.put(unit, "after", b"v")
        await unit.keep()
        await transaction.flush()
    assert await names(room) == ["after"]


async def test_a_refused_row_takes_nobody_else_s_unit_with_it(room: LegalDesk) -> None:
    """On PostgreSQL a statement that fails ends the transaction, but for its savepoint."""
    async with room.store.transaction() as transaction:
        good = transaction.unit()
        await meta.put(good, "good", b"v")
        await good.keep()
        bad = transaction.unit()
        put(bad, "bad buffered")
        await bad.change(metas.insert().values(name="bad", value=b"v"))
        with pytest.raises(IntegrityError):
            await bad.change(metas.insert().values(name="good", value=b"twice"))
        await bad.drop()
        late = transaction.unit()
        put(late, "late")
        await late.keep()
        await transaction.flush()
    assert await names(room) == ["good", "late"]


@pytest.mark.postgresql
async def test_a_fault_outside_a_savepoint_takes_the_whole_transaction(
    ready_postgresql_url: str, key_file: Path
) -> None:
    """The batch is then halved: nothing may seem kept that is not."""
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        with pytest.raises(DBAPIError):
            async with room.store.transaction() as transaction:
                good = transaction.unit()
                put(good, "good")
                await good.keep()
                bad = transaction.unit()
                with pytest.raises(DBAPIError):
                    await bad.rows(text("SELECT 1 / 0"))
                await bad.drop()
                await transaction.flush()
        assert await names(room) == []


async def test_only_who_changes_shared_rows_pays_for_a_savepoint(room: LegalDesk) -> None:
    async with room.store.transaction() as transaction:
        unit = transaction.unit()
        put(unit, "private")
        await unit.rows(metas.select())
        assert not unit._savepoint
        await meta.put(unit, "shared", b"v")
        assert bool(unit._savepoint)
        await unit.keep()


async def test_a_removal_takes_what_came_before_it_and_nothing_that_comes_after(
    room: LegalDesk,
) -> None:
    async with room.work() as unit:
        put(unit, "old")
        unit.insert(leases, name="a", holder=b"h" * 16, ends_at=1)
    async with room.work() as unit:
        unit.remove(leases, name="a")
        unit.insert(leases, name="a", holder=b"i" * 16, ends_at=2)
        put(unit, "old")
        unit.remove(metas, name="old")
    assert await names(room) == []
    async with room.reading() as unit:
        (row,) = await unit.rows(leases.select())
    assert bytes(row["holder"]) == b"i" * 16


async def test_nothing_stays_of_a_transaction_that_fails_at_its_end(room: LegalDesk) -> None:
    called: list[str] = []
    with pytest.raises(IntegrityError):
        async with room.work() as unit:
            await meta.put(unit, "shared", b"v")
            unit.insert(metas, name="shared", value=b"twice")
            unit.after_commit(lambda: called.append("after"))
    assert (await names(room), called) == ([], [])
