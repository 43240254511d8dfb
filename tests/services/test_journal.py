"""The journal is written by every act of the staff, and shows when it was tampered with."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from domain.case import Desk
from domain.journal import Act
from domain.staff import Role
from services import desk, journal, member, staff
from tests.kit.desk import LegalDesk

TODAY = date(2026, 11, 23)


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def test_what_happens_to_staff_and_desks_is_written_down(legal: LegalDesk) -> None:
    await legal.found()
    supervisor, first = await legal.member("Person S", Role.SUPERVISOR)
    async with legal.work() as unit:
        desk.close_founding(unit)
    _, second = await legal.member("Person A")
    keys = await legal.keys(supervisor.passphrase)
    async with legal.work() as unit:
        await member.admit(unit, "Person A", keys)
        await desk.let_server_in(unit, keys, by=first.id)
        await desk.shut_server_out(unit, by=first.id)
        await staff.enter_desk(unit, second.id, Desk.PROTECTION, by=first.id)
        await staff.leave(unit, second.id, by=first.id)
    async with legal.reading() as unit:
        entries = await journal.read(unit, TODAY)
    assert [(entry.act, entry.staff_id) for entry in entries] == [
        (Act.DESK_MADE, None),
        (Act.STAFF_INVITED, None),
        (Act.MEMBER_JOINED, first.id),
        (Act.STAFF_INVITED, None),
        (Act.MEMBER_JOINED, second.id),
        (Act.MEMBER_ADMITTED, first.id),
        (Act.SERVER_LET_IN, first.id),
        (Act.DESK_RENEWED, first.id),
        (Act.SERVER_SHUT_OUT, first.id),
        (Act.DESK_ENTERED, first.id),
        (Act.DESK_RENEWED, first.id),
        (Act.MEMBER_REMOVED, first.id),
        (Act.STAFF_LEFT, first.id),
    ]
    assert [entry.n for entry in entries] == list(range(1, 14))


async def test_enrolment_and_duty_are_written_down(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        await staff.set_duty(unit, person.id, on=False)
        await staff.confirm(unit, person.id, by=person.id)
    async with legal.reading() as unit:
        acts = [entry.act for entry in await journal.read(unit, TODAY)]
    assert acts[1:] == [Act.STAFF_ENROLLED, Act.DUTY_CHANGED, Act.STAFF_CONFIRMED]


async def test_a_refused_act_leaves_no_line(legal: LegalDesk) -> None:
    assert await _enrol_with_nothing(legal) is None
    async with legal.reading() as unit:
        assert await journal.read(unit, TODAY) == []
        assert await journal.head(unit, TODAY) == ""
        assert await journal.whole(unit)


async def test_the_days_head_follows_every_line(legal: LegalDesk) -> None:
    heads = []
    for _ in range(3):
        async with legal.work() as unit:
            await journal.write(unit, b"1" * 16, Act.CASE_READ, b"2" * 16)
        async with legal.reading() as unit:
            heads.append(await journal.head(unit, TODAY))
    assert len(set(heads)) == 3
    assert {len(head) for head in heads} == {64}


async def _enrol_with_nothing(legal: LegalDesk) -> object:
    async with legal.work() as unit:
        return await staff.enrol(unit, 7, "join-nothing")
