"""The fetcher: brings files from Telegram, has them cleaned, seals them, and forgets their ids."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.cleaner import Cleaner, Reason, Uncleanable
from bot.client import Client
from bot.errors import BadRequest, Forbidden, Oversized, TelegramError
from bot.log import fault
from bot.nursery import pause
from domain.draft import FILE_BYTES
from domain.fetch import Fetch
from domain.incoming import Incoming, IncomingKind
from domain.preference import Preference
from handlers.visit import House, Visit
from handlers.worker import rooms
from locales.mark import _
from services import evidence
from services.evidence import Failed, Safe
from storage import evidence as evidences
from storage import fetch, preference
from storage.fault import is_away
from storage.fetch import Claimed
from storage.store import Store
from storage.unit import Unit

#: Seconds between looks when nobody wakes us.
IDLE = 2.0
#: Files fetched at once.
AT_ONCE = 4
MOST_ATTEMPTS = 8

#: What the worker reads, by why a file cannot be kept.
SORRY: dict[str, str] = {
    Reason.UNKNOWN_TYPE: _(
        "We cannot keep this kind of file safely. Please send a photo of it instead. "
        "Everything else is kept safe."
    ),
    Reason.NOT_WHAT_IT_SAYS: _(
        "This file is not what its name says, so we did not keep it. Please send a photo of it "
        "instead. Everything else is kept safe."
    ),
    Reason.TOO_LARGE: _(
        "This file is too large to be kept. Please send a shorter one. "
        "Everything else is kept safe."
    ),
    "": _(
        "One file could not be kept: it is broken, or it did not arrive. Please send it again. "
        "Everything else is kept safe."
    ),
}


@dataclass(slots=True)
class Fetcher:
    """Works through the files that are on their way."""

    store: Store
    client: Client
    cleaner: Cleaner
    #: Address of a method and of a file: `method("getFile")`, `file(path)`.
    method: Callable[[str], str]
    file: Callable[[str], str]
    committed: Callable[[], None]
    house: House
    #: Names this process among those that fetch.
    holder: bytes
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until told to stop."""
        async with self.store.work() as unit:
            # Begun anew after a fault we let go of what we held; on SQLite nobody else fetches.
            await fetch.recover(unit, self.holder, alone=self.store.is_sqlite)
        while not stop.is_set():
            self.wake.clear()
            if not await self.round():
                await pause(IDLE, stop, self.wake)

    async def round(self) -> int:
        """Fetch what is due; return how many files there were."""
        async with self.store.work() as unit:
            claimed = await fetch.claim(unit, self.holder, AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for one in claimed:
                group.create_task(self._one(one))
        return len(claimed)

    async def _one(self, claimed: Claimed) -> None:
        try:
            safe = await self._bring(claimed.fetch)
            async with self.store.work() as unit:
                await evidence.keep(unit, claimed.id, safe)
            self.committed()
        except Uncleanable as error:
            await self._fail(claimed, error.reason)
        except (BadRequest, Forbidden, Oversized) as error:
            fault("fetcher", error)
            await self._fail(claimed, Reason.TOO_LARGE if _is_too_large(error) else "")
        except (TelegramError, OSError, TimeoutError) as error:
            fault("fetcher", error)
            await self._later(claimed)
        except Exception as error:
            if is_away(error):
                # The claim stands, and is given back when the database is.
                raise
            # One file on which we stumble must not keep the others from being fetched.
            fault("fetcher", error)
            await self._later(claimed)

    async def _bring(self, wanted: Fetch | None) -> Safe:
        if wanted is None:
            raise Uncleanable(Reason.BROKEN)
        answer = await self.client.call(
            self.method("getFile"), {"file_id": wanted.file_id}, timeout=20
        )
        path = str(answer["file_path"]) if isinstance(answer, dict) else ""
        content = await self.client.download(self.file(path), limit=FILE_BYTES)
        cleaned = await self.cleaner.clean(wanted.kind, content, wanted.mime)
        key, chunks = await asyncio.to_thread(evidences.seal, cleaned.content)
        return Safe(key, chunks, cleaned.mime, len(cleaned.content), cleaned.removed)

    async def _later(self, claimed: Claimed) -> None:
        if claimed.attempts >= MOST_ATTEMPTS:
            await self._fail(claimed, "")
            return
        async with self.store.work() as unit:
            due_at = unit.seconds + 2**claimed.attempts
            await fetch.postpone(unit, claimed.id, due_at=due_at)

    async def _fail(self, claimed: Claimed, reason: str) -> None:
        again = reason in {Reason.CRASHED, Reason.TIMED_OUT} and claimed.attempts == 1
        if again:
            await self._later(claimed)
            return
        async with self.store.work() as unit:
            failed = await evidence.fail(unit, claimed.id, reason or "not_fetched")
            if failed and failed.fetch.chat_id:
                await self._tell(unit, failed, reason)
        self.committed()

    async def _tell(self, unit: Unit, failed: Failed, reason: str) -> None:
        lane = unit.vault.lane(failed.fetch.chat_id)
        chosen = (await preference.of_lanes(unit, [lane])).get(lane)
        told = Incoming(
            IncomingKind.OTHER, failed.fetch.chat_id, message_id=failed.fetch.message_id
        )
        known = chosen[0] if chosen else Preference()
        visit = Visit(unit, self.house, lane, told, known, failed.draft)
        await rooms.unkept(visit, visit.voice.text(SORRY.get(reason, SORRY[""])))


def _is_too_large(error: Exception) -> bool:
    """Tell whether a file is beyond what bots may fetch; not every message says how large it is."""
    return isinstance(error, Oversized) or "file is too big" in str(error).lower()
