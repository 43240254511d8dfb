"""Watching one phone: look at it, and wait until it shows what a test wants to see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sandbox.bubble import Bubble, Look
from sandbox.schema import JSON, Upload

#: What to wait for: words in a message, a pattern, or a question to each message.
Wanted = str | re.Pattern[str] | Callable[[Bubble], bool]
T = TypeVar("T")


class PhoneError(AssertionError):
    """The phone does not show what the test waits for; the message says what it shows."""


class SandboxError(AssertionError):
    """The sandbox says that a person cannot do this."""


class Line(Protocol):
    """The way to a sandbox: its people's API."""

    #: Seconds to wait for the bot, where a test names no other limit.
    patience: float

    async def get(self, path: str, **query: object) -> JSON: ...

    async def post(self, path: str, body: JSON | None = None) -> JSON: ...

    async def upload(self, path: str, files: Sequence[Upload], fields: JSON) -> JSON: ...

    async def raw(self, path: str) -> bytes: ...


class Onlooker:
    """One person's private chat with the bot, or the group as they see it."""

    def __init__(self, line: Line, key: str, *, chat: str = "") -> None:
        self.line = line
        self.key = key
        self.chat = chat
        #: The last look; every deed and wait looks again.
        self.seen = Look(seq=0, blocked=False)
        #: Number of the last event before the last own deed; what came later is fresh.
        self.mark = 0

    @property
    def messages(self) -> list[Bubble]:
        return self.seen.messages

    @property
    def deleted(self) -> list[Bubble]:
        return self.seen.deleted

    @property
    def toasts(self) -> list[str]:
        return self.seen.toasts

    @property
    def screen(self) -> Bubble:
        """The last message with a keyboard."""
        if self.seen.screen is None:
            raise self.error("there is no keyboard")
        return self.seen.screen

    def labels(self) -> list[str]:
        """Return the labels of the last keyboard."""
        return self.seen.screen.labels() if self.seen.screen else []

    def words(self) -> str:
        """Return all that stands in the chat, one text after another."""
        return "\n".join(each.text for each in self.seen.messages)

    async def look(self) -> Look:
        self.seen = Look.of(await self.line.get(f"/{self.chat or self.key}/chat"))
        return self.seen

    async def wait_for(
        self, wanted: Wanted, within: float | None = None, *, fresh: bool = True
    ) -> Bubble:
        """Return the bot's newest message that fits; `fresh`: changed since my last deed."""

        def find(look: Look) -> Bubble | None:
            newest = (each for each in reversed(look.messages) if fits(each, wanted))
            return next((each for each in newest if each.changed > self.mark or not fresh), None)

        return await self.until(find, f"no message with {spoken(wanted)}", within)

    async def wait_for_button(self, label: str, within: float | None = None) -> Bubble:
        """Return the newest message with this button, fresh or not."""
        return await self.until(
            lambda look: look.with_button(label), f'no button "{label}"', within
        )

    async def wait_gone(self, bubble: Bubble, within: float | None = None) -> Bubble:
        """Wait until the bot has deleted this message."""
        wanted = bubble.message_id

        def find(look: Look) -> Bubble | None:
            return next((each for each in look.deleted if each.message_id == wanted), None)

        return await self.until(find, f"message {wanted} is not deleted", within)

    async def until(
        self, ask: Callable[[Look], T | None], complaint: str, within: float | None = None
    ) -> T:
        """Look until the question has an answer; say what the phone shows if it never has."""
        seconds = self.line.patience if within is None else within
        try:
            async with asyncio.timeout(seconds):
                while (answer := ask(await self.look())) is None:
                    await self.events(self.seen.seq, seconds)
        except TimeoutError:
            raise self.error(f"{complaint} within {seconds:g} s") from None
        return answer

    async def events(self, since: int, seconds: float) -> list[JSON]:
        """Return what happened in this chat after the event `since`; wait for it if need be."""
        where = self.chat or self.key
        answer = await self.line.get("/wait", person=where, since=since, timeout=seconds)
        events: list[JSON] = answer["events"]
        return events

    def error(self, complaint: str) -> PhoneError:
        return PhoneError(f"{self.key}: {complaint}. The phone shows:\n{self.seen.drawn()}")


def fits(bubble: Bubble, wanted: Wanted) -> bool:
    if not bubble.by_bot:
        return False
    if isinstance(wanted, str):
        return wanted in bubble.text
    if isinstance(wanted, re.Pattern):
        return wanted.search(bubble.text) is not None
    return wanted(bubble)


def spoken(wanted: Wanted) -> str:
    if isinstance(wanted, str):
        return f'"{wanted}"'
    return f"/{wanted.pattern}/" if isinstance(wanted, re.Pattern) else "what the test asks for"
