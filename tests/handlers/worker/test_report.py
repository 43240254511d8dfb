"""A report is told in nine presses and one message, loses no word, and is filed exactly once."""

from dataclasses import replace

import pytest

from domain.case import Desk, Kind, Status
from domain.language import Language
from domain.staff import Staff
from handlers.worker.question import VIOLENCE_STORY
from handlers.worker.report import FLOW
from handlers.worker.start import ENDED
from services import upkeep
from storage import draft as drafts
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import STORY, filed, opened, to_review, to_story


async def test_nine_presses_and_one_message_file_a_report(street: Street, lawyer: Staff) -> None:
    phone = street.phone()
    await phone.say("/start")
    await phone.press_all("English", "Report a violation", "Not paid", "Paid late")
    await phone.say(STORY)
    await phone.press_all("Done", "Today", "Fergana region", "Only with my receipt", "Send")
    assert phone.presses == 9
    (case,) = await filed(street)
    assert (case.topic, case.subtopic, case.region) == ("WG", "WG2", "UZ-FA")
    assert (case.status, case.severity, case.kind) == (Status.NEW, 3, Kind.REPORT)
    assert len(phone.receipt) == 20


async def test_the_case_holds_every_word_and_every_answer(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say("first")
    await phone.say("second")
    await phone.press_all("Done", "Happening now", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    report = (await opened(street, case)).entries[0].body
    assert [said["text"] for said in report["texts"]] == ["first", "second"]
    assert report["answers"]["when"] == "now"
    assert case.region == ""


async def test_an_old_button_changes_nothing_and_shows_the_current_screen(phone: Phone) -> None:
    await phone.press("Report a violation")
    old = phone.data("Contract")
    await phone.press("Not paid")
    await phone.press_data(old, max(phone.messages))
    draft = await phone.draft()
    assert draft is not None
    assert draft.answers["topic"] == "WG"
    assert "Paid late" in phone.screen.labels


@pytest.mark.parametrize(
    "forged", ["choose:XX", "choose", "goto:review", "bogus", "send", "hide:x"]
)
async def test_a_forged_choice_changes_nothing(phone: Phone, street: Street, forged: str) -> None:
    await phone.press("Report a violation")
    before = await phone.draft()
    assert before is not None
    await phone.press_data(f"st:{before.token}:{forged}", max(phone.messages))
    assert await phone.draft() == before
    assert not await filed(street)


async def test_of_violence_nobody_has_to_tell(street: Street, phone: Phone) -> None:
    await phone.press_all("Report a violation", "Violence or harassment", "Physical violence")
    await phone.press("It is about me")
    assert VIOLENCE_STORY in phone.screen.text
    assert phone.screen.labels[0] == "Skip"
    await phone.press_all("Skip", "Today", "Skip")
    assert phone.screen.labels[0] == "Only with my receipt"
    await phone.press_all("Only with my receipt", "Send")
    (case,) = await filed(street)
    assert (case.desk, case.severity) == (Desk.PROTECTION, 1)


@pytest.mark.parametrize("who", ["About a child", "I am under 18"])
async def test_a_child_goes_a_short_path_to_the_protection_desk(
    street: Street, phone: Phone, who: str
) -> None:
    await phone.press_all("Report a violation", "Child at work", "Skip", who)
    assert "1146" in phone.screen.text
    assert "photo" not in phone.screen.text
    await phone.press_all("Skip", "Skip", "Only with my receipt", "Send")
    (case,) = await filed(street)
    assert case.desk is Desk.PROTECTION


async def test_danger_or_injury_begins_with_the_number_to_call(phone: Phone) -> None:
    await phone.press_all("Report a violation", "Danger or injury")
    assert phone.screen.text.index("103") < phone.screen.text.index("What exactly?")


async def test_who_is_in_danger_sees_the_numbers_and_goes_on(street: Street, phone: Phone) -> None:
    await phone.press_all("Report a violation", "I am in danger")
    assert "112" in phone.screen.text
    await phone.press_all("Go on", "Forced to pick", "Skip")
    await phone.say("they keep us here")
    await phone.press_all("Send now", "Only with my receipt")
    (case,) = await filed(street)
    assert case.severity == 1


@pytest.mark.parametrize("language", list(Language))
async def test_the_whole_way_in_every_language(street: Street, language: Language) -> None:
    phone = street.phone()
    await phone.say("/start")
    await phone.press(language.label)
    await phone.press_data("go:report", max(phone.messages))
    for verb in ("choose:VH", "skip", "skip", "tell", "done", "choose:today", "choose:UZ-FA"):
        if verb == "tell":
            await phone.say("8 90 123 45 67")
        else:
            await act(phone, verb)
    await act(phone, "choose:receipt")
    await act(phone, "hide:phone")
    await act(phone, "send")
    (case,) = await filed(street)
    assert case.language is language
    assert len(phone.receipt) == 20
    await phone.press_data(phone.screen.buttons[0][1], max(phone.messages))
    for _ in range(4):
        await act(phone, "skip")
    assert await phone.draft() is None


async def act(phone: Phone, words: str) -> None:
    draft = await phone.draft()
    assert draft is not None
    await phone.press_data(f"st:{draft.token}:{words}", max(phone.messages))


async def test_back_walks_the_whole_way(phone: Phone) -> None:
    await to_review(phone)
    for question in ("How shall we", "In which region?", "When did", "Tell us", "What exactly?"):
        await phone.press("Back")
        assert question in phone.screen.text
    await phone.press_all("Back", "Back")
    assert "Continue my report" in phone.screen.labels


async def test_stop_asks_once_and_erases(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.press("Stop")
    assert await phone.draft() is not None
    await phone.press("Go on")
    assert "Kept safe: 1 message" in phone.screen.text
    await phone.press_all("Stop", "Stop")
    assert await phone.draft() is None


async def test_something_else_opens_the_second_list(street: Street, phone: Phone) -> None:
    await phone.press_all("Report a violation", "Something else", "Extortion")
    await phone.say(STORY)
    await phone.press_all("Done", "Today", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    assert (case.topic, case.subtopic) == ("CR", "")


async def test_a_question_for_a_lawyer_opens_a_consultation(street: Street, phone: Phone) -> None:
    await phone.press_all("Report a violation", "Something else", "Question for a lawyer")
    await phone.say("How long may a day be?")
    await phone.press_all("Done", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    assert (case.kind, case.severity) == (Kind.CONSULTATION, 4)


async def test_another_language_in_the_middle_loses_nothing(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    before = await phone.draft()
    await phone.say("/language")
    await phone.press("Русский")
    assert await phone.draft() == before
    assert len(phone.screen.buttons) == 4


async def test_a_draft_of_an_earlier_release_goes_on(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    kept = await phone.draft()
    assert kept is not None
    older = replace(kept.answered(mood="sad"), version=FLOW.version - 1, step="feeling")
    async with street.work() as unit:
        drafts.keep(unit, phone.lane, older)
    await phone.press("Done")
    assert "Tell us what happened" in phone.screen.text
    assert "Kept safe: 1 message" in phone.screen.text
    await phone.press_all("Done", "Today", "Skip", "Answer me here", "Send")
    assert len(await filed(street)) == 1


async def test_who_has_no_report_under_way_gets_the_menu_for_an_old_button(phone: Phone) -> None:
    await phone.press_data("st:0123456789ab:send", max(phone.messages))
    assert "Report a violation" in phone.screen.labels


async def test_who_comes_back_to_a_story_that_was_left_too_long_reads_what_became_of_it(
    street: Street, phone: Phone
) -> None:
    await to_story(phone)
    await phone.say("half a story")
    street.later(hours=25)
    async with street.work() as unit:
        await upkeep.end_drafts(unit)
    await phone.press("Done")
    assert phone.screen.text == ENDED
    assert "Report a violation" in phone.screen.labels


async def test_a_second_press_of_stop_says_that_all_is_erased(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("half a story")
    await phone.press("Stop")
    stop, number = phone.data("Stop"), max(phone.messages)
    await phone.press("Stop")
    await phone.press_data(stop, number)
    assert phone.screen.text == ENDED
