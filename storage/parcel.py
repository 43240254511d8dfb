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

from storage import pipe
from storage.pipe import WAITING, Blocks, Closed, Sink, Source, Target

Recipients = Sequence[Any]
Identities = Sequence[Any]


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
        await _encrypt(file, target, to, blocks)
        return file.tell()


@asynccontextmanager
async def opened(source: Path, keys: Identities) -> AsyncIterator[AsyncIterator[bytes]]:
    """Decrypt a file as a stream. Reading raises WrongIdentity or Damaged."""
    queue: Blocks = Queue(WAITING)
    sink = Sink(queue)
    thread = asyncio.get_running_loop().run_in_executor(None, _decrypt, source, sink, keys)
    try:
        yield pipe.blocks(queue)
    finally:
        sink.closed = True
        while not thread.done():
            with suppress(Empty):
                queue.get_nowait()  # it may wait for room to put one more block
            await asyncio.wait([thread], timeout=0.01)


async def _encrypt(
    file: BinaryIO, target: Path, to: Recipients, blocks: AsyncIterator[bytes]
) -> None:
    source, written = Source(blocks, asyncio.get_running_loop()), Target(file, target)
    error = None
    try:
        await asyncio.to_thread(pyrage.encrypt_io, source, written, to)
    except (pyrage.EncryptError, OSError) as wrapped:
        error = wrapped
    # Age wraps whatever happened below it into words of its own, and of the last bytes it says
    # nothing when they could not be written: so both ends remember.
    if fault := source.fault or written.fault or error:
        raise fault from None


def _decrypt(source: Path, sink: Sink, keys: Identities) -> None:
    fault: Exception | None = Damaged()
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, sink, keys)
        sink.give()
        fault = None
    except pyrage.DecryptError:
        fault = WrongIdentity()
    except OSError as error:
        # Age tells a block that does not authenticate as an error without a number.
        fault = error if error.errno is not None else fault
    except Closed:
        return
    finally:
        sink.end(fault)


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
    descriptor, part = _beside(target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            _settle(file, target)
        if target.exists():
            raise FileExistsError(target)
        part.replace(target)
        _sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _beside(target: Path) -> tuple[int, Path]:
    try:
        descriptor, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(target)) from None
    return descriptor, Path(name)


def _settle(file: BinaryIO, target: Path) -> None:
    try:
        file.flush()
        os.fsync(file.fileno())
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(target)) from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
