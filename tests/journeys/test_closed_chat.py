"""A chat that blocked the bot is emptied all the same: at once, when it opens, or by hour 47."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.kit.luck import AHEAD
from tests.kit.town import WORD, Town, town
from tests.kit.walk import Walker

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATE = 47 * 3600


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    # Not strict: that the chats refuse us is what is played here.
    async with town(tmp_path_factory.mktemp("closed") / "m", strict=False) as lived_in:
        yield lived_in
        assert await lived_in.left_for_ever() == []


async def test_a_story_told_just_before_the_block_leaves_the_chat(here: Town) -> None:
    worker = await _telling(here)
    away = await here.sandbox.fault("500", method="send*,edit*", chat=_chat(here, worker))
    await worker.phone.text("/rights")
    await worker.phone.text(here.story())
    await worker.phone.block()
    await here.sandbox.heal(away)
    await _emptied(worker)
    await here.settled()


@pytest.mark.parametrize("back", ["unblocks", "writes again"])
async def test_what_even_a_deletion_was_refused_for_goes_when_the_person_is_back(
    here: Town, back: str
) -> None:
    worker = await _telling(here)
    closed = await here.sandbox.fault("403", method="send*,edit*,delete*", chat=_chat(here, worker))
    await worker.phone.text(here.story())
    if back == "unblocks":
        await worker.phone.block()
    await here.settled()
    assert WORD in (await worker.phone.look()).drawn()
    await here.sandbox.heal(closed)
    if back == "unblocks":
        await worker.phone.unblock()
    else:
        await worker.phone.text("/rights")
    await _emptied(worker)
    await here.settled()


async def test_by_hour_47_a_chat_that_stays_closed_is_empty(tmp_path: Path) -> None:
    async with town(tmp_path / "m", strict=False) as late:
        worker = await late.worker()
        await worker.phone.text("/rights")
        await worker.phone.wait_for_button("Pay")
        away = await late.sandbox.fault("500", method="send*,edit*")
        await worker.phone.text("/hotlines")
        await worker.phone.block()
        await late.sandbox.heal(away)
        await late.settled()
        await late.machine.stop()
        await late.sandbox.advance(LATE)
        late.machine.extra[AHEAD] = str(LATE)
        await late.machine.start()
        await worker.phone.until(lambda look: not look.messages or None, "it is not empty")
        late.machine.extra.pop(AHEAD)


async def _telling(here: Town) -> Walker:
    worker = await here.worker()
    return await worker.reach_story()


def _chat(here: Town, worker: Walker) -> int:
    return here.person(worker.phone).id


async def _emptied(worker: Walker) -> None:
    await worker.phone.until(
        lambda look: all(WORD not in one.text for one in look.messages) or None,
        "the story still stands there",
    )
