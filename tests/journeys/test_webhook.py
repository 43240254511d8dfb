"""The whole machine behind a webhook: Telegram brings updates, and only Telegram can."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from bot.allow import UPDATES
from bot.nursery import pause
from bot.webhook import LARGEST, secret_of
from sandbox.client import Sandbox
from tests.kit import ledger
from tests.kit.fleet import free_port
from tests.kit.machine import Machine
from tests.kit.outage import away
from tests.kit.walk import Walker

HEADER = "X-Telegram-Bot-Api-Secret-Token"
STORY = "No pay for three weeks, we are 21."

#: An update that nobody asked for, of a fictitious person.
POLL = {"update_id": 7, "poll": {"id": "1", "question": "?", "options": []}}


@asynccontextmanager
async def hooked(sandbox: Sandbox, folder: Path, url: str = "") -> AsyncIterator[Machine]:
    """Run a machine to which Telegram brings updates."""
    machine = Machine(sandbox, folder, url)
    port = free_port()
    machine.extra |= {
        "TERIMCHI_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "TERIMCHI_WEBHOOK_BIND": f"127.0.0.1:{port}",
    }
    async with machine:
        yield machine


@pytest.fixture
async def machine(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Machine]:
    """Run one on SQLite."""
    async with hooked(sandbox, tmp_path / "machine") as running:
        yield running


async def test_a_report_is_filed_and_nothing_was_polled(sandbox: Sandbox, machine: Machine) -> None:
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.file(STORY)
    assert await sandbox.calls("getUpdates") == []
    (told,) = await sandbox.calls("setWebhook")
    assert told["params"]["allowed_updates"] == list(UPDATES)
    assert told["params"]["secret_token"] == secret_of(sandbox.token)


async def test_an_update_that_telegram_brings_again_files_nothing_twice(
    sandbox: Sandbox, machine: Machine
) -> None:
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.reach_story()
    await worker.tell(STORY)
    await worker.press("Done", "This week", "Fergana region", "Answer me here")
    sent = await worker.phone.press(worker.label("Send"))
    await worker.receipt()
    for _ in range(3):
        await sandbox.repeat(sent["update_id"])
    await _delivered(sandbox)
    assert [case.texts for case in await ledger.read(machine)] == [[STORY]]


async def test_only_who_knows_the_secret_brings_updates(sandbox: Sandbox, machine: Machine) -> None:
    secret = secret_of(sandbox.token)
    await Walker(sandbox.phone("worker_one")).start()
    assert await _post(machine, POLL, "") == 403
    assert await _post(machine, POLL, secret[:-1]) == 403
    assert await _post(machine, POLL, secret) == 200  # let go: nobody asked for it
    assert await _post(machine, b"nonsense", secret) == 400
    assert await _post(machine, b" " * (LARGEST + 1), secret) == 413
    assert '"inbox": 0' in await machine.cli("status", "--json")


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    rough: Sandbox, tmp_path: Path, postgresql_url: str
) -> None:
    async with hooked(rough, tmp_path / "machine", postgresql_url) as machine:
        worker = await Walker(rough.phone("worker_one")).start()
        await worker.reach_story()
        async with away(postgresql_url):
            assert await _post(machine, _message(), secret_of(rough.token)) == 503
            await worker.phone.text(STORY)
            await _refused(rough)
        await worker.gone(1)
        await worker.finish()
        assert [case.texts for case in await ledger.read(machine)] == [[STORY]]


async def test_what_is_said_while_the_machine_is_stopped_is_brought_afterwards(
    sandbox: Sandbox, machine: Machine
) -> None:
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.reach_story()
    await worker.phone.text("one")
    assert await machine.stop() == 0
    await worker.phone.text("two")
    await machine.start()
    await worker.gone(2)
    await worker.finish()
    assert [case.texts for case in await ledger.read(machine)] == [["one", "two"]]


async def test_a_machine_without_a_webhook_takes_over_from_one_that_had_it(
    sandbox: Sandbox, machine: Machine
) -> None:
    worker = await Walker(sandbox.phone("worker_one")).start()
    await machine.stop()
    await worker.phone.press(worker.label("Report a violation"), quiet=True)
    machine.extra.clear()
    await machine.start()
    await worker.phone.wait_for_button(worker.label("Not paid"))


async def _post(machine: Machine, body: Any, secret: str) -> int:
    url = machine.extra["TERIMCHI_WEBHOOK_URL"]
    content = BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, headers={HEADER: secret}, data=content) as answer,
    ):
        return answer.status


def _message() -> dict[str, Any]:
    person = {"id": 5_100_000_001, "is_bot": False, "first_name": "Fictitious"}
    chat = {"id": person["id"], "type": "private"}
    return {
        "update_id": 11,
        "message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hello"},
    }


async def _delivered(sandbox: Sandbox) -> None:
    """Wait until Telegram has nothing more to bring."""
    async with asyncio.timeout(20):
        while (await _about(sandbox))["pending_update_count"]:
            await pause(0.05, asyncio.Event())


async def _refused(sandbox: Sandbox) -> None:
    """Wait until Telegram was told to come again."""
    async with asyncio.timeout(20):
        while "503" not in (await _about(sandbox)).get("last_error_message", ""):
            await pause(0.05, asyncio.Event())


async def _about(sandbox: Sandbox) -> dict[str, Any]:
    url = f"{sandbox.url}/bot{sandbox.token}/getWebhookInfo"
    async with aiohttp.ClientSession() as session, session.post(url) as answer:
        result: dict[str, Any] = (await answer.json())["result"]
        return result
