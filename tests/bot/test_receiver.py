"""Promises of the receivers: nothing is confirmed to Telegram before it is on disk."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot import faults, intake
from bot.allow import unpack
from bot.errors import BadRequest, InvalidToken
from bot.intake import Intake
from bot.receiver import LongPoll
from bot.vitals import Vitals
from bot.webhook import LARGEST, Webhook, secret_of
from domain.incoming import IncomingKind
from storage import inbox
from storage.unit import Unit
from tests.kit.loops import Scene, scene


class Usage(NamedTuple):
    total: int
    used: int
    free: int


HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def stage(ready_url: str, key_file: Path) -> AsyncIterator[Scene]:
    async with scene(ready_url, key_file, people=()) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(faults, "LONGEST_WAIT", 0.05)


async def arrived(stage: Scene) -> None:
    async with asyncio.timeout(10):
        await stage.woken.wait()
    stage.woken.clear()


async def texts(stage: Scene) -> list[str]:
    contents = [one.content for one in await stage.received()]
    return [unpack(content).text for content in contents if content]


@asynccontextmanager
async def early(stage: Scene) -> AsyncIterator["asyncio.Future[Intake]"]:
    """Receive something while nothing can be kept yet; what is given opens the intake."""
    await stage.sandbox.phone("worker_one").text("early")
    opened: asyncio.Future[Intake] = asyncio.Future()
    async with stage.running(LongPoll(stage.client, stage.url, opened, stage.vitals).run):
        while not await stage.sandbox.calls("getUpdates"):
            await asyncio.to_thread(os.sched_yield)
        yield opened


async def test_what_people_send_is_kept_sealed_and_wakes_the_dispatcher(stage: Scene) -> None:
    async with stage.running(stage.poll().run):
        await stage.sandbox.phone("worker_one").text("They did not pay us")
        await arrived(stage)
    assert await texts(stage) == ["They did not pay us"]
    assert stage.vitals.updates == {IncomingKind.TEXT: 1}
    assert stage.vitals.reached_at is not None


@pytest.mark.parametrize("about", [True, BadRequest(), InvalidToken()])
async def test_a_server_that_knows_no_webhooks_is_polled(
    stage: Scene, monkeypatch: pytest.MonkeyPatch, about: object
) -> None:
    call = stage.client.call

    async def asked(url: str, payload: dict[str, object], *, timeout: float) -> object:
        if not url.endswith("/getWebhookInfo"):
            return await call(url, payload, timeout=timeout)
        if isinstance(about, Exception):
            raise about
        return about

    monkeypatch.setattr(stage.client, "call", asked)
    async with stage.running(stage.poll().run):
        await stage.sandbox.phone("worker_one").text("They did not pay us")
        await arrived(stage)
    assert await texts(stage) == ["They did not pay us"]


async def test_telegram_is_asked_before_the_database_is_open_and_what_came_is_kept_then(
    stage: Scene,
) -> None:
    async with early(stage) as opened:
        assert await texts(stage) == []
        opened.set_result(stage.intake())
        await arrived(stage)
    assert await texts(stage) == ["early"]


async def test_a_start_that_ends_before_the_database_is_open_confirms_nothing(
    stage: Scene,
) -> None:
    async with early(stage):
        pass
    async with stage.running(stage.poll().run):
        await arrived(stage)
    assert await texts(stage) == ["early"]


async def test_an_update_that_comes_again_is_kept_once(stage: Scene) -> None:
    async with stage.running(stage.poll().run):
        sent = await stage.sandbox.phone("worker_one").text("once")
        await arrived(stage)
        await stage.sandbox.repeat(sent["update_id"])
        await arrived(stage)
    assert await texts(stage) == ["once"]


async def test_nothing_is_confirmed_while_the_database_is_away(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, failures = inbox.receive, list[int]()

    async def broken(unit: Unit, bot_id: int, arrivals: Any) -> None:
        if len(failures) < 3:
            failures.append(1)
            raise OSError("away")
        await receive(unit, bot_id, arrivals)

    monkeypatch.setattr(inbox, "receive", broken)
    async with stage.running(stage.poll().run):
        await stage.sandbox.phone("worker_one").text("kept in the end")
        await arrived(stage)
    assert len(failures) == 3
    assert await texts(stage) == ["kept in the end"]


async def test_telegram_may_be_away_and_comes_back(stage: Scene) -> None:
    fault = await stage.sandbox.fault("502", html=True)
    async with stage.running(stage.poll().run):
        while not stage.vitals.away:
            await asyncio.to_thread(os.sched_yield)
        await stage.sandbox.heal(fault)
        await stage.sandbox.phone("worker_one").text("later")
        await arrived(stage)
    assert stage.vitals.away == ""
    assert await texts(stage) == ["later"]


async def test_a_webhook_that_is_set_is_taken_away_and_keeps_its_updates(stage: Scene) -> None:
    hook: dict[str, object] = {"url": "http://127.0.0.1:9/nobody"}
    await stage.client.call(stage.url("setWebhook"), hook, timeout=5)
    await stage.sandbox.phone("worker_one").text("waiting")
    async with stage.running(stage.poll().run):
        await arrived(stage)
    assert await texts(stage) == ["waiting"]
    assert len(await stage.sandbox.calls("deleteWebhook")) == 1


async def test_stopping_does_not_wait_for_the_poll(stage: Scene) -> None:
    async with stage.running(stage.poll().run), asyncio.timeout(5):
        while stage.vitals.reached_at is None:
            await asyncio.to_thread(os.sched_yield)


async def test_a_full_disk_leaves_the_updates_with_telegram(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [1024]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, free[0]))
    monkeypatch.setattr("bot.receiver.FULL_WAIT", 0.01)
    async with stage.running(stage.poll().run):
        await stage.sandbox.phone("worker_one").text("not lost")
        while not stage.vitals.disk_full:
            await asyncio.to_thread(os.sched_yield)
        assert await stage.received() == []
        free[0] = intake.FLOOR
        await arrived(stage)
    assert await texts(stage) == ["not lost"]
    assert not stage.vitals.disk_full


def webhook(stage: Scene, address: str = "http://127.0.0.1:9/hook") -> Webhook:
    secret = secret_of(stage.sandbox.token)
    return Webhook(stage.client, stage.url, address, secret, stage.intake())


def raw(number: int, text: str = "told") -> dict[str, Any]:
    who = {"id": 5100000001, "is_bot": False, "first_name": "x"}
    chat = {"id": 5100000001, "type": "private"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text}
    return {"update_id": number, "message": message}


async def post(stage: Scene, app: Any, content: Any, secret: str, path: str = "/hook") -> int:
    """Call the application as Telegram would."""
    from httpx import ASGITransport, AsyncClient

    async with AsyncClient(transport=ASGITransport(app), base_url="http://hook") as client:
        body = {"content": content} if isinstance(content, bytes) else {"json": content}
        answer = await client.post(path, headers={HEADER.encode(): secret.encode()}, **body)
    return answer.status_code


async def test_the_webhook_keeps_what_telegram_brings_and_then_says_yes(stage: Scene) -> None:
    hook = webhook(stage)
    answers = await asyncio.gather(
        *(post(stage, hook.app(), raw(n, f"number {n}"), hook.secret) for n in range(1, 21))
    )
    assert set(answers) == {200}
    found = await texts(stage)
    assert found == ["number 1"]  # the oldest of the lane; the others wait behind it
    async with stage.store.reading() as unit:
        assert await inbox.waiting(unit) == 20
    assert stage.vitals.batches < 20


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_who_does_not_know_the_secret_is_refused(stage: Scene, secret: str) -> None:
    hook = webhook(stage)
    assert await post(stage, hook.app(), raw(1), secret) == 403
    assert await stage.received() == []


async def test_too_much_and_nonsense_are_refused(stage: Scene) -> None:
    hook = webhook(stage)
    assert await post(stage, hook.app(), b"x" * (LARGEST + 1), hook.secret) == 413
    assert await post(stage, hook.app(), b"[1]", hook.secret) == 400
    assert await post(stage, hook.app(), b"{", hook.secret) == 400


async def test_telegram_is_asked_to_come_again_when_nothing_could_be_kept(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> None:
        raise OSError("away")

    hook = webhook(stage)
    monkeypatch.setattr(inbox, "receive", broken)
    answers = await asyncio.gather(
        *(post(stage, hook.app(), raw(n), hook.secret) for n in range(1, 6))
    )
    assert set(answers) == {503}


@pytest.mark.parametrize("path", ["/a/tele%20gram", "/a/tele%20gram/", "/tele%20gram", "/", "//"])
async def test_the_webhook_is_at_its_address_whatever_a_proxy_strips_of_it(
    stage: Scene, path: str
) -> None:
    hook = webhook(stage, "https://bot.example.org/a/tele%20gram")
    assert await post(stage, hook.app(), raw(1), hook.secret, path) == 200


@pytest.mark.parametrize("path", ["/a", "/a/hook/more", "/b/hook", "/hookah", "/ook", "/k"])
async def test_elsewhere_there_is_nothing_even_for_who_knows_the_secret(
    stage: Scene, path: str
) -> None:
    hook = webhook(stage, "https://bot.example.org/a/hook")
    assert await post(stage, hook.app(), raw(1), hook.secret, path) == 404
    assert await stage.received() == []


async def test_the_webhook_tells_telegram_where_it_is(stage: Scene) -> None:
    hook = webhook(stage)
    async with stage.running(hook.run):
        while stage.vitals.reached_at is None:
            await asyncio.to_thread(os.sched_yield)
    [call] = await stage.sandbox.calls("setWebhook")
    assert call["params"]["secret_token"] == secret_of(stage.sandbox.token)
    assert call["params"]["max_connections"] == 100
    assert await stage.sandbox.refused() == []


def test_the_secret_is_one_that_telegram_allows() -> None:
    assert len(secret_of("1:x")) == 64
    assert secret_of("1:x").isalnum()
    assert secret_of("1:x") != secret_of("1:y")
    assert Vitals().away == ""
