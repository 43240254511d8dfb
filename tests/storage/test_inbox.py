"""Promises of the inbox: every update once, one of a lane at a time, whoever dies meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from storage import inbox
from storage.inbox import CLAIM_SECONDS, ClaimLost, Waiting
from tests.kit.desk import LegalDesk

BOT = 1_000_000
ME, OTHER = b"m" * 16, b"o" * 16


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


@pytest.fixture
async def wide_room(ready_postgresql_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    """A database in which several can write at once."""
    async with LegalDesk.opened(ready_postgresql_url, key_file) as legal:
        yield legal


def lane(name: int) -> bytes:
    return bytes([name]) * 16


async def receive(room: LegalDesk, *arrivals: tuple[int, int]) -> None:
    """Receive updates, each as (its id, its lane)."""
    async with room.work() as unit:
        given = [(number, lane(name), b"said %d" % number) for number, name in arrivals]
        await inbox.receive(unit, BOT, given)


async def claim(room: LegalDesk, token: bytes = ME, limit: int = 100) -> list[Waiting]:
    async with room.work() as unit:
        return await inbox.claim(unit, token, limit)


async def finish(room: LegalDesk, done: Sequence[Waiting], token: bytes = ME) -> None:
    async with room.store.transaction() as transaction:
        await inbox.finish(transaction, token, done)


async def release(
    room: LegalDesk, rows: Sequence[Waiting], *, due_in: int = 0, uncount: bool = False
) -> None:
    async with room.work() as unit:
        await inbox.release(unit, ME, rows, due_at=unit.seconds + due_in, uncount=uncount)


async def recover(room: LegalDesk, *, alone: bool = False, mine: bytes | None = None) -> int:
    async with room.work() as unit:
        return await inbox.recover(unit, alone=alone, mine=mine)


def ids(rows: Sequence[Waiting]) -> list[int]:
    return [row.update_id for row in rows]


async def test_an_update_is_read_as_it_was_received_and_counted(room: LegalDesk) -> None:
    await receive(room, (5, 1))
    assert await claim(room) == [Waiting(BOT, 5, lane(1), b"said 5", 1)]


async def test_a_repeat_is_kept_neither_before_nor_after_it_was_done(room: LegalDesk) -> None:
    await receive(room, (5, 1))
    await receive(room, (5, 1), (6, 2))
    claimed = await claim(room)
    assert ids(claimed) == [5, 6]
    await finish(room, claimed)
    await receive(room, (5, 1), (6, 2))
    assert await claim(room) == []


async def test_what_was_done_leaves_nothing_but_its_id(room: LegalDesk) -> None:
    await receive(room, (5, 1))
    await finish(room, await claim(room))
    async with room.reading() as unit:
        (row,) = await unit.rows(inbox.inbox.select())
    assert (row["lane"], row["sealed"], row["claim"]) == (None, None, None)


async def test_the_id_is_forgotten_with_its_day(room: LegalDesk) -> None:
    await receive(room, (5, 1), (6, 1))
    await finish(room, await claim(room))
    async with room.work() as unit:
        assert await inbox.forget(unit, unit.now.date()) == 0
        assert await inbox.forget(unit, unit.now.date() + timedelta(days=1)) == 1
    assert ids(await claim(room)) == [6]


async def test_only_the_oldest_of_each_lane_is_claimed(room: LegalDesk) -> None:
    await receive(room, (3, 1), (1, 1), (2, 2), (4, 2))
    first = await claim(room)
    assert ids(first) == [1, 2]
    assert await claim(room, OTHER) == []
    await finish(room, first)
    assert ids(await claim(room, OTHER)) == [3, 4]


async def test_no_more_are_claimed_than_asked_for(room: LegalDesk) -> None:
    await receive(room, (1, 1), (2, 2), (3, 3))
    assert ids(await claim(room, limit=2)) == [1, 2]
    assert ids(await claim(room, limit=2)) == [3]


async def test_an_update_that_comes_late_waits_for_the_one_under_way(room: LegalDesk) -> None:
    await receive(room, (7, 1))
    under_way = await claim(room)
    await receive(room, (6, 1))
    assert await claim(room, OTHER) == []
    await finish(room, under_way)
    assert ids(await claim(room, OTHER)) == [6]


async def test_what_failed_holds_its_lane_until_it_is_due(room: LegalDesk) -> None:
    await receive(room, (1, 1), (2, 1), (3, 2))
    first, other = await claim(room)
    await release(room, [first], due_in=10)
    await finish(room, [other])
    assert await claim(room) == []
    room.later(seconds=10)
    (again,) = await claim(room)
    assert (again.update_id, again.attempts) == (1, 2)


async def test_what_never_ran_is_not_counted(room: LegalDesk) -> None:
    await receive(room, (1, 1))
    await release(room, await claim(room), uncount=True)
    assert [row.attempts for row in await claim(room)] == [1]


async def test_who_lost_a_claim_keeps_nothing(room: LegalDesk) -> None:
    await receive(room, (1, 1))
    claimed = await claim(room)
    room.later(seconds=CLAIM_SECONDS + 1)
    assert await recover(room) == 1
    with pytest.raises(ClaimLost):
        await finish(room, claimed)
    (taken,) = await claim(room, OTHER)
    with pytest.raises(ClaimLost):
        await finish(room, claimed)
    await finish(room, [taken], OTHER)


async def test_a_claim_of_one_who_may_live_stands(room: LegalDesk) -> None:
    await receive(room, (1, 1))
    await claim(room, OTHER)
    room.later(seconds=CLAIM_SECONDS - 1)
    assert await recover(room, mine=ME) == 0


async def test_who_begins_anew_takes_back_what_it_had_claimed(room: LegalDesk) -> None:
    await receive(room, (1, 1), (2, 2))
    await claim(room, limit=1)
    await claim(room, OTHER)
    assert await recover(room, mine=ME) == 1
    assert ids(await claim(room)) == [1]


async def test_who_is_alone_takes_back_everything(room: LegalDesk) -> None:
    await receive(room, (1, 1), (2, 2))
    await claim(room, OTHER)
    assert await recover(room, alone=True) == 2


async def test_an_update_whose_key_is_gone_comes_empty(room: LegalDesk) -> None:
    await receive(room, (1, 1))
    room.later(days=4)
    assert [row.content for row in await claim(room)] == [None]


async def test_waiting_and_running_are_counted_and_done_is_not(room: LegalDesk) -> None:
    await receive(room, (1, 1), (2, 1), (3, 2))
    await finish(room, [row for row in await claim(room) if row.update_id == 3])
    async with room.reading() as unit:
        assert await inbox.waiting(unit) == 2


@pytest.mark.postgresql
async def test_dispatchers_at_once_never_hold_one_lane_together(wide_room: LegalDesk) -> None:
    """Several claim and finish while updates come in, the later before the earlier."""
    lanes, each = 4, 25
    arrivals = [(n * lanes + name, name) for n in reversed(range(each)) for name in range(lanes)]
    held: Counter[bytes] = Counter()
    done: list[int] = []

    async def deliver() -> None:
        for number, name in arrivals:
            await receive(wide_room, (number, name))

    async def dispatch(token: bytes) -> None:
        while len(done) < len(arrivals):
            claimed = await claim(wide_room, token, limit=3)
            held.update(row.lane for row in claimed)
            assert max(held.values(), default=0) <= 1, "two hold one lane"
            await asyncio.sleep(0)
            held.subtract(row.lane for row in claimed)
            await finish(wide_room, claimed, token)
            done.extend(ids(claimed))

    async with asyncio.timeout(60):
        await asyncio.gather(deliver(), *(dispatch(bytes([n]) * 16) for n in range(4)))
    assert sorted(done) == sorted(number for number, _name in arrivals)
