"""After Send: a true promise, numbers, the receipt alone; or a kind refusal that loses no draft."""

import pytest

from domain.card import Where
from domain.errors import NoDesk
from domain.staff import Role, Staff
from handlers.worker.filed import ABOVE, LONGER
from handlers.worker.start import ENDED
from handlers.worker.status import NOBODY
from locales.mark import sentence
from storage import draft as drafts
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import STORY, file_report, filed, to_review


async def test_a_second_press_of_send_files_no_second_report(street: Street, phone: Phone) -> None:
    await to_review(phone)
    send, number = phone.data("Send"), max(phone.messages)
    await phone.press("Send")
    await phone.press_data(send, number)
    assert len(await filed(street)) == 1
    assert ENDED in phone.text
    assert "Write the 20 digits above on paper." in phone.text


async def test_nothing_is_left_of_the_draft(street: Street, phone: Phone) -> None:
    await file_report(phone)
    assert await phone.draft() is None
    async with street.reading() as unit:
        assert not await drafts.parts_of(unit, phone.lane)


async def test_nobody_on_duty_is_said_and_numbers_are_given(phone: Phone) -> None:
    await file_report(phone)
    assert NOBODY in phone.screen.text
    assert "A first answer comes by" not in phone.screen.text
    assert "112" in phone.screen.text


async def test_no_number_stands_twice_on_the_last_screen(phone: Phone) -> None:
    await phone.press_all("Report a violation", "Violence or harassment", "Skip", "Skip", "Skip")
    await phone.press_all("Today", "Skip", "Only with my receipt", "Send")
    lines = phone.screen.text.splitlines()
    assert sum(line.startswith("103 ") for line in lines) == 1
    assert any(line.startswith("1146 ") for line in lines)


async def test_somebody_on_duty_means_a_true_time(phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    assert NOBODY not in phone.screen.text
    assert f"A first answer comes by 25 November, 24:00. {LONGER}" in phone.screen.text


async def test_only_who_has_nothing_but_the_receipt_reads_that(phone: Phone) -> None:
    await file_report(phone)
    assert ABOVE[True] in phone.screen.text
    await phone.press("Menu")
    await file_report(phone, "Only with my receipt")
    assert ABOVE[False] in phone.screen.text


async def test_the_receipt_stands_alone_until_it_is_written_down(phone: Phone) -> None:
    digits = await file_report(phone)
    alone = [one for one in phone.messages.values() if digits[:4] in one.text]
    assert [one.labels for one in alone] == [["I have written it down"]]
    assert alone[0].text == f"<code>{' '.join(digits[n : n + 4] for n in range(0, 20, 4))}</code>"
    await phone.press("I have written it down")
    assert digits[:4] not in phone.text


async def test_without_a_desk_intake_refuses_kindly_and_gives_numbers(
    sqlite_url: str, key_file: object
) -> None:
    async with Street.opened(sqlite_url, key_file) as street:  # type: ignore[arg-type]
        phone = street.phone()
        await phone.say("/start")
        await phone.press_all("English", "Report a violation")
        assert sentence(NoDesk) in phone.text
        assert "112" in phone.text
        assert "Hotlines" in phone.screen.labels
        assert await phone.draft() is None


async def test_a_full_disk_stops_intake_before_it_is_full(street: Street, phone: Phone) -> None:
    street.room = False
    await phone.press("Report a violation")
    assert "Our server has no room left" in phone.text
    assert await phone.draft() is None


async def test_a_desk_that_closes_in_the_middle_loses_no_draft(
    street: Street, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_review(phone)

    async def closed(*_args: object) -> None:
        raise NoDesk

    with monkeypatch.context() as patch:
        patch.setattr("services.desk.current", closed)
        await phone.press("Send")
    assert sentence(NoDesk) in phone.text
    await phone.press("Send")
    assert len(await filed(street)) == 1


async def test_members_on_duty_are_told(street: Street, phone: Phone) -> None:
    street.store.where = Where(prompt=True)
    member = await street.enrol("Amaliy", Role.LAWYER)
    await file_report(phone)
    desk = street.phone(member.chat_id)
    await desk.deliver()
    (case,) = await filed(street)
    assert case.code in desk.text
    assert STORY not in desk.text
