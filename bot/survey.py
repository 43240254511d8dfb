"""The survey behind `check`: token, database, keys, desks, content and time, in plain words."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.client import Client
from bot.errors import InvalidToken, TelegramError
from bot.folder import CannotOpen
from bot.settings import Settings
from bot.wiring import check_desks, open_store
from domain.case import Desk
from domain.language import Language
from domain.leaflet import needs_banner
from locales.leaflet import available, edition
from services import desk, journal, member
from services.work import Unit
from storage import migrate
from storage.disk import has_room
from storage.store import Store

#: Seconds by which this machine's clock may differ from Telegram's.
MOST_OFF = 90.0

#: Bytes that should be free for reports to come.
ROOM = 1024 * 1024 * 1024

UNPINNED = (
    "The key of the {desk} desk in the database is not the one in the key file: put the newest "
    "copy of the key file back or, where an older database was restored, python -m bot desk renew "
    "{desk}"
)


@dataclass(slots=True)
class Found:
    """What is wrong, and what is only worth knowing."""

    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


async def survey(settings: Settings, now: datetime) -> Found:
    """Look at everything once; nothing is changed but a missing database or key is made."""
    found = Found()
    await _token(settings, now, found)
    _content(now, found)
    try:
        store = await open_store(settings)
    except CannotOpen as error:
        found.faults.append(str(error))
    else:
        try:
            await check_desks(store, settings)
            await _store(store, found, full=settings.desk_content == "full")
        except CannotOpen as error:
            found.faults.append(str(error))
        await store.close()
    _room(settings.data_dir, found)  # last: the folder is made with the store
    return found


async def _token(settings: Settings, now: datetime, found: Found) -> None:
    async with Client() as client:
        try:
            await client.call(settings.method_url("getMe"), {}, timeout=10)
        except InvalidToken:
            found.faults.append("Telegram does not know the token (TERIMCHI_BOT_TOKEN).")
        except TelegramError:
            found.doubts.append("Telegram does not answer; token and clock could not be tried.")
    _time(client.date, now, found)


def _time(told: str, now: datetime, found: Found) -> None:
    try:
        late = (now - parsedate_to_datetime(told)).total_seconds()
    except ValueError:
        return  # nobody told us the time
    if abs(late) > MOST_OFF:
        found.faults.append(
            f"The clock of this machine is {abs(late) / 60:.0f} minutes "
            f"{'ahead' if late > 0 else 'behind'}: promises, deletions and keys go by it."
        )


async def _store(store: Store, found: Found, *, full: bool) -> None:
    if not await migrate.ready(store.writer):
        found.faults.append("The database has older tables: python -m bot migrate")
    async with store.reading() as unit:
        unpinned = await desk.unpinned(unit)
        found.faults += [UNPINNED.format(desk=one.value) for one in unpinned]
        if not unpinned and not await desk.is_open(unit):
            found.faults.append("There is no desk, so no report is taken: python -m bot desk init")
            return
        for one in Desk:
            if not await desk.has_members(unit, one):
                found.faults.append(
                    f"Nobody can open cases of the {one.value} desk: python -m bot staff invite "
                    f"--role lawyer --name NAME --desk {one.value}, then desk join"
                )
        _server(unit, found, full=full)
        waiting = [person.name for person, _fingerprint in await member.waiting(unit)]
        if waiting:
            found.doubts.append(
                "Not admitted to their desk yet (desk admit): " + ", ".join(waiting)
            )
        if not await journal.whole(unit):
            found.faults.append("The journal was changed: a line is missing or not what it was.")


def _server(unit: Unit, found: Found, *, full: bool) -> None:
    if full and not desk.server_is_in(unit):
        found.faults.append(
            "TERIMCHI_DESK_CONTENT=full, but the server has no key: "
            "python -m bot desk let-server-in"
        )
    if not full and desk.server_is_in(unit):
        found.faults.append(
            "TERIMCHI_DESK_CONTENT=cards, but the server still has the general desk's key: "
            "python -m bot desk shut-server-out"
        )
    if not desk.founding_due(unit):
        found.doubts.append(
            "The keys with which first members join are still on this server. A desk's own goes "
            "when it has a member and a case, all go 48 hours after desk init."
        )


def _room(folder: Path, found: Found) -> None:
    try:
        room = has_room(folder, ROOM)
    except OSError:
        return  # not made yet, or closed to us: opening the store tells
    if not room:
        found.faults.append("Less than 1 GiB is free in the data folder.")


def _content(now: datetime, found: Found) -> None:
    unreviewed = [
        leaflet.slug
        for leaflet in available()
        if needs_banner(edition(leaflet.slug, Language.UZ), now.astimezone(UTC).date())
    ]
    if unreviewed:
        found.doubts.append(
            "Not reviewed by a lawyer, or expired, and shown with a banner: "
            + ", ".join(unreviewed)
        )
