"""The spinners: telling Telegram that a press was heard; best effort, after the commit."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.client import Client
from bot.clock import monotonic
from bot.errors import RetryAfter, TelegramError
from bot.nursery import Tasks
from bot.pacer import Pacer
from bot.vitals import Vitals

#: Calls at once, and presses that may wait; the oldest are let go, for they stop by themselves.
AT_ONCE, MOST = 16, 1000

#: Seconds that one call may take.
PATIENCE: Final = 10.0


@dataclass(slots=True)
class Spinners:
    """Stops the spinners of pressed buttons. Nothing is tried twice, and nothing is raised."""

    client: Client
    url: Callable[[str], str]
    pacer: Pacer
    vitals: Vitals
    _waiting: deque[str] = field(default_factory=lambda: deque(maxlen=MOST))
    _tasks: Tasks = field(default_factory=Tasks)

    def answer_callbacks(self, ids: Sequence[str]) -> None:
        """Stop these spinners, without anybody waiting for it."""
        self._waiting.extend(filter(None, ids))
        for _ in range(min(AT_ONCE - len(self._tasks), len(self._waiting))):
            self._tasks.start(self._drain())

    async def run(self, stop: asyncio.Event) -> None:
        """Hold the calls until the end."""
        await stop.wait()
        await self._tasks.join(PATIENCE / 4)

    async def _drain(self) -> None:
        while self._waiting:
            callback_id = self._waiting.popleft()
            if monotonic() < self.pacer.paused_until:
                self.vitals.spinners["paused"] += 1
            else:
                await self._stop(callback_id)

    async def _stop(self, callback_id: str) -> None:
        parameters: dict[str, object] = {"callback_query_id": callback_id}
        url = self.url("answerCallbackQuery")
        try:
            await self.client.call(url, parameters, timeout=PATIENCE)
        except RetryAfter as refusal:
            self.pacer.refused(refusal.retry_after, monotonic())
            self.vitals.spinners["refused"] += 1
        except TelegramError as error:
            self.vitals.spinners[type(error).__name__] += 1
        else:
            self.vitals.spinners["stopped"] += 1
