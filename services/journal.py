"""The journal: staff acts are written down, and a day's head proves that nothing was changed."""

from datetime import date

from domain.journal import Act, Entry
from services.work import Unit
from storage import journal


async def write(unit: Unit, staff_id: bytes | None, act: Act, case_id: bytes | None = None) -> None:
    """Write down who did what; nobody's id means the command line, or the machine by itself."""
    await journal.append(unit, staff_id, act, case_id)


async def read(unit: Unit, day: date) -> list[Entry]:
    """Read what was done on one day in Tashkent."""
    return await journal.of_day(unit, day)


async def head(unit: Unit, day: date) -> str:
    """Give the journal's hash at the end of a day, for the digest; empty before the first line."""
    return (await journal.head(unit, day)).hex()


async def whole(unit: Unit) -> bool:
    """Tell whether the journal's lines still follow from each other to the end."""
    return await journal.is_whole(unit)
