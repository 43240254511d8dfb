"""What happened, numbered, so that a page or a test can wait for the next thing."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from sandbox.schema import JSON

_KEPT = 5_000


@dataclass(slots=True)
class Event:
    seq: int
    #: message, edit, delete, clear, press, answer, action, member, call, fault, reset.
    kind: str
    #: Key of the chat (a person, "group", "channel"), or nothing.
    chat: str
    by_bot: bool
    about: JSON

    def as_json(self) -> JSON:
        return {
            "seq": self.seq,
            "kind": self.kind,
            "chat": self.chat,
            "by_bot": self.by_bot,
            **self.about,
        }


@dataclass(slots=True)
class Feed:
    seq: int = 0
    #: Set once, when the sandbox closes, so that nobody waits on.
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(
        self, kind: str, chat: str = "", *, by_bot: bool = False, about: JSON | None = None
    ) -> int:
        self.seq += 1
        self._kept.append(Event(self.seq, kind, chat, by_bot, about or {}))
        self._ring()
        return self.seq

    def since(self, seq: int, chat: str | None = None) -> list[Event]:
        found: list[Event] = []
        for event in reversed(self._kept):
            if event.seq <= seq:
                break
            if chat is None or event.chat == chat:
                found.append(event)
        return found[::-1]

    async def after(self, seq: int, timeout: float, chat: str | None = None) -> list[Event]:  # noqa: ASYNC109 - a long poll's own limit
        """Wait for events after `seq`, at most `timeout` seconds; return what there is."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := self.since(seq, chat)) and not self.closed.is_set():
                    await self._bell.wait()
        except TimeoutError:
            return []
        return found

    async def until_closed(self, seconds: float) -> None:
        """Let the seconds pass, or the sandbox close."""
        try:
            async with asyncio.timeout(seconds):
                await self.closed.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        self.closed.set()
        self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()
