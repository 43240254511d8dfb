"""`make run`: a small Telegram and the bot on this machine, begun and ended without a trace."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from sandbox.client import Sandbox

#: Seconds that a start and an end may take here.
START, END = 60, 30
#: Any two free ports: the usual ones may be taken.
ANY = ("--bind", "127.0.0.1:0", "--web-bind", "127.0.0.1:0")


async def test_the_demo_has_people_and_cases_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with _demo(tmp_path, "--seed") as (process, said):
        assert "press Queue" in said
        url = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
        async with Sandbox(url) as sandbox:
            lawyer = sandbox.phone("lawyer")
            await lawyer.text("/queue")
            await lawyer.wait_for(re.compile("4 open"), within=START)
            assert await sandbox.refused() == []
        taken = await _ended(tmp_path, "--bind", url.removeprefix("http://"))
    assert (process.returncode, list(tmp_path.iterdir())) == (0, [])
    assert taken.startswith("Something listens on 127.0.0.1:")


async def test_a_demo_that_is_killed_leaves_no_telegram_behind(tmp_path: Path) -> None:
    async with _demo(tmp_path) as (process, said):
        url = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
        process.kill()
        async with asyncio.timeout(END):
            # Whoever it started writes to the same pipe: it ends with the last of them.
            await process.communicate()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))


async def test_a_wrong_address_is_said_in_plain_words(tmp_path: Path) -> None:
    for option in ("--bind", "--web-bind"):
        said = await _ended(tmp_path, *ANY, option, "elsewhere")
        assert "such as 127.0.0.1:" in said or "(as 127.0.0.1:" in said
        assert "Traceback" not in said
        assert "CRITICAL" not in said


@asynccontextmanager
async def _demo(folder: Path, *words: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    process = await _begun(folder, *ANY, *words)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START):
            said = await process.stdout.readuntil(b"no member here.\n")
        yield process, said.decode()
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(END):
            await process.communicate()


async def _ended(folder: Path, *words: str) -> str:
    process = await _begun(folder, *words)
    async with asyncio.timeout(START):
        said, _nothing = await process.communicate()
    assert process.returncode in {1, 2}
    return said.decode()


async def _begun(folder: Path, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "sandbox", *words),
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
