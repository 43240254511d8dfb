"""Whoever is told that the desk is there has somebody who can open their case, and so answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.sql.dml import UpdateBase

from domain.case import Case, Desk
from domain.duty import Promise
from domain.staff import Role, Staff
from services import card, desk, duty, member, staff
from storage.desk import SERVER, grants
from storage.member import members
from storage.staff import staff as rows
from tests.kit import filing
from tests.kit.desk import LegalDesk

WORKER = 7_000_000_001


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def report(legal: LegalDesk) -> Case:
    given = await filing.file(legal, WORKER, "They weighed eighty and wrote fifty.", topic="FL")
    return given.filed.case


async def promised(legal: LegalDesk, case: Case) -> Promise:
    async with legal.reading() as unit:
        return await duty.promise(unit, case)


async def covered(legal: LegalDesk, where: Desk = Desk.GENERAL) -> bool:
    async with legal.reading() as unit:
        return where not in await duty.gaps(unit)


async def run(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        await duty.settle_all(unit)


async def end_founding(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        desk.close_founding(unit)


async def test_no_hour_is_promised_while_who_is_on_duty_holds_no_key(legal: LegalDesk) -> None:
    await legal.found()
    await legal.enrol("Person A")
    assert (await promised(legal, await report(legal))).is_paused


async def test_the_clock_starts_when_who_is_on_duty_joins(legal: LegalDesk) -> None:
    await legal.found()
    code = await legal.invite("Person A")
    await legal.enrolled(code)
    case = await report(legal)
    legal.later(hours=5)
    await legal.join(code)
    found = await promised(legal, case)
    assert not found.is_paused
    assert await covered(legal)


async def test_who_joined_is_no_cover_until_they_are_admitted(legal: LegalDesk) -> None:
    await legal.found()
    supervisor, _person = await legal.member("Person S", Role.SUPERVISOR)
    await end_founding(legal)
    await legal.colleague("Person A")
    assert not await covered(legal)
    keys = await legal.keys(supervisor.passphrase, "Person S")
    async with legal.work() as unit:
        await member.admit(unit, "Person A", keys)
    assert await covered(legal)


async def test_of_another_desk_a_member_is_no_cover_until_they_are_admitted(
    legal: LegalDesk,
) -> None:
    await legal.found()
    _joined, person = await legal.colleague("Person A")
    assert not await covered(legal, Desk.PROTECTION)
    async with legal.work() as unit:
        await staff.enter_desk(unit, person.id, Desk.PROTECTION)
    assert not await covered(legal, Desk.PROTECTION)


async def test_where_the_server_opens_the_general_desk_who_is_enrolled_is_cover_there_only(
    legal: LegalDesk,
) -> None:
    await legal.found(full=True)
    await legal.enrol("Person A")
    await legal.enrol("Person K", where=Desk.PROTECTION)
    assert await covered(legal)
    assert not await covered(legal, Desk.PROTECTION)


async def test_an_open_desk_without_anybody_on_duty_is_not_covered_by_the_server(
    legal: LegalDesk,
) -> None:
    await legal.found(full=True)
    person = await legal.enrol("Person A")
    async with legal.work() as unit:
        await staff.set_duty(unit, person.id, on=False)
    assert not await covered(legal)


async def test_the_clock_stands_when_the_server_is_shut_out_and_nobody_joined(
    legal: LegalDesk,
) -> None:
    await legal.found(full=True)
    await legal.enrol("Person A")
    async with legal.work() as unit:
        await desk.shut_server_out(unit)
    await run(legal)
    assert not await covered(legal)


async def test_a_member_whose_keys_are_taken_stops_the_clock(legal: LegalDesk) -> None:
    await legal.found()
    _joined, person = await legal.colleague("Person A")
    await legal.member("Person D")
    case = await report(legal)
    async with legal.work() as unit:
        await member.remove(unit, person.id)
    assert (await promised(legal, case)).is_paused


BROKEN: list[UpdateBase] = [
    update(rows).values(sealed=b"broken"),
    update(rows).values(role=Role.SUPERVISOR),
    update(members).values(public=b"broken"),
    delete(members),
    update(grants).values(proof=bytes(32)),
    delete(grants).where(grants.c.holder != SERVER),
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_row_that_opens_no_more_stops_the_clock_and_mending_it_starts_it_again(
    legal: LegalDesk, broken: UpdateBase
) -> None:
    await legal.found()
    await legal.colleague("Person A")
    case = await report(legal)
    legal.later(hours=2)
    async with legal.work() as unit:
        await unit.change(broken)
    await run(legal)
    assert (await promised(legal, case)).is_paused
    legal.later(hours=3)
    await legal.colleague("Person B")
    assert (await promised(legal, case)).on_duty


async def test_looking_again_while_nothing_changed_moves_no_clock(legal: LegalDesk) -> None:
    await legal.found()
    await legal.colleague("Person A")
    case = await report(legal)
    for _again in range(3):
        legal.later(hours=2)
        await run(legal)
    assert (await promised(legal, case)).due_at == case.due_at


async def test_who_joins_anew_without_being_admitted_opens_nothing_and_is_no_cover(
    legal: LegalDesk,
) -> None:
    """Somebody who never enrolled lost the passphrase, and gets a second invitation."""
    await legal.found()
    await legal.member("Person A")
    await end_founding(legal)
    _joined, person = await legal.colleague("Person A")
    assert not await covered(legal)
    async with legal.reading() as unit:
        assert [one for one, _fingerprint in await member.waiting(unit)] == [person]


async def test_supervisors_hear_of_a_case_that_nobody_on_duty_can_open(legal: LegalDesk) -> None:
    await legal.found()
    supervisor = await legal.enrol("Person S", Role.SUPERVISOR)
    lawyer = await legal.enrol("Person A")
    assert await _woken(legal) == {lawyer, supervisor}
    await legal.colleague("Person B")
    assert supervisor not in await _woken(legal)


async def _woken(legal: LegalDesk) -> set[Staff]:
    async with legal.reading() as unit:
        return set(await card.waking(unit, Desk.GENERAL))
