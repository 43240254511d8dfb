"""Workers' files made clean: each is opened by a fresh, locked child without keys, never here."""

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.cleaning import frame
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Washed

__all__ = ["Cleaned", "Cleaner", "Reason", "Uncleanable"]

_ROOT: Final = str(Path(__file__).resolve().parent.parent)
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from bot.cleaning.child import main; main()"
)
_GRACE: Final = 2.0  # seconds between a child's last word and its end
_CHUNK: Final = 65_536

#: -I: neither the folder it starts in nor a PYTHON… variable has a say in what it imports.
CHILD: Final = (sys.executable, "-I", "-X", "utf8", "-c", _START, _ROOT)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that may be kept, and the sorts of things that were taken out of it."""

    content: bytes
    mime: str
    removed: tuple[str, ...]


class Cleaner:
    """Clean files, so many at once, each within its time in seconds."""

    def __init__(
        self, *, at_once: int = 2, seconds: float = 90.0, command: tuple[str, ...] = CHILD
    ) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._seconds = seconds
        self._command = command

    async def clean(self, kind: str, content: bytes, mime: str = "") -> Cleaned:
        """Give the file back without what it says about its maker, or raise Uncleanable.

        `kind` is what Telegram called it (photo, voice, video, audio, document, video_note,
        animation), `mime` what its sender declared; both only help to refuse, neither is believed.
        """
        if not content:
            raise Uncleanable(Reason.BROKEN)
        if len(content) > frame.CONTENT_LIMIT:
            raise Uncleanable(Reason.TOO_LARGE)
        async with self._turns:
            return _cleaned(
                await self._washed(frame.pack({"kind": kind, "mime": mime[:100]}, content))
            )

    async def _washed(self, question: bytes) -> Washed:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it could quote the file
            env=_environment(),
            cwd="/",
            start_new_session=True,  # a Ctrl-C of the operator is for us
        )
        patience = 0.0
        try:
            async with asyncio.timeout(self._seconds):
                washed = await _asked(child, question)
            patience = _GRACE
            return washed
        except TimeoutError:
            reason = Reason.TIMED_OUT
        except (ConnectionError, asyncio.IncompleteReadError, frame.Garbled):
            reason, patience = Reason.CRASHED, _GRACE
        finally:
            code = await _ended(child, patience)
        raise Uncleanable(Reason.TIMED_OUT if code == -signal.SIGXCPU else reason)


async def _asked(child: asyncio.subprocess.Process, question: bytes) -> Washed:
    if child.stdin is None or child.stdout is None:
        raise frame.Garbled
    child.stdin.write(question)
    await child.stdin.drain()
    head, body = frame.lengths(await child.stdout.readexactly(frame.LENGTHS.size))
    return frame.understood(
        await child.stdout.readexactly(head), await child.stdout.readexactly(body)
    )


async def _ended(child: asyncio.subprocess.Process, patience: float) -> int:
    """Let the child end by itself for so many seconds, then end it.

    A kill that meets a child just gone costs us its exit code: asyncio and subprocess both wait
    for it then, and one of them is told nothing.
    """
    try:
        async with asyncio.timeout(patience):
            return await _emptied(child)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    return await _emptied(child)


async def _emptied(child: asyncio.subprocess.Process) -> int:
    """Wait for the end, with the pipes out of the way: one that is full stays open for ever."""
    if child.stdin is not None:
        child.stdin.close()
    while child.stdout is not None and await child.stdout.read(_CHUNK):
        pass
    return await child.wait()


def _environment() -> dict[str, str]:
    """Give no key, no token, no address: only where programs and this Python's library are."""
    library = os.environ.get("LD_LIBRARY_PATH")
    return {"PATH": os.defpath} | ({"LD_LIBRARY_PATH": library} if library else {})


def _cleaned(washed: Washed) -> Cleaned:
    removed = tuple(sorted(part.value for part in washed.removed))
    return Cleaned(washed.content, washed.form.mime, removed)
