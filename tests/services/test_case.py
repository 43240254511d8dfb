"""What may happen to a case: who may do it, which moves there are, what the clock says."""

from asyncio import gather
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import MOVES, OPEN, Desk, Outcome, Status, may_move
from domain.errors import AlreadyTaken, NoSuchCase, NotAllowed, NotYours, Refusal, WrongStatus
from domain.journal import Act
from domain.queue import View, Wanted
from domain.staff import Role, Staff
from services import case as desk_case
from services import queue
from tests.kit.office import WORKER, Office


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def test_of_two_who_take_at_once_one_gets_it(office: Office) -> None:
    first, _phone = await office.person("Person A")
    second, _phone = await office.person("Person D")
    case = await office.report()

    async def take(person: Staff) -> bool:
        try:
            async with office.work() as unit:
                await desk_case.take(unit, person, case)
        except Refusal:
            return False
        return True

    assert sorted(await gather(take(first), take(second))) == [False, True]
    assert await office.acts() == [Act.CASE_TAKEN]


async def test_who_has_a_case_keeps_it(office: Office) -> None:
    first, _phone = await office.person("Person A")
    second, _phone = await office.person("Person D")
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, first, case)
    for deed in (desk_case.take, desk_case.release):
        with pytest.raises((AlreadyTaken, NotYours)):
            async with office.work() as unit:
                await deed(unit, second, case)
    for answer in ("Hello", ""):
        with pytest.raises(NotYours):
            async with office.work() as unit:
                await desk_case.answer(unit, second, case, answer)
    assert (await office.case(case)).assignee == first.id


async def test_a_supervisor_may_act_on_any_case_of_the_desk(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
        case = await desk_case.close(unit, supervisor, case, Outcome.TEST)
    assert (await office.case(case)).outcome is Outcome.TEST


@pytest.mark.parametrize("role", [Role.CAMPAIGNER, Role.ANALYST, Role.KEEPER])
async def test_who_has_no_casework_does_nothing_to_a_case(office: Office, role: Role) -> None:
    person, _phone = await office.person("Person O", role)
    case = await office.report()
    async with office.work() as unit:
        for doing in (
            desk_case.by_code(unit, person, case.code),
            desk_case.take(unit, person, case),
            desk_case.answer(unit, person, case, "x"),
            desk_case.note(unit, person, case, ["x"]),
            desk_case.close(unit, person, case, Outcome.TEST),
            desk_case.set_severity(unit, person, case, 1),
            queue.page(unit, person, Wanted()),
        ):
            with pytest.raises(NotAllowed):
                await doing
    assert await office.acts() == []


async def test_a_case_of_another_desk_is_not_there(office: Office) -> None:
    person, _phone = await office.person("Person A")
    case = await office.report(topic="VH")
    async with office.work() as unit:
        with pytest.raises(NoSuchCase):
            await desk_case.by_code(unit, person, case.code)
        with pytest.raises(NotYours):
            await desk_case.take(unit, person, case)
        assert (await queue.page(unit, person, Wanted())).total == 0


async def test_nobody_is_given_a_case_of_a_desk_that_is_not_theirs(office: Office) -> None:
    general, _phone = await office.person("Person A")
    own, _phone = await office.person("Person K", where=Desk.PROTECTION)
    case = await office.report(topic="VH")
    async with office.work() as unit:
        with pytest.raises(NotYours):
            await desk_case.assign(unit, own, case, general)


async def test_an_old_state_changes_nothing(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await desk_case.release(unit, lawyer, taken)
    with pytest.raises(WrongStatus):
        async with office.work() as unit:
            await desk_case.release(unit, lawyer, taken)
    with pytest.raises(WrongStatus):
        async with office.work() as unit:
            await desk_case.close(unit, lawyer, taken, Outcome.TEST)


async def test_an_answer_in_time_keeps_the_promise_and_a_late_one_does_not(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    early, late = await office.report(1), await office.report(2)
    for case, hours in ((early, 47), (late, 48)):
        office.later(hours=hours)
        async with office.work() as unit:
            taken = await desk_case.take(unit, lawyer, await office.case(case))
            await desk_case.answer(unit, lawyer, taken, "Keep your slips.")
    early, late = await office.case(early), await office.case(late)
    assert early.filed_at <= early.answered_at <= early.due_at
    assert late.answered_at > late.due_at
    assert early.status is late.status is Status.WAITING_WORKER
    assert early.answered_at % 3600 == 0


async def test_a_higher_severity_brings_the_answer_forward_and_a_lower_puts_nothing_off(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    now = int(office.now.timestamp())
    async with office.work() as unit:
        raised = await desk_case.set_severity(unit, lawyer, case, 2)
        assert now < raised.due_at <= now + 24 * 3600 < case.due_at
        lowered = await desk_case.set_severity(unit, lawyer, raised, 4)
        assert (lowered.severity, lowered.due_at) == (4, raised.due_at)
        with pytest.raises(WrongStatus):
            await desk_case.set_severity(unit, lawyer, lowered, 5)


async def test_the_workers_word_makes_it_the_desks_turn(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
        case, _told = await desk_case.answer(unit, lawyer, case, "Keep your slips.")
        case = await desk_case.worker_word(unit, case)
    assert (await office.case(case)).status is Status.WAITING_DESK


async def test_a_withdrawn_case_is_closed_once_and_can_be_reopened(office: Office) -> None:
    case = await office.report(answer="here")
    async with office.work() as unit:
        case = await desk_case.withdraw(unit, case)
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    async with office.work() as unit:
        case = await desk_case.reopen(unit, case)
    assert (case.status, case.outcome) == (Status.REOPENED, None)
    assert await office.acts() == [Act.CASE_REOPENED]


async def test_a_closed_case_takes_no_act_of_the_desk(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
        case = await desk_case.close(unit, lawyer, case, Outcome.ADVISED)
    for deed in (
        lambda unit: desk_case.take(unit, lawyer, case),
        lambda unit: desk_case.release(unit, lawyer, case),
        lambda unit: desk_case.assign(unit, lawyer, case, lawyer),
        lambda unit: desk_case.set_severity(unit, lawyer, case, 1),
        lambda unit: desk_case.answer(unit, lawyer, case, "x"),
        lambda unit: desk_case.close(unit, lawyer, case, Outcome.TEST),
    ):
        with pytest.raises(WrongStatus):
            async with office.work() as unit:
                await deed(unit)
    assert await office.case(case) == case


async def test_the_queue_counts_what_its_pages_hold(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    filed = [await office.report(WORKER + n) for n in range(10)]
    async with office.work() as unit:
        await desk_case.take(unit, lawyer, filed[0])
    office.later(days=4)
    async with office.reading() as unit:
        pages = [await queue.page(unit, lawyer, Wanted(page=n)) for n in (0, 1)]
        mine = await queue.page(unit, lawyer, Wanted(View.MINE))
        assert await queue.regions(unit, lawyer) == {"UZ-FA": 10}
    assert [len(page.cases) for page in pages] == [8, 2]
    assert (pages[0].total, pages[0].overdue, pages[0].last) == (10, 10, 1)
    assert {one.id for page in pages for one in page.cases} == {one.id for one in filed}
    assert [one.id for one in mine.cases] == [filed[0].id]


@given(st.lists(st.sampled_from(Status), max_size=12))
def test_every_open_case_can_be_closed_and_only_reopening_leaves_closed(
    walk: list[Status],
) -> None:
    status = Status.NEW
    for wish in walk:
        status = wish if may_move(status, wish) else status
    assert status is Status.CLOSED or Status.CLOSED in MOVES[status]
    assert (status in OPEN) == (status is not Status.CLOSED)
    assert MOVES[Status.CLOSED] == {Status.REOPENED}
