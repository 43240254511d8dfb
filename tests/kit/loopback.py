"""A Bot API of one answer on loopback, for tests of the way to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

TOKEN = "1000000:SANDBOX-planted-token-0123456789"
SENT = {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 5, "type": "private"}}

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Loopback:
    """A Bot API of one answer; `seen` keeps the last body, `answer` is what it does next."""

    base: str = ""
    answer: Answering | None = None
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)

    def url(self, method: str = "sendMessage") -> str:
        return f"{self.base}/bot{TOKEN}/{method}"

    def says(self, status: int, **body: object) -> None:
        self.says_raw(status, json.dumps(body).encode(), "application/json")

    def says_raw(self, status: int, body: bytes, kind: str = "text/html") -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, body=body, content_type=kind)

        self.answer = answer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.content_type, await request.read()))
        if request.transport is not None:
            self.peers.add(request.transport.get_extra_info("peername"))
        assert self.answer is not None
        return await self.answer(request)


@asynccontextmanager
async def serving() -> AsyncIterator[Loopback]:
    """Serve on a free port."""
    loopback = Loopback()
    loopback.says(200, ok=True, result=SENT)
    app = web.Application(client_max_size=8 * 1024**2)
    app.router.add_route("*", "/{path:.*}", loopback.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    loopback.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield loopback
    finally:
        await runner.cleanup()


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


def cutting(where: str) -> Answering:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        if where != "before":
            await response.prepare(request)
        if where == "body":
            await response.write(b'{"ok":true,')
        assert request.transport is not None
        request.transport.close()
        return response

    return cut
