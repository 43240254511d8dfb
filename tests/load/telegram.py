"""A bare Bot API for benchmarks: a raw protocol that answers fast, late by a given delay, and counts.

It is a process of its own, so that its work is not the bot's. It knows just what a journey needs:
the bench tells it which updates to hand out, and it tells when each answer arrived.
"""

import argparse
import asyncio
import itertools
import sys
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

BOT = {"id": 1000000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


class World:
    """What waits to be handed out, and what came back."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.waiting: deque[dict[str, Any]] = deque()
        self.polled = asyncio.Event()
        self.messages = itertools.count(1000)
        self.first_poll = 0.0
        #: For each call that says something: when, which chat, what is on its buttons.
        self.said: list[tuple[float, int, list[list[str]], int]] = []
        self.calls: dict[str, int] = {}
        self.arrived = asyncio.Event()

    async def answer(self, method: str, payload: dict[str, Any]) -> Any:
        self.calls[method] = self.calls.get(method, 0) + 1
        if method == "getUpdates":
            return await self._updates(payload)
        if self.delay:
            await asyncio.sleep(self.delay)
        return self._said(method, payload)

    async def _updates(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        self.first_poll = self.first_poll or time.monotonic()
        offset = int(payload.get("offset", 0) or 0)
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.polled.clear()
            try:
                await asyncio.wait_for(self.polled.wait(), min(float(payload.get("timeout", 0)), 5))
            except TimeoutError:
                return []
        if self.delay:
            await asyncio.sleep(self.delay)
        return list(itertools.islice(self.waiting, int(payload.get("limit", 100))))

    def _said(self, method: str, payload: dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method in {"sendMessage", "editMessageText"}:
            chat_id = int(payload["chat_id"])
            message_id = int(payload.get("message_id") or next(self.messages))
            markup = payload.get("reply_markup") or {}
            if isinstance(markup, str):
                markup = orjson.loads(markup)
            rows = markup.get("inline_keyboard", [])
            buttons = [[b["text"], b.get("callback_data", "")] for row in rows for b in row]
            self.said.append((time.monotonic(), chat_id, buttons, message_id))
            self.arrived.set()
            chat = {"id": chat_id, "type": "private"}
            return {"message_id": message_id, "date": 1, "chat": chat, "from": BOT, "text": "x"}
        return True

    async def control(self, path: str, payload: dict[str, Any]) -> Any:
        if path == "feed":
            self.waiting.extend(payload["updates"])
            self.polled.set()
            return {"at": time.monotonic()}
        if path == "said":
            since, limit = payload["since"], time.monotonic() + payload.get("wait", 0)
            while len(self.said) <= since and time.monotonic() < limit:
                self.arrived.clear()
                try:
                    await asyncio.wait_for(self.arrived.wait(), limit - time.monotonic())
                except TimeoutError:
                    break
            return self.said[since:]
        if path == "delay":
            self.delay = payload["seconds"]
            return True
        if path == "calls":
            return self.calls
        if path == "first_poll":
            return self.first_poll
        self.said.clear()
        self.calls.clear()
        return True


class Http(asyncio.Protocol):
    """Just enough of HTTP/1.1 for keep-alive clients that send a length."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.buffer = b""
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def connection_lost(self, exc: Exception | None) -> None:
        for task in self.tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1")
            lines = head.split("\r\n")
            headers = {k.lower(): v for k, _, v in (x.partition(": ") for x in lines[1:])}
            length = int(headers.get("content-length", 0))
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            path = unquote(lines[0].split(" ")[1])
            task = asyncio.get_running_loop().create_task(self._answer(path, headers, body))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _answer(self, path: str, headers: dict[str, str], body: bytes) -> None:
        payload = _payload(headers.get("content-type", ""), body)
        *_, realm, name = path.partition("?")[0].split("/")
        if realm == "control":
            content = orjson.dumps(await self.world.control(name, payload))
        else:
            result = await self.world.answer(name, payload)
            content = orjson.dumps({"ok": True, "result": result})
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(content)
            + content
        )


def _payload(kind: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if "json" in kind:
        return dict(orjson.loads(body))
    if "form-urlencoded" in kind:
        return dict(parse_qsl(body.decode()))
    return {}


async def serve(port: int, delay: float) -> None:
    """Serve until killed; print the port in one line."""
    loop = asyncio.get_running_loop()
    world = World(delay)
    server = await loop.create_server(lambda: Http(world), "127.0.0.1", port)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0)
    known = parser.parse_args()
    import uvloop

    uvloop.run(serve(known.port, known.delay))
