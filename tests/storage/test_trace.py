"""Promises of the traces: what stands in a chat is known, for 47 hours, to its own chat only."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.letter import Mark
from domain.trace import LIFETIME_HOURS, Trace
from storage import trace
from storage.trace import traces
from tests.kit.desk import LegalDesk

HERE, ELSEWHERE = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def keep(room: LegalDesk, one: Trace, seconds: int = LIFETIME_HOURS * 3600) -> bytes:
    async with room.work() as unit:
        return trace.keep(unit, one, seconds=seconds)


async def of(room: LegalDesk, chat_id: int) -> list[Trace]:
    async with room.reading() as unit:
        lane = unit.vault.lane(chat_id)
        return [one for _key, one in (await trace.of_lanes(unit, [lane]))[lane]]


async def test_a_message_is_remembered_for_its_own_chat(room: LegalDesk) -> None:
    screen = Trace(HERE, 5, Mark.SCREEN, about="case", at=int(room.now.timestamp()))
    await keep(room, replace(screen, at=0))
    await keep(room, Trace(ELSEWHERE, 6, Mark.OTHER))
    assert await of(room, HERE) == [screen]


async def test_a_lane_without_traces_is_an_empty_one(room: LegalDesk) -> None:
    assert await of(room, HERE) == []


async def test_what_is_said_of_a_message_changes_and_its_end_does_not(room: LegalDesk) -> None:
    key = await keep(room, Trace(HERE, 5, Mark.SCREEN), seconds=3600)
    async with room.work() as unit:
        await trace.recast(unit, {key: Trace(HERE, 5, Mark.OTHER)})
    assert [one.mark for one in await of(room, HERE)] == [Mark.OTHER]
    room.later(hours=1)
    async with room.reading() as unit:
        assert [found for found, _one in await trace.ended(unit, 10)] == [key]


async def test_it_ends_when_its_time_has_come_and_not_before(room: LegalDesk) -> None:
    await keep(room, Trace(HERE, 5, Mark.OTHER), seconds=3600)
    room.later(minutes=50)
    async with room.reading() as unit:
        assert await trace.ended(unit, 10) == []
    room.later(minutes=10)
    async with room.reading() as unit:
        assert [one.message_id for _key, one in await trace.ended(unit, 10) if one] == [5]


async def test_the_row_tells_no_exact_time(room: LegalDesk) -> None:
    await keep(room, Trace(HERE, 5, Mark.OTHER), seconds=3601)
    async with room.reading() as unit:
        (row,) = await unit.rows(traces.select())
    assert row["ends_at"] % 300 == 0


async def test_what_is_gone_is_forgotten(room: LegalDesk) -> None:
    key = await keep(room, Trace(HERE, 5, Mark.OTHER))
    await keep(room, Trace(HERE, 6, Mark.OTHER))
    await keep(room, Trace(ELSEWHERE, 7, Mark.OTHER))
    async with room.work() as unit:
        await trace.forget(unit, [key])
    assert [one.message_id for one in await of(room, HERE)] == [6]
    assert len(await of(room, ELSEWHERE)) == 1


async def test_a_row_that_was_put_under_another_s_id_is_not_believed(room: LegalDesk) -> None:
    first = await keep(room, Trace(HERE, 5, Mark.OTHER))
    await keep(room, Trace(ELSEWHERE, 6, Mark.OTHER))
    async with room.work() as unit:
        rows = {row["id"]: row["sealed"] for row in await unit.rows(traces.select())}
        other = next(sealed for key, sealed in rows.items() if key != first)
        await unit.change(update(traces).where(traces.c.id == first).values(sealed=other))
    assert await of(room, HERE) == []


async def test_one_whose_key_is_gone_still_ends(room: LegalDesk) -> None:
    await keep(room, Trace(HERE, 5, Mark.OTHER))
    room.later(days=4)
    async with room.reading() as unit:
        assert [one for _key, one in await trace.ended(unit, 10)] == [None]
