"""How updates reach the bot."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import schema, wire
from sandbox.client import Phone, Sandbox
from tests.sandbox.conftest import PlainBot


async def test_an_offset_forgets_older_updates(bot: PlainBot, worker: Phone) -> None:
    for words in ("one", "two", "three"):
        await worker.text(words)
    first, second, third = await bot.get("getUpdates")
    assert [first["message"]["text"], third["message"]["text"]] == ["one", "three"]
    assert await bot.get("getUpdates", offset=second["update_id"]) == [second, third]
    assert await bot.get("getUpdates", limit=1) == [second]
    assert await bot.get("getUpdates", offset=-1) == [third]
    assert await bot.get("getUpdates", offset=third["update_id"] + 1) == []


async def test_a_long_poll_waits_for_the_next_update(bot: PlainBot, worker: Phone) -> None:
    poll = asyncio.create_task(bot.get("getUpdates", timeout=30))
    await asyncio.sleep(0)
    await worker.text("late")
    async with asyncio.timeout(5):
        (update,) = await poll
    assert update["message"]["text"] == "late"


async def test_a_second_poller_ends_the_first_with_409(bot: PlainBot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=30))
    updates = sandbox.world.account.updates
    while not updates.polls:
        await asyncio.sleep(0)
    second = asyncio.create_task(bot.call("getUpdates", timeout=30))
    async with asyncio.timeout(5):
        answer = await first
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    sandbox.world.close()
    assert (await second)["ok"]


async def test_only_wanted_kinds_of_updates_come(bot: PlainBot, worker: Phone) -> None:
    await bot.get("getUpdates", allowed_updates=["callback_query"])
    await worker.text("unheard")
    assert await bot.get("getUpdates") == []
    said = await bot.refusal("getUpdates", allowed_updates=["messages"])
    assert "unknown kind" in said


async def test_a_repeat_comes_again_with_the_same_id(
    bot: PlainBot, worker: Phone, sandbox: Sandbox
) -> None:
    said = await worker.text("once")
    (update,) = await bot.get("getUpdates")
    beyond = said["update_id"] + 1
    assert await bot.get("getUpdates", offset=beyond) == []
    await sandbox.repeat(said["update_id"])
    assert await bot.get("getUpdates", offset=beyond) == [update]
    assert await bot.get("getUpdates", offset=beyond) == []


async def test_updates_can_come_out_of_order(
    bot: PlainBot, worker: Phone, sandbox: Sandbox
) -> None:
    await sandbox.reorder(2)
    await worker.text("first")
    assert await bot.get("getUpdates") == []
    await worker.text("second")
    texts = [update["message"]["text"] for update in await bot.get("getUpdates")]
    assert texts == ["second", "first"]


async def test_every_deed_of_a_person_is_a_good_update(
    bot: PlainBot, worker: Phone, sandbox: Sandbox
) -> None:
    said = await worker.text("/report see https://example.org")
    await worker.edit(said["message_id"], "changed")
    await worker.forward("heard", "A fictitious stranger")
    await worker.text("answer", reply_to=said["message_id"])
    for deed in (worker.sticker, worker.location, worker.contact, worker.poll):
        await deed()
    await worker.photo(b"jpeg", caption="x")
    await worker.voice(b"OggS")
    await worker.video(b"mp4")
    await worker.audio(b"mp3")
    await worker.album([("a.jpg", b"1"), ("b.jpg", b"2")], caption="both")
    await worker.forge("forged", said["message_id"])
    await worker.forge("of nothing", 5)
    await sandbox.channel_post("news")
    await sandbox.group_text("lawyer", "hi", from_bot=True)
    updates = await bot.get("getUpdates")
    for update in updates:
        schema.fits("Update", update)
    assert len(updates) == 18
    groups = {update["message"].get("media_group_id") for update in updates if "message" in update}
    assert len(groups) == 2


async def test_a_raw_update_must_be_one_of_the_schemas(sandbox: Sandbox, bot: PlainBot) -> None:
    with pytest.raises(AssertionError, match="has no field"):
        await sandbox.update({"massage": {}})
    chat: dict[str, Any] = {"id": 5, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "raw"}
    update_id = await sandbox.update({"message": message})
    assert (await bot.get("getUpdates"))[0]["update_id"] == update_id


async def test_a_webhook_gets_updates_with_its_secret_until_it_says_200(
    bot: PlainBot, worker: Phone, sandbox: Sandbox
) -> None:
    heard: list[tuple[str, str]] = []
    done = asyncio.Event()

    async def hear(request: Request) -> Response:
        update = await request.json()
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        heard.append((update["message"]["text"], secret))
        if len(heard) == 3:
            done.set()
        return Response(status_code=500 if len(heard) == 1 else 200)

    listener = wire.listen("127.0.0.1:0")
    hook = Starlette(routes=[Route("/hook", hear, methods=["POST"])])
    async with wire.serving(hook, listener), asyncio.timeout(10):
        url = f"{wire.address(listener)}/hook"
        assert await bot.get("setWebhook", url=url, secret_token="s-1")
        assert "while webhook is active" in await bot.refusal("getUpdates")
        await worker.text("one")
        await worker.text("two")
        await done.wait()
        info = await bot.get("getWebhookInfo")
        schema.fits("WebhookInfo", info)
        assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
        assert await bot.get("deleteWebhook")
    assert heard == [("one", "s-1"), ("one", "s-1"), ("two", "s-1")]


async def test_a_webhook_elsewhere_is_refused(bot: PlainBot) -> None:
    said = await bot.refusal("setWebhook", url="https://example.org/hook")
    assert "loopback addresses only" in said
    bad = await bot.refusal("setWebhook", url="http://127.0.0.1/", secret_token="a b")
    assert "unallowed characters" in bad
