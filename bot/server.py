"""The server: one bind and one application, served inside this process until it stops."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bot.nursery import Tasks, pause
from bot.parse import Bind

#: Seconds that requests under way get when we stop.
GRACE: Final = 3


@dataclass(slots=True)
class Server:
    """Listens at once when made known by `open`, so that a port of 0 can be told before serving."""

    app: ASGIApp
    bind: Bind
    beat: Callable[[float], None] = lambda _within: None
    _socket: socket.socket | None = None

    def open(self) -> Bind:
        """Take the port; returns where it really is. Raises OSError where it is taken."""
        family = socket.AF_INET6 if ":" in self.bind.host else socket.AF_INET
        self._socket = socket.create_server((self.bind.host, self.bind.port), family=family)
        self.bind = Bind(self.bind.host, self._socket.getsockname()[1])
        return self.bind

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        if self._socket is None or self._socket.fileno() < 0:
            self.open()  # again, after a fault: the server closes its socket at the end
        server = _Quiet(_config(self.app))
        tasks = Tasks()
        tasks.start(server.serve(sockets=[self._socket] if self._socket else None))
        while tasks and not stop.is_set():
            self.beat(0)
            await pause(5.0, stop)
        server.should_exit = True
        await tasks.join(GRACE + 2)
        if not stop.is_set():
            raise Ended


class Ended(Exception):
    """The server stopped by itself; the nursery starts it again."""


class _Quiet(uvicorn.Server):
    """A server that leaves the signals to the nursery."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
