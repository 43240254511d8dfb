"""Pipes between the loop and the thread in which age works: bytes in, bytes out, no fault lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from queue import Queue
from typing import BinaryIO

#: Bytes that go from thread to loop at once, and how many such blocks may wait.
BLOCK, WAITING = 256 * 1024, 4

#: Blocks from a thread, then a fault or None.
Blocks = Queue[bytes | BaseException | None]


class Closed(Exception):
    """Nobody reads any more."""


class Source:
    """What age reads from in its thread: it asks the loop for the next block."""

    def __init__(self, blocks: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> None:
        self._blocks, self._loop = blocks, loop
        self._rest = memoryview(b"")
        #: What went wrong while the next block was made; age would tell its text only.
        self.fault: BaseException | None = None

    def read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = memoryview(self._next())
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)

    def _next(self) -> bytes:
        try:
            return asyncio.run_coroutine_threadsafe(self._step(), self._loop).result()
        except BaseException as fault:
            self.fault = fault
            raise

    async def _step(self) -> bytes:
        return await anext(self._blocks, b"")


class Sink:
    """What age writes to in its thread: whole blocks go into a short queue."""

    def __init__(self, queue: Blocks) -> None:
        self._queue = queue
        self._kept = bytearray()
        self.closed = False

    def write(self, some: bytes) -> int:
        self._kept += some
        if len(self._kept) >= BLOCK:
            self.give()
        return len(some)

    def flush(self) -> None:
        """Age calls this after a fault too: what is kept then is not to be trusted."""

    def give(self) -> None:
        if self.closed:
            raise Closed
        self._queue.put(bytes(self._kept))
        self._kept.clear()

    def end(self, fault: BaseException | None = None) -> None:
        if not self.closed:
            self._queue.put(fault)


class Target:
    """What age writes to in its thread: a file, whose fault is kept, with its name."""

    def __init__(self, file: BinaryIO, target: Path) -> None:
        self._file, self._target = file, target
        self.fault: OSError | None = None

    def write(self, some: bytes) -> int:
        try:
            return self._file.write(some)
        except OSError as fault:
            self.fault = OSError(fault.errno, fault.strerror, str(self._target))
            raise

    def flush(self) -> None:
        """Leave it to the end: what is whole is flushed and synchronised once."""


async def blocks(queue: Blocks) -> AsyncIterator[bytes]:
    """Read what a sink gave, to its end; raises the fault that it ended with."""
    while True:
        block = await asyncio.to_thread(queue.get)
        if isinstance(block, BaseException):
            raise block
        if block is None:
            return
        yield block
