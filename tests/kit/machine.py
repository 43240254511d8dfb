"""The whole machine as a process of its own, against a sandbox: started, killed, started again."""

import asyncio
import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.client import Sandbox
from tests.kit import warm
from tests.kit.entry import CRASH
from tests.kit.warm import Started

ROOT = Path(__file__).resolve().parents[2]

#: Seconds that an end may take.
END = 15.0


@dataclass(slots=True)
class Machine:
    """One installation: its folder, its keys, its process."""

    sandbox: Sandbox
    folder: Path
    database_url: str = ""
    content: str = "full"
    extra: dict[str, str] = field(default_factory=dict)
    process: "Started | asyncio.subprocess.Process | None" = None
    #: How often it was started.
    lives: int = 0
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _mortal: bool = False

    @property
    def environ(self) -> dict[str, str]:
        """What the process finds around it."""
        given = {
            **os.environ,
            "TERIMCHI_ENV_FILE": os.devnull,
            "TERIMCHI_BOT_TOKEN": self.sandbox.token,
            "TERIMCHI_BOT_API_URL": self.sandbox.url,
            "TERIMCHI_DATA_DIR": str(self.folder / "data"),
            "TERIMCHI_KEY_FILE": str(self.folder / "keys" / "key"),
            "TERIMCHI_WEB_BIND": "127.0.0.1:0",
            "TERIMCHI_DESK_CONTENT": self.content,
            "TERIMCHI_CHAT_RATE": "30",
            "TERIMCHI_SEND_RATE": "1000",
            **self.extra,
        }
        return given | ({"TERIMCHI_DATABASE_URL": self.database_url} if self.database_url else {})

    @property
    def log(self) -> Path:
        """Where everything that the process says is kept."""
        return self.folder / "log.txt"

    async def cli(self, *words: str, code: int = 0, said: str = "") -> str:
        """Run a command beside the machine; return what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *words),
            cwd=ROOT,
            env=self.environ,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(60):
                out, err = await process.communicate(said.encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == code, f"{words}: {out.decode()}\n{err.decode()}"
        return out.decode() + (err.decode() if code else "")

    async def prepare(self) -> None:
        """Make the desks; on SQLite, where they were made once, begin with a copy of those."""
        made = _models() / self.content
        if made.exists() and not self.database_url:
            shutil.copytree(made, self.folder, dirs_exist_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        await self.cli("desk", "init", "--recovery-file", str(self.folder / "words"))
        if not self.database_url:
            shutil.copytree(self.folder, made)

    async def invite(self, phone: str, role: str = "lawyer", desk: str = "") -> str:
        """Invite somebody and let them enrol with their phone; return their code."""
        more = ("--desk", desk) if desk else ()
        out = await self.cli("staff", "invite", "--role", role, "--name", phone, *more)
        code = next(line for line in out.splitlines() if line.startswith("join-"))
        await self.sandbox.phone(phone).start(code)
        return code

    async def join(self, code: str) -> Path:
        """Make somebody's keys; return the file with their passphrase."""
        file = self.folder / f"passphrase-{code[-6:]}"
        await self.cli("desk", "join", code, "--passphrase-file", str(file))
        return file

    async def start(self, crash: str = "") -> None:
        """Start the machine; with `crash` it will die at that moment."""
        self.lives += 1
        self.process = warm.start(["run"], {**self.environ, CRASH: crash}, self.log)

    async def ended(self, within: float = END) -> int:
        """Wait until the process has ended; return its code."""
        assert self.process is not None
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def kill(self) -> None:
        """Kill it where it stands."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """Stop it as a service manager does; it drains first."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def __aenter__(self) -> Self:
        await self.prepare()
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.returncode is None:
            if error is None:
                await self.stop()
            else:
                await self.kill()

    @asynccontextmanager
    async def reviving(self) -> AsyncIterator[None]:
        """Start the machine again whenever it dies; at the end it is stopped, or else killed."""
        reviving = asyncio.create_task(self._revive())
        try:
            yield
            await self._let_die()
            await self.stop()
        finally:
            await self._let_die()
            await self.kill()
            await reviving

    async def _revive(self) -> None:
        while True:
            assert self.process is not None
            await self.process.wait()
            async with self._starting:
                if self._mortal:
                    return
                await self.start()

    async def _let_die(self) -> None:
        """Revive it no more; whatever was starting has started."""
        async with self._starting:
            self._mortal = True


@cache
def _models() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="terimchi-desks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
