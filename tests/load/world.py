"""The world of the benchmark: updates that wait, calls that arrive, and a play that goes on."""

import asyncio
import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

BOT = {"id": 1000000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}

#: What people are shown by; everything else is answered with a plain yes.
SHOWING = frozenset({"sendMessage", "editMessageText"})

#: Telegram takes so many messages of one text to many in any second; 0 means that nobody counts.
NO_LIMIT = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that arrived in a chat, and the buttons on it: label and callback data."""

    at: float
    chat_id: int
    message_id: int
    markup: Any

    def buttons(self) -> list[tuple[str, str]]:
        """List its buttons, labels without the emoji in front."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [(bare(b["text"]), b.get("callback_data", "")) for row in rows for b in row]


class Play(Protocol):
    """People who write to the bot, and look at what it shows them."""

    def begin(self, world: "World") -> None:
        """Begin to write."""

    def see(self, world: "World", shown: Shown) -> None:
        """Look at what arrived."""

    def report(self) -> dict[str, Any]:
        """Tell how it went so far; `over` says that nothing more will come."""


@dataclass(slots=True)
class World:
    """What waits to be handed out, and what came back. `delay` is the time of one call."""

    delay: float
    limit: int = NO_LIMIT
    play: Play | None = None
    first_poll: float = 0.0
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    calls: Counter[str] = field(default_factory=Counter)
    #: When messages were let through, for whoever counts seconds.
    sent_at: list[float] = field(default_factory=list)
    refused: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _fed: asyncio.Event = field(default_factory=asyncio.Event)
    #: They go on from world to world: a bot that is started again refuses what it had before.
    _updates: "itertools.count[int]" = field(default_factory=lambda: itertools.count(_now_ms()))
    _chats: "itertools.count[int]" = field(default_factory=lambda: itertools.count(5_000_000_001))
    _messages: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))

    def new_chat(self) -> int:
        """Let somebody come who never wrote before."""
        return next(self._chats)

    def say(self, chat_id: int, text: str) -> None:
        """Let somebody type."""
        length = len(text.partition(" ")[0])
        entities = [{"type": "bot_command", "offset": 0, "length": length}] * text.startswith("/")
        message = {**self._message(chat_id, next(self._messages)), "text": text}
        self._feed("message", {**message, "from": _person(chat_id), "entities": entities})

    def press(self, shown: Shown, data: str) -> None:
        """Let somebody press a button of what they were shown."""
        message = {**self._message(shown.chat_id, shown.message_id), "from": BOT, "text": "x"}
        pressed = {
            "id": f"{shown.chat_id}-{next(self._messages)}",
            "from": _person(shown.chat_id),
            "chat_instance": "1",
            "data": data,
            "message": {**message, "reply_markup": shown.markup},
        }
        self._feed("callback_query", pressed)

    async def answer(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Answer one call; a person sees a message half its time before the bot knows."""
        self.calls[method] += 1
        if method == "getUpdates":
            return _well(await self._handed_out(payload))
        if self.delay:
            await asyncio.sleep(self.delay / 2)
        answer = self._refusal() if method == "sendMessage" else None
        answer = answer or _well(self._done(method, payload))
        if self.delay:
            await asyncio.sleep(self.delay / 2)
        return answer

    def _feed(self, kind: str, content: dict[str, Any]) -> None:
        self.waiting.append({"update_id": next(self._updates), kind: content})
        self._fed.set()

    async def _handed_out(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        self.first_poll = self.first_poll or time.monotonic()
        if self.delay:
            await asyncio.sleep(self.delay / 2)
        offset = int(payload.get("offset", 0) or 0)
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            await self._wait(min(float(payload.get("timeout", 0) or 0), 5.0))
        found = list(itertools.islice(self.waiting, int(payload.get("limit", 100))))
        if self.delay:
            await asyncio.sleep(self.delay / 2)
        return found

    async def _wait(self, seconds: float) -> None:
        self._fed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._fed.wait()
        except TimeoutError:
            return

    def _refusal(self) -> dict[str, Any] | None:
        now = time.monotonic()
        if self.limit and len(self.sent_at) >= self.limit and now - self.sent_at[-self.limit] < 1:
            self.refused += 1
            again = {"retry_after": 1}
            return {"ok": False, "error_code": 429, "description": "Slow", "parameters": again}
        self.sent_at.append(now)
        return None

    def _done(self, method: str, payload: dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method not in SHOWING:
            return True
        shown = self._shown(payload)
        if self.play:
            self.play.see(self, shown)
        return {**self._message(shown.chat_id, shown.message_id), "from": BOT, "text": "x"}

    def _shown(self, payload: dict[str, Any]) -> Shown:
        markup = payload.get("reply_markup")
        number = int(payload.get("message_id") or next(self._messages))
        return Shown(
            time.monotonic(),
            int(payload["chat_id"]),
            number,
            orjson.loads(markup) if isinstance(markup, str) else markup,
        )

    @staticmethod
    def _message(chat_id: int, number: int) -> dict[str, Any]:
        chat = {"id": chat_id, "type": "private", "first_name": "Bench"}
        return {"message_id": number, "date": int(time.time()), "chat": chat}


def bare(label: str) -> str:
    """Take the emoji in front of a label away."""
    head, _space, rest = label.partition(" ")
    return rest if rest and not any(sign.isalnum() for sign in head) else label


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Bench", "language_code": "en"}


def _well(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
