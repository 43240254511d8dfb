"""The gate: every call for a letter passes here, when the pacer lets it, until it is answered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.client import Answer, Client
from bot.clock import monotonic
from bot.errors import RetryAfter
from bot.nursery import pause
from bot.pacer import Pacer
from bot.vitals import Vitals
from domain.letter import Act
from storage.outbox import Outgoing

#: Seconds that one call may take, and one that brings a file.
PATIENCE: Final = 20.0
PATIENCE_UPLOAD: Final = 120.0


class Landing(Exception):
    """We stop sending: what was not tried goes back."""


@dataclass(slots=True)
class Gate:
    """The way out. Once `landing` is set it lets nothing more through."""

    client: Client
    url: Callable[[str], str]
    pacer: Pacer
    vitals: Vitals
    landing: asyncio.Event
    #: Letters whose slot was taken for them, because their lane could not begin without.
    slotted: set[int] = field(default_factory=set)

    async def call(self, out: Outgoing, method: str, parameters: dict[str, object]) -> Answer:
        """Call one method for a letter; told to wait, wait and call again."""
        spaced = method.startswith("send")
        while True:
            await self._permit(out, spaced=spaced)
            try:
                if out.letter is not None and out.letter.act is Act.UPLOAD:
                    return await self._upload(method, parameters)
                return await self.client.call(self.url(method), parameters, timeout=PATIENCE)
            except RetryAfter as refusal:
                spaced = False
                self.vitals.letters["refused"] += 1
                self.pacer.refused(refusal.retry_after, monotonic())
                self.vitals.paused_until = self.pacer.paused_until

    async def _upload(self, method: str, parameters: dict[str, object]) -> Answer:
        return await self.client.upload(self.url(method), parameters, timeout=PATIENCE_UPLOAD)

    async def _permit(self, out: Outgoing, *, spaced: bool) -> None:
        while not self.landing.is_set():
            wait = self._wait(out, monotonic(), spaced=spaced)
            if wait > 0:
                await pause(wait, self.landing)
            # A slot that was only near, or refused meanwhile: everybody takes a new place.
            if wait <= 0 or not (out.bulk or self.pacer.paused_until > monotonic()):
                break
            spaced = False
        if self.landing.is_set():
            raise Landing

    def _wait(self, out: Outgoing, now: float, *, spaced: bool) -> float:
        if not out.bulk:
            group = out.letter is not None and out.letter.chat_id < 0
            return self.pacer.answer_at(out.lane, now, spaced=spaced, group=group) - now
        if out.id in self.slotted:
            self.slotted.discard(out.id)
            if self.pacer.paused_until <= now:
                return 0.0
        return self.pacer.bulk_wait(now)
