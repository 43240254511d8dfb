"""A story leaves the chat as it is told, is counted, and is refused kindly where it must be."""

import pytest

from domain.draft import FILE_BYTES, MOST_FILES, MOST_MESSAGES
from domain.errors import FileTooLarge, NothingToSend, TooManyFiles, TooManyMessages
from domain.incoming import IncomingKind
from handlers.worker.question import KEPT_AS_STORY
from handlers.worker.story import NOT_TAKEN, RECEIPT_HERE, REFUSED
from locales.mark import sentence
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report, filed, opened, to_story


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


async def test_after_a_refusal_the_question_is_the_newest_message(phone: Phone) -> None:
    await phone.press_all("Report a violation", "Contract", "Skip")
    await phone.say("told")
    await phone.send(IncomingKind.LOCATION)
    assert phone.last is phone.screen
    assert phone.screen.text.startswith(REFUSED[IncomingKind.LOCATION])
    assert "Kept safe: 1 message" in phone.screen.text
    assert "Done" in phone.screen.labels
    assert [one for one in phone.messages.values() if one.buttons] == [phone.screen]


async def test_what_is_refused_at_a_button_is_not_said_to_be_kept(phone: Phone) -> None:
    digits = await file_report(phone)
    await phone.press_all("Menu", "Report a violation", "Contract", "Skip")
    await phone.say("told")
    await phone.press("Done")
    await phone.say(digits)
    assert RECEIPT_HERE in phone.screen.text
    assert KEPT_AS_STORY not in phone.screen.text


async def test_an_empty_text_is_asked_for_a_few_words(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("   ")
    assert sentence(NothingToSend) in phone.text


async def test_done_without_a_word_is_asked_for_one(phone: Phone) -> None:
    await to_story(phone)
    await phone.press_all("Done", "Send now", "Done")
    assert sentence(NothingToSend) in phone.screen.text
    assert phone.last is phone.screen
    assert "Done" in phone.screen.labels


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


async def test_one_file_more_than_60_is_refused_and_all_before_is_kept(phone: Phone) -> None:
    await to_story(phone)
    for _ in range(MOST_FILES):
        await phone.send(IncomingKind.PHOTO)
    assert sentence(TooManyFiles) not in phone.text
    await phone.send(IncomingKind.PHOTO)
    assert sentence(TooManyFiles) in phone.text
    assert "Kept safe: 60 photos" in phone.screen.text
    await phone.say("words still are")
    assert "Kept safe: 1 message, 60 photos" in phone.screen.text


async def test_files_of_more_than_200_megabytes_together_are_refused(phone: Phone) -> None:
    await to_story(phone)
    for _ in range(10):
        await phone.send(IncomingKind.VOICE, size=FILE_BYTES)
    assert sentence(TooManyFiles) not in phone.text
    await phone.send(IncomingKind.VOICE, size=1)
    assert sentence(TooManyFiles) in phone.text
    assert "Kept safe: 10 voices" in phone.screen.text


async def test_a_voice_of_20_megabytes_is_kept_and_one_byte_more_is_refused(phone: Phone) -> None:
    await to_story(phone)
    await phone.send(IncomingKind.VOICE, size=FILE_BYTES)
    assert "Kept safe: 1 voice" in phone.screen.text
    await phone.send(IncomingKind.VOICE, size=FILE_BYTES + 1)
    assert sentence(FileTooLarge) in phone.text
    assert "Kept safe: 1 voice" in phone.screen.text


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
