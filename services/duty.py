"""On duty: who is told of new cases, and the promise clocks that stand still without anybody."""

from collections.abc import Sequence

from domain import duty as rules
from domain.case import Case, Desk
from domain.duty import Gaps, Promise
from domain.staff import Duty, Staff, State, may
from services.desk import openers
from services.work import Unit
from storage import case as cases
from storage import duty as rows
from storage import staff as people
from storage.desk import SERVER


async def on_duty(unit: Unit, desk: Desk) -> list[Staff]:
    """List who is told of this desk's new cases now, by name."""
    active = await people.all_in(unit, State.ACTIVE)
    return [p for p in active if p.duty and desk in p.desks and may(p, Duty.TAKE)]


async def covers(unit: Unit, desk: Desk) -> bool:
    """Tell whether somebody on duty can open this desk's cases, and so answer them.

    With `full` the server opens those of the general desk for whoever is enrolled in it.
    """
    present = {person.id for person in await on_duty(unit, desk)}
    able = await openers(unit, desk) if present else set()
    return SERVER in able or not present.isdisjoint(able)


async def gaps(unit: Unit) -> Gaps:
    """Tell since when nobody is on duty, of the desks where that is so."""
    return await rows.gaps(unit)


async def promise(unit: Unit, case: Case) -> Promise:
    """Tell when a first answer is due, and how that stands: whoever shows a due time asks here."""
    return rules.promise(case, await rows.gaps(unit), unit.seconds)


async def promises(unit: Unit, listed: Sequence[Case]) -> list[Promise]:
    """Tell it of several cases, in their order, in one reading."""
    found = await rows.gaps(unit)
    return [rules.promise(case, found, unit.seconds) for case in listed]


async def put_off_by_answer(unit: Unit, case: Case) -> int:
    """Tell the due time to keep with a first answer that is given now (seconds, UTC)."""
    return rules.put_off_by_answer(case, await rows.gaps(unit), unit.seconds)


async def settle(unit: Unit, desk: Desk) -> None:
    """Let a desk's promise clocks stand when its last member goes, and go on when one comes.

    Called after every change of duty and of keys. Of two people at once the second waits for the
    first, so that no time is counted twice; called again, it changes nothing.
    """
    since = await rows.gap_locked(unit, desk)
    covered = await covers(unit, desk)
    if covered and since is not None:
        await _put_off(unit, desk, since)
        await rows.close_gap(unit, desk)
    elif not covered and since is None:
        await rows.open_gap(unit, desk)


async def settle_all(unit: Unit) -> None:
    """Settle each desk whose cover changed without an act of ours (a chore).

    A row of somebody on duty may stop opening, or the server be let in or shut out.
    """
    standing = await gaps(unit)
    for desk in sorted(Desk):
        if (desk in standing) == await covers(unit, desk):
            await settle(unit, desk)


async def _put_off(unit: Unit, desk: Desk, since: int) -> None:
    waiting = await cases.unanswered(unit, desk)
    await cases.put_off(unit, {one.id: rules.put_off(one, since, unit.seconds) for one in waiting})
