"""An album comes as many updates; it is answered as one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.client import Phone
from tests.kit import media
from tests.kit.town import Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRAY = "I did not take this in, and it is deleted: nothing of it is kept."
TOO_LARGE = "This file is larger than 20 MB, so Telegram does not let us fetch it."
TEXT_ONLY = "Only text can be taken here. It was deleted."
PICTURE = ("p.jpg", media.jpeg(), "image/jpeg")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("album") / "m") as lived_in:
        await lived_in.lawyer()
        yield lived_in


async def test_at_the_menu_it_gets_one_answer_and_every_picture_goes(here: Town) -> None:
    worker = await here.worker()
    sent = await worker.phone.album([PICTURE, PICTURE, PICTURE])
    await worker.gone(3)
    await here.settled()
    assert await said(worker.phone, STRAY) == 1
    assert {one.message_id for one in worker.phone.deleted} == set(sent["message_ids"])


async def test_two_albums_get_an_answer_each(here: Town) -> None:
    worker = await here.worker()
    for count in (2, 4):
        await worker.phone.album([PICTURE, PICTURE])
        await worker.gone(count)
    await here.settled()
    assert await said(worker.phone, STRAY) == 2


async def test_pictures_that_another_process_answers_are_still_one_album(here: Town) -> None:
    worker = await here.worker()
    await picture(worker.phone, "fictitious-1")
    await worker.gone(1)
    await here.settled()
    assert await here.machine.stop() == 0
    await here.machine.start()
    await picture(worker.phone, "fictitious-1")
    await worker.gone(2)
    await here.settled()
    assert await said(worker.phone, STRAY) == 1


async def test_in_a_story_one_line_counts_it_and_nothing_is_said_beside(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.phone.album([PICTURE, PICTURE, PICTURE], caption=story)
    await worker.gone(3)
    await here.settled()
    shown = [bubble.text for bubble in (await worker.phone.look()).messages if bubble.by_bot]
    assert [text.rpartition("\n")[2] for text in shown] == ["Kept safe: 3 photos"]
    await worker.finish()
    assert len((await here.case(story)).files) == 3


async def test_files_of_it_that_are_too_large_are_refused_in_one_sentence(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    for _ in range(2):
        await picture(worker.phone, "fictitious-2", size=25 * 1024 * 1024)
    await picture(worker.phone, "fictitious-2")
    await worker.phone.wait_for("Kept safe: 1 message, 1 photo", fresh=False)
    await here.settled()
    assert await said(worker.phone, TOO_LARGE) == 1
    await worker.finish()


async def test_at_the_desk_it_gets_one_answer_too(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.file(story)
    lawyer = here.sandbox.phone("lawyer")
    await lawyer.press("Take", on=await here.card(lawyer, story))
    await lawyer.press("Note", on=await here.card(lawyer, story, "Note"))
    await lawyer.album([PICTURE, PICTURE])
    await lawyer.wait_for(TEXT_ONLY)
    await here.settled()
    assert await said(lawyer, TEXT_ONLY) == 1


async def picture(phone: Phone, album: str, **more: Any) -> None:
    await phone.file("photo", PICTURE, media_group_id=album, **more)


async def said(phone: Phone, words: str) -> int:
    return sum(words in bubble.text for bubble in (await phone.look()).messages)
