"""The queue: overdue first, then severity, then age; filters, regions, pages; only for the desk."""

import pytest

from domain.case import Desk
from domain.incoming import Incoming, IncomingKind
from domain.staff import Role
from handlers.desk import queue
from handlers.worker.start import UNKNOWN
from services.header import PAUSED
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import WORKER, Office
from tests.kit.phone import Message, Phone


def codes(screen: Message) -> list[str]:
    return [label for label in screen.labels if len(label) == 7 and label[3] == "-"]


def marked(screen: Message) -> list[str]:
    return [label for label, _data in screen.buttons if label.startswith(queue.CHOSEN)]


async def test_overdue_comes_first_then_severity_then_age(office: Office, lawyer: Lawyer) -> None:
    late = await office.report(1, topic="DS")
    office.later(hours=170)
    young = await office.report(2, topic="WG")
    office.later(hours=30)
    grave = await office.report(3, topic="FL")
    grave_too = await office.report(4, topic="OS", subtopic="OS1")
    old = await office.report(5, topic="WG")
    await lawyer.phone.say("/queue")
    expected = [late.code, grave_too.code, grave.code, young.code, old.code]
    assert codes(lawyer.phone.screen) == expected
    assert "5 open here, 1 overdue" in lawyer.phone.screen.text


async def test_while_nobody_is_on_duty_nothing_becomes_overdue_and_no_hour_is_named(
    office: Office, lawyer: Lawyer
) -> None:
    late = await office.report(1, topic="FL")
    office.later(hours=25)
    case = await office.report(2, topic="FL")
    await lawyer.phone.say("/duty")
    await lawyer.phone.press("Off duty")
    office.later(days=9)
    await lawyer.phone.say("/queue")
    assert codes(lawyer.phone.screen) == [late.code, case.code]
    assert "2 open here, 1 overdue" in lawyer.phone.screen.text
    first, second = lawyer.phone.screen.text.splitlines()[1:]
    assert "⏰" in first
    assert "due 24 November, 14:00" in first
    assert "⏰" not in second
    assert "nobody on duty, the clock stands" in second
    assert "· due" not in second
    await lawyer.phone.press("Overdue")
    assert codes(lawyer.phone.screen) == [late.code]
    await lawyer.phone.press(late.code)
    assert "First answer by 24 November, 14:00: overdue." in lawyer.phone.screen.text
    await lawyer.phone.say(f"/queue {case.code}")
    assert PAUSED in lawyer.phone.screen.text
    assert "First answer by" not in lawyer.phone.screen.text


async def test_pages_of_eight_show_every_case_once(office: Office, lawyer: Lawyer) -> None:
    filed = {(await office.report(chat)).code for chat in range(1, 20)}
    await lawyer.phone.say("/queue")
    shown = codes(lawyer.phone.screen)
    await lawyer.phone.press_data(lawyer.phone.screen.buttons[8][1], max(lawyer.phone.messages))
    shown += codes(lawyer.phone.screen)
    await lawyer.phone.press_data("dk:queue:all:2", max(lawyer.phone.messages))
    shown += codes(lawyer.phone.screen)
    assert len(shown) == 19
    assert set(shown) == filed


async def test_mine_new_and_overdue_filter(office: Office, lawyer: Lawyer) -> None:
    first = await office.report(1)
    office.later(hours=80)
    second = await office.report(2)
    await lawyer.phone.say("/queue")
    await lawyer.phone.press(first.code)
    await lawyer.phone.press("Take")
    await lawyer.phone.press_all("Queue", "Mine")
    assert codes(lawyer.phone.screen) == [first.code]
    await lawyer.phone.press("New")
    assert codes(lawyer.phone.screen) == [second.code]
    await lawyer.phone.press("Overdue")
    assert codes(lawyer.phone.screen) == [first.code]
    await lawyer.phone.press("All")
    assert codes(lawyer.phone.screen) == [first.code, second.code]
    await lawyer.phone.say("/cases")
    assert codes(lawyer.phone.screen) == [first.code]


async def test_the_filter_that_is_on_is_marked(office: Office, lawyer: Lawyer) -> None:
    await office.report(1, region="UZ-FA")
    await lawyer.phone.say("/cases")
    assert marked(lawyer.phone.screen) == ["🔘 Mine"]
    await lawyer.phone.press("Overdue")
    assert marked(lawyer.phone.screen) == ["🔘 Overdue"]
    await lawyer.phone.press_all("By region", "Fergana region (1)")
    assert marked(lawyer.phone.screen) == ["🔘 By region"]


async def test_a_region_shows_its_cases_only(office: Office, lawyer: Lawyer) -> None:
    await office.report(1, region="UZ-FA")
    other = await office.report(2, region="UZ-AN")
    await lawyer.phone.say("/queue")
    await lawyer.phone.press_all("By region", "Andijan region (1)")
    assert codes(lawyer.phone.screen) == [other.code]


async def test_no_region_tells_where_a_protection_case_is(office: Office) -> None:
    await office.report(topic="VH", region="UZ-FA")
    _person, phone = await office.person("Person K", where=Desk.PROTECTION)
    await phone.say("/queue")
    assert "1 open here" in phone.text
    await phone.press("By region")
    assert phone.last.labels == ["Back"]
    await phone.press_data("dk:queue:UZ-FA:0")
    assert "0 open here" in phone.text


async def test_a_code_behind_the_command_opens_its_case(office: Office, lawyer: Lawyer) -> None:
    case = await office.report()
    await lawyer.phone.say(f"/queue {case.code.lower()}")
    assert lawyer.phone.screen.labels == ["Take", "Queue"]


async def test_a_typed_code_opens_its_case_for_the_desk_alone(
    office: Office, lawyer: Lawyer
) -> None:
    case = await office.report()
    assert await _named(office, lawyer.phone, case.code)
    assert lawyer.phone.screen.labels == ["Take", "Queue"]
    assert not await _named(office, lawyer.phone, "not a code")
    assert not await _named(office, office.phone(WORKER), case.code)


async def test_at_home_the_desk_sees_the_queue_and_a_worker_does_not(
    office: Office, lawyer: Lawyer
) -> None:
    case = await office.report()
    for phone, theirs in ((lawyer.phone, True), (office.phone(WORKER), False)):
        async with office.work() as unit:
            assert await queue.home(await phone._opened(unit, _typed(phone, ""))) is theirs
        await phone.deliver()
        assert (case.code in phone.text) is theirs


async def _named(office: Office, phone: Phone, text: str) -> bool:
    async with office.work() as unit:
        shown = await queue.named(await phone._opened(unit, _typed(phone, text)))
    await phone.deliver()
    return shown


def _typed(phone: Phone, text: str) -> Incoming:
    return Incoming(IncomingKind.TEXT, phone.chat_id, message_id=900, text=text)


async def test_a_desk_sees_its_own_cases_and_of_protection_no_topic(office: Office) -> None:
    _person, phone = await office.person("Person K", where=Desk.PROTECTION)
    await office.report(1)
    case = await office.report(2, topic="VH")
    await phone.say("/queue")
    assert codes(phone.screen) == [case.code]
    assert "Violence" not in phone.text
    assert "Fergana" not in phone.text


@pytest.mark.parametrize("command", ["/queue", "/cases", "/duty", "/queue K7M-4QX"])
async def test_a_stranger_gets_what_an_unknown_command_gets(office: Office, command: str) -> None:
    await office.report()
    stranger, other = office.phone(WORKER + 1), office.phone(WORKER + 2)
    for phone in (stranger, other):
        await phone.say("/start")
        await phone.press("English")
    await stranger.say(command)
    await other.say("/nonsense")
    assert stranger.last == other.last or stranger.last.text == other.last.text
    assert UNKNOWN in stranger.last.text


@pytest.mark.parametrize("data", ["dk:queue:all:0", "dk:regions", "dk:duty:off"])
async def test_a_forged_desk_button_of_a_stranger_shows_nothing(office: Office, data: str) -> None:
    case = await office.report()
    stranger = office.phone(WORKER + 1)
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.press_data(data, 1)
    assert case.code not in stranger.text
    assert UNKNOWN in stranger.text


async def test_who_has_no_casework_sees_no_queue(office: Office) -> None:
    case = await office.report()
    _person, phone = await office.person("Person O", Role.ANALYST)
    await phone.say("/queue")
    assert "Your role does not include this." in phone.text
    assert case.code not in phone.text
