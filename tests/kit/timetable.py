"""A day at the desk by the clock: time passes, the chore runs, and somebody has heard things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from domain.card import Where
from domain.tashkent import TASHKENT
from services import reminder
from tests.kit.office import Office

#: A day in Tashkent; the quarter begins at :00.
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=TASHKENT).astimezone(UTC)


@asynccontextmanager
async def morning(url: str, key_file: Path) -> AsyncIterator[Office]:
    """Open an office at eight, where cards wait for their quarter as they do in earnest."""
    async with Office.opened(url, key_file) as office:
        office.store.where = Where()
        office.now = MORNING
        office.vault.turn(office.now)
        yield office


async def run(office: Office, **later: float) -> None:
    """Let time pass, and the chore run once."""
    office.later(**later)
    async with office.work() as unit:
        await reminder.run(unit)


async def heard(office: Office, chat_id: int) -> list[str]:
    """Read what waits for a chat and is due, without the letters that only delete."""
    now = int(office.now.timestamp())
    letters = await office.letters(chat_id)
    return [one.content["text"] for one, due_at in letters if one.content and due_at <= now]
