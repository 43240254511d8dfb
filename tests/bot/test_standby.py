"""Promises on who may send: one process at a time, and a standby that takes over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import sender
from domain.letter import Act, Letter
from storage import lease, outbox
from tests.kit.loops import Scene, scene
from tests.kit.postgres import Prepare

OURS, THEIRS = b"h" * 16, b"o" * 16


@pytest.fixture
async def stage(
    postgresql_url: str, prepare_database: Prepare, key_file: Path
) -> AsyncIterator[Scene]:
    """Give a scene on PostgreSQL; on SQLite there is one process, so the right is always ours."""
    prepare_database(postgresql_url)
    async with scene(postgresql_url, key_file) as made:
        yield made


def letter(stage: Scene, text: str) -> Letter:
    return Letter(stage.sandbox.world.people["worker_one"].id, Act.SEND, {"text": text})


async def test_a_standby_sends_nothing_while_another_leads(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "RENEW", 0.01)
    async with stage.store.work() as unit:
        assert await lease.take(unit, "send", THEIRS, seconds=15)
    await stage.post(letter(stage, "not twice"))
    async with stage.running(stage.sender(OURS).run):
        for _ in range(5):
            stage.beaten.clear()
            await stage.beaten.wait()
        assert await stage.sandbox.calls("sendMessage") == []
        stage.clock.advance(20)  # the other one is gone
        await stage.when(stage.is_empty)
    assert len(await stage.sandbox.calls("sendMessage")) == 1


async def test_who_lost_the_right_to_send_leaves_the_claims_of_the_next_alone(
    stage: Scene,
) -> None:
    stage.pacer.paused_until = 1e12
    await stage.post(letter(stage, "claimed by both"))
    async with stage.running(stage.sender(OURS).run):
        await stage.when(lambda: claimed(stage))
        async with stage.store.work() as unit:  # this one stalled; the next one takes over
            await lease.give_up(unit, "send", OURS)
            assert await lease.take(unit, "send", THEIRS, seconds=15)
            await outbox.recover(unit)
            assert await outbox.claim(unit, THEIRS, 10, bulk=False)
    assert await claimed(stage)


async def test_who_stops_gives_the_right_to_send_back(stage: Scene) -> None:
    await stage.send_all(letter(stage, "sent"))
    async with stage.store.work() as unit:
        assert await lease.take(unit, "send", THEIRS, seconds=15)


async def claimed(stage: Scene) -> bool:
    """Tell whether nothing waits for a claim."""
    async with stage.store.reading() as unit:
        return await outbox.next_due(unit) is None
