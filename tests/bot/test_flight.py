"""Promises of the sender under bad luck: nothing lost, nothing out of order, nobody held up."""

from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import sender
from bot.settlement import Settlement
from domain.letter import Act, Letter, Mark
from storage import outbox
from storage.unit import Unit
from tests.kit.loops import Scene, scene
from tests.kit.postgres import Prepare

CROWD = 12
EACH = 6


@pytest.fixture
async def stage(
    sqlite_url: str, prepare_database: Prepare, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    prepare_database(sqlite_url)
    monkeypatch.setattr(sender, "AWAY_WAIT", 0.01)
    async with scene(sqlite_url, key_file) as made:
        yield made


async def crowd(stage: Scene) -> list[int]:
    """Let some people start the bot; return their chats."""
    for n in range(CROWD):
        phone = await stage.sandbox.add(f"worker_{n}")
        await phone.start()
    return [stage.sandbox.world.people[f"worker_{n}"].id for n in range(CROWD)]


async def arrived(stage: Scene) -> dict[int, list[str]]:
    """Return what each chat got, the first time it got it."""
    found: dict[int, list[str]] = defaultdict(list)
    for call in await stage.sandbox.calls("sendMessage"):
        chat_id, text = call["params"]["chat_id"], call["params"]["text"]
        carried_out = call["status"] == 200 or call["fault"] == "lost"
        if carried_out and text not in found[chat_id]:
            found[chat_id].append(text)
    return found


async def ticking(stage: Scene) -> bool:
    """Look whether all is sent; time passes while it is not."""
    stage.clock.advance(5)
    return await stage.is_empty()


async def test_whatever_goes_wrong_every_letter_arrives_in_its_order(stage: Scene) -> None:
    chats = await crowd(stage)
    bad = stage.sandbox.fault
    await bad("429", method="sendMessage", probability=0.05, seed=1, retry_after=1, count=2)
    await bad("502", method="sendMessage", probability=0.1, seed=2, html=True)
    await bad("close", method="sendMessage", probability=0.1, seed=3)
    await bad("lost", method="sendMessage", probability=0.1, seed=4)
    for n in range(EACH):
        await stage.post(*(Letter(chat, Act.SEND, {"text": f"number {n}"}) for chat in chats))
    async with stage.running(stage.sender().run):
        await stage.when(lambda: ticking(stage), within=60)
    assert stage.vitals.letters["failed"] > 5
    found = await arrived(stage)
    assert {tuple(found[chat]) for chat in chats} == {tuple(f"number {n}" for n in range(EACH))}
    assert await stage.counts() == {"waiting": 0, "parked": 0}


async def test_a_database_that_fails_at_a_commit_costs_no_result(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = stage.sandbox.world.people["worker_one"].id
    write, failures = Settlement.write, list[int]()

    async def broken(self: Settlement, unit: Unit, *rest: Any) -> None:
        await write(self, unit, *rest)
        if self.over and len(failures) < 3:
            failures.append(1)
            raise OSError("away")

    monkeypatch.setattr(Settlement, "write", broken)
    screen = Letter(chat, Act.SEND, {"text": "screen"}, mark=Mark.SCREEN)
    await stage.send_all(screen, Letter(chat, Act.SEND, {"text": "next"}))
    assert len(failures) == 3
    assert len(await stage.sandbox.calls("sendMessage")) == 2
    assert [one.mark for one in await stage.traced(chat)] == [Mark.SCREEN, Mark.OTHER]


async def test_what_a_sender_that_died_had_claimed_is_sent_by_the_next(stage: Scene) -> None:
    chat = stage.sandbox.world.people["worker_one"].id
    await stage.post(Letter(chat, Act.SEND, {"text": "claimed"}))
    async with stage.store.work() as unit:
        assert len(await outbox.claim(unit, b"dead" * 4, 10, bulk=False)) == 1
    await stage.send_all(Letter(chat, Act.SEND, {"text": "behind"}))
    assert (await arrived(stage))[chat] == ["claimed", "behind"]


async def test_notices_wait_for_telegram_and_go_on_without_any_answer_to_lead(
    stage: Scene,
) -> None:
    chats = await crowd(stage)
    fault = await stage.sandbox.fault("close", method="sendMessage")
    await stage.post(*(Letter(chat, Act.SEND, {"text": "notice"}) for chat in chats), bulk=True)
    async with stage.running(stage.sender().run):
        await stage.when(lambda: failures(stage, 5))
        await stage.sandbox.heal(fault)
        await stage.when(lambda: ticking(stage), within=60)
    assert sorted((await arrived(stage)).items()) == sorted((chat, ["notice"]) for chat in chats)
    assert await stage.counts() == {"waiting": 0, "parked": 0}


async def test_an_answer_is_sent_while_notices_wait_for_their_slots(stage: Scene) -> None:
    chats = await crowd(stage)
    stage.pacer.send_rate = 2
    await stage.post(*(Letter(chat, Act.SEND, {"text": "notice"}) for chat in chats), bulk=True)
    running = stage.sender()
    async with stage.running(running.run):
        await stage.when(lambda: sent(stage, 2))
        await stage.post(*(Letter(chat, Act.SEND, {"text": "answer"}) for chat in chats))
        running.wake.set()
        await stage.when(lambda: answered(stage, len(chats)))
        notices = [texts for texts in (await arrived(stage)).values() if "notice" in texts]
        assert len(notices) < len(chats) / 2


async def test_a_letter_whose_key_is_gone_is_let_go(stage: Scene) -> None:
    chat = stage.sandbox.world.people["worker_one"].id
    await stage.post(Letter(chat, Act.SEND, {"text": "nobody can read this any more"}))
    stage.clock.advance(5 * 24 * 3600)
    stage.store.vault.turn(stage.clock.now)
    await stage.send_all(Letter(chat, Act.SEND, {"text": "new"}))
    assert (await arrived(stage))[chat] == ["new"]
    assert stage.vitals.letters["dropped"] == 1


async def failures(stage: Scene, number: int) -> bool:
    stage.clock.advance(5)
    return stage.vitals.letters["failed"] >= number


async def sent(stage: Scene, number: int) -> bool:
    return stage.vitals.letters["sent"] >= number


async def answered(stage: Scene, number: int) -> bool:
    return sum("answer" in texts for texts in (await arrived(stage)).values()) == number
