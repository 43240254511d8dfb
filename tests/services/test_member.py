"""Members join with a code, are admitted by a supervisor, and lose what comes after them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.case import Desk
from domain.errors import NotAllowed
from domain.staff import (
    BadInvitation,
    NoKey,
    NoSuchStaff,
    Role,
    WrongPassphrase,
    WrongWords,
)
from services import desk, member, staff
from storage.desk import holders
from storage.member import members
from storage.vault import Label, from_private, new_pair
from tests.kit.desk import LegalDesk


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def close_founding(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        desk.close_founding(unit)


async def test_a_first_member_opens_their_desk_and_no_other(legal: LegalDesk) -> None:
    await legal.found()
    joined, _ = await legal.member("Person A")
    assert joined.admitted
    keys = await legal.keys(joined.passphrase)
    key = await legal.current(Desk.GENERAL)
    assert from_private(keys.private(Desk.GENERAL, 1)).public == key.public
    with pytest.raises(NoKey):
        keys.private(Desk.PROTECTION, 1)
    async with legal.reading() as unit:
        assert await desk.has_members(unit, Desk.GENERAL)
        assert not await desk.has_members(unit, Desk.PROTECTION)


async def test_a_passphrase_is_tried_on_every_member(legal: LegalDesk) -> None:
    await legal.found()
    await legal.member("Person A")
    joined, person = await legal.member("Person D")
    assert (await legal.keys(joined.passphrase)).staff_id == person.id
    assert (await legal.keys(joined.passphrase.upper(), " person  D ")).staff_id == person.id


async def test_a_wrong_passphrase_opens_nothing(legal: LegalDesk) -> None:
    await legal.found()
    joined, _ = await legal.member("Person A")
    await legal.member("Person D")
    with pytest.raises(WrongPassphrase):
        await legal.keys(joined.passphrase + " baban")
    with pytest.raises(WrongPassphrase):
        await legal.keys(joined.passphrase, "Person D")
    with pytest.raises(NoSuchStaff):
        await legal.keys(joined.passphrase, "Nobody")


async def test_a_code_makes_one_key_pair_only(legal: LegalDesk) -> None:
    await legal.found()
    code = await legal.invite("Person A")
    await legal.join(f"  {code.upper()}\n")
    with pytest.raises(BadInvitation):
        await legal.join(code)


@pytest.mark.parametrize("code", ["", "join-", "hello", "join-" + "0" * 26, "join-" + "u" * 26])
async def test_a_code_that_is_none_makes_no_member(legal: LegalDesk, code: str) -> None:
    await legal.found()
    with pytest.raises(BadInvitation):
        await legal.join(code)


async def test_a_code_ends_after_48_hours(legal: LegalDesk) -> None:
    await legal.found()
    code = await legal.invite("Person A")
    legal.later(hours=48)
    with pytest.raises(BadInvitation):
        await legal.join(code)


@pytest.mark.parametrize("role", [Role.CAMPAIGNER, Role.ANALYST, Role.KEEPER])
async def test_who_has_no_cases_gets_no_key(legal: LegalDesk, role: Role) -> None:
    await legal.found()
    with pytest.raises(NotAllowed):
        await legal.member("Person O", role)


async def test_after_founding_a_new_member_waits(legal: LegalDesk) -> None:
    await legal.found()
    await legal.member("Person A", Role.SUPERVISOR)
    await close_founding(legal)
    joined, person = await legal.member("Person D")
    assert not joined.admitted
    assert not (await legal.keys(joined.passphrase)).privates
    async with legal.reading() as unit:
        assert await member.waiting(unit) == [(person, joined.fingerprint)]


@pytest.mark.parametrize("by_fingerprint", [True, False])
async def test_a_supervisor_admits_a_member_to_every_generation(
    legal: LegalDesk, *, by_fingerprint: bool
) -> None:
    await legal.found()
    supervisor, _ = await legal.member("Person A", Role.SUPERVISOR)
    async with legal.work() as unit:
        await desk.renew(unit, Desk.GENERAL)
    joined, person = await legal.member("Person D")
    assert not joined.admitted
    keys = await legal.keys(supervisor.passphrase)
    async with legal.work() as unit:
        who = joined.fingerprint.replace(" ", "") if by_fingerprint else "person d"
        assert await member.admit(unit, who, keys) == person
    admitted = await legal.keys(joined.passphrase)
    assert set(admitted.privates) == {(Desk.GENERAL, 1), (Desk.GENERAL, 2)}
    async with legal.reading() as unit:
        assert not await member.waiting(unit)


async def test_a_lawyer_admits_nobody(legal: LegalDesk) -> None:
    await legal.found()
    lawyer, _ = await legal.member("Person A")
    await close_founding(legal)
    await legal.member("Person D")
    keys = await legal.keys(lawyer.passphrase)
    async with legal.work() as unit:
        with pytest.raises(NotAllowed):
            await member.admit(unit, "Person D", keys)


async def test_a_supervisor_without_the_desk_cannot_admit_to_it(legal: LegalDesk) -> None:
    await legal.found()
    supervisor, _ = await legal.member("Person A", Role.SUPERVISOR)
    await close_founding(legal)
    await legal.member("Person D", where=Desk.PROTECTION)
    keys = await legal.keys(supervisor.passphrase)
    async with legal.work() as unit:
        with pytest.raises(NoKey):
            await member.admit(unit, "Person D", keys)


async def test_the_recovery_words_admit_a_member_when_nobody_else_is_left(legal: LegalDesk) -> None:
    words = await legal.found()
    await close_founding(legal)
    joined, _ = await legal.member("Person D")
    async with legal.work() as unit:
        await member.admit(unit, "Person D", await member.recovered_keys(unit, words))
    assert (await legal.keys(joined.passphrase)).opens(await legal.current(Desk.GENERAL))


async def test_wrong_recovery_words_open_nothing(legal: LegalDesk) -> None:
    words = (await legal.found()).split()
    async with legal.reading() as unit:
        for wrong in ("", " ".join(words[::-1]), " ".join(words[1:]), "a " * 12):
            with pytest.raises(WrongWords):
                await member.recovered_keys(unit, wrong)


async def test_with_full_content_a_later_lawyer_needs_no_admission(legal: LegalDesk) -> None:
    await legal.found(full=True)
    await close_founding(legal)
    joined, _ = await legal.member("Person A")
    assert joined.admitted
    assert (await legal.keys(joined.passphrase)).opens(await legal.current(Desk.GENERAL))
    other, _ = await legal.member("Person D", where=Desk.PROTECTION)
    assert not other.admitted


async def test_a_removed_member_opens_nothing_that_comes_later(legal: LegalDesk) -> None:
    await legal.found()
    stays, _ = await legal.member("Person A")
    goes, person = await legal.member("Person D")
    copied = await legal.keys(goes.passphrase)
    async with legal.work() as unit:
        await member.remove(unit, person.id)
    new = await legal.current(Desk.GENERAL)
    assert new.generation == 2
    assert not copied.opens(new)
    with pytest.raises(WrongPassphrase):
        await legal.keys(goes.passphrase)
    keys = await legal.keys(stays.passphrase)
    assert keys.opens(new)
    assert keys.private(Desk.GENERAL, 1)


async def test_a_removal_ends_founding(legal: LegalDesk) -> None:
    await legal.found()
    await legal.member("Person A")
    _, person = await legal.member("Person D")
    async with legal.work() as unit:
        await member.remove(unit, person.id)
    async with legal.reading() as unit:
        assert desk.founding_due(unit)
    joined, _ = await legal.member("Person E")
    assert not joined.admitted


async def test_leaving_takes_the_key_even_from_the_last_member(legal: LegalDesk) -> None:
    words = await legal.found()
    joined, person = await legal.member("Person A")
    async with legal.work() as unit:
        await staff.leave(unit, person.id)
    with pytest.raises(WrongPassphrase):
        await legal.keys(joined.passphrase)
    async with legal.reading() as unit:
        assert not await desk.has_members(unit, Desk.GENERAL)
        assert (await member.recovered_keys(unit, words)).opens(
            await desk.current(unit, Desk.GENERAL)
        )


async def test_a_public_key_put_into_the_database_is_granted_nothing(legal: LegalDesk) -> None:
    await legal.found()
    await legal.member("Person A")
    _, victim = await legal.member("Person D")
    stranger = new_pair()
    forged = legal.vault.seal_ring(Label.STAFF, stranger.public, b"public" + victim.id)
    for public in (stranger.public, forged):
        async with legal.work() as unit:
            theirs = members.c.staff_id == victim.id
            await unit.change(update(members).where(theirs).values(public=public))
            await desk.renew(unit, Desk.GENERAL)
        async with legal.reading() as unit:
            key = await desk.current(unit, Desk.GENERAL)
            assert victim.id not in await holders(unit, key)


async def test_one_members_sealed_key_does_not_open_as_anothers(legal: LegalDesk) -> None:
    await legal.found()
    one, first = await legal.member("Person A")
    _, second = await legal.member("Person D")
    async with legal.work() as unit:
        rows = {row["staff_id"]: row["sealed"] for row in await unit.rows(members.select())}
        moved = update(members).where(members.c.staff_id == second.id)
        await unit.change(moved.values(sealed=rows[first.id]))
    with pytest.raises(WrongPassphrase):
        await legal.keys(one.passphrase, "Person D")


async def test_what_a_member_is_shown_never_shows_in_a_representation(legal: LegalDesk) -> None:
    words = await legal.found()
    code = await legal.invite("Person A")
    drawn = member.draw(legal.vault)
    async with legal.work() as unit:
        joined = await member.join(unit, code, drawn)
        found = (await member.locked(unit))[0]
    unlocked = member.unlock(found, joined.passphrase)
    async with legal.reading() as unit:
        keys = await member.keys_of(unit, unlocked)
    shown = repr((joined, drawn, found, unlocked, keys, desk.RecoveryWords(words)))
    assert joined.passphrase not in shown
    assert words not in shown
    assert keys.private(Desk.GENERAL, 1).hex() not in shown
    assert repr(keys.private(Desk.GENERAL, 1)) not in shown
    assert repr(unlocked.pair.private) not in shown
