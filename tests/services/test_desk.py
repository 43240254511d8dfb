"""Desks are made once, pinned, and renewed; nothing is ever sealed to a key that is not pinned."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from domain.case import Desk
from domain.errors import NoDesk
from domain.staff import DeskExists, DeskUnsafe, LastMember, NoKey, OtherDatabase
from services import desk, member
from storage.desk import SERVER, DeskKey, desks, grants, holders
from storage.vault import from_private, new_pair
from tests.kit.desk import LegalDesk


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def test_without_a_desk_there_is_no_key_to_seal_to(legal: LegalDesk) -> None:
    async with legal.reading() as unit:
        assert not await desk.is_open(unit)
        with pytest.raises(NoDesk):
            await desk.current(unit, Desk.GENERAL)


async def test_a_new_desk_is_pinned_and_open_but_nobody_can_read_yet(legal: LegalDesk) -> None:
    await legal.found()
    async with legal.reading() as unit:
        assert await desk.is_open(unit)
        assert not await desk.unpinned(unit)
        assert not await desk.has_members(unit, Desk.GENERAL)
        assert not await desk.has_members(unit, Desk.PROTECTION)
        general, protection = [await desk.current(unit, which) for which in Desk]
    assert general.generation == protection.generation == 1
    assert general.public != protection.public


async def test_the_desks_are_made_only_once(legal: LegalDesk) -> None:
    await legal.found()
    before = await legal.current(Desk.GENERAL)
    async with legal.work() as unit:
        with pytest.raises(DeskExists):
            await desk.init(unit, full=True)
    assert await legal.current(Desk.GENERAL) == before
    async with legal.reading() as unit:
        assert not desk.server_is_in(unit)


async def test_a_making_that_was_cut_off_before_its_commit_is_repeated(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        await desk.init(unit, full=False)
        await unit.drop()
    words = await legal.found()
    async with legal.reading() as unit:
        assert await desk.is_open(unit)
        keys = await member.recovered_keys(unit, words)
    assert keys.opens(await legal.current(Desk.PROTECTION))


async def test_a_key_file_of_another_database_is_not_overwritten(legal: LegalDesk) -> None:
    await legal.found()
    async with legal.work() as unit:
        desk.close_founding(unit)
        await unit.change(delete(desks))
    async with legal.work() as unit:
        with pytest.raises(OtherDatabase):
            await desk.init(unit, full=False)


async def test_one_set_of_recovery_words_opens_both_desks(legal: LegalDesk) -> None:
    words = await legal.found()
    async with legal.reading() as unit:
        keys = await member.recovered_keys(unit, f"  {words.upper()} ")
    for which in Desk:
        key = await legal.current(which)
        assert from_private(keys.private(which, 1)).public == key.public


async def test_a_key_put_into_the_database_is_never_sealed_to(legal: LegalDesk) -> None:
    await legal.found()
    stranger = new_pair()
    async with legal.work() as unit:
        await unit.change(update(desks).values(public=stranger.public))
    async with legal.reading() as unit:
        with pytest.raises(DeskUnsafe):
            await desk.current(unit, Desk.GENERAL)
        assert not await desk.is_open(unit)
        assert set(await desk.unpinned(unit)) == set(Desk)


async def test_a_later_generation_put_into_the_database_changes_nothing(legal: LegalDesk) -> None:
    await legal.found()
    before = await legal.current(Desk.GENERAL)
    async with legal.work() as unit:
        row = {
            "name": Desk.GENERAL,
            "generation": 2,
            "public": new_pair().public,
            "recovery_public": b"x",
            "sealed_recovery": b"x",
            "day": legal.now.date(),
        }
        await unit.change(desks.insert(), row)
    assert await legal.current(Desk.GENERAL) == before
    async with legal.work() as unit:
        assert await desk.unpinned(unit) == [Desk.GENERAL]
        assert await desk.renew(unit, Desk.GENERAL) == 3
    async with legal.reading() as unit:
        assert await desk.unpinned(unit) == []


async def test_a_recovery_key_put_into_the_database_is_never_sealed_to(legal: LegalDesk) -> None:
    await legal.found()
    await legal.member("Person A")
    async with legal.work() as unit:
        await unit.change(update(desks).values(recovery_public=new_pair().public))
    async with legal.work() as unit:
        with pytest.raises(DeskUnsafe):
            await desk.renew(unit, Desk.GENERAL)


async def test_with_full_content_the_server_opens_general_and_not_protection(
    legal: LegalDesk,
) -> None:
    await legal.found(full=True)
    async with legal.reading() as unit:
        keys = await member.server_keys(unit)
        assert desk.server_is_in(unit)
        assert await desk.has_members(unit, Desk.GENERAL)
    assert keys.opens(await legal.current(Desk.GENERAL))
    with pytest.raises(NoKey):
        keys.private(Desk.PROTECTION, 1)


async def test_with_cards_the_server_opens_nothing(legal: LegalDesk) -> None:
    await legal.found()
    async with legal.reading() as unit:
        keys = await member.server_keys(unit)
    with pytest.raises(NoKey):
        keys.private(Desk.GENERAL, 1)


async def test_the_server_is_let_in_by_a_member_and_shut_out_again(legal: LegalDesk) -> None:
    await legal.found()
    joined, _ = await legal.member("Person A")
    keys = await legal.keys(joined.passphrase)
    async with legal.work() as unit:
        await desk.let_server_in(unit, keys)
    async with legal.reading() as unit:
        assert (await member.server_keys(unit)).opens(await desk.current(unit, Desk.GENERAL))
    async with legal.work() as unit:
        await desk.shut_server_out(unit)
    async with legal.reading() as unit:
        assert not desk.server_is_in(unit)
        assert not (await member.server_keys(unit)).privates
    assert (await legal.keys(joined.passphrase)).opens(await legal.current(Desk.GENERAL))


async def test_who_does_not_hold_general_cannot_let_the_server_in(legal: LegalDesk) -> None:
    await legal.found()
    joined, _ = await legal.member("Person D", where=Desk.PROTECTION)
    keys = await legal.keys(joined.passphrase)
    async with legal.work() as unit:
        with pytest.raises(NoKey):
            await desk.let_server_in(unit, keys)


async def test_a_renewed_desk_is_pinned_and_every_holder_opens_old_and_new(
    legal: LegalDesk,
) -> None:
    words = await legal.found(full=True)
    joined, _ = await legal.member("Person A")
    async with legal.work() as unit:
        assert await desk.renew(unit, Desk.GENERAL) == 2
    new = await legal.current(Desk.GENERAL)
    assert new.generation == 2
    async with legal.reading() as unit:
        recovered = await member.recovered_keys(unit, words)
        server = await member.server_keys(unit)
    for keys in (await legal.keys(joined.passphrase), server, recovered):
        assert from_private(keys.private(Desk.GENERAL, 2)).public == new.public
        assert keys.private(Desk.GENERAL, 1)


async def test_a_grant_put_into_the_database_is_not_renewed(legal: LegalDesk) -> None:
    await legal.found(full=True)
    await legal.member("Person D", where=Desk.PROTECTION)
    _, stranger = await legal.member("Person A")
    async with legal.work() as unit:
        for holder in (stranger.id, SERVER):
            row = {"desk": Desk.PROTECTION, "generation": 1, "holder": holder, "wrapped": b"x"}
            await unit.change(grants.insert(), row)
    async with legal.work() as unit:
        await desk.renew(unit, Desk.PROTECTION)
    async with legal.reading() as unit:
        held = await holders(unit, await desk.current(unit, Desk.PROTECTION))
    assert len(held) == 1
    assert not held & {stranger.id, SERVER}


async def test_a_desk_whose_pin_is_lost_is_mended_by_a_renewal(legal: LegalDesk) -> None:
    await legal.found()
    key_file = legal.vault.key_file
    key_file.keys = replace(key_file.keys, desks={})
    async with legal.work() as unit:
        assert not await desk.is_open(unit)
        assert await desk.renew(unit, Desk.GENERAL) == 2
    assert (await legal.current(Desk.GENERAL)).generation == 2


async def test_a_renewal_that_is_not_committed_pins_nothing(legal: LegalDesk) -> None:
    await legal.found()
    before = await legal.current(Desk.GENERAL)
    async with legal.work() as unit:
        await desk.renew(unit, Desk.GENERAL)
        await unit.drop()
    assert await legal.current(Desk.GENERAL) == before


async def test_a_restored_older_database_is_mended_by_a_renewal(legal: LegalDesk) -> None:
    await legal.found()
    async with legal.work() as unit:
        await desk.renew(unit, Desk.GENERAL)
    async with legal.work() as unit:
        await unit.change(delete(desks).where(desks.c.generation == 2))
    async with legal.reading() as unit:
        assert not await desk.is_open(unit)
    async with legal.work() as unit:
        assert await desk.renew(unit, Desk.GENERAL) == 3
    assert (await legal.current(Desk.GENERAL)).generation == 3


async def test_a_running_bot_sees_what_the_command_line_pinned(
    legal: LegalDesk, ready_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_url, key_file) as bot:
        async with bot.reading() as unit:
            assert not await desk.is_open(unit)
        await legal.found()
        async with bot.reading() as unit:
            assert await desk.is_open(unit)
        async with legal.work() as unit:
            await desk.renew(unit, Desk.GENERAL)
        assert (await bot.current(Desk.GENERAL)).generation == 2


async def test_founding_ends_after_48_hours_by_itself(legal: LegalDesk) -> None:
    await legal.found()
    legal.later(hours=47)
    async with legal.reading() as unit:
        assert not desk.founding_due(unit)
    legal.later(hours=1)
    async with legal.reading() as unit:
        assert desk.founding_due(unit)


async def test_founding_ends_only_with_the_commit_of_the_first_case(
    legal: LegalDesk, key_file: Path
) -> None:
    await legal.found()
    async with legal.work() as unit:
        desk.close_founding(unit)
        await unit.drop()
    async with legal.reading() as unit:
        assert not desk.founding_due(unit)
    async with legal.work() as unit:
        desk.close_founding(unit)
    assert not key_file.with_name(f"{key_file.name}.founding").exists()


async def test_a_grant_of_a_strange_key_opens_nothing(legal: LegalDesk) -> None:
    from storage import desk as rows
    from storage import member as members

    await legal.found()
    joined, person = await legal.member("Person A")
    key = await legal.current(Desk.GENERAL)
    strange = new_pair()
    async with legal.work() as unit:
        public = (await members.everyone(unit))[person.id].public
        await unit.change(delete(grants))
        await rows.grant(unit, DeskKey(key.desk, 1, key.public), person.id, public, strange.private)
    assert not (await legal.keys(joined.passphrase)).privates


async def test_the_last_member_is_not_removed_from_a_desk(legal: LegalDesk) -> None:
    await legal.found()
    _, person = await legal.member("Person A")
    async with legal.work() as unit:
        with pytest.raises(LastMember):
            await member.remove(unit, person.id)
