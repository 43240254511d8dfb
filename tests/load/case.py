"""The cases: each is one run of one bot, and gives its figures."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.load.home import Homes, post_notice
from tests.load.subject import Bot, Telegram, environ
from tests.load.table import Figures, share

SHIPPED: Final = ("tests.load.counted", "run")
LIGHT: Final = ("tests.load.counted", "--light", "run")
PLAIN: Final = ("bot", "run")
ECHO: Final = ("tests.load.echo",)

#: Columns that are compared in the end.
RATE, COST, FIRST_POLL = "updates a second", "processor ms an update", "start to first poll, s"
BULK_RATE, BULK_MOST = "messages a second", "messages in the largest second"

#: Seconds for a play that hangs.
PATIENCE: Final = 90


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything one round does."""

    warming: int
    journeys: int
    at_once: int
    #: Journeys where Argon2 has to keep up with them.
    heavy: int
    texts: int
    slow_texts: int
    letters: int
    starts: int
    #: Updates a second, for how many seconds.
    rates: tuple[tuple[int, float], ...]


FULL: Final = Size(50, 450, 300, 120, 1500, 100, 300, 2, ((20, 6), (200, 4), (800, 3)))
QUICK: Final = Size(10, 60, 60, 30, 300, 20, 60, 1, ((20, 1), (200, 1), (800, 1)))


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table."""

    group: str
    row: str
    run: Callable[[Homes, Size], Figures]


def cases(*, postgres: bool) -> list[Case]:
    """List all cases, in the order in which a round runs them."""
    found = []
    for delay in (0.0, 0.05):
        at = f"{delay * 1000:.0f} ms a call"
        found.append(Case("journeys", f"echo, {at}", _echoes(delay)))
        found.append(Case("journeys", journeys_row(delay), _journeys(delay, LIGHT)))
        if postgres:
            row = f"journeys, PostgreSQL, {at}, Argon2 apart"
            found.append(Case("journeys", row, _journeys(delay, LIGHT, postgres=True)))
    row = "journeys, SQLite, 50 ms a call, Argon2 on the same core"
    found.append(Case("journeys", row, _journeys(0.05, SHIPPED)))
    found += [Case("answers", "answers, echo", _answers(ECHO))]
    found += [Case("answers", "answers, SQLite", _answers(SHIPPED))]
    found += [Case("bulk", "a notice to many, at most 30 a second", _bulk)]
    found += [Case("start", "start, echo", _start(ECHO)), Case("start", "start", _start(PLAIN))]
    return found


def journeys_row(delay: float) -> str:
    """Name the row that is held against the aims."""
    return f"journeys, SQLite, {delay * 1000:.0f} ms a call, Argon2 apart"


def _echoes(delay: float) -> Callable[[Homes, Size], Figures]:
    def run(homes: Homes, size: Size) -> Figures:
        texts = size.slow_texts if delay else size.texts
        with _met(homes, ECHO, delay) as (telegram, bot):
            telegram.play("backlog", within=PATIENCE, texts=30)
            return _measured(telegram, bot, "backlog", texts=texts)

    return run


def _journeys(
    delay: float, words: tuple[str, ...], *, postgres: bool = False
) -> Callable[[Homes, Size], Figures]:
    def run(homes: Homes, size: Size) -> Figures:
        with _met(homes, words, delay, postgres=postgres) as (telegram, bot):
            telegram.play("journeys", within=PATIENCE, journeys=size.warming, at_once=size.warming)
            journeys = size.heavy if words == SHIPPED else size.journeys
            at_once = min(size.at_once, journeys)
            return _measured(telegram, bot, "journeys", journeys=journeys, at_once=at_once)

    return run


def _measured(telegram: Telegram, bot: Bot, play: str, **wanted: object) -> Figures:
    whole, apart = bot.seconds()
    report = telegram.play(play, within=PATIENCE, **wanted)
    whole, apart = bot.seconds()[0] - whole, bot.seconds()[1] - apart
    updates = max(1, report["updates"])
    figures = {
        RATE: updates / report["seconds"],
        COST: (whole - apart) / updates * 1000,
        "most memory, MiB": bot.most_memory(),
        "without an answer": report["stuck"],
    }
    return {**figures, **(_of_journeys(report, apart) if "receipts" in report else {})}


def _of_journeys(report: dict[str, Any], apart: float) -> Figures:
    return {
        "reports a second": report["finished"] / report["seconds"],
        "Argon2, processor ms a report": apart / max(1, report["finished"]) * 1000,
        "one step, p50, ms": share(report["took"], 0.5) * 1000,
        "one step, p99, ms": share(report["took"], 0.99) * 1000,
    }


def _answers(words: tuple[str, ...]) -> Callable[[Homes, Size], Figures]:
    def run(homes: Homes, size: Size) -> Figures:
        figures: dict[str, float] = {}
        with _met(homes, words, 0.0) as (telegram, _bot):
            for rate, seconds in size.rates:
                if words == ECHO and rate > 400:  # it would only tell how long its queue is
                    continue
                report = telegram.play(
                    "steady", within=PATIENCE, rate=rate, seconds=seconds, texts=words == ECHO
                )
                for part in (50, 99):
                    column = f"{rate} a second, p{part}, ms"
                    figures[column] = share(report["took"], part / 100) * 1000
        return figures

    return run


def _bulk(homes: Homes, size: Size) -> Figures:
    with homes.new() as (folder, _url):
        post_notice(folder, size.letters)
        with (
            Telegram.running(0.0, police=True) as telegram,
            Bot.running(PLAIN, environ(telegram.url, folder)) as bot,
        ):
            telegram.polled()
            before = bot.seconds()[0]
            report = telegram.sent(size.letters, within=size.letters / 25 + 10)
            at: list[float] = report["sent_at"]
            return {
                BULK_RATE: (len(at) - 1) / (at[-1] - at[0]),
                BULK_MOST: max(sum(t <= x < t + 1 for x in at) for t in at),
                "refused (429)": report["refused"],
                "not delivered": size.letters - len(at),
                "processor ms a message": (bot.seconds()[0] - before) / len(at) * 1000,
            }


def _start(words: tuple[str, ...]) -> Callable[[Homes, Size], Figures]:
    def run(homes: Homes, size: Size) -> Figures:
        polled, answered = [], []
        with homes.new() as (folder, _url):
            for _ in range(size.starts):
                with Telegram.running(0.0) as telegram:
                    telegram.ask("play", name="backlog", texts=1, chats=1)
                    with Bot.running(words, environ(telegram.url, folder)) as bot:
                        polled.append(telegram.polled() - bot.began)
                        ended = telegram.ask("wait", seconds=PATIENCE)["play"]["ended"]
                        answered.append(ended - bot.began)
        return {
            FIRST_POLL: statistics.median(polled),
            "start to first answer, s": statistics.median(answered),
        }

    return run


@contextmanager
def _met(
    homes: Homes, words: tuple[str, ...], delay: float, *, postgres: bool = False
) -> Iterator[tuple[Telegram, Bot]]:
    """Let a bot and a Bot API meet, and wait for the first poll."""
    with (
        homes.new(postgres=postgres) as (folder, url),
        Telegram.running(delay) as telegram,
        Bot.running(words, environ(telegram.url, folder, url)) as bot,
    ):
        telegram.polled()
        yield telegram, bot
