"""Groups: the bot says there where to write to it, once for many commands, and nothing else."""

from services.work import Unit
from storage import throttle


async def is_news(unit: Unit, lane: bytes) -> bool:
    """Tell whether a group was not told yet, for one hour at least."""
    return await throttle.once(unit, "elsewhere", lane)
