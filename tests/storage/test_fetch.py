"""Promises of the fetches: every file is brought once, wherever it belongs by then."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.fetch import Fetch
from storage import fetch
from storage.fetch import CLAIM_SECONDS, Claimed
from tests.kit.desk import LegalDesk

LANE, OTHER = b"l" * 16, b"o" * 16
PHOTO = Fetch("photo", "file-1", 10, chat_id=7_000_000_001, message_id=5, part="ab", at=3)


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def ask(room: LegalDesk, *wanted: Fetch, lane: bytes = LANE) -> None:
    async with room.work() as unit:
        for one in wanted:
            fetch.ask(unit, lane, one)


async def claim(room: LegalDesk, limit: int = 4) -> list[Claimed]:
    async with room.work() as unit:
        return await fetch.claim(unit, b"t" * 16, limit)


async def settle(room: LegalDesk, key: bytes) -> Fetch | None:
    async with room.work() as unit:
        return await fetch.settle(unit, key)


async def test_a_file_is_claimed_as_it_was_asked_for_and_counted(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    assert [(one.fetch, one.attempts) for one in await claim(room)] == [(PHOTO, 1)]
    assert await claim(room) == []


async def test_what_was_abandoned_is_claimed_again(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    await claim(room)
    room.later(seconds=CLAIM_SECONDS)
    assert [one.attempts for one in await claim(room)] == [2]


async def test_of_two_who_bring_the_same_file_one_keeps_it(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    (one,) = await claim(room)
    assert await settle(room, one.id) == PHOTO
    assert await settle(room, one.id) is None


async def test_what_failed_waits_for_its_time(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    (one,) = await claim(room)
    async with room.work() as unit:
        await fetch.postpone(unit, one.id, due_at=unit.seconds + 8)
    assert await claim(room) == []
    room.later(seconds=8)
    assert len(await claim(room)) == 1


@pytest.mark.parametrize(("token", "alone"), [(b"t" * 16, False), (b"x" * 16, True)])
async def test_what_this_process_or_a_dead_one_had_claimed_is_taken_back(
    room: LegalDesk, token: bytes, alone: bool
) -> None:
    await ask(room, PHOTO)
    await claim(room)
    async with room.work() as unit:
        assert await fetch.recover(unit, token, alone=alone) == 1
    assert len(await claim(room)) == 1


async def test_what_another_has_claimed_is_left_to_it(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    await claim(room)
    async with room.work() as unit:
        assert await fetch.recover(unit, b"x" * 16, alone=False) == 0
    assert await claim(room) == []


async def test_an_erased_draft_wants_no_files_any_more(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    await ask(room, replace(PHOTO, file_id="other"), lane=OTHER)
    async with room.work() as unit:
        fetch.drop_lane(unit, LANE)
    assert [one.fetch.file_id for one in await claim(room) if one.fetch] == ["other"]


async def test_a_file_of_a_filed_draft_comes_to_its_case_and_names_no_chat(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    (claimed,) = await claim(room)
    async with room.work() as unit:
        found = await fetch.of_lane(unit, LANE)
        assert found == [(claimed.id, PHOTO)]
        await fetch.replace(unit, [claimed.id], [replace(PHOTO, part="", case_id="cd")])
    assert await settle(room, claimed.id) is None
    async with room.reading() as unit:
        (row,) = await unit.rows(fetch.fetches.select())
    assert (row["lane"], row["due_at"]) == (None, 0)
    assert [one.fetch.case_id for one in await claim(room) if one.fetch] == ["cd"]


async def test_one_whose_key_is_gone_comes_empty(room: LegalDesk) -> None:
    await ask(room, PHOTO)
    room.later(days=4)
    assert [one.fetch for one in await claim(room)] == [None]


@pytest.mark.postgresql
async def test_fetchers_at_once_take_different_files_and_no_more_than_they_ask_for(
    ready_postgresql_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        await ask(room, *(replace(PHOTO, file_id=str(n)) for n in range(20)))
        taken = await asyncio.gather(*(claim(room, 3) for _ in range(6)))
        ids = [one.id for each in taken for one in each]
        assert all(len(each) <= 3 for each in taken)
        assert len(ids) == len(set(ids))
        rest = await claim(room, 20)
        assert len(ids) + len(rest) == 20
