"""A sandbox for each test, a clock that stands, and a bot that calls it by plain HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from sandbox.client import Phone, Sandbox

#: JSON of whatever shape the method gives; a test reads it as it likes.
Answer = Any


@dataclass
class StandingClock:
    """A time that moves when a test says so."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class PlainBot:
    """The Bot API by hand: what is sent is what a test wrote."""

    sandbox: Sandbox
    session: aiohttp.ClientSession
    answers: list[dict[str, Any]] = field(default_factory=list)

    def url(self, method: str, token: str = "") -> str:
        return f"{self.sandbox.url}/bot{token or self.sandbox.token}/{method}"

    async def call(self, method: str, **params: object) -> Answer:
        """Call with JSON; return the whole answer."""
        async with self.session.post(self.url(method), json=params) as response:
            answer = await response.json()
        assert response.status == answer.get("error_code", 200)
        self.answers.append(answer)
        return answer

    async def get(self, method: str, **params: object) -> Answer:
        """Call and return the result; the call must be a good one."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: object) -> str:
        """Call and return the description of the error; the call must be a bad one."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def sandbox(clock: StandingClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock, patience=5.0) as running:
        yield running


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[PlainBot]:
    async with aiohttp.ClientSession() as session:
        yield PlainBot(sandbox, session)


@pytest.fixture
async def worker(sandbox: Sandbox) -> Phone:
    """Give a worker who has pressed Start; the bot has fetched that."""
    phone = sandbox.phone("worker_one")
    await phone.start()
    sandbox.world.account.updates.waiting.clear()
    return phone


@pytest.fixture
def chat_id(sandbox: Sandbox) -> int:
    """Give the id of that worker's chat."""
    return sandbox.world.people["worker_one"].id
