"""Restoring: a backup becomes a database; what was deleted stays so, and nothing is sent late."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

from domain.case import Desk
from domain.staff import State
from services import case, desk
from services import staff as staff_service
from services.work import Unit
from storage import deletion, earlier, journal, vouching
from storage import restore as rows
from storage import staff as people
from storage.restore import Head, Since
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
    #: People who left after the backup, and now again.
    left: int
    #: Whether no line of the journal is missing or changed.
    journal_whole: bool
    #: Rows of staff that this key file does not open.
    closed_staff: int
    #: Desks whose key in the backup is not the one pinned in the key file.
    unpinned: tuple[Desk, ...] = ()


async def run(store: Store, head: Head, frames: AsyncIterator[Frame], since: Since) -> Restored:
    """Put a backup, behind its head, into an empty database: all of it, or nothing.

    Who left since goes again, and their desks get a new key. Without the key file of the backup no
    row of it can be proven, so all are believed; so are those of a revision before there were
    proofs. Raises NotEmpty, StillRunning, Damaged.
    """
    async with store.transaction() as transaction:
        unit = transaction.unit()
        if await rows.is_running(unit):
            raise StillRunning
        if not await rows.is_empty(unit):
            raise NotEmpty
        restored = await _restored(unit, head, frames, since)
        await unit.keep()
    for call in transaction.afterwards:
        call()
    await store.checkpoint()
    async with store.reading() as unit:
        return replace(restored, unpinned=tuple(await desk.unpinned(unit)))


async def _restored(unit: Unit, head: Head, frames: AsyncIterator[Frame], since: Since) -> Restored:
    loaded = await rows.load(unit, frames)
    if unit.vault.mark != head.mark:
        await vouching.run(unit)
        await journal.believe(unit)
    else:
        await earlier.settle(unit, head.tables)
    deleted = await rows.replay(unit, {*since.buried, *await deletion.buried(unit)})
    left = await _let_go(unit, since.left)
    return Restored(
        cases=loaded["cases"] - deleted,
        entries=loaded["entry"],
        files=loaded["evidence"],
        replies=loaded["reply"],
        staff=loaded["staff"],
        parked=loaded["outbox"],
        deleted=deleted,
        left=left,
        journal_whole=await journal.is_whole(unit),
        closed_staff=await people.count_unreadable(unit),
    )


async def _let_go(unit: Unit, left: Iterable[bytes]) -> int:
    gone = 0
    for person in (await people.by_ids(unit, left)).values():
        if person.state is not State.LEFT:
            await case.give_back(unit, person)
            await staff_service.leave(unit, person.id)
            gone += 1
    return gone
