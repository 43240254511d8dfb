"""Promises about a letter that was sent twice, through the sandbox's HTTP."""

import pytest

from domain.letter import Act, Letter, Mark
from domain.trace import LIFETIME
from services import upkeep
from storage import outbox
from tests.kit.loops import Scene
from tests.kit.stage import chat, failed, shown, words


async def test_a_copy_that_nobody_knows_leaves_by_hour_47_of_the_first_try(stage: Scene) -> None:
    await lose(stage, words(stage, "kept"))
    stage.clock.advance(3600)
    await stage.send_all()
    assert await shown(stage) == ["kept", "kept"]
    stage.clock.advance(LIFETIME - 3600)
    async with stage.store.work() as unit:
        await upkeep.erase_chats(unit)
    await stage.send_all()
    assert await shown(stage) == ["kept"]
    # The second copy is an hour younger.
    stage.clock.advance(3600)
    async with stage.store.work() as unit:
        await upkeep.erase_chats(unit)
    await stage.send_all()
    assert await shown(stage) == []


async def test_a_receipt_s_copy_goes_with_it(small: Scene) -> None:
    await lose(small, Letter(chat(small), Act.SEND, {"text": "0000"}, mark=Mark.RECEIPT))
    small.clock.advance(60)
    await small.send_all(words(small, "next"))
    assert await shown(small) == ["0000", "0000", "next"]
    await small.send_all(Letter(chat(small), Act.DELETE, mark=Mark.RECEIPT))
    assert await shown(small) == ["next"]


async def test_a_copy_of_one_text_to_many_leaves_too(small: Scene) -> None:
    await lose(small, words(small, "notice"), bulk=True)
    small.clock.advance(60)
    await small.send_all()
    assert await shown(small) == ["notice", "notice"]
    small.clock.advance(LIFETIME)
    async with small.store.work() as unit:
        await upkeep.erase_chats(unit)
    await small.send_all()
    assert await shown(small) == []


async def test_an_attempt_that_a_stop_cut_off_stays_counted(
    small: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender.LANDING", 0.1)
    await small.sandbox.fault("hang", method="sendMessage", seconds=5)
    await small.post(words(small, "maybe sent"), words(small, "never tried"))
    async with small.running(small.sender().run):
        await small.when(lambda: called(small))
    async with small.store.work() as unit:
        found = await outbox.claim(unit, b"t" * 16, 10, bulk=False)
    assert [out.attempts for out in found] == [2, 1]


async def lose(stage: Scene, letter: Letter, *, bulk: bool = False) -> None:
    """Send a letter so that it arrives and we never hear of it."""
    await stage.sandbox.fault("lost", method="sendMessage", count=1)
    await stage.post(letter, bulk=bulk)
    async with stage.running(stage.sender().run):
        await stage.when(lambda: failed(stage, 1))
    assert len(await shown(stage)) == 1


async def called(stage: Scene) -> bool:
    return bool(await stage.sandbox.calls("sendMessage"))
