"""The machine in several processes, and a balancer before its receivers, as a proxy would be."""

import asyncio
import contextlib
import itertools
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.nursery import pause
from storage.lease import leases
from tests.kit import ledger, warm
from tests.kit.entry import CRASH, PATIENCE
from tests.kit.machine import END, Machine
from tests.kit.warm import Started

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Balancer:
    """Carries each connection to the next of several ports; one that is closed is passed over."""

    port: int = 0
    ports: list[int] = field(default_factory=list)
    #: How many connections each port took.
    carried: dict[int, int] = field(default_factory=dict)
    _turn: Any = field(default_factory=itertools.count)

    @property
    def url(self) -> str:
        """Where Telegram brings updates."""
        return f"http://127.0.0.1:{self.port}/telegram"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen until the end."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = await self._open()
        with contextlib.closing(writer):
            if target is None:
                return
            with contextlib.closing(target[1]):
                there = asyncio.ensure_future(_pump(reader, target[1]))
                back = asyncio.ensure_future(_pump(target[0], writer))
                await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
                for one in (there, back):
                    one.cancel()
                await asyncio.gather(there, back, return_exceptions=True)

    async def _open(self) -> Stream | None:
        for _ in self.ports:
            port = self.ports[next(self._turn) % len(self.ports)]
            with contextlib.suppress(OSError):
                stream = await asyncio.open_connection("127.0.0.1", port)
                self.carried[port] = self.carried.get(port, 0) + 1
                return stream
        return None


@dataclass(slots=True)
class Fleet:
    """Processes of one installation, by the name of their part."""

    machine: Machine
    balancer: Balancer = field(default_factory=Balancer)
    #: Seconds for which a dead process is waited for; None: as long as in earnest.
    patience: int | None = None
    processes: dict[str, list[Started]] = field(default_factory=dict)

    async def start(self, part: str, crash: str = "") -> Started:
        """Start one more process of a part; with `crash` it will die at that moment."""
        process = warm.start([part], {**self._environ(part), CRASH: crash}, self.machine.log)
        self.processes.setdefault(part, []).append(process)
        return process

    def _environ(self, part: str) -> dict[str, str]:
        given = self.machine.environ | {"TERIMCHI_WEBHOOK_URL": self.balancer.url}
        if self.patience is not None:
            given[PATIENCE] = str(self.patience)
        if part == "receive":
            self.balancer.ports.append(free_port())
            given["TERIMCHI_WEBHOOK_BIND"] = f"127.0.0.1:{self.balancer.ports[-1]}"
        return given

    async def leader(self, name: str, within: float = 30) -> bytes:
        """Wait until a process has the right to send, or to run chores; return who it is."""
        async with ledger.opened(self.machine) as store, asyncio.timeout(within):
            while True:
                async with store.reading() as unit:
                    row = await unit.row(leases.select().where(leases.c.name == name))
                if row and row["ends_at"] > unit.seconds:
                    return bytes(row["holder"])
                await pause(0.1, asyncio.Event())

    async def kill(self, process: Started) -> None:
        """Kill a process where it stands."""
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def stop(self) -> list[int]:
        """Stop every process that lives, all at once; return their codes."""
        living = [p for each in self.processes.values() for p in each if p.returncode is None]
        for process in living:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END):
            return [await process.wait() for process in living]


@asynccontextmanager
async def fleet(
    machine: Machine, parts: tuple[str, ...], patience: int | None = None
) -> AsyncIterator[Fleet]:
    """Prepare an installation and run these parts of it; every process ends with it."""
    await machine.prepare()
    made = Fleet(machine, patience=patience)
    async with made.balancer.serving():
        try:
            for part in parts:
                await made.start(part)
            yield made
            assert set(await made.stop()) <= {0}
        finally:
            for process in [p for each in made.processes.values() for p in each]:
                if process.returncode is None:
                    await made.kill(process)


def free_port() -> int:
    """Find a port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
