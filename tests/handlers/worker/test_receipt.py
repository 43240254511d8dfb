"""A receipt opens its case on any phone; a typing error, a wrong one, too many are told apart."""

from pathlib import Path

import pytest

from domain.case import Desk
from domain.errors import Throttled
from domain.staff import Staff
from handlers.worker.receipt import HERE_NOW, NO_ANSWER, PRESS_FIRST
from locales.mark import sentence
from services import case as desk_case
from services.receipt import MOST_WRONG, Mistyped, NotAReceipt, UnknownReceipt
from storage import address as addresses
from storage import case as cases
from storage.vault import derive
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report


@pytest.fixture
async def second(street: Street) -> Phone:
    """Give another phone, where nobody has reported anything."""
    phone = street.phone(7_000_000_002)
    await phone.say("/start")
    await phone.press("English")
    return phone


async def enter(phone: Phone, digits: str) -> None:
    await phone.say("/case")
    await phone.press("I have a receipt")
    await phone.say(digits)


async def answered(street: Street, lawyer: Staff, text: str) -> None:
    async with street.work() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
        if case.assignee is None:
            case = await desk_case.take(unit, lawyer, case)
        await desk_case.answer(unit, lawyer, case, text)


async def test_a_receipt_opens_its_replies_on_another_phone(
    street: Street, phone: Phone, second: Phone, lawyer: Staff
) -> None:
    digits = await file_report(phone, "Only with my receipt")
    await answered(street, lawyer, "Keep your slips.")
    await enter(second, f"{digits[:4]} {digits[4:12]}-{digits[12:]}")
    assert "Keep your slips." in second.screen.text
    assert second.screen.labels == ["Write more", "Answer me here from now on", "Hide"]
    assert digits not in "".join(second.sent.values()).replace(" ", "").replace("-", "")


async def test_before_an_answer_the_status_is_shown(phone: Phone, second: Phone) -> None:
    await enter(second, await file_report(phone, "Only with my receipt"))
    assert NO_ANSWER in second.screen.text
    assert "Nobody has taken it yet." in second.screen.text


async def test_a_typing_error_is_not_an_unknown_receipt(phone: Phone, second: Phone) -> None:
    digits = await file_report(phone)
    swapped = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    await enter(second, swapped)
    assert sentence(Mistyped) in second.screen.text
    await second.say("hello")
    assert sentence(NotAReceipt) in second.screen.text


async def test_a_wrong_receipt_is_told_and_deleted(second: Phone, street: Street) -> None:
    wrong = street._take().digits
    await enter(second, wrong)
    assert sentence(UnknownReceipt) in second.screen.text
    assert wrong not in second.sent.values()


async def test_after_ten_wrong_ones_even_a_right_one_waits_an_hour(
    street: Street, phone: Phone, second: Phone
) -> None:
    digits = await file_report(phone)
    await second.say("/case")
    await second.press("I have a receipt")
    for _ in range(MOST_WRONG):
        await second.say(street._take().digits)
        assert sentence(UnknownReceipt) in second.screen.text
    await second.say(digits)
    assert sentence(Throttled) in second.screen.text
    street.later(hours=1)
    await second.say(digits)
    assert "Write more" in second.screen.labels


async def test_with_a_receipt_a_worker_writes_more(
    street: Street, phone: Phone, second: Phone
) -> None:
    await enter(second, await file_report(phone, "Only with my receipt"))
    await second.press("Write more")
    await second.say("It is me again.")
    await second.press_all("Done", "Send")
    assert "It is sent." in second.screen.text
    assert await second.draft() is None


async def test_answer_me_here_moves_the_case_to_this_chat(
    street: Street, phone: Phone, second: Phone, lawyer: Staff
) -> None:
    await enter(second, await file_report(phone))
    await second.press("Answer me here from now on")
    assert HERE_NOW in second.screen.text
    await answered(street, lawyer, "Hello there.")
    await second.deliver()
    await phone.deliver()
    assert second.has("Show")
    assert not phone.has("Show")


async def test_hide_forgets_the_case(street: Street, phone: Phone, second: Phone) -> None:
    await enter(second, await file_report(phone))
    await second.press("Hide")
    assert await second.draft() is None
    assert "Report a violation" in second.screen.labels


async def test_long_replies_come_apart_and_are_hidden_together(
    street: Street, phone: Phone, second: Phone, lawyer: Staff
) -> None:
    digits = await file_report(phone)
    for n in range(3):
        await answered(street, lawyer, f"{n} " + "slip " * 500)
    await enter(second, digits)
    assert second.text.count("slip") == 1500
    await second.press("Hide")
    assert "slip" not in second.text


async def test_replies_full_of_pictures_come_apart_before_they_are_too_long(
    street: Street, phone: Phone, second: Phone, lawyer: Staff
) -> None:
    digits = await file_report(phone)
    for _ in range(2):
        await answered(street, lawyer, "\U0001f62d" * 1500)
    await enter(second, digits)
    assert second.text.count("\U0001f62d") == 3000


async def test_words_at_an_open_case_are_not_taken_for_a_receipt(
    phone: Phone, second: Phone
) -> None:
    await enter(second, await file_report(phone))
    await second.say("and another thing")
    assert PRESS_FIRST in second.text
    assert "Write more" in second.screen.labels


async def test_another_language_shows_the_open_case_again(phone: Phone, second: Phone) -> None:
    await enter(second, await file_report(phone))
    await second.say("/language")
    await second.press("English")
    assert "Write more" in second.screen.labels


async def test_the_digits_are_nowhere_in_the_store(street: Street, phone: Phone) -> None:
    digits = await file_report(phone, "Only with my receipt")
    derived = derive(digits, vault=street.vault)
    async with street.reading() as unit:
        assert not await unit.rows(addresses.addresses.select())
    path = street.store.url.database
    assert path is not None
    assert digits.encode() not in _bytes(path)
    assert derived.pair.private not in _bytes(path)


def _bytes(path: str) -> bytes:
    return b"".join(one.read_bytes() for one in Path(path).parent.glob("terimchi.db*"))
