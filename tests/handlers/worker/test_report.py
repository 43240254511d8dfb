"""A report is told in nine presses and one message, loses no word, and is filed exactly once."""

from dataclasses import replace

import pytest

from domain.card import Where
from domain.case import Case, Desk, Kind, Status
from domain.draft import MOST_MESSAGES
from domain.errors import FileTooLarge, NoDesk, NothingToSend, TooManyMessages
from domain.incoming import IncomingKind
from domain.staff import Role, Staff
from handlers.worker.filed import NOBODY
from handlers.worker.question import KEPT_AS_STORY, VIOLENCE_STORY
from handlers.worker.report import FLOW
from handlers.worker.story import NOT_TAKEN, RECEIPT_HERE, REFUSED
from locales.mark import sentence
from services.content import Opened, open_case
from services.member import server_keys
from storage import case as cases
from storage import draft as drafts
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import STORY, file_report, to_review, to_story


async def filed(street: Street) -> list[Case]:
    async with street.reading() as unit:
        return await cases.open_cases(unit, list(Desk))


async def opened(street: Street, case: Case) -> Opened:
    async with street.reading() as unit:
        return await open_case(unit, case, await server_keys(unit))


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


async def test_a_second_press_of_send_files_no_second_report(street: Street, phone: Phone) -> None:
    await to_review(phone)
    send, number = phone.data("Send"), max(phone.messages)
    await phone.press("Send")
    await phone.press_data(send, number)
    assert len(await filed(street)) == 1


async def test_nothing_is_left_of_the_draft(street: Street, phone: Phone) -> None:
    await file_report(phone)
    assert await phone.draft() is None
    async with street.reading() as unit:
        assert not await drafts.parts_of(unit, phone.lane)


async def test_a_story_leaves_the_chat_and_one_counter_stays(phone: Phone) -> None:
    await to_story(phone)
    messages = len(phone.messages)
    await phone.say("one")
    await phone.say("two")
    await phone.send(IncomingKind.PHOTO)
    await phone.send(IncomingKind.VOICE)
    assert "Kept safe: 2 messages, 1 photo, 1 voice" in phone.screen.text
    assert len(phone.messages) == messages
    assert "one" not in phone.sent.values()
    assert "two" not in phone.sent.values()


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


async def test_what_is_typed_at_a_button_is_kept_as_story(street: Street, phone: Phone) -> None:
    await phone.press("Report a violation")
    await phone.say("I do not know where to begin")
    assert KEPT_AS_STORY in phone.screen.text
    await phone.press_all("Contract", "Skip", "Done", "Earlier", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"]
    assert [one["text"] for one in said] == ["I do not know where to begin"]


@pytest.mark.parametrize("kind", [IncomingKind.CONTACT, IncomingKind.LOCATION])
async def test_a_contact_and_a_location_are_refused_and_deleted(
    phone: Phone, kind: IncomingKind
) -> None:
    await to_story(phone)
    await phone.send(kind)
    assert REFUSED[kind] in phone.text
    assert list(phone.sent.values()) == ["/start"]


async def test_a_sticker_or_a_poll_gets_a_kind_line(phone: Phone) -> None:
    await to_story(phone)
    await phone.send(IncomingKind.OTHER)
    assert NOT_TAKEN in phone.text


async def test_an_empty_text_is_asked_for_a_few_words(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("   ")
    assert sentence(NothingToSend) in phone.text


async def test_done_without_a_word_is_asked_for_one(phone: Phone) -> None:
    await to_story(phone)
    await phone.press("Done")
    assert sentence(NothingToSend) in phone.text


async def test_a_receipt_in_a_story_is_deleted_and_refused(street: Street, phone: Phone) -> None:
    digits = await file_report(phone)
    other = street.phone(7_000_000_002)
    await other.say("/start")
    await other.press("English")
    await to_story(other)
    await other.say(f"my number is {digits[:10]}-{digits[10:]}, help")
    assert RECEIPT_HERE in other.text
    assert list(other.sent.values()) == ["/start"]
    draft = await other.draft()
    assert draft is not None
    assert not draft.messages


async def test_the_longest_text_is_kept_whole(street: Street, phone: Phone) -> None:
    long = "пахта " * 682 + "охир"
    assert len(long) == 4096
    await file_report(phone, story=long)
    (case,) = await filed(street)
    assert (await opened(street, case)).entries[0].body["texts"][0]["text"] == long


async def test_one_message_more_than_300_is_refused_and_all_before_is_kept(phone: Phone) -> None:
    await to_story(phone)
    for n in range(MOST_MESSAGES):
        await phone.say(f"part {n}")
    await phone.say("one more")
    assert sentence(TooManyMessages) in phone.text
    assert "Kept safe: 300 messages" in phone.screen.text


async def test_a_file_of_25_megabytes_is_refused(phone: Phone) -> None:
    await to_story(phone)
    await phone.send(IncomingKind.VIDEO, size=25 * 1024 * 1024)
    assert sentence(FileTooLarge) in phone.text
    assert "Kept safe" not in phone.screen.text


async def test_an_edited_message_is_added(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say("80 kilos")
    await phone.say("90 kilos", edited=True)
    await phone.press_all("Done", "Today", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"]
    assert [(one["text"], one["edited"]) for one in said] == [
        ("80 kilos", False),
        ("90 kilos", True),
    ]


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


async def test_send_now_asks_only_how_to_answer(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.press("Send now")
    assert phone.screen.labels[:2] == ["Answer me here", "Only with my receipt"]
    await phone.press("Answer me here")
    assert len(await filed(street)) == 1


async def test_send_now_still_warns(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say("call +998 90 123 45 67")
    await phone.press_all("Send now", "Answer me here")
    assert not await filed(street)
    await phone.press_all("Hide the number", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"][0]["text"]
    assert said == "call +••• •• ••• •• ••"


async def test_send_now_without_a_word_is_asked_for_one(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.press("Send now")
    assert sentence(NothingToSend) in phone.text
    assert not await filed(street)


async def test_keep_it_ends_the_warning(street: Street, phone: Phone) -> None:
    await to_review(phone, story="mening ismim Sinov, 8 90 123 45 67")
    await phone.press("Keep it")
    assert "Hide the name" in phone.screen.labels
    await phone.press("Keep it")
    assert "Keep it" not in phone.screen.labels
    await phone.press("Send")
    (case,) = await filed(street)
    assert "Sinov" in (await opened(street, case)).entries[0].body["texts"][0]["text"]


async def test_a_change_returns_to_the_review(phone: Phone) -> None:
    await to_review(phone)
    await phone.press_all("Change", "Region", "Andijan region")
    assert "Region: Andijan region" in phone.screen.text
    assert "Send" in phone.screen.labels


async def test_another_topic_asks_what_belongs_to_it(street: Street, phone: Phone) -> None:
    await to_review(phone)
    await phone.press_all("Change", "Topic", "Violence or harassment")
    await phone.press_all("Insults", "It is about me")
    assert "Violence or harassment – Insults" in phone.screen.text
    await phone.press("Send")
    (case,) = await filed(street)
    assert (case.topic, case.subtopic, case.desk) == ("VH", "VH1", Desk.PROTECTION)


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


async def test_nobody_on_duty_is_said_and_numbers_are_given(phone: Phone) -> None:
    await file_report(phone)
    assert NOBODY in phone.screen.text
    assert "112" in phone.screen.text


async def test_somebody_on_duty_means_a_true_time(phone: Phone, lawyer: Staff) -> None:
    await file_report(phone)
    assert NOBODY not in phone.screen.text
    assert "A first answer comes by 26 November 2026, 14:00." in phone.screen.text


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
