"""My report: a worker sees how each case stands, writes more, withdraws, deletes, or leaves."""

import pytest

from domain.case import Case, Desk, Outcome, Status
from domain.entry import Entry, EntryKind
from domain.staff import Staff
from handlers.worker.case import ASK_DELETE, ASK_WITHDRAW, STOPPED, WITHDRAWN
from handlers.worker.mine import EMPTY, LIST
from handlers.worker.start import ENDED
from handlers.worker.status import NOBODY, PAUSED
from services import case as desk_case
from services import staff, word
from services.content import open_case
from services.member import server_keys
from storage import address as addresses
from storage import case as cases
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report

LINE = "Not paid, 23 November"


async def the_case(street: Street) -> Case:
    async with street.reading() as unit:
        found = await unit.rows(cases.cases.select())
        return await cases.by_id(unit, found[0]["id"])


async def entries(street: Street) -> tuple[Entry, ...]:
    case = await the_case(street)
    async with street.reading() as unit:
        return (await open_case(unit, case, await server_keys(unit))).entries


async def off_duty(street: Street, lawyer: Staff) -> None:
    async with street.work() as unit:
        await staff.set_duty(unit, lawyer.id, on=False)


async def to_case(phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Menu", "My report", LINE)


async def test_without_a_case_the_receipt_is_offered(phone: Phone) -> None:
    await phone.press("My report")
    assert EMPTY in phone.screen.text
    assert "I have a receipt" in phone.screen.labels


async def test_a_case_is_listed_by_topic_and_day_with_its_promise(
    phone: Phone, lawyer: Staff
) -> None:
    await to_case(phone)
    assert "Nobody has taken it yet." in phone.screen.text
    assert "First answer by 25 November, 24:00." in phone.screen.text
    assert phone.screen.labels == [
        "Write more",
        "Withdraw",
        "Delete what I wrote",
        "Stop answering me here",
        "Back",
    ]


async def test_a_late_first_answer_is_said(street: Street, phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    street.later(days=3)
    await phone.say("/case")
    await phone.press(LINE)
    assert "it is late. We are sorry." in phone.screen.text
    assert NOBODY not in phone.screen.text
    await off_duty(street, lawyer)
    await phone.say("/case")
    await phone.press(LINE)
    assert "First answer by 25 November, 24:00: it is late. We are sorry." in phone.screen.text
    assert NOBODY in phone.screen.text


async def test_while_nobody_is_on_duty_no_hour_is_named_and_numbers_are_given(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    street.later(hours=2)
    await off_duty(street, lawyer)
    for days in (0, 5):
        street.later(days=days)
        await phone.say("/case")
        await phone.press(LINE)
        assert "First answer by" not in phone.screen.text
        assert PAUSED in phone.screen.text
        assert NOBODY in phone.screen.text
        assert "112" in phone.screen.text
    async with street.work() as unit:
        await staff.set_duty(unit, lawyer.id, on=True)
    await phone.say("/case")
    await phone.press(LINE)
    # The clock stood from the end of the day of filing, as for all of that day.
    assert "First answer by 30 November, 16:30." in phone.screen.text
    assert NOBODY not in phone.screen.text


async def test_the_receipt_names_no_hour_either_while_nobody_is_on_duty(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    digits = await file_report(phone, "Only with my receipt")
    await off_duty(street, lawyer)
    await phone.press_all("Menu", "My report", "I have a receipt")
    await phone.say(digits)
    assert "First answer by" not in phone.screen.text
    assert PAUSED in phone.screen.text
    assert "112" in phone.screen.text


async def test_when_it_is_the_workers_turn_nobody_need_be_on_duty(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await off_duty(street, lawyer)
    street.later(days=2)
    async with street.work() as unit:
        taken = await desk_case.take(unit, lawyer, await cases.by_id(unit, await _id(street)))
        await desk_case.answer(unit, lawyer, taken, "We are on it.")
    await phone.say("/case")
    await phone.press(LINE)
    assert ": kept." in phone.screen.text
    assert NOBODY not in phone.screen.text


async def test_a_kept_promise_is_said(street: Street, phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    async with street.work() as unit:
        taken = await desk_case.take(unit, lawyer, await cases.by_id(unit, (await _id(street))))
        await desk_case.answer(unit, lawyer, taken, "We are on it.")
    await phone.say("/case")
    await phone.press(LINE)
    assert "First answer by 25 November, 24:00: kept." in phone.screen.text


async def test_write_more_shows_a_preview_and_is_sealed_to_the_case(
    street: Street, phone: Phone
) -> None:
    await to_case(phone)
    await phone.press("Write more")
    await phone.say("Yesterday it was the same.")
    await phone.press("Done")
    assert "Yesterday it was the same." in phone.screen.text
    await phone.press("Send")
    last = (await entries(street))[-1]
    assert last.kind is EntryKind.STORY
    assert [said["text"] for said in last.body["texts"]] == ["Yesterday it was the same."]
    assert await phone.draft() is None


async def test_a_preview_of_nothing_but_pictures_still_fits_telegram(phone: Phone) -> None:
    await to_case(phone)
    await phone.press("Write more")
    for _ in range(3):
        await phone.say("\U0001f62d" * 2048)
    await phone.press("Done")
    assert "\U0001f62d…" in phone.screen.text
    assert "Send" in phone.screen.labels


async def test_a_second_send_writes_nothing_twice(street: Street, phone: Phone) -> None:
    await to_case(phone)
    await phone.press("Write more")
    await phone.say("once")
    await phone.press("Done")
    send, number = phone.data("Send"), max(phone.messages)
    await phone.press("Send")
    await phone.press_data(send, number)
    assert phone.screen.text == ENDED
    assert [one.kind for one in await entries(street)].count(EntryKind.STORY) == 1


async def test_more_words_after_the_preview_are_kept(street: Street, phone: Phone) -> None:
    await to_case(phone)
    await phone.press("Write more")
    await phone.say("one")
    await phone.press("Done")
    await phone.say("two")
    assert "Done" in phone.screen.labels
    await phone.press_all("Done", "Send")
    assert [said["text"] for said in (await entries(street))[-1].body["texts"]] == ["one", "two"]


async def test_withdraw_asks_once_and_asks_no_reason(street: Street, phone: Phone) -> None:
    await to_case(phone)
    await phone.press("Withdraw")
    assert phone.screen.text == ASK_WITHDRAW
    await phone.press("Withdraw")
    assert WITHDRAWN in phone.screen.text
    case = await the_case(street)
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    await phone.press(LINE)
    assert "It is withdrawn and closed." in phone.screen.text


async def test_delete_what_i_wrote_has_a_grace_and_can_be_undone(
    street: Street, phone: Phone
) -> None:
    await to_case(phone)
    await phone.press("Delete what I wrote")
    assert phone.screen.text == ASK_DELETE
    await phone.press("Delete what I wrote")
    assert "will be deleted on 30 November 2026" in phone.screen.text
    assert (await entries(street))[-1].body == {"word": "delete"}
    await phone.press("Keep it after all")
    assert "Delete what I wrote" in phone.screen.labels
    async with street.reading() as unit:
        assert await word.deleted_at(unit, await the_case(street)) is None


async def test_stop_answering_me_here_leaves_no_address(street: Street, phone: Phone) -> None:
    await to_case(phone)
    await phone.press_all("Stop answering me here", "Stop answering me here")
    assert STOPPED in phone.screen.text
    async with street.reading() as unit:
        assert await addresses.of_case(unit, (await the_case(street)).id) is None


@pytest.mark.parametrize("told", [False, True])
async def test_a_second_press_of_write_more_goes_on_with_it(phone: Phone, told: bool) -> None:
    await to_case(phone)
    write, number = phone.data("Write more"), max(phone.messages)
    await phone.press("Write more")
    if told:
        await phone.say("Yesterday it was the same.")
    draft = await phone.draft()
    await phone.press_data(write, number)
    assert await phone.draft() == draft
    assert phone.screen.labels == ["Done", "Back", "Stop"]


async def test_somebody_elses_button_opens_nothing(street: Street, phone: Phone) -> None:
    await to_case(phone)
    stolen = phone.data("Withdraw")
    thief = street.phone(7_000_000_009)
    await thief.say("/start")
    await thief.press("English")
    await thief.press_data(stolen.replace(":withdraw", ":withdrawn"), max(thief.messages))
    assert EMPTY in thief.screen.text
    assert (await the_case(street)).status is Status.NEW


async def test_writing_to_a_closed_case_opens_it_again(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    async with street.work() as unit:
        taken = await desk_case.take(unit, lawyer, await cases.by_id(unit, await _id(street)))
        await desk_case.close(unit, lawyer, taken, Outcome.ADVISED)
    await phone.deliver()
    assert "There is news in My report." in phone.last.text
    await phone.press_all("My report", LINE, "Write more")
    await phone.say("It began again.")
    await phone.press_all("Done", "Send")
    assert (await the_case(street)).status is Status.REOPENED
    async with street.reading() as unit:
        (row,) = await unit.rows(addresses.addresses.select())
        assert row["ends_at"] == 0


async def test_back_from_write_more_leads_to_my_report_until_something_is_written(
    phone: Phone,
) -> None:
    await to_case(phone)
    await phone.press_all("Write more", "Back")
    assert LIST in phone.screen.text
    assert await phone.draft() is None
    await phone.press_all(LINE, "Write more")
    await phone.say("One word more.")
    await phone.press("Back")
    assert "Continue my report" in phone.screen.labels


async def test_a_report_under_way_is_not_lost_by_write_more(phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Menu", "Report a violation", "Contract")
    await phone.say("half a story")
    await phone.say("/case")
    await phone.press_all(LINE, "Write more")
    assert "Continue my report" in phone.last.labels
    draft = await phone.draft()
    assert draft is not None
    assert (draft.flow, draft.messages) == ("report", 1)


async def _id(street: Street) -> bytes:
    async with street.reading() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
        return case.id
