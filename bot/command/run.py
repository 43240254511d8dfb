"""`run` and its parts: the machine in one process, or one part of it beside others."""

import argparse
import asyncio
import gc
from collections.abc import Callable

from bot import log
from bot.command.plain import Plain, say, settings
from bot.settings import Settings

#: What each command runs. Several `dispatch`, `web` and (with a webhook) `receive` may run on
#: PostgreSQL; of `send` and `chores` one works and the others stand by.
PARTS: dict[str, frozenset[str]] = {
    "run": frozenset({"receive", "dispatch", "send", "chores", "web"}),
    "receive": frozenset({"receive"}),
    "dispatch": frozenset({"dispatch"}),
    "send": frozenset({"send"}),
    "chores": frozenset({"chores"}),
    "web": frozenset({"web"}),
}


def arguments(parser: argparse.ArgumentParser, name: str) -> None:
    parser.set_defaults(part=name)


def run(known: argparse.Namespace) -> int:
    chosen = settings("bot_token")
    if known.part != "run" and "sqlite" in chosen.database_url.reveal():
        raise Plain(
            "Parts in several processes need PostgreSQL (TERIMCHI_DATABASE_URL); "
            "with SQLite, `run` does everything in one.",
            2,
        )
    log.configure(chosen.log_level)
    go(chosen, PARTS[known.part])
    return 0


def go(chosen: Settings, parts: frozenset[str]) -> None:
    """Run parts of the machine until SIGTERM or SIGINT."""
    # Until all is loaded, and the machine lets it begin: what is read now stays.
    gc.disable()
    from bot.machine import CannotRun, serve

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        log.watch(runner.get_loop())
        try:
            runner.run(serve(chosen, parts, say))
        except CannotRun as fault:
            raise Plain(str(fault)) from None


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # Windows, musl: asyncio's own loop does as well
        return None
    return uvloop.new_event_loop
