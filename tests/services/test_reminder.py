"""What goes out by the clock: each thing once, to who should hear it, and not at night."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import TERMS, Desk, Outcome
from domain.reminder import Level, reached
from domain.staff import Role
from domain.tashkent import TASHKENT
from services import card, journal, reminder, retention, staff
from services import case as desk_case
from tests.kit import timetable
from tests.kit.bare import CASE
from tests.kit.office import Office
from tests.kit.timetable import MORNING, heard, run


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with timetable.morning(ready_url, key_file) as office:
        yield office


async def test_many_late_cases_are_told_of_in_one_line(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    for chat in range(1, 13):
        await office.report(chat, topic="FL")
    await run(office, hours=32)
    await run(office, minutes=15)
    assert await heard(office, lawyer.chat_id) == ["12 new cases wait."]
    assert await heard(office, supervisor.chat_id) == ["12 cases were not answered in time."]


async def test_half_time_and_due_time_go_to_the_assignee_then_to_the_supervisors(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    colleague, _phone = await office.person("Person D")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report(topic="FL")
    async with office.work() as unit:
        await desk_case.take(unit, lawyer, case)
    await run(office, hours=11)
    assert await heard(office, lawyer.chat_id) == []
    await run(office, hours=1)
    await run(office, minutes=1)
    said = await heard(office, lawyer.chat_id)
    assert [text.split(":")[0] for text in said] == ["Half of the time is over"]
    await run(office, hours=12)
    said = await heard(office, lawyer.chat_id)
    assert [text.split(":")[0] for text in said[1:]] == ["The first answer is due now"]
    assert not [t for t in await heard(office, supervisor.chat_id) if case.code in t]
    await run(office, hours=6)
    await run(office, minutes=1)
    late = [text for text in await heard(office, supervisor.chat_id) if case.code in text]
    assert [text.split(":")[0] for text in late] == ["Nobody has answered in time"]
    assert await heard(office, colleague.chat_id) == []
    assert len(await heard(office, lawyer.chat_id)) == 2


async def test_no_reminder_goes_out_while_nobody_is_on_duty(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    await office.report(topic="FL")
    await run(office, hours=1)
    async with office.work() as unit:
        await staff.set_duty(unit, lawyer.id, on=False)
    await run(office, hours=72)
    assert len(await heard(office, lawyer.chat_id)) == 1
    assert [text for text in await heard(office, supervisor.chat_id) if "morning" not in text] == []
    async with office.work() as unit:
        await staff.set_duty(unit, lawyer.id, on=True)
    await run(office, hours=10, minutes=30)
    assert len(await heard(office, lawyer.chat_id)) == 1
    await run(office, hours=2)
    assert "Half of the time" in (await heard(office, lawyer.chat_id))[-1]


async def test_what_was_late_before_the_last_one_went_is_still_told_to_the_supervisors(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    case, later = await office.report(1, topic="FL"), await office.report(2, topic="FL")
    async with office.work() as unit:
        await desk_case.take(unit, lawyer, case)
    await run(office, hours=24, minutes=1)
    async with office.work() as unit:
        answered = await desk_case.take(unit, lawyer, await office.case(later))
        await desk_case.answer(unit, lawyer, answered, "Keep your slips.")
        await staff.set_duty(unit, lawyer.id, on=False)
    fresh = await office.report(3, topic="FL")
    await run(office, hours=6)
    await run(office, days=3)
    said = [t for t in await heard(office, supervisor.chat_id) if "in time" in t]
    assert [text.split(" · ")[0] for text in said] == [f"Nobody has answered in time: {case.code}"]
    assert not [
        t for t in await heard(office, supervisor.chat_id) if "Half" in t and fresh.code in t
    ]


async def test_an_answered_case_reminds_nobody(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await desk_case.answer(unit, lawyer, taken, "Keep your slips.")
    await run(office, days=2)
    assert await heard(office, lawyer.chat_id) == []


async def test_a_late_chore_says_only_the_last_word(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report(topic="FL")
    async with office.work() as unit:
        await desk_case.take(unit, lawyer, case)
    await run(office, hours=32)
    await run(office, hours=1)
    assert await heard(office, lawyer.chat_id) == []
    assert len([t for t in await heard(office, supervisor.chat_id) if case.code in t]) == 1


async def test_a_reminder_leaves_the_buttons_of_the_case_good(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
    await run(office, hours=12)
    assert (await office.case(case)).version == taken.version


async def test_a_protection_reminder_names_no_topic(office: Office) -> None:
    person, _phone = await office.person("Person K", where=Desk.PROTECTION)
    await office.report(topic="VH")
    await run(office, hours=24)
    said = " ".join(await heard(office, person.chat_id))
    assert said
    assert "Violence" not in said
    assert "Fergana" not in said


async def test_the_digest_comes_at_nine_once_a_day_with_counts_and_the_journals_head(
    office: Office,
) -> None:
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.work() as unit:
        await desk_case.take(unit, lawyer, case)
    await run(office, hours=1)
    assert not await _digests(office, supervisor.chat_id)
    await run(office, hours=23, minutes=59)
    assert not await _digests(office, supervisor.chat_id)
    await run(office, minutes=1)
    await run(office, minutes=1)
    (text,) = await _digests(office, supervisor.chat_id)
    assert "Open cases: 1" in text
    assert "Nobody has them: 0" in text
    assert "Overdue: 1" in text
    assert case.code not in text
    async with office.reading() as unit:
        assert await journal.head(unit, MORNING.astimezone(TASHKENT).date()) in text
    assert not await _digests(office, lawyer.chat_id)


@given(st.sampled_from(sorted(TERMS)), st.integers(-(10**6), 10**6))
def test_reminders_only_ever_grow_with_time(severity: int, seconds: int) -> None:
    case = replace(CASE, severity=severity)
    now = case.due_at + seconds
    levels = [int(reached(case, at) or 0) for at in (now, now + 900, now + 10**7)]
    assert levels == sorted(levels)
    assert levels[-1] == Level.LATE


def test_a_level_makes_those_before_it_needless() -> None:
    assert [int(level.and_before) for level in (Level.HALF, Level.DUE, Level.LATE)] == [1, 3, 7]


async def test_the_digest_tells_that_nobody_is_on_duty_and_what_will_be_deleted(
    office: Office,
) -> None:
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report()
    async with office.work() as unit:
        await desk_case.close(unit, supervisor, case, Outcome.TEST)
    office.later(days=7)
    async with office.work() as unit:
        await retention.run(unit)
        (_, voice), *_others = await card.readers(unit, [supervisor])
        text = await reminder.digest_text(unit, supervisor, voice, MORNING.date())
    assert "Deleted within a week: 1 closed cases" in text
    assert "Nobody is on duty" in text


async def _digests(office: Office, chat_id: int) -> list[str]:
    return [text for text in await heard(office, chat_id) if "Good morning" in text]
