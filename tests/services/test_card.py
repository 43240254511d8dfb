"""Cards tell the desk that a case waits, and tell nobody what it is about."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alias import alias
from domain.card import Where, calm_time, card_time, is_quiet
from domain.case import Desk
from domain.language import Language
from domain.letter import Act, Mark
from domain.staff import Role
from domain.tashkent import QUARTER
from locales.voice import Voice
from services import card, duty, header, staff
from services import case as desk_case
from tests.kit.office import STORY, WORKER, Office

#: Any second of two years.
MOMENTS = st.integers(1_767_225_600, 1_830_297_600).map(lambda at: datetime.fromtimestamp(at, UTC))
GROUP = -1001234567890


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def heard(office: Office, chat_id: int) -> list[str]:
    return [one.content["text"] for one, _due in await office.letters(chat_id) if one.content]


async def test_a_card_speaks_the_language_of_its_reader(office: Office) -> None:
    english, _phone = await office.person("Person A")
    russian, phone = await office.person("Person D")
    await office.speak(phone, Language.RU)
    case = await office.report()
    assert "Not paid" in (await heard(office, english.chat_id))[0]
    assert "Not paid" not in (await heard(office, russian.chat_id))[0]
    assert case.code in (await heard(office, russian.chat_id))[0]


async def test_nothing_stands_for_a_region_that_was_not_told(office: Office) -> None:
    case = await office.report(topic="WG", subtopic="WG1", region="")
    told = Voice(Language.EN)
    async with office.reading() as unit:
        promise = await duty.promise(unit, case)
    assert header.card(told, case, card.NEW, promise).splitlines()[1] == "Not paid"
    written = header.written(told, case, promise).splitlines()
    assert written[1:3] == ["💰 Not paid", case.language.label]


async def test_the_alias_stands_beside_the_code_also_within_a_sentence(office: Office) -> None:
    case = await office.report()
    async with office.reading() as unit:
        promise = await duty.promise(unit, case)
    said = header.card(Voice(Language.EN), case, card.WITHDRAWN, promise).splitlines()[0]
    called = f"{case.code} · {alias(case.code)}"
    assert said == f"The worker withdrew {called}. It may be their free wish, or pressure."


async def test_a_card_speaks_in_the_group_as_most_who_are_told(office: Office) -> None:
    office.store.where = Where(group_chat_id=GROUP, prompt=True)
    await office.report()
    phones = [(await office.person(name))[1] for name in ("Person A", "Person D", "Person E")]
    await office.report()
    for phone in phones[:2]:
        await office.speak(phone, Language.UZ)
    await office.report()
    heads = [text.split()[0] for text in await heard(office, GROUP)]
    assert heads == ["New", "New", "Yangi"]


async def test_a_protection_card_tells_code_severity_and_due_time_only(office: Office) -> None:
    person, _phone = await office.person("Person K", where=Desk.PROTECTION)
    other, _phone = await office.person("Person A")
    case = await office.report(topic="VH")
    (text,) = await heard(office, person.chat_id)
    lines = text.splitlines()
    assert lines[0] == f"New case {case.code}"
    assert lines[1] == f"Severity {case.severity}"
    assert lines[2].startswith("First answer due ")
    assert len(lines) == 3
    assert await heard(office, other.chat_id) == []


async def test_a_card_names_no_hour_while_nobody_is_on_duty(office: Office) -> None:
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    await office.report()
    (text,) = await heard(office, supervisor.chat_id)
    assert text.splitlines()[-1] == header.PAUSED
    assert "First answer due" not in text


async def test_who_is_not_of_the_desk_is_given_no_button_that_would_fail(office: Office) -> None:
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR, Desk.GENERAL)
    case = await office.report(topic="VH")
    ((one, _due),) = await office.letters(supervisor.chat_id)
    assert one.content is not None
    assert "Only members of the protection desk can open it." in one.content["text"]
    assert "reply_markup" not in one.content
    keeper, _phone = await office.person("Person K", where=Desk.PROTECTION)
    async with office.work() as unit:
        await desk_case.take(unit, keeper, case)
    last = (await office.letters(supervisor.chat_id))[-1][0]
    assert (last.act, last.mark, last.about) == (Act.DELETE, Mark.CARD, case.code)


async def test_a_card_holds_nothing_of_the_story_and_nothing_of_the_chat(office: Office) -> None:
    person, _phone = await office.person("Person A")
    await office.report()
    ((one, _due),) = await office.letters(person.chat_id)
    said = str(one)
    assert one.mark is Mark.CARD
    assert not [word for word in (STORY, str(WORKER), "kilos") if word in said]


async def test_the_worker_is_heard_of_by_whoever_has_the_case(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    other, _phone = await office.person("Person D")
    case = await office.report()
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await card.worker_wrote(unit, taken)
    assert [text.split(":")[0] for text in (await heard(office, lawyer.chat_id))[1:]] == [
        "The worker wrote"
    ]
    assert len(await heard(office, other.chat_id)) == 1
    async with office.work() as unit:
        await staff.leave(unit, lawyer.id)
        await card.worker_wrote(unit, taken)
    assert "The worker wrote" in (await heard(office, other.chat_id))[-1]


async def test_what_is_added_before_the_card_went_out_needs_no_card_of_its_own(
    office: Office,
) -> None:
    office.store.where = Where()
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    async with office.work() as unit:
        await card.worker_wrote(unit, case)
    assert await office.letters(lawyer.chat_id) == []


async def test_a_withdrawal_is_told_to_supervisors_and_assignee(office: Office) -> None:
    supervisor, _phone = await office.person("Person S", Role.SUPERVISOR)
    lawyer, _phone = await office.person("Person A")
    other, _phone = await office.person("Person D")
    case = await office.report()
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await desk_case.withdraw(unit, taken)
    for person, told in ((supervisor, True), (lawyer, True), (other, False)):
        said = " ".join(await heard(office, person.chat_id))
        assert ("The worker withdrew" in said) is told


async def test_answering_takes_every_card_of_the_case_away(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    other, _phone = await office.person("Person D")
    office.store.where = Where(group_chat_id=GROUP, prompt=True)
    case = await office.report()
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, case)
        await desk_case.answer(unit, lawyer, taken, "Keep your slips.")
    for chat_id in (lawyer.chat_id, other.chat_id, GROUP):
        last = (await office.letters(chat_id))[-1][0]
        assert (last.act, last.mark, last.about) == (Act.DELETE, Mark.CARD, case.code)


@given(MOMENTS, st.sampled_from([2, 3, 4]))
def test_no_card_goes_out_at_night_or_between_the_quarters(now: datetime, severity: int) -> None:
    due = card_time(now, severity, Where())
    sent = datetime.fromtimestamp(due, UTC)
    assert due % QUARTER == 0
    assert not is_quiet(sent)
    assert timedelta() <= sent - now <= timedelta(hours=9, minutes=15)


@given(MOMENTS)
def test_severity_one_never_waits(now: datetime) -> None:
    assert card_time(now, 1, Where()) == calm_time(now, 1, Where()) == int(now.timestamp())


@given(MOMENTS, st.sampled_from([2, 3, 4]))
def test_what_a_colleague_did_is_told_at_once_but_at_night(now: datetime, severity: int) -> None:
    sent = datetime.fromtimestamp(calm_time(now, severity, Where()), UTC)
    assert not is_quiet(sent)
    assert is_quiet(now) or sent == now
