"""A bare Bot API for benchmarks: a raw protocol that answers fast, late by a given delay.

It is a process of its own, so that its work is not the bot's. It knows just what the plays need.
Beside the methods of a bot it has `/control/...`: begin a play, wait for its end, tell what came.
"""

import argparse
import asyncio
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

from tests.load.play import made
from tests.load.world import World

#: Telegram takes so many messages of one text to many in any second.
LIMIT = 30


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
            lines = self.buffer[:end].decode("latin-1").split("\r\n")
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
        *_rest, realm, name = path.partition("?")[0].split("/")
        if realm == "control":
            answer = await control(self.world, name, payload)
        else:
            answer = await self.world.answer(name, payload)
        content = orjson.dumps(answer)
        status = b"200 OK" if answer.get("ok", True) else b"429 Too Many Requests"
        self.transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (status, len(content), content)
        )


async def control(world: World, name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Do what the benchmark asks: `play`, `wait`, `watch`, or just tell what came so far."""
    if name == "play":
        world.play, world.over = made(wanted.pop("name"), wanted), asyncio.Event()
        world.calls.clear()
        world.play.begin(world)
    if name == "wait":
        try:
            async with asyncio.timeout(wanted["seconds"]):
                await world.over.wait()
        except TimeoutError:
            pass
    return {
        "first_poll": world.first_poll,
        "sent": len(world.sent_at),
        "sent_at": world.sent_at if name == "watch" else [],
        "refused": world.refused,
        "calls": world.calls,
        "play": world.play.report() if world.play and name == "wait" else {},
    }


def _payload(kind: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if "json" in kind:
        return dict(orjson.loads(body))
    if "form-urlencoded" in kind:
        return dict(parse_qsl(body.decode()))
    return {}


async def serve(delay: float, limit: int) -> None:
    """Serve until killed; tell the port in one line."""
    world = World(delay, limit)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Http(world), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds of one call")
    parser.add_argument("--police", action="store_true", help="refuse more than 30 in a second")
    known = parser.parse_args()
    uvloop.run(serve(known.delay, LIMIT if known.police else 0))
