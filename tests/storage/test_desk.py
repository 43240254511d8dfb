"""A desk's keys in the database open for their holder alone, and only where they belong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from domain.case import Desk
from domain.staff import NoKey
from storage import desk as desks
from storage.desk import SERVER, DeskKey, Keys, grants
from storage.vault import new_pair
from tests.kit.desk import LegalDesk

HOLDER = b"1" * 16


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def make(legal: LegalDesk, desk: Desk, generation: int) -> tuple[DeskKey, bytes]:
    async with legal.work() as unit:
        pair = await desks.make(unit, desk, generation, new_pair().public)
    return DeskKey(desk, generation, pair.public), pair.private


async def test_a_grant_opens_for_its_holder_and_for_nobody_else(legal: LegalDesk) -> None:
    key, private = await make(legal, Desk.GENERAL, 1)
    holder = new_pair()
    async with legal.work() as unit:
        await desks.grant(unit, key, HOLDER, holder.public, private)
    async with legal.reading() as unit:
        keys = await desks.granted(unit, HOLDER, holder)
        assert keys.private(Desk.GENERAL, 1) == private
        assert not (await desks.granted(unit, HOLDER, new_pair())).privates
        assert not (await desks.granted(unit, SERVER, holder)).privates
        assert await desks.holders(unit, key) == {HOLDER}


@pytest.mark.parametrize(
    "moved", [{"desk": Desk.PROTECTION}, {"generation": 2}, {"holder": b"2" * 16}]
)
async def test_a_grant_moved_to_another_place_opens_nothing(
    legal: LegalDesk, moved: dict[str, object]
) -> None:
    key, private = await make(legal, Desk.GENERAL, 1)
    await make(legal, Desk.GENERAL, 2)
    await make(legal, Desk.PROTECTION, 1)
    pair = new_pair()
    async with legal.work() as unit:
        await desks.grant(unit, key, HOLDER, pair.public, private)
        await unit.change(update(grants).values(**moved))
    async with legal.reading() as unit:
        for holder in (HOLDER, b"2" * 16):
            assert not (await desks.granted(unit, holder, pair)).privates


async def test_a_grant_may_be_repeated_and_is_taken_back_whole(legal: LegalDesk) -> None:
    key, private = await make(legal, Desk.GENERAL, 1)
    pair = new_pair()
    async with legal.work() as unit:
        await desks.grant(unit, key, HOLDER, pair.public, private)
        await desks.grant(unit, key, HOLDER, pair.public, private)
        await desks.forget_holder(unit, HOLDER)
        await desks.grant(unit, key, SERVER, pair.public, private)
    async with legal.reading() as unit:
        assert await desks.holders(unit, key) == {SERVER}
        assert (await desks.granted(unit, SERVER, pair)).staff_id is None


async def test_no_private_key_stands_in_a_table(legal: LegalDesk) -> None:
    words = await legal.found(full=True)
    joined, _ = await legal.member("Person A")
    keys = await legal.keys(joined.passphrase)
    async with legal.reading() as unit:
        stored = [
            bytes(value)
            for table in (desks.desks, grants)
            for row in await unit.rows(select(table))
            for value in row.values()
            if isinstance(value, bytes | memoryview)
        ]
    assert stored
    for secret in (*keys.privates.values(), *(word.encode() for word in words.split())):
        assert not any(secret in value for value in stored)


def test_keys_are_joined_and_say_which_they_lack() -> None:
    one = Keys(HOLDER, {(Desk.GENERAL, 1): b"a"})
    both = one.joined(Keys(None, {(Desk.PROTECTION, 1): b"b"}))
    assert both.staff_id == HOLDER
    assert (both.private(Desk.GENERAL, 1), both.private(Desk.PROTECTION, 1)) == (b"a", b"b")
    assert both.opens(DeskKey(Desk.GENERAL, 1, b""))
    with pytest.raises(NoKey):
        both.private(Desk.GENERAL, 2)
