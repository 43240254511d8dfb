"""Parcels: a stream of bytes goes into an age file, and out of it for who has the key."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from tempfile import mkstemp
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]  # it brings no types; this is the one place for it

#: Bytes that go from thread to loop at once, and parcels of them that may wait.
BLOCK, WAITING = 256 * 1024, 4

Recipients = Sequence[Any]
Identities = Sequence[Any]
_Queue = Queue[bytes | BaseException | None]


class NoRecipient(Exception):
    """This is no age recipient (age1…, or the line of an SSH public key)."""


class NoIdentity(Exception):
    """There is no age identity in this file (AGE-SECRET-KEY-…, or an SSH private key)."""


class WrongIdentity(Exception):
    """This identity does not open the file, or the file is no backup of ours."""


class Damaged(Exception):
    """The file was cut or changed since it was written."""


def recipients(lines: Sequence[str]) -> Recipients:
    """Read recipients, one a line; raise NoRecipient."""
    found = [_recipient(line) for line in map(str.strip, lines) if line and line[0] != "#"]
    if not found:
        raise NoRecipient
    return found


def identities(text: str) -> Identities:
    """Read the identities of a file as age-keygen or ssh-keygen writes it; raise NoIdentity."""
    try:
        if "OPENSSH PRIVATE" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line for line in map(str.strip, text.splitlines()) if line and line[0] != "#"]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        raise NoIdentity from None
    if not found:
        raise NoIdentity
    return found


async def write(target: Path, to: Recipients, blocks: AsyncIterator[bytes]) -> int:
    """Encrypt a stream into a new file, 0600, durable, there whole or not at all; gives its size.

    Raises FileExistsError when there is one of this name already.
    """
    with _new(target) as file:
        await _encrypt(file, to, blocks)
        return file.tell()


@asynccontextmanager
async def opened(source: Path, keys: Identities) -> AsyncIterator[AsyncIterator[bytes]]:
    """Decrypt a file as a stream. Reading raises WrongIdentity or Damaged."""
    queue: _Queue = Queue(WAITING)
    sink = _Sink(queue)
    thread = asyncio.get_running_loop().run_in_executor(None, _decrypt, source, sink, keys)
    try:
        yield _blocks(queue)
    finally:
        sink.closed = True
        while not thread.done():
            with suppress(Empty):
                queue.get_nowait()  # it may wait for room to put one more block
            await asyncio.wait([thread], timeout=0.01)


class _Closed(Exception):
    """Nobody reads any more."""


class _Source:
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


class _Sink:
    """What age writes to in its thread: whole blocks go into a short queue."""

    def __init__(self, queue: _Queue) -> None:
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
            raise _Closed
        self._queue.put(bytes(self._kept))
        self._kept.clear()

    def end(self, fault: BaseException | None = None) -> None:
        if not self.closed:
            self._queue.put(fault)


async def _encrypt(file: BinaryIO, to: Recipients, blocks: AsyncIterator[bytes]) -> None:
    source = _Source(blocks, asyncio.get_running_loop())
    try:
        await asyncio.to_thread(pyrage.encrypt_io, source, file, to)
    except pyrage.EncryptError as error:
        # Age wraps whatever happened below it, a full disk for one, into its own error.
        raise (source.fault or OSError(str(error))) from None


def _decrypt(source: Path, sink: _Sink, keys: Identities) -> None:
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, sink, keys)
        sink.give()
        sink.end()
    except pyrage.DecryptError:
        sink.end(WrongIdentity())
    except OSError as error:
        # Age tells a block that does not authenticate as an error without a number.
        sink.end(Damaged() if error.errno is None else error)
    except _Closed:
        return


async def _blocks(queue: _Queue) -> AsyncIterator[bytes]:
    while True:
        block = await asyncio.to_thread(queue.get)
        if isinstance(block, BaseException):
            raise block
        if block is None:
            return
        yield block


def _recipient(line: str) -> Any:
    try:
        if line.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(line)
        return pyrage.x25519.Recipient.from_str(line)
    except pyrage.RecipientError:
        raise NoRecipient from None


@contextmanager
def _new(target: Path) -> Iterator[BinaryIO]:
    if target.exists():
        raise FileExistsError(target)
    descriptor, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            raise FileExistsError(target)
        part.replace(target)
        _sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
