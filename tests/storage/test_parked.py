"""What could not be taken in is kept for its desk, without the chat that said it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.case import Desk
from services import desk, member
from storage import parked
from storage.desk import Keys
from storage.parked import Found, Said
from tests.kit.desk import LegalDesk

SAID = Said("text", "They kept our passports.", 1_795_000_000)


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        await legal.found(full=True)
        yield legal


async def test_a_parked_word_opens_for_its_desk_alone(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        key = await desk.current(unit, Desk.GENERAL)
        await parked.add(unit, key.desk, key.generation, key.public, SAID)
    async with legal.reading() as unit:
        keys = await member.server_keys(unit)
        assert await parked.opened(unit, keys) == Found([SAID], 0)
        assert await parked.opened(unit, Keys(None, {})) == Found([], 1)


async def test_what_another_desk_has_or_what_is_damaged_hides_nothing(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        for one in Desk:
            key = await desk.current(unit, one)
            await parked.add(unit, key.desk, key.generation, key.public, SAID)
        key = await desk.current(unit, Desk.GENERAL)
        row = {"id": b"i" * 16, "desk": "general", "generation": 1, "day": legal.now.date()}
        await unit.change(parked.parked.insert().values(**row, sealed=b"not a box"))
    async with legal.reading() as unit:
        found = await parked.opened(unit, await member.server_keys(unit))
    assert found == Found([SAID], 2)


async def test_a_parked_word_is_kept_for_its_time_and_no_longer(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        key = await desk.current(unit, Desk.GENERAL)
        await parked.add(unit, key.desk, key.generation, key.public, SAID)
    today = legal.now.date()
    async with legal.work() as unit:
        assert await parked.forget(unit, today) == 0
        assert await parked.forget(unit, today + timedelta(days=1)) == 1
