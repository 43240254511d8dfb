"""Promises of the health pages, and of the server that serves them."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.clock import monotonic
from bot.health import FRESH, SILENCE, Health
from bot.nursery import Nursery
from bot.parse import Bind
from bot.server import Server
from bot.vitals import Vitals
from domain.letter import Act, Letter
from storage import outbox
from storage.store import Store
from storage.vault import Vault
from tests.kit.loops import Clock
from tests.kit.postgres import Prepare


@pytest.fixture
async def health(
    sqlite_url: str, prepare_database: Prepare, key_file: Path
) -> AsyncIterator[Health]:
    prepare_database(sqlite_url)
    clock = Clock()
    store = Store(sqlite_url, Vault.open(key_file, now=clock.now), clock)
    yield Health(Nursery(), Vitals(), store, key_file)
    await store.close()


@pytest.fixture
async def url(health: Health) -> AsyncIterator[str]:
    stop = asyncio.Event()
    server = Server(Starlette(routes=health.routes()), Bind("127.0.0.1", 0))
    bind = server.open()
    task = asyncio.ensure_future(server.run(stop))
    yield f"http://{bind}"
    stop.set()
    await asyncio.wait_for(task, 10)


async def get(url: str, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession(headers=named) as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_process_whose_loops_move_is_alive(url: str, health: Health) -> None:
    health.nursery.beat("send")
    assert await get(f"{url}/healthz") == (200, '{"alive":true,"silent":[]}')


async def test_a_loop_that_stands_still_is_named(url: str, health: Health) -> None:
    health.nursery.beat("send", within=-SILENCE - 1)
    assert await get(f"{url}/healthz") == (503, '{"alive":false,"silent":["send"]}')


async def test_it_is_ready_once_telegram_answered(url: str, health: Health) -> None:
    assert (await get(f"{url}/readyz"))[0] == 503
    health.vitals.reached()
    assert (await get(f"{url}/readyz"))[0] == 200
    health.vitals.reached_at = monotonic() - FRESH - 1
    assert "has not answered" in (await get(f"{url}/readyz"))[1]


async def test_that_telegram_is_away_is_said_and_is_no_trouble_of_ours(
    url: str, health: Health
) -> None:
    health.vitals.away = "NetworkError"
    status, text = await get(f"{url}/readyz")
    assert status == 200
    assert json.loads(text)["notes"] == ["Telegram is away: NetworkError."]


async def test_a_process_that_does_not_receive_needs_no_telegram(url: str, health: Health) -> None:
    health.receives = False
    assert (await get(f"{url}/readyz"))[0] == 200


async def test_what_is_wrong_is_said_in_plain_words(url: str, health: Health) -> None:
    health.vitals.reached()
    health.vitals.disk_full = True
    health.key_file.unlink()
    async with health.store.transaction() as transaction:
        await transaction.connection.exec_driver_sql("DROP TABLE outbox")
    status, text = await get(f"{url}/readyz")
    assert status == 503
    troubles = " ".join(json.loads(text)["troubles"])
    assert "key file is missing" in troubles
    assert "data folder is full" in troubles
    assert "database does not answer" in troubles


async def test_the_metrics_count_and_name_nobody(url: str, health: Health) -> None:
    health.vitals.updates["text"] += 3
    health.vitals.letters["sent"] += 2
    health.nursery.restarts["send"] += 1
    async with health.store.work() as unit:
        outbox.post(unit, Letter(5100000001, Act.SEND, {"text": "planted"}))
    status, text = await get(f"{url}/metrics")
    assert status == 200
    assert 'terimchi_updates_total{kind="text"} 3.0' in text
    assert 'terimchi_letters_total{result="sent"} 2.0' in text
    assert 'terimchi_loop_restarts_total{loop="send"} 1.0' in text
    assert "terimchi_outbox 1.0" in text
    assert "planted" not in text
    assert "5100000001" not in text


async def test_the_metrics_are_for_this_machine_unless_they_are_opened(
    url: str, health: Health
) -> None:
    assert (await get(f"{url}/metrics", X_Forwarded_For="192.0.2.1"))[0] == 403
    health.metrics_open = True
    assert (await get(f"{url}/metrics", X_Forwarded_For="192.0.2.1"))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080"])
async def test_the_metrics_are_not_for_a_page_whose_name_was_led_here(url: str, host: str) -> None:
    assert (await get(f"{url}/metrics", Host=host))[0] == 403
    assert (await get(f"{url}/metrics", Host="localhost:8080"))[0] == 200


async def test_serving_leaves_the_signals_alone(url: str) -> None:
    assert (await get(f"{url}/healthz"))[0] == 200
    assert "uvicorn" not in repr(signal.getsignal(signal.SIGINT))
    assert "uvicorn" not in repr(signal.getsignal(signal.SIGTERM))


async def test_a_port_that_is_taken_is_said_at_once() -> None:
    first = Server(Starlette(), Bind("127.0.0.1", 0))
    taken = first.open()
    with pytest.raises(OSError, match="in use"):
        Server(Starlette(), taken).open()
    stop = asyncio.Event()
    stop.set()
    await first.run(stop)
