"""Cards of new cases: severity 1 at once, others with the quarter and by day; each once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.staff import Role
from services import case as desk_case
from services import staff
from storage import outbox
from tests.kit import timetable
from tests.kit.office import Office
from tests.kit.timetable import heard, run


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with timetable.morning(ready_url, key_file) as office:
        yield office


async def test_a_card_goes_with_the_quarter_and_only_once(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    await run(office)
    await office.report()
    assert await office.letters(lawyer.chat_id) == []
    await run(office, minutes=14)
    assert await heard(office, lawyer.chat_id) == []
    await run(office, minutes=1)
    await run(office, minutes=1)
    await run(office, minutes=15)
    assert len(await heard(office, lawyer.chat_id)) == 1


async def test_nothing_of_an_unannounced_case_waits_in_the_outbox(office: Office) -> None:
    await office.person("Person A")
    before = await _letters(office)
    await office.report(answer="receipt")
    assert await _letters(office) == before


async def test_severity_one_is_told_at_once_even_at_night(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    office.later(hours=16)
    await office.report(topic="OS", subtopic="OS1")
    assert len(await heard(office, lawyer.chat_id)) == 1


async def test_severity_one_that_is_given_back_or_made_so_at_night_is_told_of_at_once(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    colleague, _phone = await office.person("Person D")
    given_back = await office.report(1, topic="OS", subtopic="OS1")
    async with office.work() as unit:
        await desk_case.take(unit, colleague, given_back)
    office.later(hours=15)
    raised, _other = await office.report(2, topic="FL"), await office.report(3, topic="FL")
    async with office.work() as unit:
        await desk_case.give_back(unit, colleague)
        await desk_case.set_severity(unit, lawyer, await office.case(raised), 1)
    before = await heard(office, lawyer.chat_id)
    await run(office, minutes=1)
    await run(office, minutes=1)
    said = (await heard(office, lawyer.chat_id))[len(before) :]
    new = [text.split(" · ")[0] for text in said if text.startswith("New case")]
    assert sorted(new) == sorted(f"New case {one.code}" for one in (given_back, raised))


async def test_at_night_cards_wait_until_seven(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    office.later(hours=14, minutes=30)
    await office.report()
    await run(office, hours=4)
    assert await heard(office, lawyer.chat_id) == []
    await run(office, hours=4, minutes=30)
    assert len(await heard(office, lawyer.chat_id)) == 1


async def test_with_nobody_on_duty_the_supervisors_hear_of_a_new_case(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    supervisor, _other = await office.person("Person S", Role.SUPERVISOR)
    async with office.work() as unit:
        await staff.set_duty(unit, lawyer.id, on=False)
    await office.report()
    await run(office, minutes=15)
    assert await heard(office, lawyer.chat_id) == []
    assert len(await heard(office, supervisor.chat_id)) == 1


async def test_many_new_cases_are_told_of_in_one_line(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    for chat in range(1, 12):
        await office.report(chat)
    await run(office, minutes=15)
    assert await heard(office, lawyer.chat_id) == ["11 new cases wait."]


async def _letters(office: Office) -> int:
    async with office.reading() as unit:
        return (await outbox.counts(unit))["waiting"]
