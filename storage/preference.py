"""Preferences: a chat's language and modes, sealed with the month's key, forgotten when idle."""

from collections.abc import Sequence
from datetime import date

import orjson
from sqlalchemy import Column, Date, LargeBinary, Table, delete, select

from domain.language import Language
from domain.preference import Preference
from storage.base import UNORDERED, Id, metadata
from storage.unit import Unit
from storage.vault import Label, VaultError

preferences = Table(
    "preference",
    metadata,
    Column("lane", Id, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("day", Date, nullable=False),
    **UNORDERED,
)


async def of_lanes(unit: Unit, lanes: Sequence[bytes]) -> dict[bytes, tuple[Preference, date]]:
    """Read the preferences of these lanes, each with the day it was last used."""
    statement = select(preferences).where(preferences.c.lane.in_(lanes))
    found = {}
    for row in await unit.rows(statement):
        preference = _open(unit, row["lane"], row["sealed"])
        if preference:
            found[row["lane"]] = (preference, row["day"])
    return found


def keep(unit: Unit, lane: bytes, preference: Preference) -> None:
    """Keep what a chat chose; its 30 days begin anew."""
    fields = {"language": preference.language, "short": preference.short}
    sealed = unit.vault.seal_month(Label.PREFERENCE, orjson.dumps(fields), lane)
    unit.put(preferences, lane=lane, sealed=sealed, day=unit.now.date())


async def forget(unit: Unit, before: date) -> int:
    """Forget chats that were last heard before this day."""
    statement = delete(preferences).where(preferences.c.day < before)
    return int((await unit.change(statement)).rowcount)


def _open(unit: Unit, lane: bytes, sealed: bytes) -> Preference | None:
    try:
        fields = orjson.loads(unit.vault.open_month(Label.PREFERENCE, sealed, lane))
    except VaultError:
        return None
    language = fields["language"]
    return Preference(language=Language(language) if language else None, short=fields["short"])
