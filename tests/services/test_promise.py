"""Due times are true wherever they are read: one definition, while nobody is on duty too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.case import OPEN, Case, Outcome
from domain.duty import ROUNDING, Promise, Stand
from domain.queue import View, Wanted
from domain.staff import Role, Staff
from services import card, duty, queue, reminder, staff
from services import case as desk_case
from tests.kit.office import Office

HOUR = 3600


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def turn(office: Office, person: Staff, on: bool) -> None:
    async with office.work() as unit:
        await staff.set_duty(unit, person.id, on)


async def promised(office: Office, case: Case) -> Promise:
    async with office.reading() as unit:
        return await duty.promise(unit, await office.case(case))


async def overdue(office: Office, person: Staff) -> tuple[set[bytes], set[bytes], int]:
    """Tell what is overdue by the queue's filter, by the promise, and how many it counts."""
    async with office.reading() as unit:
        page = await queue.page(unit, person, Wanted(View.OVERDUE))
        every = [one for one in await office.open_cases(unit) if one.desk in person.desks]
        listed = zip(every, await duty.promises(unit, every), strict=True)
        late = {one.id for one, found in listed if found.stand is Stand.OVERDUE}
        assert all(found.stand is Stand.OVERDUE for found in page.promises)
        return {one.id for one in page.cases}, late, page.overdue


async def test_queue_promise_and_digest_agree_however_people_come_and_go(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    counts: list[int] = []
    for hours, on in ((0, True), (25, True), (1, False), (40, False), (60, True), (30, True)):
        office.later(hours=hours)
        await turn(office, lawyer, on)
        await office.report(len(counts), topic="FL")
        by_filter, by_promise, counted = await overdue(office, lawyer)
        assert by_filter == by_promise
        assert len(by_filter) == counted
        async with office.work() as unit:
            (_, voice), *_others = await card.readers(unit, [supervisor])
            text = await reminder.digest_text(unit, supervisor, voice, office.now.date())
        assert f"Overdue: {counted}" in text
        counts.append(counted)
    assert counts == [0, 1, 1, 1, 1, 5]


async def test_what_is_paused_names_the_same_time_left_until_somebody_comes(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    office.later(hours=10)
    left = case.due_at - int(office.now.timestamp())
    await turn(office, lawyer, on=False)
    for hours in (0, 5, 100):
        office.later(hours=hours)
        paused = await promised(office, case)
        assert (paused.is_paused, paused.on_duty) == (True, False)
        assert paused.due_at - int(office.now.timestamp()) == left
    await turn(office, lawyer, on=True)
    found = await promised(office, case)
    assert (found.stand, found.is_paused) == (Stand.AHEAD, False)
    assert found.due_at == (await office.case(case)).due_at == int(office.now.timestamp()) + left


async def test_a_desk_that_nobody_ever_joined_promises_no_hour(office: Office) -> None:
    await office.person("Person A")
    case = await office.report(topic="VH")
    assert (await promised(office, case)).is_paused
    office.later(days=30)
    assert (await promised(office, case)).is_paused


async def test_within_one_transaction_a_change_of_duty_is_seen(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.work() as unit:
        assert (await duty.promise(unit, case)).on_duty
        await staff.set_duty(unit, lawyer.id, on=False)
        assert (await duty.promise(unit, case)).is_paused


async def test_a_full_page_of_the_queue_asks_no_more_than_a_short_one(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    asked: list[str] = []
    event.listen(
        office.store.reader.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: asked.append(statement),
    )
    figures = []
    for chats in ((1,), range(2, 9)):
        for chat in chats:
            await office.report(chat)
        asked.clear()
        async with office.reading() as unit:
            page = await queue.page(unit, lawyer, Wanted())
        figures.append((len(page.cases), sum("SELECT" in one for one in asked)))
    assert [cases for cases, _n in figures] == [1, 8]
    assert figures[0][1] == figures[1][1] <= 5


@pytest.mark.parametrize("topic", ["FL", "WG"])
async def test_an_answer_while_nobody_is_on_duty_keeps_the_promise_and_hides_its_hour(
    office: Office, topic: str
) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic=topic)
    office.later(hours=2)
    await turn(office, lawyer, on=False)
    office.later(days=9, minutes=17)
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await desk_case.answer(unit, lawyer, taken, "Keep your slips.")
    for _again in range(2):
        kept = await office.case(case)
        assert (await promised(office, case)).stand is Stand.KEPT
        assert kept.answered_at <= office.now.timestamp()
        assert (kept.due_at - case.due_at) % ROUNDING[case.severity] == 0
        await turn(office, lawyer, on=True)


async def test_a_higher_severity_brings_forward_what_stood_still(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="WG")
    office.later(hours=12)
    await turn(office, lawyer, on=False)
    office.later(hours=50)
    async with office.work() as unit:
        await desk_case.set_severity(unit, lawyer, await office.case(case), 2)
    now = int(office.now.timestamp())
    assert now + 23 * HOUR <= (await promised(office, case)).due_at <= now + 24 * HOUR
    await turn(office, lawyer, on=True)
    assert now + 23 * HOUR <= (await office.case(case)).due_at <= now + 24 * HOUR


@pytest.mark.parametrize("severity", [3, 4])
async def test_a_lower_severity_and_the_way_back_leave_the_due_time_to_the_second(
    office: Office, severity: int
) -> None:
    lawyer, _phone = await office.person("Person A")
    case, alone = [await office.report(n, topic="FL") for n in range(2)]
    office.later(minutes=10)
    await turn(office, lawyer, on=False)
    for wanted, hours in ((severity, 1), (4, 2), (2, 3)):
        office.later(hours=hours)
        async with office.work() as unit:
            await desk_case.set_severity(unit, lawyer, await office.case(case), wanted)
        assert await promised(office, case) == await promised(office, alone)
    await turn(office, lawyer, on=True)
    assert (await office.case(case)).due_at == (await office.case(alone)).due_at > case.due_at


async def test_what_was_brought_forward_while_nobody_is_on_duty_stays_there_when_lowered(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="WG")
    await turn(office, lawyer, on=False)
    office.later(hours=5)
    async with office.work() as unit:
        await desk_case.set_severity(unit, lawyer, await office.case(case), 1)
    raised = await promised(office, case)
    async with office.work() as unit:
        await desk_case.set_severity(unit, lawyer, await office.case(case), 3)
    assert await promised(office, case) == raised


async def test_a_case_reopened_before_anybody_answered_gets_its_whole_term_again(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        closed = await desk_case.close(unit, lawyer, taken, Outcome.OUT_OF_SCOPE)
    assert (await promised(office, case)).stand is Stand.ENDED
    office.later(days=20)
    async with office.work() as unit:
        reopened = await desk_case.reopen(unit, closed)
    found, now = await promised(office, case), int(office.now.timestamp())
    assert reopened.status in OPEN
    assert found.stand is Stand.AHEAD
    assert now + 23 * HOUR < found.due_at <= now + 24 * HOUR
