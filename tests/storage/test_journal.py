"""The journal's rows stand in a chain: nothing is changed, taken out or cut off unnoticed."""

from asyncio import gather
from collections.abc import AsyncIterator
from datetime import date
from hashlib import blake2b
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.sql.dml import UpdateBase

from domain.journal import Act, Entry, day_ends
from storage import journal, meta
from storage.journal import journals
from storage.unit import Unit
from storage.vault import Label
from tests.kit.desk import LegalDesk

TODAY = date(2026, 11, 23)
WHO, CASE = b"1" * 16, b"2" * 16


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def write(legal: LegalDesk, act: Act = Act.CASE_READ) -> None:
    async with legal.work() as unit:
        await journal.append(unit, WHO, act, CASE)


async def test_a_line_says_who_what_and_only_the_hour(legal: LegalDesk) -> None:
    await write(legal, Act.CASE_TAKEN)
    hour = int(legal.now.replace(minute=0).timestamp())
    async with legal.reading() as unit:
        assert await journal.of_day(unit, TODAY) == [Entry(1, hour, WHO, Act.CASE_TAKEN, CASE)]


@pytest.mark.parametrize(
    "tampering",
    [
        update(journals).where(journals.c.n == 2).values(staff_id=b"3" * 16),
        update(journals).where(journals.c.n == 2).values(act=Act.CASE_CLOSED),
        update(journals).where(journals.c.n == 2).values(case_id=None),
        update(journals).where(journals.c.n == 2).values(at=0),
        delete(journals).where(journals.c.n == 1),
        delete(journals).where(journals.c.n == 2),
        delete(journals).where(journals.c.n == 3),
        delete(journals),
    ],
)
async def test_tampering_shows(legal: LegalDesk, tampering: UpdateBase) -> None:
    for _ in range(3):
        await write(legal)
    async with legal.reading() as unit:
        assert await journal.is_whole(unit)
    async with legal.work() as unit:
        await unit.change(tampering)
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)


async def test_lines_of_many_at_once_stand_in_one_chain(legal: LegalDesk) -> None:
    await gather(*(write(legal) for _ in range(8)))
    async with legal.reading() as unit:
        assert [entry.n for entry in await journal.of_day(unit, TODAY)] == list(range(1, 9))
        assert await journal.is_whole(unit)


async def test_a_dropped_unit_leaves_no_gap(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        await journal.append(unit, WHO, Act.CASE_READ, CASE)
        await unit.drop()
    await write(legal)
    async with legal.reading() as unit:
        assert [entry.n for entry in await journal.of_day(unit, TODAY)] == [1]
        assert await journal.is_whole(unit)


async def test_a_day_is_a_day_in_tashkent(legal: LegalDesk) -> None:
    await write(legal)
    async with legal.reading() as unit:
        first = await journal.head(unit, TODAY)
    legal.later(hours=10)  # 19:30 UTC is past midnight there
    await write(legal)
    tomorrow = date(2026, 11, 24)
    async with legal.reading() as unit:
        assert [entry.n for entry in await journal.of_day(unit, tomorrow)] == [2]
        assert await journal.head(unit, TODAY) == first
        assert await journal.head(unit, tomorrow) not in {b"", first}
    start, end = day_ends(tomorrow)
    assert end - start == 86400


async def test_a_line_is_hashed_over_the_one_before_in_a_format_that_stays(
    legal: LegalDesk,
) -> None:
    await write(legal)
    async with legal.reading() as unit:
        head = await journal.head(unit, TODAY)
    assert head == legal.vault.vouch(Label.JOURNAL, bytes(32), line(legal, 1))


async def test_who_has_the_database_alone_writes_no_journal_of_their_own(legal: LegalDesk) -> None:
    await write(legal)
    async with legal.work() as unit:
        await forge(unit, legal, count=2)
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)


async def test_cutting_lines_off_and_moving_the_head_back_shows_for_good(legal: LegalDesk) -> None:
    for _ in range(3):
        await write(legal)
    async with legal.work() as unit:
        await unit.change(delete(journals).where(journals.c.n == 3))
        row = await unit.row(select(journals.c.hash).where(journals.c.n == 2))
        assert row is not None
        kept = await meta.get(unit, "journal")
        assert kept is not None
        await meta.put(unit, "journal", (2).to_bytes(8, "big") + row["hash"] + kept[40:])
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)
    await write(legal)
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)


async def test_lines_of_the_first_release_are_vouched_for_once_and_their_heads_stay(
    legal: LegalDesk,
) -> None:
    async with legal.work() as unit:
        await forge(unit, legal, count=3)
    async with legal.reading() as unit:
        head = await journal.head(unit, TODAY)
        assert not await journal.is_whole(unit)
    async with legal.work() as unit:
        await journal.believe_first_release(unit)
    await write(legal)
    async with legal.reading() as unit:
        assert await journal.is_whole(unit)
        rows = await unit.rows(select(journals.c.hash).order_by(journals.c.n))
    assert rows[2]["hash"] == head
    async with legal.work() as unit:
        await journal.believe_first_release(unit)
    async with legal.reading() as unit:
        assert await journal.is_whole(unit)


@pytest.mark.parametrize(
    "tampering",
    [
        update(journals).where(journals.c.n == 2).values(act=Act.CASE_CLOSED),
        update(journals).where(journals.c.n == 2).values(hash=bytes(32)),
        delete(journals).where(journals.c.n == 3),
        delete(meta.metas).where(meta.metas.c.name == "journal believed"),
        update(meta.metas).where(meta.metas.c.name == "journal believed").values(value=b"x"),
    ],
)
async def test_tampering_with_what_the_first_release_wrote_shows(
    legal: LegalDesk, tampering: UpdateBase
) -> None:
    async with legal.work() as unit:
        await forge(unit, legal, count=3)
        await journal.believe_first_release(unit)
    async with legal.work() as unit:
        await unit.change(tampering)
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)


@pytest.mark.parametrize(
    "tampering",
    [
        update(journals).where(journals.c.n == 2).values(staff_id=b"3" * 16),
        delete(journals).where(journals.c.n == 2),
        delete(journals).where(journals.c.n == 3),
    ],
)
async def test_what_was_not_whole_before_the_upgrade_does_not_become_so(
    legal: LegalDesk, tampering: UpdateBase
) -> None:
    async with legal.work() as unit:
        await forge(unit, legal, count=3)
        await unit.change(tampering)
        await journal.believe_first_release(unit)
    await write(legal)
    async with legal.reading() as unit:
        assert not await journal.is_whole(unit)


def line(legal: LegalDesk, number: int) -> bytes:
    hour = int(legal.now.replace(minute=0).timestamp())
    return number.to_bytes(8, "big") + hour.to_bytes(8, "big") + WHO + CASE + b"case_read"


async def forge(unit: Unit, legal: LegalDesk, *, count: int) -> None:
    """Write a whole chain without a key, as the first release did, and as anybody can."""
    await unit.change(journals.delete())
    digest, hour = bytes(32), int(legal.now.replace(minute=0).timestamp())
    for number in range(1, count + 1):
        digest = blake2b(digest + line(legal, number), digest_size=32).digest()
        told = {"n": number, "at": hour, "staff_id": WHO, "act": "case_read", "case_id": CASE}
        await unit.change(journals.insert(), {**told, "hash": digest})
    await meta.put(unit, "journal", count.to_bytes(8, "big") + digest)


async def test_small_facts_are_kept_and_replaced(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        assert await meta.get(unit, "me") is None
        await meta.put(unit, "me", b"one")
        await meta.put(unit, "me", b"two")
        await meta.put_first(unit, "me", b"three")
    async with legal.reading() as unit:
        assert await meta.get(unit, "me") == b"two"
