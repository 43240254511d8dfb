"""Cards and cases on a lawyer's phone: one takes, the other is told; old buttons change nothing."""

from asyncio import gather
from dataclasses import replace

import pytest

from domain.card import Where
from domain.case import Desk, Outcome, Status
from domain.incoming import ChatKind, Incoming, IncomingKind
from domain.journal import Act
from domain.staff import Role
from handlers.worker.start import UNKNOWN
from services import case as desk_case
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import WORKER, Office
from tests.kit.phone import Phone


async def test_a_card_has_no_content_and_take_shows_the_case(
    office: Office, lawyer: Lawyer
) -> None:
    case = await office.report()
    phone = lawyer.phone
    await phone.deliver()
    assert case.code in phone.last.text
    assert "kilos" not in phone.text
    assert phone.last.labels == ["Take"]
    await phone.press("Take")
    assert len(phone.messages) == 1
    assert case.code in phone.screen.text
    assert "With Person A." in phone.screen.text
    current = await office.case(case)
    assert (current.status, current.assignee) == (Status.TAKEN, lawyer.person.id)
    assert await office.acts() == [Act.CASE_TAKEN]


async def test_of_two_presses_at_once_one_wins_and_the_other_is_told_who(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    case = await office.report()
    phones = [lawyer.phone, colleague.phone]
    await gather(*(phone.deliver() for phone in phones))
    await gather(*(phone.press("Take") for phone in phones))
    winner = (await office.case(case)).assignee
    lost = colleague if winner == lawyer.person.id else lawyer
    assert (await office.acts()).count(Act.CASE_TAKEN) == 1
    assert "has this case already." in lost.phone.screen.text
    assert not lost.phone.has("Take")
    assert not lost.phone.has("Reply")


async def test_taking_removes_the_cards_of_the_others(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    await office.report()
    await lawyer.phone.deliver()
    await colleague.phone.deliver()
    await lawyer.phone.press("Take")
    await colleague.phone.deliver()
    assert colleague.phone.messages == {}


async def test_a_button_of_an_older_version_changes_nothing(office: Office, lawyer: Lawyer) -> None:
    case = await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press("Take")
    old = lawyer.phone.data("Release")
    await lawyer.phone.press("Severity")
    await lawyer.phone.press("2")
    before = await office.case(case)
    await lawyer.phone.press_data(old, max(lawyer.phone.messages))
    assert await office.case(case) == before
    assert before.severity == 2
    assert "Severity 2" in lawyer.phone.screen.text


@pytest.mark.parametrize(
    "verb", ["take", "release", "severity:1", "assign:x", "confirm:test", "read", "reply", "x", ""]
)
async def test_a_forged_button_of_a_stranger_is_an_unknown_command(
    office: Office, lawyer: Lawyer, verb: str
) -> None:
    case = await office.report()
    stranger = office.phone(WORKER + 5)
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.press_data(f"ca:{case.code}:0:{verb}", 1)
    assert UNKNOWN in stranger.text
    assert case.code not in stranger.text
    assert (await office.case(case)).status is Status.NEW


async def test_nobody_acts_on_a_case_of_another_desk(office: Office, lawyer: Lawyer) -> None:
    case = await office.report(topic="VH")
    await lawyer.phone.press_data(f"ca:{case.code}:{case.version}:take", 1)
    assert "There is no such case." in lawyer.phone.text
    assert (await office.case(case)).assignee is None


async def test_a_protection_case_shows_neither_topic_nor_place(office: Office) -> None:
    _person, phone = await office.person("Person K", where=Desk.PROTECTION)
    case = await office.report(topic="VH")
    await phone.deliver()
    assert case.code in phone.last.text
    await phone.press("Take")
    for telling in ("Violence", "Fergana"):
        assert telling not in phone.text
    assert phone.screen.labels == ["Severity", "Assign", "Release", "Close", "Queue"]


async def test_without_full_nothing_of_the_content_is_offered(
    office: Office, lawyer: Lawyer
) -> None:
    office.full = False
    case = await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press("Take")
    assert not {"Read", "Reply", "Note"} & set(lawyer.phone.screen.labels)
    assert f"case read {case.code}" in lawyer.phone.screen.text
    current = await office.case(case)
    for verb in ("read", "reply", "note"):
        await lawyer.phone.press_data(f"ca:{case.code}:{current.version}:{verb}", 1)
    assert "kilos" not in lawyer.phone.text
    assert await lawyer.phone.draft() is None


async def test_a_case_is_released_and_announced_again(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    case = await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Release")
    current = await office.case(case)
    assert (current.status, current.assignee) == (Status.NEW, None)
    await colleague.phone.deliver()
    assert colleague.phone.last.labels == ["Take"]
    await colleague.phone.press("Take")
    assert (await office.case(case)).assignee == colleague.person.id


async def test_a_lawyer_gives_an_own_case_to_a_colleague(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    case = await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Assign", "Person D")
    assert "Person D has it now." in lawyer.phone.screen.text
    assert (await office.case(case)).assignee == colleague.person.id
    await colleague.phone.deliver()
    assert "You have a case now" in colleague.phone.text
    await colleague.phone.press("Open")
    assert colleague.phone.has("Reply")
    assert not lawyer.phone.has("Reply")


async def test_a_supervisor_assigns_what_nobody_has(office: Office, lawyer: Lawyer) -> None:
    _person, phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report()
    await phone.say("/queue")
    await phone.press(case.code)
    assert phone.screen.labels == ["Take", "Assign", "Queue"]
    await phone.press_all("Assign", "Person A")
    assert (await office.case(case)).assignee == lawyer.person.id
    assert await office.acts() == [Act.CASE_ASSIGNED]


async def test_a_case_is_closed_after_confirm_only(office: Office, lawyer: Lawyer) -> None:
    case = await office.report(answer="here")
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Close")
    assert lawyer.phone.screen.labels == [
        "Remedied",
        "Partly",
        "Not remedied",
        "Advised",
        "Withdrawn",
        "Unreachable",
        "Out of scope",
        "Test",
        "Back",
    ]
    await lawyer.phone.press("Partly")
    assert (await office.case(case)).status is Status.TAKEN
    await lawyer.phone.press("Confirm")
    current = await office.case(case)
    assert (current.status, current.outcome) == (Status.CLOSED, Outcome.PARTLY)
    assert lawyer.phone.screen.labels == ["Read", "Queue"]
    worker = office.phone(WORKER)
    await worker.deliver()
    assert case.code not in worker.text


async def test_a_withdrawal_is_shown_to_the_supervisor_and_journalled(
    office: Office, lawyer: Lawyer
) -> None:
    _person, phone = await office.person("Person S", Role.SUPERVISOR)
    case = await office.report()
    async with office.work() as unit:
        await desk_case.withdraw(unit, case)
    await phone.deliver()
    assert "withdrew" in phone.last.text
    await phone.press("Open")
    assert await office.acts() == [Act.WITHDRAWAL_SEEN]


GROUP = -1001234567890


async def test_in_the_group_a_card_is_taken_and_the_case_opens_in_private(
    office: Office, lawyer: Lawyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.store.where = Where(group_chat_id=GROUP, prompt=True)
    case = await office.report()
    group = office.phone(GROUP)
    await group.deliver()
    assert case.code in group.last.text
    monkeypatch.setattr("handlers.desk.door.person_id", lambda _visit: lawyer.person.chat_id)
    await press_in_group(group, group.last.buttons[0][1])
    assert group.messages == {}
    await lawyer.phone.deliver()
    assert lawyer.phone.has("Reply")
    assert (await office.case(case)).assignee == lawyer.person.id


async def test_a_stranger_in_the_group_gets_no_word(office: Office, lawyer: Lawyer) -> None:
    office.store.where = Where(group_chat_id=GROUP, prompt=True)
    case = await office.report()
    group = office.phone(GROUP)
    await group.deliver()
    text = group.text
    await press_in_group(group, group.last.buttons[0][1])
    assert group.text == text
    assert (await office.case(case)).assignee is None


async def test_a_protection_card_never_comes_into_the_group(office: Office) -> None:
    office.store.where = Where(group_chat_id=GROUP, prompt=True)
    await office.report(topic="VH")
    assert await office.letters(GROUP) == []


async def press_in_group(group: Phone, data: str) -> None:
    incoming = Incoming(
        IncomingKind.PRESS, GROUP, message_id=max(group.messages), data=data, callback_id="c"
    )
    await group._visit(replace(incoming, chat_kind=ChatKind.GROUP))
