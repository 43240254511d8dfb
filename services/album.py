"""Albums: each picture comes as an update of its own, and what is said of them is said once."""

from services.work import Unit
from storage import throttle


async def is_news(unit: Unit, lane: bytes, album: str, said: str) -> bool:
    """Tell whether this was not said of an album yet; what belongs to none is always news."""
    return not album or await throttle.once(unit, f"album:{album}:{said}", lane)
