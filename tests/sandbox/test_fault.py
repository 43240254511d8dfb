"""Bad luck, as scripted."""

import asyncio

import aiohttp
import pytest

from sandbox.client import Phone, Sandbox
from sandbox.fault import Fault
from sandbox.rate import Rate
from tests.sandbox.conftest import PlainBot


async def test_a_429_says_when_to_come_back_and_ends_after_its_count(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    await sandbox.fault("429", method="send*", retry_after=7, count=1)
    said = await bot.call("sendMessage", chat_id=chat_id, text="x")
    assert said == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert await bot.get("sendMessage", chat_id=chat_id, text="x")
    assert await sandbox.refused() == []


async def test_a_fault_strikes_its_chat_and_method_only(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    await sandbox.phone("worker_two").start()
    other = sandbox.world.people["worker_two"].id
    number = await sandbox.fault("403", method="send*", chat=chat_id)
    assert "blocked" in await bot.refusal("sendMessage", chat_id=chat_id, text="x")
    assert await bot.get("sendMessage", chat_id=other, text="x")
    assert await bot.get("getMe")
    await sandbox.heal(number)
    assert await bot.get("sendMessage", chat_id=chat_id, text="x")


async def test_a_proxys_page_comes_instead_of_json(bot: PlainBot, sandbox: Sandbox) -> None:
    await sandbox.fault("502", html=True, count=1)
    async with bot.session.post(bot.url("getMe")) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "Bad Gateway" in await response.text()


@pytest.mark.parametrize(("kind", "sent"), [("close", 0), ("lost", 1), ("hang", 0)])
async def test_a_connection_breaks_before_or_after_the_call_is_carried_out(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox, kind: str, sent: int
) -> None:
    await sandbox.fault(kind, method="sendMessage", count=1, seconds=0.01)
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=chat_id, text="x")
    seen = (await worker.look()).messages
    assert len([each for each in seen if each.by_bot]) == sent
    (call,) = await sandbox.calls("sendMessage")
    assert call["fault"] == kind


async def test_a_delay_comes_before_the_answer(bot: PlainBot, sandbox: Sandbox) -> None:
    await sandbox.fault("delay", ms=60)
    began = asyncio.get_running_loop().time()
    assert await bot.get("getMe")
    assert asyncio.get_running_loop().time() - began >= 0.06


async def test_a_file_can_fail_to_come(bot: PlainBot, worker: Phone, sandbox: Sandbox) -> None:
    await worker.voice(b"OggS")
    path = next(iter(sandbox.world.files.by_path))
    await sandbox.fault("500", method="file", count=1)
    for status in (500, 200):
        address = f"{sandbox.url}/file/bot{sandbox.token}/{path}"
        async with bot.session.get(address) as response:
            assert response.status == status


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        fault = Fault("close", probability=0.3, seed=seed)
        return [fault.meets("sendMessage", None) for _ in range(200)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    bucket = Rate(rate=10, burst=3)
    assert [bucket.admits("sendMessage", 1, 0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.admits("answerCallbackQuery", 1, 0.0)
    assert bucket.admits("sendMessage", 2, 0.11)
    assert not bucket.admits("sendMessage", 3, 0.12)


def test_a_limit_can_hold_for_each_chat() -> None:
    limit = Rate(rate=1, burst=1, per_chat=True)
    assert [limit.admits("sendMessage", chat, 0.0) for chat in (1, 2, 1)] == [True, True, False]


def test_a_limit_can_pause_all_until_its_time_is_over() -> None:
    limit = Rate(rate=100, burst=1, retry_after=3, pause=True)
    assert limit.admits("sendMessage", 1, 0.0)
    assert not limit.admits("sendMessage", 1, 0.001)
    assert not limit.admits("sendMessage", 1, 3.0)
    assert limit.admits("sendMessage", 1, 3.002)


async def test_a_rate_policy_answers_429(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    await sandbox.rate(rate=0.001, burst=1, retry_after=4)
    assert await bot.get("sendMessage", chat_id=chat_id, text="x")
    said = await bot.call("sendMessage", chat_id=chat_id, text="x")
    assert said["parameters"] == {"retry_after": 4}
    assert sum((await sandbox.arrivals("send*")).values()) == 2
    await sandbox.rate()
    assert await bot.get("sendMessage", chat_id=chat_id, text="x")
