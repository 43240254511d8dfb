"""Promises of the leases: one holder at a time, and another once it is gone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import lease
from tests.kit.desk import LegalDesk

ME, OTHER = b"m" * 16, b"o" * 16


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def take(room: LegalDesk, holder: bytes, name: str = "send", *, alone: bool = False) -> bool:
    async with room.work() as unit:
        return await lease.take(unit, name, holder, seconds=15, alone=alone)


async def test_the_first_takes_it_and_renews_it_and_nobody_else_does(room: LegalDesk) -> None:
    assert await take(room, ME)
    assert not await take(room, OTHER)
    room.later(seconds=10)
    assert await take(room, ME)
    room.later(seconds=10)
    assert not await take(room, OTHER)


async def test_another_takes_it_over_once_it_has_ended(room: LegalDesk) -> None:
    assert await take(room, ME)
    room.later(seconds=16)
    assert await take(room, OTHER)
    assert not await take(room, ME)


async def test_one_that_is_given_up_is_free_at_once(room: LegalDesk) -> None:
    assert await take(room, ME)
    async with room.work() as unit:
        await lease.give_up(unit, "send", ME)
    assert await take(room, OTHER)


async def test_nobody_gives_up_what_another_holds(room: LegalDesk) -> None:
    assert await take(room, ME)
    async with room.work() as unit:
        await lease.give_up(unit, "send", OTHER)
    assert not await take(room, OTHER)


async def test_each_name_is_a_lease_of_its_own(room: LegalDesk) -> None:
    assert await take(room, ME, "send")
    assert await take(room, OTHER, "chores")


async def test_who_is_alone_takes_what_a_dead_one_held(room: LegalDesk) -> None:
    assert await take(room, OTHER)
    assert await take(room, ME, alone=True)


@pytest.mark.postgresql
async def test_of_many_at_once_exactly_one_gets_it(
    ready_postgresql_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        for _ in range(5):
            holders = [bytes([n]) * 16 for n in range(8)]
            got = await asyncio.gather(*(take(room, holder) for holder in holders))
            assert sum(got) == 1
            room.later(seconds=16)
