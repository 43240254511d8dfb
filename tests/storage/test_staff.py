"""Staff, members and invitations as rows: put, replaced, forgotten."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.case import Desk
from domain.staff import Role, Staff, State, WrongPassphrase
from storage import invite, member, staff
from tests.kit.desk import LIGHT, LegalDesk

ONE = Staff(
    b"1" * 16,
    "Person A",
    Role.LAWYER,
    State.ACTIVE,
    frozenset(Desk),
    chat_id=9_007_199_254_740_991,
    duty=True,
)


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def test_a_person_is_read_as_they_were_put(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        await staff.put(unit, ONE)
    async with legal.reading() as unit:
        assert await staff.by_ids(unit, [ONE.id]) == {ONE.id: ONE}
        assert await staff.of_chats(unit, [ONE.chat_id]) == {ONE.chat_id: ONE}
        assert not await staff.by_ids(unit, [])
        assert not await staff.of_chats(unit, [])


async def test_a_person_put_again_is_replaced_with_their_desks(legal: LegalDesk) -> None:
    changed = replace(ONE, role=Role.KEEPER, desks=frozenset(), duty=False, state=State.LEFT)
    async with legal.work() as unit:
        await staff.put(unit, ONE)
        await staff.put(unit, changed)
    async with legal.reading() as unit:
        assert await staff.by_ids(unit, [ONE.id]) == {ONE.id: changed}
        assert await staff.of_chats(unit, [ONE.chat_id]) == {}
        assert await staff.all_in(unit, State.ACTIVE) == []


async def test_people_come_in_the_order_of_their_names(legal: LegalDesk) -> None:
    names = ["Person Z", "a person", "Person B"]
    async with legal.work() as unit:
        for number, name in enumerate(names):
            person = replace(ONE, id=bytes([number]) * 16, name=name, chat_id=number + 1)
            await staff.put(unit, person)
    async with legal.reading() as unit:
        found = await staff.all_in(unit, State.ACTIVE)
    assert [person.name for person in found] == ["a person", "Person B", "Person Z"]


async def test_an_invitation_is_used_once_each_way(legal: LegalDesk) -> None:
    ends_at = int(legal.now.timestamp()) + 1
    async with legal.work() as unit:
        await invite.make(unit, "join-x", ONE.id, ends_at=ends_at, confirmed=True)
        found = await invite.find(unit, "join-x")
        assert found is not None
        assert await invite.use(unit, found, "used_chat")
        assert not await invite.use(unit, found, "used_chat")
        assert await invite.use(unit, found, "used_key")
        assert not await invite.use(unit, found, "used_key")
    legal.later(seconds=1)
    async with legal.reading() as unit:
        assert await invite.find(unit, "join-x") is None


async def test_a_members_passphrase_opens_their_keys_and_no_other_does(legal: LegalDesk) -> None:
    drawn, other = member.draw(legal.vault, LIGHT), member.draw(legal.vault, LIGHT)
    async with legal.work() as unit:
        await member.put(unit, ONE.id, drawn)
    async with legal.reading() as unit:
        locked = (await member.everyone(unit))[ONE.id]
    assert locked.fingerprint == drawn.fingerprint
    assert member.unlock(locked, drawn.passphrase).pair.public == drawn.public
    for wrong in (other.passphrase, "", drawn.passphrase[:-1]):
        with pytest.raises(WrongPassphrase):
            member.unlock(locked, wrong)


async def test_a_member_who_joins_again_has_one_pair(legal: LegalDesk) -> None:
    first, second = member.draw(legal.vault, LIGHT), member.draw(legal.vault, LIGHT)
    async with legal.work() as unit:
        await member.put(unit, ONE.id, first)
        await member.put(unit, ONE.id, second)
        assert (await member.everyone(unit))[ONE.id].public == second.public
        await member.forget(unit, ONE.id)
    async with legal.reading() as unit:
        assert await member.everyone(unit) == {}
        assert not await unit.rows(select(member.members))
