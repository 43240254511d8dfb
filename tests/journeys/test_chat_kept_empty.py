"""Chats are kept empty: what a worker tells leaves at once, and everything else by hour 47."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from domain import receipt
from tests.kit import media
from tests.kit.luck import AHEAD
from tests.kit.town import WORD, Town, town
from tests.kit.walk import Walker

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = "Fictitious answer: write down each day."
LATE = 47 * 3600


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("empty") / "m") as lived_in:
        await lived_in.lawyer()
        yield lived_in


async def test_of_a_report_only_the_receipt_and_what_comes_next_stand_in_the_chat(
    here: Town,
) -> None:
    worker = await here.worker()
    await worker.reach_story()
    await worker.tell(here.story())
    await worker.phone.photo(media.jpeg(), caption=here.story())
    await worker.phone.voice(media.voice())
    await worker.phone.document(media.pdf(), f"{WORD}.pdf", "application/pdf")
    await worker.gone(4)
    shown = await worker.phone.wait_for("Kept safe: 1 message, 1 photo, 1 voice, 1 document", None)
    await worker.finish()
    await here.settled()
    assert _own(worker) == ["/start"]
    assert WORD not in worker.phone.words()
    assert "Kept safe" in shown.text


async def test_a_receipt_that_is_written_down_leaves_the_chat(here: Town) -> None:
    worker = await here.worker()
    await worker.file(here.story())
    shown = await worker.receipt()
    await worker.press("I have written it down")
    await worker.phone.wait_gone(shown)
    assert shown.text not in worker.phone.words()


@pytest.mark.parametrize("typed", ["right", "wrong", "mistyped", "no receipt"])
async def test_whatever_is_typed_as_a_receipt_is_deleted_at_once(here: Town, typed: str) -> None:
    worker = await here.worker()
    digits = await worker.file(here.story(), "Only with my receipt")
    other = receipt.new(os.urandom(receipt.RANDOM_BYTES))
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    words = {"right": digits, "wrong": other, "mistyped": wrong, "no receipt": here.story()}
    back = await here.worker()
    await back.press("My report", "I have a receipt")
    await back.tell(words[typed])
    await here.settled()
    await back.phone.look()
    assert _own(back) == ["/start"]
    assert words[typed] not in back.phone.words()


async def test_an_answer_is_named_by_nothing_and_goes_when_it_is_hidden(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.file(story)
    await here.answer(story, ANSWER)
    notice = await worker.phone.wait_for_button("Show")
    assert notice.text == "There is an answer for you"
    await worker.press("Show")
    shown = await worker.phone.wait_for(ANSWER, fresh=False)
    await worker.press("Hide")
    await worker.phone.wait_gone(shown)
    assert ANSWER not in worker.phone.words()


async def test_the_name_of_an_employer_leaves_the_chat(here: Town) -> None:
    worker = await here.worker()
    await worker.file(here.story())
    await worker.press("Add more", "2–9", "Skip", "Farm")
    await worker.phone.text(f"{WORD} fictitious farm")
    await worker.phone.wait_for("What do you want?")
    await worker.press("Get paid")
    await here.settled()
    await worker.phone.look()
    assert _own(worker) == ["/start"]


async def test_by_hour_47_nothing_of_anybody_stands_in_a_chat(tmp_path: Path) -> None:
    async with town(tmp_path / "m", strict=False) as late:
        teller, writer = await late.worker(), await late.worker()
        await teller.phone.sticker()
        await teller.phone.poll()
        await teller.phone.text("/rights")
        await teller.phone.wait_for_button("Pay")
        await teller.phone.document(b"MZ and no paper", "x.exe")
        await writer.reach_story()
        await writer.phone.photo(b"no picture")
        await writer.phone.wait_for("We cannot keep this kind of file safely.")
        await writer.tell(late.story())
        await writer.finish()
        await late.settled()
        await late.machine.stop()
        await late.sandbox.advance(LATE)
        late.machine.extra[AHEAD] = str(LATE)
        await late.machine.start()
        for worker in (teller, writer):
            await worker.phone.until(lambda look: not look.messages or None, "it is not empty")
        late.machine.extra.pop(AHEAD)


def _own(worker: Walker) -> list[str]:
    return [bubble.text for bubble in worker.phone.messages if not bubble.by_bot]
