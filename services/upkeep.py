"""Upkeep: what has to be done by the clock. Each chore may run twice, or late, and does no harm.

A chore that takes on a part at a time tells whether there may be more, and runs again at once.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby

import orjson

from domain.case import Desk
from domain.letter import Act, Letter, Mark
from domain.preference import IDLE_DAYS
from domain.trace import DELETABLE, Trace
from services import desk, letter, reply, retention, staff
from services.work import Unit
from storage import (
    address,
    capability,
    case,
    deletion,
    draft,
    evidence,
    fetch,
    inbox,
    mixing,
    outbox,
    parked,
    preference,
    resealing,
    throttle,
    trace,
)
from storage import reply as replies

#: Ids of updates that were done are kept so many days, to refuse a repeat.
REPEAT_DAYS = 2

#: What could not be taken in is kept for the desk to read for so many days.
PARKED_DAYS = 90

#: How much one run of a chore takes on, so that nobody waits long for its transaction.
MOST = 500


async def turn_keys(unit: Unit) -> None:
    """Make the keys of the day and the month, and destroy those that are over."""
    unit.vault.turn(unit.now)


async def reseal(unit: Unit) -> None:
    """Seal under this month's key what an older one sealed, then destroy the older keys."""
    old = unit.vault.old_months
    if old:
        await resealing.run(unit)
    for month in old:
        unit.after_commit(partial(unit.vault.forget_month, month))


async def erase_chats(unit: Unit) -> bool:
    """Delete from the chats whatever has stood there long enough; ask again what still waits."""
    ended = await trace.ended(unit, MOST)
    await trace.forget(unit, [key for key, _trace in ended])
    found = sorted((one for _key, one in ended if one), key=lambda one: one.chat_id)
    for chat_id, group in groupby(found, key=lambda one: one.chat_id):
        await _erase(unit, chat_id, list(group))
    return len(ended) == MOST


async def end_drafts(unit: Unit) -> bool:
    """Erase drafts that nobody has touched for 24 hours, with their files."""
    lanes = await draft.ended(unit, MOST)
    for lane in lanes:
        parts = [part for _key, part in await draft.parts_of(unit, lane)]
        await evidence.drop(unit, [bytes.fromhex(p.evidence) for p in parts if p.evidence])
        await draft.erase_now(unit, lane)
        fetch.drop_lane(unit, lane)
    if ended := await evidence.ended(unit):
        # Who goes on for days with a report must not lose its first photo.
        alive = await draft.files(unit)
        await evidence.drop(unit, [one for one in ended if one not in alive])
    await draft.reseal(unit)
    return len(lanes) == MOST


async def forget(unit: Unit) -> None:
    """Forget what is over: update ids, answers, addresses, tries, capabilities, idle chats."""
    today = unit.now.date()
    await inbox.forget(unit, today - timedelta(days=REPEAT_DAYS))
    await preference.forget(unit, today - timedelta(days=IDLE_DAYS))
    await replies.drop_ended(unit)
    await outbox.forget_parked(unit)
    await address.drop_ended(unit)
    await throttle.forget(unit)
    await capability.forget(unit)
    await parked.forget(unit, today - timedelta(days=PARKED_DAYS))
    await staff.tidy(unit)


async def delete_asked(unit: Unit) -> bool:
    """Delete the cases whose worker asked for it seven days ago; a tombstone stays."""
    due = await deletion.due(unit, MOST)
    for case_id in due:
        await retention.delete(unit, case_id)
    return len(due) == MOST


async def close_founding(unit: Unit) -> None:
    """Destroy the keys with which first members joined: a desk's own once it has served.

    It has served when a case came and a member is there to open it; after 48 hours in any case.
    """
    if desk.founding_due(unit):
        desk.close_founding(unit)
        return
    for one in Desk:
        if await case.exists(unit, one) and await desk.has_members(unit, one):
            desk.drop_founding(unit, one)


async def mix(unit: Unit) -> None:
    """Write rows of cases anew, so that the database does not tell which was written with what."""
    await mixing.run(unit)


async def _erase(unit: Unit, chat_id: int, traces: Sequence[Trace]) -> None:
    ids = tuple(dict.fromkeys(each for one in traces for each in one.message_ids))
    # After that Telegram deletes none of them: not tried any more, nor kept for a chat that opens.
    noted = max(one.at for one in traces) or unit.seconds
    left = noted + DELETABLE - unit.seconds
    letter.post(unit, Letter(chat_id, Act.DELETE, message_ids=ids, stale_after=max(left, 1)))
    for one in traces:
        if one.again and await reply.still_waits(unit, one.about, chat_id):
            notice = Letter(
                chat_id,
                Act.SEND,
                orjson.loads(one.again),
                mark=Mark.ANSWER,
                about=one.about,
                again=True,
            )
            letter.post(unit, notice)
