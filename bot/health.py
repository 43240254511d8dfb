"""The health pages: is it alive, can it serve, and figures that tell nothing of any person."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import monotonic
from bot.log import fault
from bot.nursery import Nursery
from bot.parse import is_loopback
from bot.vitals import Vitals
from storage import inbox, outbox
from storage.store import Store
from storage.unit import Unit

#: Seconds beyond its own word after which a silent loop is taken for stuck.
SILENCE: Final = 60.0

#: Seconds within which Telegram must have answered a receiver.
FRESH: Final = 120.0

#: Seconds that the database gets to answer.
PATIENCE: Final = 2.0

#: Figures read from the database when somebody looks, by name.
Census = Callable[[Unit], Awaitable[Mapping[str, float]]]


async def census(unit: Unit) -> dict[str, float]:
    """Count what waits: updates, letters, parked letters, seconds that a letter is overdue."""
    letters = await outbox.counts(unit)
    due = await outbox.next_due(unit)
    return {
        "inbox": await inbox.waiting(unit),
        "outbox": letters["waiting"],
        "parked": letters["parked"],
        "outbox_oldest_seconds": max(0, unit.seconds - due) if due is not None else 0,
    }


@dataclass(slots=True)
class Health:
    """The pages. `receives` says whether this process is one that Telegram must reach."""

    nursery: Nursery
    vitals: Vitals
    store: Store
    key_file: Path
    receives: bool = True
    #: Show the metrics to everybody, not only to who asks from this machine.
    metrics_open: bool = False
    census: Census = census

    def routes(self) -> list[Route]:
        """Give the routes, to be mounted on the web bind."""
        return [
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
        ]

    async def healthz(self, _request: Request) -> Response:
        """Tell whether every loop is alive: a watchdog restarts the process if not."""
        silent = self.nursery.silent(SILENCE)
        return JSONResponse({"alive": not silent, "silent": silent}, _status(well=not silent))

    async def readyz(self, _request: Request) -> Response:
        """Tell whether it can serve, and in plain words what it cannot.

        That Telegram is away is no trouble of ours: reports are kept, letters wait; it is a note.
        """
        troubles = [*self._troubles(), *await self._database_troubles()]
        notes = [f"Telegram is away: {self.vitals.away}."] if self.vitals.away else []
        answer = {"ready": not troubles, "troubles": troubles, "notes": notes}
        return JSONResponse(answer, _status(well=not troubles))

    async def metrics(self, request: Request) -> Response:
        """Give the figures in Prometheus's text format."""
        if not (self.metrics_open or _is_from_here(request)):
            return Response("Only from this machine: see TERIMCHI_METRICS_OPEN.\n", 403)
        from bot.metrics import render

        counted = await self._count()
        silent = len(self.nursery.silent(SILENCE))
        body, kind = render(self.vitals, counted, restarts=self.nursery.restarts, silent=silent)
        return Response(body, media_type=kind)

    def _troubles(self) -> Iterator[str]:
        if not self.key_file.is_file():
            yield "The key file is missing."
        if self.vitals.disk_full:
            yield "The data folder is full: Telegram keeps the updates until there is room."
        reached = self.vitals.reached_at
        stale = reached is None or monotonic() - reached > FRESH
        if self.receives and stale and not self.vitals.away:
            yield "Telegram has not answered the receiver yet."

    async def _database_troubles(self) -> list[str]:
        return [] if await self._count() else ["The database does not answer."]

    async def _count(self) -> Mapping[str, float]:
        try:
            async with asyncio.timeout(PATIENCE), self.store.reading() as unit:
                return await self.census(unit)
        except Exception as error:
            fault("health", error)
            return {}


def _is_from_here(request: Request) -> bool:
    """Tell whether nobody else asks; a proxy on this machine asks for somebody else.

    So does a browser on it for a page whose name was led to this address: its Host tells.
    """
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers)
    asked = (request.client.host if request.client else "", request.url.hostname or "")
    return all(map(is_loopback, asked)) and not forwarded


def _status(*, well: bool) -> int:
    return 200 if well else 503
