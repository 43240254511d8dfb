"""`sandbox`: a small Telegram, the bot against it and its pages, all on this machine."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bot import log
from bot.command.plain import Plain, say
from bot.command.run import PARTS, loop_factory
from bot.settings import Settings, SettingsFault

#: Opens nothing: the sandbox refuses a token that looks real.
TOKEN = "1000000:SANDBOX-SANDBOX-SANDBOX-SANDBOX-SAND"  # noqa: S105

#: Seconds that the sandbox may take to start.
START = 20

TRY = """
What to try first:
  1. On the phone of Worker 1 press Start, choose a language, then Report a violation.
  2. Answer, tell what happened (a text, a photo, a voice), press Done, and go on to Send.
  3. On the phone of the Lawyer a card has come: press Take, then Read, then Reply.
  4. Back on the phone of Worker 1: Show, then Answer.
{seeded}Everything here is made up and gone when you stop it (Ctrl+C). This bot runs with
TERIMCHI_DESK_CONTENT=full: the server can open cases of the general desk. Reports of violence and
about children go to the protection desk, which never reads in Telegram and has no member here.
"""
SEEDED = "Some fictitious cases wait already: on the phone of the Lawyer press Queue.\n"

TAKEN = """\
Something listens on {bind} already, perhaps another `make run`. Stop that one, or take other ports:
  {python} -m bot sandbox --bind 127.0.0.1:0 --web-bind 127.0.0.1:0"""


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    parser.add_argument("--seed", action="store_true", help="begin with some fictitious cases")
    parser.add_argument("--bind", default="127.0.0.1:8081", help="where the phones are")
    parser.add_argument("--web-bind", default="127.0.0.1:8080", help="where the web pages are")


def run(known: argparse.Namespace) -> int:
    log.configure("WARNING")
    for bind in (known.bind, known.web_bind):
        _check_free(bind)
    # Until the machine hears signals itself, these end the demo as Ctrl+C does: nothing is left.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: signal.raise_signal(signal.SIGINT))
    with (
        tempfile.TemporaryDirectory(prefix="terimchi-") as folder,
        asyncio.Runner(loop_factory=loop_factory()) as runner,
    ):
        log.watch(runner.get_loop())
        runner.run(_demo(known, Path(folder)))
    return 0


async def _demo(known: argparse.Namespace, folder: Path) -> None:
    from bot.command.seed import prepare
    from bot.machine import CannotRun, serve

    async with _phones(known.bind) as address:
        settings = _settings(address, known.web_bind, folder)
        await prepare(settings, cases=known.seed)
        say("", f"The phones:    {address}/")
        say(f"The bot:       runs against {address} (the Bot API of the sandbox)")

        def announce(line: str) -> None:
            say(line.replace("Web pages: ", "Its health:    "))
            say(TRY.format(seeded=SEEDED if known.seed else ""))

        try:
            await serve(settings, PARTS["run"], announce, prompt=True)
        except CannotRun as fault:
            raise Plain(str(fault)) from None


@contextlib.asynccontextmanager
async def _phones(bind: str) -> AsyncIterator[str]:
    """Start the sandbox as a process of its own, and stop it by its pid."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--bind", bind, "--token", TOKEN, "--with-stdin"),
        # Nobody writes to it: it closes when we are gone, however that came.
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl+C ends the bot first, which drains; the sandbox goes when nobody needs it any more.
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        async with asyncio.timeout(START):
            line = (await process.stdout.readline()).decode()
        words = [word for word in line.split() if word.startswith("http://")]
        if not words:
            raise Plain(f"The sandbox could not start at {bind}: look at --bind.")
        yield words[0].rstrip("/.,")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _check_free(bind: str) -> None:
    """Say so before anything is made when somebody listens there already."""
    host, _colon, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (ValueError, socket.gaierror):
            return  # no address of this kind: whoever reads it says what is wrong with it
        except OSError:
            python = os.path.relpath(sys.executable)
            raise Plain(TAKEN.format(bind=bind, python=python)) from None


def _settings(address: str, web_bind: str, folder: Path) -> Settings:
    try:
        return Settings.load(_environ(address, web_bind, folder))
    except SettingsFault as fault:
        raise Plain("\n".join(fault.sentences), 2) from None


def _environ(address: str, web_bind: str, folder: Path) -> dict[str, str]:
    # Nothing of this machine's own settings comes in: a real token must not meet the sandbox.
    return {
        "TERIMCHI_ENV_FILE": os.devnull,
        "TERIMCHI_BOT_TOKEN": TOKEN,
        "TERIMCHI_BOT_API_URL": address,
        "TERIMCHI_DATA_DIR": str(folder / "data"),
        "TERIMCHI_KEY_FILE": str(folder / "keys" / "key"),
        "TERIMCHI_WEB_BIND": web_bind,
        "TERIMCHI_DESK_CONTENT": "full",
        "TERIMCHI_LOG_LEVEL": "WARNING",
    }
