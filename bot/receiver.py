"""The receiver: fetches updates, and confirms them to Telegram only when they are on disk."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from bot.allow import UPDATES
from bot.client import POLL_MARGIN, Client
from bot.errors import BadRequest, InvalidToken, TelegramError
from bot.faults import Faults
from bot.nursery import pause, until
from bot.vitals import Vitals

if TYPE_CHECKING:
    from bot.intake import Intake

#: Seconds that Telegram may hold a poll while nothing happens.
PATIENCE: Final = 50

#: How many updates Telegram hands over at once.
MOST: Final = 100

#: Seconds between looks at a full disk.
FULL_WAIT: Final = 10.0


@dataclass(slots=True)
class LongPoll:
    """Fetches updates. Give it a client of its own, so that sends never wait behind a poll.

    It asks before anything else of the machine is there, and keeps what comes as soon as `intake`
    is: a start waits for Telegram and for the disk at the same time.
    """

    client: Client
    url: Callable[[str], str]
    intake: "asyncio.Future[Intake]"
    vitals: Vitals
    #: Says that the loop is alive, and when it will say so again.
    beat: Callable[[float], None] = lambda _within: None
    _offset: int = 0
    _faults: Faults = field(default_factory=Faults)

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until told to stop. Telegram may be down, then or at the start."""
        ready = False
        while not stop.is_set():
            self.beat(PATIENCE + POLL_MARGIN)
            try:
                ready = ready or await until(stop, self._without_webhook()) is True
                if ready:
                    await self._round(stop)
                self._faults.over()
            except Exception as error:
                await self._rest(error, stop)

    async def _without_webhook(self) -> bool:
        """Take a webhook away if there is one, for then Telegram refuses to be polled.

        A Bot API server that cannot say has none: if something else is wrong, the poll shows it.
        """
        try:
            about = await self._call("getWebhookInfo", {})
        except (BadRequest, InvalidToken):
            return True
        if isinstance(about, dict) and about.get("url"):
            await self._call("deleteWebhook", {"drop_pending_updates": False})
        return True

    async def _round(self, stop: asyncio.Event) -> None:
        if self.intake.done() and not self.intake.result().has_room():
            await pause(FULL_WAIT, stop)
            return
        # Dropped on stop: what it would have brought is not confirmed, and comes again.
        updates = await until(stop, self._call("getUpdates", self._question()))
        if updates:
            await self._keep(cast("list[dict[str, Any]]", updates), stop)
        else:
            # An empty answer means that all before is confirmed. After a quiet week Telegram begins
            # a new count somewhere, perhaps below ours, so we do not insist on it.
            self._offset = 0

    async def _keep(self, updates: list[dict[str, Any]], stop: asyncio.Event) -> None:
        # Also without room, for this once: there is some left below what is looked for, and whoever
        # wrote is told why nothing more is taken.
        intake = await until(stop, self._opened())
        if intake is not None:
            await intake.keep(updates)
            self._offset = max(int(update["update_id"]) for update in updates) + 1

    async def _opened(self) -> "Intake":
        return await asyncio.shield(self.intake)

    def _question(self) -> dict[str, object]:
        return {
            "offset": self._offset,
            "limit": MOST,
            "timeout": PATIENCE,
            "allowed_updates": UPDATES,
        }

    async def _call(self, method: str, payload: dict[str, object]) -> object:
        patience = (PATIENCE if method == "getUpdates" else 0) + POLL_MARGIN
        answer = await self.client.call(self.url(method), payload, timeout=patience)
        self.vitals.reached()
        return answer

    async def _rest(self, error: Exception, stop: asyncio.Event) -> None:
        if isinstance(error, TelegramError):
            self.vitals.away = type(error).__name__
        await pause(self._faults.next_wait(error), stop)
