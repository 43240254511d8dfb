"""The app: Bot API, files, the people's own API and the page of phones, under one roof."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from sandbox import api, wire
from sandbox.guard import OwnPages, check_bind
from sandbox.model.world import World
from sandbox.sim import routes
from sandbox.webhook import Courier

_STATIC = Path(__file__).parent / "static"
_GUARDS = {
    "Content-Security-Policy": "default-src 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def app(world: World) -> Starlette:
    """Return the app that serves this world."""
    starlette = Starlette(
        routes=[
            Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", api.download, methods=["GET"]),
            Mount("/sim", routes=routes.table()),
            Mount("/", app=_Page(directory=_STATIC, html=True)),
        ],
        lifespan=_lifespan,
    )
    starlette.state.world = world
    starlette.add_middleware(OwnPages)
    return starlette


async def serve(
    bind: str, token: str, *, seed: int = 0, tell: Callable[[str], object] = lambda _: None
) -> None:
    """Serve a world with this bot until cancelled; `tell` hears the address once it answers."""
    check_bind(bind)
    world = World.of([token])
    world.faults.seed = seed
    listener = wire.listen(bind)
    async with wire.serving(app(world), listener):
        tell(wire.address(listener))
        try:
            await asyncio.Event().wait()
        finally:
            world.close()


@contextlib.asynccontextmanager
async def _lifespan(starlette: Starlette) -> AsyncIterator[None]:
    world: World = starlette.state.world
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as group,
    ):
        couriers = [
            group.create_task(Courier(world, account, session).run())
            for account in world.accounts.values()
        ]
        yield
        for courier in couriers:
            courier.cancel()


class _Page(StaticFiles):
    """The page of phones, which may load and call nothing but this server."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_GUARDS)
            await send(message)

        await super().__call__(scope, receive, guarded)
