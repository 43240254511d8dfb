"""On duty: who is told of new cases, and the promise clocks that stand still without anybody."""

from domain.case import Case, Desk
from domain.duty import put_off
from domain.staff import Duty, Staff, State, may
from services.work import Unit
from storage import case as cases
from storage import meta
from storage import staff as people

#: Since when nobody is on duty at a desk, in seconds; empty while somebody is.
_UNCOVERED, _NEVER = "uncovered:{}", b"0"


async def on_duty(unit: Unit, desk: Desk) -> list[Staff]:
    """List who is told of this desk's new cases now, by name."""
    active = await people.all_in(unit, State.ACTIVE)
    return [p for p in active if p.duty and desk in p.desks and may(p, Duty.TAKE)]


async def settle(unit: Unit, desk: Desk) -> None:
    """Let a desk's promise clocks stand when its last member goes, and go on when one comes.

    Called after every change of duty. Of two people at once the second waits for the first, so
    that no time is counted twice; called again, it changes nothing.
    """
    name = _UNCOVERED.format(desk)
    await meta.put_first(unit, name, _NEVER)
    since = await meta.get_locked(unit, name)
    covered = bool(await on_duty(unit, desk))
    if covered and since:
        await _put_off(unit, desk, int(since))
        await meta.put(unit, name, b"")
    elif not covered and not since:
        await meta.put(unit, name, b"%d" % unit.seconds)


async def due_at(unit: Unit, case: Case) -> int:
    """Tell when a first answer is due (seconds, UTC), also while nobody is on duty."""
    since = await meta.get(unit, _UNCOVERED.format(case.desk))
    return put_off(case, int(since), unit.seconds) if since else case.due_at


async def _put_off(unit: Unit, desk: Desk, since: int) -> None:
    waiting = await cases.unanswered(unit, desk)
    await cases.put_off(unit, {one.id: put_off(one, since, unit.seconds) for one in waiting})
