"""The HTTP server under the app, with a way to break a connection as a bad network does."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.h11_impl import H11Protocol

_ABORT = "sandbox.abort"
_DRAIN = 2


def abort(scope: Scope) -> None:
    """Break the connection of this request, without a byte of an answer."""
    scope[_ABORT]()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve the app on the socket until the block ends."""
    config = Config(
        app,
        http=_Wire,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN,
        date_header=False,
        server_header=False,
    )
    server = _Server(config)
    async with asyncio.TaskGroup() as group:
        served = group.create_task(server.serve(sockets=[listener]))
        up = group.create_task(server.up.wait())
        await asyncio.wait((served, up), return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        try:
            yield
        finally:
            # Also when the block ends by an error: the server closes its sockets in its own time.
            server.down.set()
            await asyncio.wait((served,))


def listen(bind: str) -> socket.socket:
    """Return a listening socket; port 0 is any free one."""
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host.strip("[]"), int(port)))
    listener.listen(1024)
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL under which a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(Server):
    """A server that says when it is up, and leaves signals to its caller."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.down = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()

    async def main_loop(self) -> None:
        await self.down.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class _Wire(H11Protocol):
    """A connection whose requests carry the means to break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        app = cast("ASGIApp", self.app)

        async def breakable(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_ABORT] = transport.abort
            await app(scope, receive, send)

        self.app = cast("ASGI3Application", breakable)
