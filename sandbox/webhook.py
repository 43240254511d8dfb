"""Carrying updates to a bot's webhook, in order within a chat, again until it says 200."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp
import orjson

from sandbox.model.account import Account
from sandbox.model.updates import Waiting
from sandbox.model.world import World
from sandbox.schema import JSON

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_PATIENCE = aiohttp.ClientTimeout(total=30)
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_GOOD = range(200, 300)
_PLACES = ("message", "edited_message", "channel_post", "my_chat_member")


@dataclass(slots=True)
class Courier:
    """One bot's deliveries: as many at once as the webhook allows, one for each chat."""

    world: World
    account: Account
    session: aiohttp.ClientSession
    busy: set[object] = field(default_factory=set)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                bell = self.account.updates.bell
                for waiting in self._ready():
                    self.busy.add(_lane(waiting.body))
                    group.create_task(self._carry(waiting))
                await bell.wait()

    def _ready(self) -> list[Waiting]:
        """Return the first update of each chat that has none under way."""
        hook = self.account.webhook
        if not hook.url:
            return []
        seen = set(self.busy)
        ready: list[Waiting] = []
        for waiting in self.account.updates.waiting:
            lane = _lane(waiting.body)
            if lane not in seen and len(self.busy) + len(ready) < hook.max_connections:
                ready.append(waiting)
            seen.add(lane)
        return ready

    async def _carry(self, waiting: Waiting) -> None:
        pause = _FIRST_PAUSE
        while self._wanted() and not await self._delivered(waiting):
            await self.world.feed.until_closed(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        if self.account.webhook.url and waiting in self.account.updates.waiting:
            self.account.updates.waiting.remove(waiting)
        self.busy.discard(_lane(waiting.body))
        self.account.updates.ring()

    def _wanted(self) -> bool:
        return bool(self.account.webhook.url) and not self.world.feed.closed.is_set()

    async def _delivered(self, waiting: Waiting) -> bool:
        hook = self.account.webhook
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[_HEADER] = hook.secret
        try:
            async with self.session.post(
                hook.url, data=orjson.dumps(waiting.body), headers=headers, timeout=_PATIENCE
            ) as response:
                if response.status in _GOOD:
                    return True
                self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(_words(error))
        return False

    def _note(self, message: str) -> None:
        hook = self.account.webhook
        hook.last_error_date = int(self.world.clock.now())
        hook.last_error_message = message


def _words(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return "Connection refused"
    return "Read timeout expired" if isinstance(error, TimeoutError) else "Connection reset by peer"


def _lane(update: JSON) -> object:
    """Return the chat of an update, or the update itself where there is none."""
    body = update.get("callback_query", {}).get("message")
    for place in _PLACES:
        body = body or update.get(place)
    return body["chat"]["id"] if body else update["update_id"]
