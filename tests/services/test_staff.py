"""People come to the desk with a code, go on duty, and leave; a stranger learns nothing."""

from asyncio import gather
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from domain.case import Desk
from domain.staff import (
    BadName,
    NameTaken,
    NoSuchStaff,
    Role,
    Staff,
    State,
)
from services import member, staff
from storage import staff as rows
from storage.invite import invites
from tests.kit.desk import LegalDesk

CHAT = 7_000_000_001


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def enrol(legal: LegalDesk, chat_id: int, code: str) -> Staff | None:
    async with legal.work() as unit:
        return await staff.enrol(unit, chat_id, code)


async def test_a_new_lawyer_is_on_duty_and_in_the_general_desk(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    assert person.role is Role.LAWYER
    assert person.desks == {Desk.GENERAL}
    assert person.duty
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, person.chat_id) == person
        assert await staff.on_duty(unit, Desk.GENERAL) == [person]
        assert await staff.on_duty(unit, Desk.PROTECTION) == []


async def test_a_lawyer_of_the_protection_desk_sees_no_other(legal: LegalDesk) -> None:
    person = await legal.enrol("Person D", where=Desk.PROTECTION)
    async with legal.reading() as unit:
        assert await staff.on_duty(unit, Desk.PROTECTION) == [person]
        assert await staff.on_duty(unit, Desk.GENERAL) == []


async def test_a_supervisor_watches_without_being_told_of_every_case(legal: LegalDesk) -> None:
    person = await legal.enrol("Person S", Role.SUPERVISOR)
    await legal.enrol("Person A")
    async with legal.reading() as unit:
        assert await staff.supervisors(unit) == [person]
        assert await staff.supervisors(unit, Desk.PROTECTION) == []
        assert person not in await staff.on_duty(unit, Desk.GENERAL)


@pytest.mark.parametrize("role", [Role.CAMPAIGNER, Role.ANALYST, Role.KEEPER])
async def test_who_has_no_casework_has_no_desk(legal: LegalDesk, role: Role) -> None:
    person = await legal.enrol("Person O", role, Desk.PROTECTION)
    assert person.desks == frozenset()
    assert not person.duty


async def test_a_code_enrols_one_chat_only(legal: LegalDesk) -> None:
    code = await legal.invite("Person A")
    assert await enrol(legal, CHAT, f" {code.upper()} ")
    assert await enrol(legal, CHAT + 1, code) is None
    assert await enrol(legal, CHAT, code) is None
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, CHAT + 1) is None


async def test_two_chats_with_one_code_at_once_enrol_one(legal: LegalDesk) -> None:
    code = await legal.invite("Person A")
    enrolled = await gather(enrol(legal, CHAT, code), enrol(legal, CHAT + 1, code))
    assert sum(person is not None for person in enrolled) == 1
    async with legal.reading() as unit:
        assert len(await staff.all_active(unit)) == 1


@pytest.mark.parametrize("code", ["", "join-", "leaflet7", "join-" + "0" * 26])
async def test_what_is_no_code_enrols_nobody(legal: LegalDesk, code: str) -> None:
    assert await enrol(legal, CHAT, code) is None


async def test_a_code_ends_after_48_hours_and_is_then_forgotten(legal: LegalDesk) -> None:
    code = await legal.invite("Person A")
    legal.later(hours=48)
    assert await enrol(legal, CHAT, code) is None
    async with legal.work() as unit:
        assert await staff.tidy(unit) == 1
        assert await staff.tidy(unit) == 0


async def test_a_supervisors_invitation_waits_for_a_second_person(legal: LegalDesk) -> None:
    one = await legal.enrol("Person S", Role.SUPERVISOR)
    async with legal.work() as unit:
        invitation = await staff.invite(unit, Role.LAWYER, "Person A", by=one.id, confirmed=False)
    assert await enrol(legal, CHAT, invitation.code) is None
    async with legal.work() as unit:
        await staff.confirm(unit, (await staff.by_name(unit, "Person A")).id, by=b"2" * 16)
    assert await enrol(legal, CHAT, invitation.code)


async def test_a_chat_that_is_staff_already_uses_up_no_code(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    code = await legal.invite("Person D")
    assert await enrol(legal, person.chat_id, code) is None
    assert await enrol(legal, CHAT, code)


async def test_an_invitation_may_be_repeated_and_the_older_code_ends(legal: LegalDesk) -> None:
    older = await legal.invite("Person A")
    newer = await legal.invite("  person   a ", Role.SUPERVISOR)
    assert await enrol(legal, CHAT, older) is None
    person = await enrol(legal, CHAT, newer)
    assert person is not None
    assert (person.name, person.role) == ("person a", Role.SUPERVISOR)


async def test_a_name_stands_for_one_person(legal: LegalDesk) -> None:
    await legal.enrol("Person A")
    with pytest.raises(NameTaken):
        await legal.invite("PERSON a")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
async def test_a_name_has_1_to_64_characters(legal: LegalDesk, name: str) -> None:
    with pytest.raises(BadName):
        await legal.invite(name)


async def test_one_code_serves_the_chat_and_the_key(legal: LegalDesk) -> None:
    await legal.found()
    code = await legal.invite("Person A")
    joined = await legal.join(code)
    person = await enrol(legal, CHAT, code)
    assert person is not None
    assert (await legal.keys(joined.passphrase)).staff_id == person.id


async def test_who_leaves_is_a_stranger_at_once(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        await staff.leave(unit, person.id)
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, person.chat_id) is None
        assert await staff.all_active(unit) == []
        gone = (await staff.by_ids(unit, [person.id]))[person.id]
        with pytest.raises(NoSuchStaff):
            await staff.by_name(unit, "Person A")
    assert (gone.name, gone.state, gone.chat_id) == ("Person A", State.LEFT, 0)
    assert await legal.enrol("Person A") != person


async def test_who_has_left_is_not_asked_to_leave_or_work_again(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        await staff.leave(unit, person.id)
        with pytest.raises(NoSuchStaff):
            await staff.leave(unit, person.id)
        with pytest.raises(NoSuchStaff):
            await staff.set_duty(unit, person.id, on=True)


async def test_duty_goes_off_and_on(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        assert not (await staff.set_duty(unit, person.id, on=False)).duty
    async with legal.reading() as unit:
        assert await staff.on_duty(unit, Desk.GENERAL) == []
        assert len(await staff.all_active(unit)) == 1
    async with legal.work() as unit:
        await staff.set_duty(unit, person.id, on=True)
    async with legal.reading() as unit:
        assert await staff.on_duty(unit, Desk.GENERAL) == [person]


async def test_a_second_desk_waits_for_its_key(legal: LegalDesk) -> None:
    await legal.found()
    joined, person = await legal.member("Person A")
    async with legal.work() as unit:
        await staff.enter_desk(unit, person.id, Desk.PROTECTION)
    async with legal.reading() as unit:
        both = (await staff.by_ids(unit, [person.id]))[person.id]
        waiting = await member.waiting(unit)
    assert both.desks == set(Desk)
    assert waiting == [(both, joined.fingerprint)]


async def test_many_chats_are_told_apart(legal: LegalDesk) -> None:
    people = [await legal.enrol(f"Person {letter}") for letter in "ABC"]
    chats = [person.chat_id for person in people]
    async with legal.reading() as unit:
        found = [await staff.of_chat(unit, chat) for chat in (*chats[:2], CHAT, -100)]
    assert found == [*people[:2], None, None]


async def test_a_role_changed_in_the_database_makes_nobody_of_them(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        await unit.change(update(rows.staff).values(role=Role.SUPERVISOR))
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, person.chat_id) is None
        assert await staff.supervisors(unit) == []
        assert await rows.count_unreadable(unit) == 1


async def test_a_desk_added_in_the_database_makes_nobody_of_them(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    row = {"staff_id": person.id, "desk": Desk.PROTECTION}
    async with legal.work() as unit:
        await unit.change(rows.staff_desks.insert(), row)
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, person.chat_id) is None
        assert await staff.on_duty(unit, Desk.PROTECTION) == []


async def test_a_chat_moved_to_another_row_in_the_database_raises_nobody(legal: LegalDesk) -> None:
    lawyer = await legal.enrol("Person A")
    supervisor = await legal.enrol("Person S", Role.SUPERVISOR)
    table = rows.staff
    async with legal.work() as unit:
        row = await unit.row(select(table.c.lookup).where(table.c.id == lawyer.id))
        assert row is not None
        for person, lookup in ((lawyer, None), (supervisor, row["lookup"])):
            theirs = update(table).where(table.c.id == person.id)
            await unit.change(theirs.values(lookup=lookup))
    async with legal.reading() as unit:
        assert await staff.of_chat(unit, lawyer.chat_id) == lawyer


async def test_neither_name_nor_chat_nor_code_stands_in_a_table(legal: LegalDesk) -> None:
    code = await legal.invite("Person A")
    person = await enrol(legal, CHAT, code)
    assert person is not None
    async with legal.reading() as unit:
        stored = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in (rows.staff, rows.staff_desks, invites)
            for row in await unit.rows(select(table))
            for value in row.values()
        ]
    for secret in (
        b"Person A",
        b"Person",
        str(CHAT).encode(),
        CHAT.to_bytes(8, "big"),
        code.encode(),
    ):
        assert not any(secret in value for value in stored)
