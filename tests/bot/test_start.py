"""What a start reads: nothing that it does not need, and the collector rests meanwhile."""

import subprocess
import sys

from tests.kit.tree import ROOT

_READ = (
    "import sys, bot.command.run, bot.machine, bot.wiring, bot.part.dispatch, bot.part.send;"
    "from storage.base import insert_into; from storage.meta import metas;"
    "from sqlalchemy.dialects import sqlite; insert_into(metas, sqlite.dialect());"
    "print([name for name in sys.modules if name.startswith(('asyncpg', 'alembic', 'telegram.'))"
    " or 'postgresql' in name])"
)
_REST = (
    "import asyncio, gc, bot.machine; from bot.command import run;"
    "from bot.settings import Settings;"
    "bot.machine.serve = lambda *_: seen();\n"
    "async def seen():\n"
    "    rested = not gc.isenabled(); bot.machine._leave_alone(); print(rested, gc.isenabled())\n"
    "run.go(Settings.load({'TERIMCHI_ENV_FILE': '/dev/null'}, needed=()), frozenset())"
)


def _said(code: str) -> str:
    words = [sys.executable, "-c", code]
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_with_sqlite_nothing_of_another_database_is_read() -> None:
    assert _said(_READ) == "[]"


def test_the_collector_rests_until_the_machine_is_there_and_not_longer() -> None:
    assert _said(_REST) == "True True"
