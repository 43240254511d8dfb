"""Add more: optional answers after filing go into the same case, and leave nothing behind."""

from domain.case import Desk
from domain.entry import Entry
from domain.staff import Staff
from handlers.worker import step
from handlers.worker.start import ASK_AGAIN, ASK_NEW
from services.content import open_case
from services.member import server_keys
from storage import case as cases
from storage import draft as drafts
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report


async def entries(street: Street) -> tuple[Entry, ...]:
    async with street.reading() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
        return (await open_case(unit, case, await server_keys(unit))).entries


async def test_everything_that_was_answered_goes_into_the_case(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone, "Only with my receipt")
    await phone.press_all("Add more", "10–49", "Later in the list", "Rishton district", "Farm")
    await phone.say("Sinov farm")
    assert "Sinov farm" not in phone.sent.values()
    await phone.press("Get paid")
    (_report, more) = await entries(street)
    assert more.body["answers"] == {
        "many": "10",
        "district": "1730224",
        "employer": "farm",
        "name": "Sinov farm",
        "want": "paid",
    }
    assert await phone.draft() is None


async def test_who_skips_everything_adds_nothing(street: Street, phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Add more", "Skip", "Skip", "I do not know", "Skip")
    kinds = [one.body.get("answers") for one in await entries(street)]
    assert kinds[1:] in ([], [{"employer": "unknown"}])


async def test_a_second_press_goes_on_where_it_stands(phone: Phone) -> None:
    await file_report(phone)
    more, number = phone.data("Add more"), max(phone.messages)
    await phone.press("Add more")
    first = phone.screen
    await phone.press_data(more, number)
    assert phone.screen == first
    await phone.press("10–49")
    await phone.press_data(more, number)
    assert "In which district?" in phone.screen.text


async def test_the_button_ends_after_a_day(street: Street, phone: Phone) -> None:
    await file_report(phone)
    street.later(hours=25)
    await phone.press("Add more")
    assert "This button has ended." in phone.screen.text
    assert await phone.draft() is None


async def test_a_forged_button_opens_nothing(phone: Phone) -> None:
    await phone.press_data("mo:AAAAAAAAAAAAAAAAAAAAAA", max(phone.messages))
    assert "This button has ended." in phone.screen.text


async def test_words_at_a_question_are_refused_kindly(phone: Phone) -> None:
    await file_report(phone)
    await phone.press("Add more")
    await phone.say("about forty")
    assert "I did not take this in." in phone.text
    assert "about forty" not in phone.sent.values()


async def test_stop_says_that_the_report_stays_with_the_desk(phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Add more", "Only me", "Stop")
    assert step.ASK_STOP_ADDING in phone.screen.text
    await phone.press("Stop")
    assert step.NOT_ADDED in phone.screen.text
    await phone.press_all("Report a violation", "Stop")
    assert step.ASK_STOP in phone.screen.text
    await phone.press("Stop")
    assert step.ERASED in phone.screen.text


async def test_a_new_report_instead_leaves_the_one_with_the_desk(phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Add more", "Only me")
    await phone.say("/start")
    await phone.press("Start again")
    assert phone.screen.text == ASK_NEW
    await phone.press_all("Continue my report", "Stop", "Stop", "Report a violation", "Not paid")
    await phone.say("/start")
    await phone.press("Start again")
    assert phone.screen.text == ASK_AGAIN


async def test_stop_leaves_no_row_of_the_chat(street: Street, phone: Phone) -> None:
    await file_report(phone, "Only with my receipt")
    await phone.press_all("Add more", "Only me", "Stop", "Stop")
    async with street.reading() as unit:
        assert not await unit.rows(drafts.drafts.select())
    assert len(await entries(street)) == 1
