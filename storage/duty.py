"""Since when nobody is on duty at a desk: kept of each among the small facts of the database."""

from domain.case import Desk
from domain.duty import Gaps
from storage import meta
from storage.glance import Glance
from storage.unit import Unit

#: In seconds, UTC. Empty while somebody is on duty; where nothing is kept, nobody ever was.
_NAMES = {desk: f"uncovered:{desk}" for desk in Desk}
_COVERED, _NEVER = b"", b"0"


async def gaps(unit: Unit) -> Gaps:
    """Read since when nobody is on duty, of the desks where that is so; once in a transaction."""
    return await _gaps.look(unit)


async def gap_locked(unit: Unit, desk: Desk) -> int | None:
    """Read since when nobody is on duty; None while somebody is. Who asks next waits for us."""
    _gaps.forget(unit)
    await meta.put_first(unit, _NAMES[desk], _NEVER)
    return _since(await meta.get_locked(unit, _NAMES[desk]))


async def open_gap(unit: Unit, desk: Desk) -> None:
    """Note that from now on nobody is on duty."""
    await meta.put(unit, _NAMES[desk], b"%d" % unit.seconds)


async def close_gap(unit: Unit, desk: Desk) -> None:
    """Note that somebody is on duty."""
    await meta.put(unit, _NAMES[desk], _COVERED)


async def _read(unit: Unit) -> Gaps:
    kept = await meta.get_all(unit, _NAMES.values())
    since = {desk: _since(kept.get(name)) for desk, name in _NAMES.items()}
    return {desk: at for desk, at in since.items() if at is not None}


_gaps = Glance(_read)


def _since(value: bytes | None) -> int | None:
    return None if value == _COVERED else int(value or _NEVER)
