"""An answer waits behind a button, is shown, answered, and hidden; it says its word once."""

import pytest

from domain.case import Desk, Status
from domain.entry import EntryKind
from domain.language import Language
from domain.staff import Staff
from handlers.worker.answer import GONE, LEAVES, MOST_UNITS, NOT_HERE, SOLVED, UNSOLVED
from locales.voice import Voice
from services import case as desk_case
from services.content import open_case
from services.member import server_keys
from storage import case as cases
from storage import reply as replies
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report

LINE = "Not paid, 23 November"
ANSWER = "Keep your weighing slips. We write to the employer."


async def answered(street: Street, phone: Phone, lawyer: Staff, text: str = ANSWER) -> None:
    async with street.work() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
        if case.assignee is None:
            case = await desk_case.take(unit, lawyer, case)
        await desk_case.answer(unit, lawyer, case, text)
    await phone.deliver()


async def words(street: Street) -> list[object]:
    async with street.reading() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
        opened = await open_case(unit, case, await server_keys(unit))
        return [one.body["word"] for one in opened.entries if one.kind is EntryKind.WORD]


async def test_the_notice_says_only_that_there_is_an_answer(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    assert phone.last.text == "There is an answer for you"
    assert phone.last.labels == ["Show"]


async def test_shown_it_offers_what_can_be_done(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press("Show")
    assert phone.last.text.startswith(ANSWER)
    assert phone.last.labels == ["Answer", "This solved it", "Not solved", "Hide"]


async def test_wherever_hide_stands_it_is_said_that_nothing_brings_the_answer_back(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press("Show")
    assert LEAVES in phone.last.text
    await phone.press("This solved it")
    assert "Hide" in phone.last.labels
    assert LEAVES in phone.last.text


@pytest.mark.parametrize("language", list(Language))
async def test_the_longest_answer_still_fits_with_what_stands_below_it(
    street: Street, phone: Phone, lawyer: Staff, language: Language
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer, "я" * MOST_UNITS)
    await phone.press_data(f"go:lang:{language.value}", max(phone.messages) - 1)
    await phone.press_data(phone.messages[max(phone.messages)].buttons[0][1], max(phone.messages))
    assert "я" * MOST_UNITS in phone.last.text
    assert Voice(language).text(LEAVES) in phone.last.text
    solved = next(data for _label, data in phone.last.buttons if data.endswith(":solved"))
    await phone.press_data(solved, max(phone.messages))
    assert await words(street) == ["solved"]


async def test_hide_takes_it_from_chat_and_store(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    show, number = phone.data("Show"), max(phone.messages)
    await phone.press_all("Show", "Hide")
    assert ANSWER not in phone.text
    async with street.reading() as unit:
        assert not await unit.rows(replies.answers.select())
    await phone.press_data(show, number)
    assert GONE in phone.text


async def test_an_answer_is_answered_below_it(street: Street, phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press_all("Show", "Answer")
    await phone.say("Thank you. I have four slips.")
    assert ANSWER in phone.text
    await phone.press_all("Done", "Send")
    async with street.reading() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
    assert case.status is Status.WAITING_DESK


async def test_an_answer_begun_after_stop_leaves_what_is_read(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await _stopped_below_an_answer(street, phone, lawyer)
    await phone.press("Answer")
    assert ANSWER in phone.text
    assert NOT_HERE in phone.screen.text
    assert phone.screen.labels == ["I have a receipt", "Menu"]
    assert await phone.draft() is None


async def test_an_answer_begun_after_stop_goes_on_with_the_story_below(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await _stopped_below_an_answer(street, phone, lawyer)
    await phone.say("/report")
    await phone.press("Contract")
    await phone.say("half a story")
    await phone.press("Answer")
    assert ANSWER in phone.text
    assert NOT_HERE in phone.screen.text
    assert "Kept safe: 1 message" in phone.screen.text


@pytest.mark.parametrize("verdict", ["This solved it", "Not solved"])
async def test_a_word_on_an_answer_after_stop_is_said_to_reach_nobody(
    street: Street, phone: Phone, lawyer: Staff, verdict: str
) -> None:
    await _stopped_below_an_answer(street, phone, lawyer)
    await phone.press(verdict)
    assert await words(street) == []
    assert ANSWER in phone.text
    assert phone.last.text == NOT_HERE
    assert phone.last.labels == ["My report"]


async def test_a_second_press_of_answer_goes_on_with_it_below(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press("Show")
    await phone.press("Answer")
    await phone.say("I have four slips.")
    await phone.press("Answer")
    assert ANSWER in phone.text
    assert "Kept safe: 1 message" in phone.screen.text
    assert phone.screen.labels == ["Done", "Back", "Stop"]


async def test_solved_is_said_once(street: Street, phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press("Show")
    solved, number = phone.data("This solved it"), max(phone.messages)
    await phone.press("This solved it")
    await phone.press_data(solved, number)
    assert await words(street) == ["solved"]
    assert SOLVED in phone.last.text
    assert ANSWER in phone.last.text
    assert phone.last.labels == ["Answer", "Hide"]


async def test_not_solved_turns_to_the_desk(street: Street, phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press_all("Show", "Not solved")
    assert UNSOLVED in phone.last.text
    assert await words(street) == ["unsolved"]
    async with street.reading() as unit:
        (case,) = await cases.open_cases(unit, list(Desk))
    assert case.status is Status.WAITING_DESK


async def test_a_long_answer_comes_in_several_messages_and_goes_with_them(
    street: Street, phone: Phone, lawyer: Staff
) -> None:
    long = "slip " * 1600
    await file_report(phone)
    await answered(street, phone, lawyer, long)
    await phone.press("Show")
    pages = [one.text for one in phone.messages.values() if "slip" in one.text]
    assert "".join(pages).partition("\n\n")[0] == long
    assert [LEAVES in page for page in pages] == [False, False, True]
    await phone.press("Hide")
    assert "slip" not in phone.text


async def test_a_forged_answer_button_shows_nothing(phone: Phone) -> None:
    await phone.press_data("an:AAAAAAAAAAAAAAAAAAAAAA", max(phone.messages))
    assert GONE in phone.text
    await phone.press_data("an:x:solved", max(phone.messages))
    assert GONE in phone.text


async def _stopped_below_an_answer(street: Street, phone: Phone, lawyer: Staff) -> None:
    """Show an answer, and then stop being answered here."""
    await file_report(phone)
    await answered(street, phone, lawyer)
    await phone.press("Show")
    await phone.say("/case")
    await phone.press_all(LINE, "Stop answering me here", "Stop answering me here")
