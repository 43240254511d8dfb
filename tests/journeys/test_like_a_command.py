"""Words that begin like a command are words, wherever somebody tells something."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.kit import ledger
from tests.kit.town import WORD, Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOLD = [
    *("/xirmon", "/xirmon@some_bot", "/home/xirmon", "/ 5000 soʻm", "/queue", "/start_now"),
    *("/report", "/help", "/start", "/cancel"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("slash") / "m") as lived_in:
        await lived_in.lawyer()
        yield lived_in


@pytest.mark.parametrize("first", TOLD)
async def test_in_a_story_they_are_kept_and_leave_the_chat(here: Town, first: str) -> None:
    worker, story = await here.worker(), f"{first} {here.story()}"
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.wait_for("Kept safe: 1 message")
    await worker.finish()
    assert (await here.case(story)).texts == [story]
    assert WORD not in worker.phone.words()


async def test_a_command_that_stands_alone_stays_one_and_the_story_waits(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.text("/rights")
    await worker.phone.wait_for_button("Pay")
    await worker.phone.start()
    await worker.press("Continue my report")
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_an_edit_into_something_like_a_command_is_told_too(here: Town) -> None:
    worker, story, mended = await here.worker(), here.story(), f"/xirmon {here.story()}"
    await worker.reach_story()
    slow = await here.sandbox.fault("delay", method="deleteMessages", ms=1500, count=1)
    sent = await worker.phone.text(story)
    await worker.phone.edit(sent["message_id"], mended)
    await worker.phone.wait_for("Kept safe: 2 messages")
    await here.sandbox.heal(slow)
    await worker.gone(1)
    await worker.finish()
    assert (await here.case(story)).texts == [story, mended]


async def test_in_a_word_to_the_desk_and_in_its_answer_they_are_kept(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    digits = await worker.file(story)
    await here.answer(story, "/norm is 40 hours: fictitious.")
    await worker.press("Show")
    await worker.phone.wait_for("/norm is 40 hours: fictitious.", fresh=False)
    await worker.press("Answer")
    await worker.tell(f"/thanks {WORD}")
    await worker.press("Done", "Send")
    await here.settled()
    assert (await here.case(story)).texts[-1] == f"/thanks {WORD}"
    said = await ledger.replies_of(here.machine, digits)
    assert said[0].startswith("/norm is 40 hours: fictitious.")


async def test_in_a_note_they_are_kept(here: Town) -> None:
    worker, story, note = await here.worker(), here.story(), f"/norm {here.story()}"
    await worker.file(story)
    lawyer = here.sandbox.phone("lawyer")
    await lawyer.press("Take", on=await here.card(lawyer, story))
    await lawyer.press("Note", on=await here.card(lawyer, story, "Note"))
    await lawyer.text(note)
    await lawyer.press("Done", on=await lawyer.wait_for(lambda bubble: note in bubble.text))
    await lawyer.wait_for("The note is kept with the case.", fresh=False)
    assert note in str((await here.case(story)).entries)
