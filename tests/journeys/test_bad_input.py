"""Whatever a worker sends: it is taken in whole, or refused with a kind sentence that says why."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from domain import receipt
from domain.draft import MOST_MESSAGES
from domain.language import Language
from sandbox.client import Phone
from tests.kit import media
from tests.kit.luck import DEADLY, DECODER
from tests.kit.town import WORD, Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_TAKEN = "We cannot take this in. Please send text, voice, a photo, a video or a document."
CONTACT = "Please do not send a contact: we do not want to know who anybody is. We deleted it."
LOCATION = "Please do not send your location: it could tell where you are. We deleted it."
UNKNOWN = "I do not know this command. Please press a button."
NOTHING = "There is nothing to send yet. Please write a few words, or send a voice message"
TOO_MANY = "That is the most we can keep in one report: 300 messages. Everything before is kept"
TOO_LARGE = "This file is larger than 20 MB, so Telegram does not let us fetch it."
SWOLLEN = "This file is too large to be kept. Please send a shorter one."
NOT_WHAT_IT_SAYS = "This file is not what its name says, so we did not keep it."
NOT_KEPT = "One file could not be kept: it is broken, or it did not arrive. Please send it again."
KEPT = "Kept safe: 1 message"
STRAY = "I did not take this in, and it is deleted: nothing of it is kept."

RECEIPT_HERE = "This looks like a receipt, so we deleted it and kept nothing of it."

Deed = Callable[[Phone], Awaitable[Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("input") / "m", extra={DECODER: "1"}) as lived_in:
        yield lived_in


REFUSED: dict[str, tuple[Deed, str]] = {
    "a sticker": (lambda phone: phone.sticker(), NOT_TAKEN),
    "a poll": (lambda phone: phone.poll(), NOT_TAKEN),
    "a contact": (lambda phone: phone.contact(), CONTACT),
    "a location": (lambda phone: phone.location(), LOCATION),
    "spaces that nobody sees": (lambda phone: phone.text("\u200b\u2060\u3164\u2800"), NOTHING),
    "a film of 25 MB": (
        lambda phone: phone.file("video", ("v.mp4", b"x", "video/mp4"), size=25 * 1024 * 1024),
        TOO_LARGE,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_story_is_refused_kindly_and_the_story_goes_on(
    here: Town, what: str
) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    deed, sentence = REFUSED[what]
    await deed(worker.phone)
    await worker.phone.wait_for(sentence)
    await worker.finish()
    assert (await here.case(story)).texts == [story]


OUTSIDE: dict[str, tuple[Deed, str]] = {
    "a contact": REFUSED["a contact"],
    "a location": REFUSED["a location"],
    "an unknown command": (lambda phone: phone.text("/xirmon"), UNKNOWN),
}


@pytest.mark.parametrize("what", OUTSIDE)
async def test_what_nobody_may_keep_leaves_the_chat_outside_a_story_too(
    here: Town, what: str
) -> None:
    worker = await here.worker()
    deed, sentence = OUTSIDE[what]
    sent = await deed(worker.phone)
    await worker.phone.wait_for(sentence)
    await worker.gone(1)
    assert [one.message_id for one in worker.phone.deleted] == [sent["message_id"]]


async def test_a_story_told_at_the_menu_is_deleted_and_said_to_be_lost(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.tell(story)
    await worker.phone.wait_for(STRAY)


async def test_a_report_without_a_word_is_not_sent(here: Town) -> None:
    worker = await here.worker()
    await worker.reach_story()
    await worker.press("Done")
    await worker.phone.wait_for(NOTHING)


async def test_the_longest_message_comes_whole(here: Town) -> None:
    worker, story = await here.worker(), here.story().ljust(4096, "я")
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.wait_for(KEPT, fresh=False)
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_of_301_messages_300_are_kept_and_the_last_is_refused(here: Town) -> None:
    worker = await here.worker()
    await worker.reach_story()
    texts = [f"{here.story()} {n}" for n in range(MOST_MESSAGES)]
    for text in texts:
        await worker.phone.text(text)
    await worker.phone.wait_for("Kept safe: 300 messages", fresh=False)
    await worker.phone.text(f"{WORD}: one too many.")
    await worker.phone.wait_for(TOO_MANY)
    await worker.finish()
    assert (await here.case(texts[0])).texts == texts


async def test_a_file_that_is_not_what_it_says_is_not_kept_and_everything_else_is(
    here: Town,
) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.document(media.jpeg(), "contract.pdf", "application/pdf")
    said = await worker.phone.wait_for(NOT_WHAT_IT_SAYS)
    assert said.text.endswith("Kept safe: 1 message")
    more = here.story()
    await worker.tell(more)
    kept = await worker.phone.wait_for("Kept safe:")
    assert kept.text.endswith("Kept safe: 2 messages")
    await worker.finish()
    case = await here.case(story)
    assert (case.texts, case.files) == ([story, more], ())


async def test_a_film_whose_size_telegram_did_not_tell_is_refused_as_too_large(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    too_big = "Bad Request: file is too big"
    await here.sandbox.fault("400", method="getFile", description=too_big, count=1)
    await worker.phone.video(media.mp4())
    await worker.phone.wait_for(SWOLLEN)
    await worker.finish()
    case = await here.case(story)
    assert (case.texts, case.files) == ([story], ())


async def test_a_report_with_nothing_but_a_broken_file_is_not_sent(here: Town) -> None:
    worker = await here.worker()
    await worker.reach_story()
    await worker.phone.voice(b"OggS, and no sound")
    await worker.phone.wait_for(NOT_KEPT)
    await worker.press("Done")
    await worker.phone.wait_for(NOTHING)


async def test_a_picture_that_kills_its_decoder_takes_nothing_else_down(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.photo(media.jpeg() + DEADLY)
    await worker.phone.wait_for(NOT_KEPT)
    await worker.phone.voice(media.voice())
    await worker.gone(2)
    await worker.finish()
    case = await here.case(story)
    assert (case.texts, len(case.files)) == ([story], 1)


async def test_every_picture_of_an_album_is_kept_with_its_words(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    photo = ("p.jpg", media.jpeg(), "image/jpeg")
    await worker.phone.album([photo, photo, photo], caption=story)
    await worker.phone.wait_for("Kept safe: 3 photos")
    await worker.gone(3)
    await worker.finish()
    assert len((await here.case(story)).files) == 3


async def test_an_edited_message_is_added_and_replaces_nothing(here: Town) -> None:
    worker, story, mended = await here.worker(), here.story(), here.story()
    await worker.reach_story()
    # The message stays for a moment: Telegram is slow to delete.
    slow = await here.sandbox.fault("delay", method="deleteMessages", ms=1500, count=1)
    sent = await worker.phone.text(story)
    await worker.phone.edit(sent["message_id"], mended)
    await worker.phone.wait_for("Kept safe: 2 messages")
    await here.sandbox.heal(slow)
    await worker.gone(1)
    await worker.finish()
    assert (await here.case(story)).texts == [story, mended]


async def test_a_forwarded_message_is_kept_without_its_origin(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.phone.forward(story, "Oypopuk Fictitious the Second")
    await worker.phone.wait_for(KEPT)
    await worker.gone(1)
    await worker.finish()
    case = await here.case(story)
    assert case.texts == [story]
    assert "the Second" not in str(case.entries)


async def test_a_language_switched_in_the_middle_loses_nothing(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.text("/language")
    await worker.phone.press(Language.RU.label)
    worker.language = Language.RU
    await worker.phone.wait_for(worker.words("Kept safe: {list}", list=""), fresh=False)
    await worker.finish()
    assert (await here.case(story)).texts == [story]


def _receipt() -> str:
    return receipt.new(os.urandom(receipt.RANDOM_BYTES))


async def _ask(here: Town) -> Any:
    worker = await here.worker()
    return await worker.press("My report", "I have a receipt")


async def test_a_wrong_receipt_is_told_from_a_mistyped_one(here: Town) -> None:
    worker, digits = await _ask(here), _receipt()
    await worker.tell(digits)
    await worker.phone.wait_for("No report has this receipt. Please check every digit")
    last = str((int(digits[-1]) + 1) % 10)
    await worker.tell(digits[:-1] + last)
    await worker.phone.wait_for("There is a typing error in this receipt. Please look at")
    await worker.tell("a paper with numbers")
    await worker.phone.wait_for("This is not a receipt. A receipt has 20 digits.")


async def test_after_ten_wrong_receipts_a_chat_has_to_wait(here: Town) -> None:
    owner, story = await here.worker(), here.story()
    digits = await owner.file(story)
    worker = await _ask(here)
    for n in range(10):
        await worker.tell(_receipt())
        await worker.gone(n + 1)
    await worker.tell(digits)
    await worker.phone.wait_for("That was too many tries. Please wait one hour and try again.")


#: The ways in which a receipt gets into a story.
PASTED: dict[str, Callable[[Phone, str], Awaitable[Any]]] = {
    "in a message": lambda phone, text: phone.text(text),
    "in a forwarded message": lambda phone, text: phone.forward(text),
    "under a photo": lambda phone, text: phone.photo(media.jpeg(), caption=text),
}


@pytest.mark.parametrize("how", PASTED)
async def test_a_receipt_pasted_into_a_story_is_deleted_and_not_kept(here: Town, how: str) -> None:
    worker, story, digits = await here.worker(), here.story(), _receipt()
    await worker.reach_story()
    await worker.tell(story)
    await PASTED[how](worker.phone, f"{WORD}: my receipt is {receipt.shown(digits)}.")
    await worker.phone.wait_for(RECEIPT_HERE)
    await worker.gone(2)
    await worker.finish()
    case = await here.case(story)
    assert (case.texts, case.files) == ([story], ())


async def test_a_receipt_typed_as_an_employer_is_deleted_and_not_kept(here: Town) -> None:
    worker, story, digits = await here.worker(), here.story(), _receipt()
    await worker.file(story)
    await worker.press("Add more", "2–9", "Skip", "Farm")
    await worker.phone.text(receipt.shown(digits))
    await worker.phone.wait_for(RECEIPT_HERE)
    await worker.gone(2)
    await worker.press("Skip", "Get paid")
    await here.settled()
    assert digits[:4] not in str((await here.case(story)).entries)


async def test_many_people_at_once_get_a_case_each(here: Town) -> None:
    workers = [await here.worker() for _ in range(6)]
    stories = [here.story() for _ in workers]
    await asyncio.gather(*(w.file(s) for w, s in zip(workers, stories, strict=True)))
    for story in stories:
        assert (await here.case(story)).texts == [story]
