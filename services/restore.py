"""Restoring: a backup becomes a database; what was deleted stays so, and nothing is sent late."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from domain.case import Desk
from services import desk
from storage import deletion, journal, staff
from storage import restore as rows
from storage.snapshot import Frame
from storage.store import Store


class NotEmpty(Exception):
    """This database is not empty; nothing was changed. Restore into an empty one."""


class StillRunning(Exception):
    """Some part of the bot works on this database. Stop it first; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, in numbers."""

    cases: int
    entries: int
    files: int
    replies: int
    staff: int
    #: Letters that waited: kept to be counted, never sent.
    parked: int
    #: Cases that were deleted after the backup, and now again.
    deleted: int
    #: Whether no line of the journal is missing or changed.
    journal_whole: bool
    #: Rows of staff that this key file does not open.
    closed_staff: int
    #: Desks whose key in the backup is not the one pinned in the key file.
    unpinned: tuple[Desk, ...]


async def run(store: Store, frames: AsyncIterator[Frame], buried: Iterable[bytes]) -> Restored:
    """Put a backup, behind its head, into an empty database: all of it, or nothing.

    `buried` are cases deleted after the backup was made. Raises NotEmpty, StillRunning, Damaged.
    """
    async with store.transaction() as transaction:
        unit = transaction.unit()
        if await rows.is_running(unit):
            raise StillRunning
        if not await rows.is_empty(unit):
            raise NotEmpty
        loaded = await rows.load(unit, frames)
        deleted = await rows.replay(unit, {*buried, *await deletion.buried(unit)})
        restored = Restored(
            cases=loaded["cases"] - deleted,
            entries=loaded["entry"],
            files=loaded["evidence"],
            replies=loaded["reply"],
            staff=loaded["staff"],
            parked=loaded["outbox"],
            deleted=deleted,
            journal_whole=await journal.is_whole(unit),
            closed_staff=await staff.count_unreadable(unit),
            unpinned=tuple(await desk.unpinned(unit)),
        )
        await unit.keep()
    await store.checkpoint()
    return restored
