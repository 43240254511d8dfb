"""`python -m sandbox`: serve the small Telegram on loopback until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys

from sandbox.guard import TOKEN, Unsafe, check_bind, check_token
from sandbox.server import serve


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, refuse what could do harm, serve."""
    given = _parser().parse_args(arguments)
    try:
        asyncio.run(_run(given))
    except (Unsafe, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def _run(given: argparse.Namespace) -> None:
    check_bind(given.bind)
    check_token(given.token)
    loop, this = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        if this is not None:
            this.cancel()

    def heard() -> None:
        if not os.read(0, 1024):
            end()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, end)
    if given.with_stdin:
        loop.add_reader(0, heard)
    with contextlib.suppress(asyncio.CancelledError):
        await serve(given.bind, given.token, seed=given.seed, tell=_say)


def _say(url: str) -> None:
    sys.stdout.write(f"The sandbox is at {url}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8081", help="loopback address and port")
    parser.add_argument("--token", default=TOKEN, help="the bot's token; a real one is refused")
    parser.add_argument("--seed", type=int, default=0, help="seed of faults that strike by chance")
    ends = "end when standard input does: whoever started it is gone"
    parser.add_argument("--with-stdin", action="store_true", help=ends)
    return parser


if __name__ == "__main__":
    sys.exit(main())
