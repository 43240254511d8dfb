"""`python -m sandbox`: serve the small Telegram on loopback until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from sandbox.guard import TOKEN, Unsafe, check_bind, check_token
from sandbox.server import serve


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, refuse what could do harm, serve."""
    given = _parser().parse_args(arguments)
    try:
        asyncio.run(_run(given.bind, given.token, given.seed))
    except (Unsafe, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def _run(bind: str, token: str, seed: int) -> None:
    check_bind(bind)
    check_token(token)
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, lambda: this and this.cancel())
    with contextlib.suppress(asyncio.CancelledError):
        await serve(bind, token, seed=seed, tell=_say)


def _say(url: str) -> None:
    sys.stdout.write(f"The sandbox is at {url}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8081", help="loopback address and port")
    parser.add_argument("--token", default=TOKEN, help="the bot's token; a real one is refused")
    parser.add_argument("--seed", type=int, default=0, help="seed of faults that strike by chance")
    return parser


if __name__ == "__main__":
    sys.exit(main())
