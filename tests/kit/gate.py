"""A gate before PostgreSQL: a server that is stopped, or a line that is dead, as we like."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import URL, make_url


@dataclass(slots=True)
class Gate:
    """Carries bytes between a port of ours and the server behind a URL."""

    server: URL
    port: int = 0
    _listening: asyncio.Server | None = None
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The same database, by way of this gate."""
        through = self.server.set(host="127.0.0.1", port=self.port, query={})
        return through.render_as_string(hide_password=False)

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """Break every line and refuse new ones meanwhile, as when a server is stopped."""
        await self.shut()
        yield
        await self.listen()

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """Let nothing through meanwhile, and break every line at the end, as a dead network."""
        self._open.clear()
        yield
        self._break()
        self._open.set()

    async def listen(self) -> None:
        """Let everybody in."""
        self._open.set()
        self._listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Let nobody in, and send home who is there."""
        assert self._listening is not None
        self._listening.close()
        self._break()
        await self._listening.wait_closed()

    def _break(self) -> None:
        for line in self._lines:
            line.transport.abort()

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        there, onward = await self._connect()
        self._lines |= {back, onward}
        try:
            await asyncio.gather(self._pump(here, onward), self._pump(there, back))
        except ConnectionError:
            pass  # broken by us, or by the machine's death
        finally:
            self._lines -= {back, onward}

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder = self.server.query.get("host")
        if folder:
            return await asyncio.open_unix_connection(
                f"{folder}/.s.PGSQL.{self.server.port or 5432}"
            )
        return await asyncio.open_connection(self.server.host, self.server.port or 5432)

    async def _pump(self, here: asyncio.StreamReader, onward: asyncio.StreamWriter) -> None:
        while part := await here.read(65536):
            await self._open.wait()
            onward.write(part)
            await onward.drain()
        onward.close()


@asynccontextmanager
async def gated(url: str) -> AsyncIterator[Gate]:
    """Open a gate before the database behind a URL."""
    gate = Gate(make_url(url))
    await gate.listen()
    try:
        yield gate
    finally:
        await gate.shut()
