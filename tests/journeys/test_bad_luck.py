"""Repeats, disorder, haste and a Telegram that fails: one case for one report, no word lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.nursery import pause
from tests.kit import media
from tests.kit.town import Town, town
from tests.kit.walk import Walker

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: What stands below the receipt of a report that is filed.
WRITTEN = "Write the 20 digits above on paper."

#: What Telegram, or the way to it, does to a few calls.
FAULTS: dict[str, dict[str, Any]] = {
    "too many requests": {"kind": "429", "retry_after": 1, "count": 2},
    "a bad request": {"kind": "400", "count": 1},
    "a server that fails": {"kind": "500", "count": 2},
    "a proxy's page": {"kind": "502", "html": True, "count": 2},
    "no answer": {"kind": "hang", "seconds": 2, "count": 1},
    "a line that breaks": {"kind": "close", "count": 2},
    "an answer that is lost": {"kind": "lost", "count": 1},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    # Not strict: what is sent again, or is gone from an emptied chat, is refused, rightly.
    async with town(tmp_path_factory.mktemp("luck") / "m", strict=False) as lived_in:
        yield lived_in


async def test_every_update_twice_files_one_report(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    told = await worker.phone.text(story)
    await worker.gone(1)
    await worker.press("Done", "This week", "Fergana region", "Answer me here")
    sent = await worker.phone.press("Send")
    await worker.receipt()
    for update in (told, sent, told, sent):
        await here.sandbox.repeat(update["update_id"])
    await here.settled()
    await worker.phone.look()
    assert worker.phone.words().count(WRITTEN) == 1
    assert (await here.case(story)).texts == [story]


async def test_updates_out_of_order_lose_no_word(here: Town) -> None:
    worker, stories = await here.worker(), [here.story() for _ in range(4)]
    await worker.reach_story()
    await here.sandbox.reorder(len(stories))
    for story in stories:
        await worker.phone.text(story)
    await worker.phone.wait_for("Kept safe: 4 messages")
    await worker.gone(len(stories))
    await worker.finish()
    assert sorted((await here.case(stories[0])).texts) == stories


async def test_two_presses_of_send_file_one_report(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.press("Done", "This week", "Fergana region", "Answer me here")
    await worker.phone.wait_for_button("Send")
    for _ in range(3):
        await worker.phone.press("Send", quiet=True)
    await worker.receipt()
    await here.settled()
    await worker.phone.look()
    receipts = [each for each in worker.phone.messages if each.button("I have written it down")]
    assert len(receipts) == 1
    assert WRITTEN in worker.phone.words()
    assert (await here.case(story)).texts == [story]


async def test_of_two_lawyers_who_press_take_one_has_the_case(here: Town) -> None:
    lawyers = [(await here.lawyer(key)).phone for key in ("lawyer", "supervisor")]
    worker, story = await here.worker(), here.story()
    await worker.file(story)
    cards = [await here.card(one, story) for one in lawyers]
    for one, card in zip(lawyers, cards, strict=True):
        await one.press("Take", on=card, quiet=True)
    await here.settled()
    shown = [(await one.look()).screen for one in lawyers]
    assert sorted(screen is not None and "Reply" in screen.labels() for screen in shown) == [
        False,
        True,
    ]
    assert sum("has this case already." in one.words() for one in lawyers) == 1


async def test_a_chat_emptied_while_a_file_is_fetched_keeps_the_file(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    slow = await here.sandbox.fault("delay", method="file", seconds=1)
    await worker.phone.photo(media.jpeg())
    await worker.phone.wait_for("Kept safe: 1 message, 1 photo")
    await worker.phone.clear()
    await here.sandbox.heal(slow)
    await worker.phone.start()
    await worker.press("Continue my report")
    await worker.phone.wait_for("Kept safe: 1 message, 1 photo")
    await worker.finish()
    await here.fetched()
    case = await here.case(story)
    assert (case.texts, len(case.files)) == ([story], 1)


@pytest.mark.parametrize("what", FAULTS)
async def test_a_telegram_that_fails_delays_a_report_and_loses_nothing(
    here: Town, what: str
) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    number = await here.sandbox.fault(method="send*,edit*,delete*", **FAULTS[what])
    await worker.tell(story)
    await worker.phone.photo(media.jpeg())
    await worker.phone.wait_for("Kept safe: 1 message, 1 photo")
    await worker.gone(2)
    await worker.finish()
    await worker.phone.wait_for(WRITTEN, fresh=False)
    await here.sandbox.heal(number)
    case = await here.case(story)
    assert (case.texts, len(case.files)) == ([story], 1)


@pytest.mark.parametrize("what", ["a server that fails", "a line that breaks", "no answer"])
async def test_a_file_that_telegram_will_not_give_at_once_is_fetched_later(
    here: Town, what: str
) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    number = await here.sandbox.fault(method="getFile,file", **FAULTS[what])
    await worker.phone.photo(media.jpeg())
    await worker.gone(2)
    await here.sandbox.heal(number)
    await worker.finish()
    assert len((await here.case(story)).files) == 1


async def test_a_poll_that_fails_misses_nothing(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    for kind in ("500", "lost", "close"):
        await here.sandbox.fault(kind, method="getUpdates", count=1)
    await worker.tell(story)
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_a_chat_that_refuses_us_once_finds_its_report_again(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    chat = here.person(worker.phone).id
    number = await here.sandbox.fault("403", method="send*,edit*,delete*", chat=chat)
    await worker.phone.text(story)
    await here.settled()
    await here.sandbox.heal(number)
    await worker.phone.start()
    await worker.press("Continue my report")
    await worker.phone.wait_for("Kept safe: 1 message")
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_a_letter_that_telegram_always_refuses_is_parked_and_counted(here: Town) -> None:
    worker = await here.worker()
    chat = here.person(worker.phone).id
    before = (await here.status())["parked"]
    number = await here.sandbox.fault("400", method="sendMessage", chat=chat)
    await worker.phone.text("/rights")
    async with asyncio.timeout(20):
        while not any(call["fault"] for call in await here.sandbox.calls("sendMessage")):
            await pause(0.05, asyncio.Event())
    await here.settled()
    await here.sandbox.heal(number)
    assert (await here.status())["parked"] == before + 1
    await worker.phone.text("/hotlines")
    await worker.phone.wait_for_button("Not paid")


async def test_people_in_a_hurry_all_at_once_each_get_their_case(here: Town) -> None:
    await here.sandbox.rate(rate=20, burst=10, retry_after=1, method="send*")
    workers = [await here.worker() for _ in range(8)]
    stories = [here.story() for _ in workers]
    await asyncio.gather(*(_hurry(w, s) for w, s in zip(workers, stories, strict=True)))
    await here.sandbox.heal()
    for story in stories:
        assert (await here.case(story)).texts == [story]


async def _hurry(worker: Walker, story: str) -> None:
    await worker.reach_story()
    await worker.tell(story)
    await worker.press("Send now", "Answer me here")
    await worker.receipt()
