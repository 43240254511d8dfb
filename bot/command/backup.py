"""`backup` and `restore`: one encrypted file that holds all but keys, and the way back."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import clock, parse
from bot.command.plain import Plain, read_file, say, settings
from bot.command.store import ready, work
from bot.settings import Settings
from services import restore
from services.restore import Restored
from storage import backup, meta, migrate, parcel, snapshot
from storage import restore as rows
from storage.fault import BROKEN, kind
from storage.restore import Since
from storage.snapshot import Frame

#: Each of these has a plain sentence of its own.
TOLD = (
    backup.NoDatabase,
    backup.NoKeyFile,
    backup.OtherTables,
    migrate.NewerTables,
    parcel.NoRecipient,
    parcel.NoIdentity,
    parcel.WrongIdentity,
    parcel.Damaged,
    rows.OtherVersion,
    restore.NotEmpty,
    restore.StillRunning,
)

OPENS_NOTHING = "It opens nothing without the key file ({path}): copy that elsewhere."
OF_ANOTHER = (
    "Mind: this database was made with another key file than the one at {path}. The backup belongs "
    "to that other one."
)

ANOTHER_KEY_FILE = (
    "This backup belongs to another key file than the one at {path}. With this one nobody can log "
    "in, no receipt is found, no chat is answered and no name of staff is read; cases open with "
    "the recovery words only. Put the right key file there, or say --force to go on without it."
)
NO_KEY_FILE = (
    "There is no key file at {path}. Put the one that belongs to the backup there (mode 0600), or "
    "say --force to make a new one: then cases open with the recovery words only."
)

EARLIER_TABLES = (
    "This backup is of an earlier version than the key file worked with before, so not all of its "
    "rows bear a proof that we wrote them. If nobody else could put this file here, say --believe: "
    "then all that stands in it is taken for true."
)

NOT_IN_IT = (
    "Not in a backup: drafts, updates and files under way, invitations, and which messages still "
    "stand in chats. What was written since then is lost: tell the desk the hour."
)
OTHER_DESK_KEY = (
    "The {desk} desk has another key in the backup than in the key file, and takes no new case: "
    "if this is the newest key file, python -m bot desk renew {desk}; if not, put the newest here."
)
LET_GO = (
    "Let go again: {count} people who left since. Their desks have a new key: copy the key file to "
    "its safe place."
)
NEXT = (
    "Who left the desk since then is back in it, unless --tombstones-from told: look, and say "
    "staff leave. Next: python -m bot check"
)


def arguments(parser: argparse.ArgumentParser, name: str) -> None:
    (_backup_arguments if name == "backup" else _restore_arguments)(parser)


def run(known: argparse.Namespace) -> int:
    try:
        return int(known.act(known))
    except TOLD as fault:
        raise Plain(" ".join((type(fault).__doc__ or "").split())) from None
    except FileExistsError as fault:
        raise Plain(f"{fault} is there already; nothing was written.") from None


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", dest="file", required=True, help="a new file, or a folder")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--recipient", action="append", metavar="age1…", help="who can open it; may be repeated"
    )
    who.add_argument("--recipients-file", type=Path, help="the same, one a line")
    parser.set_defaults(act=_backup)


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="file", type=Path, required=True, help="the backup")
    parser.add_argument("--identity", type=Path, required=True, help="the file with its age key")
    parser.add_argument(
        "--tombstones-from",
        metavar="DATABASE_URL|FILE",
        help="the lost database, or a newer backup: what was deleted there is deleted here too, "
        "and who left there is let go",
    )
    parser.add_argument(
        "--force", action="store_true", help="go on without the key file of the backup"
    )
    parser.add_argument(
        "--believe", action="store_true", help="take the rows of an earlier version for true"
    )
    parser.set_defaults(act=_restore)


def _backup(known: argparse.Namespace) -> int:
    chosen = settings()
    lines = known.recipient or read_file(known.recipients_file).splitlines()
    to, file = parcel.recipients(lines), _named(known.file, clock.now())
    written: dict[str, int] = {}

    async def write() -> tuple[int, bool]:
        url = chosen.database_url.reveal()
        async with backup.opened(url, chosen.key_file, clock.now) as store:
            size = await parcel.write(file, to, backup.dump(store, written))
            async with store.reading() as unit:
                return size, await meta.get(unit, meta.KEY_MARK) in {None, store.vault.mark}

    size, ours = work(write)
    say(
        f"Written: {file} ({size / 1_000_000:.1f} MB): {written['cases']} cases, "
        f"{written['evidence']} files, {written['reply']} replies.",
        (OPENS_NOTHING if ours else OF_ANOTHER).format(path=chosen.key_file),
    )
    return 0


def _restore(known: argparse.Namespace) -> int:
    chosen = settings()
    keys = parcel.identities(read_file(known.identity))

    async def bring_back() -> tuple[rows.Head, Restored]:
        async with parcel.opened(known.file, keys) as blocks:
            frames = snapshot.read(blocks)
            told = await rows.head(frames)
            if not known.force:
                _check_key_file(chosen, told, believe=known.believe)
            since = await _since(known.tombstones_from, keys)
            async with ready(chosen) as store:
                return told, await restore.run(store, told, frames, since)

    told, restored = work(bring_back)
    say(*_said(told, restored))
    return 0


def _named(target: str, now: datetime) -> Path:
    folder = Path(target)
    if folder.is_dir():
        return folder / f"terimchi-{now.astimezone(UTC):%Y%m%d-%H%M}.age"
    if target.endswith("/"):  # a disk that is not there tonight must not become a file
        raise Plain(f"There is no folder {target}")
    return folder


def _check_key_file(chosen: Settings, told: rows.Head, *, believe: bool) -> None:
    found = rows.known_to(chosen.key_file, clock.now())
    if found is None:
        raise Plain(NO_KEY_FILE.format(path=chosen.key_file))
    mark, tables = found
    if mark != told.mark:
        raise Plain(ANOTHER_KEY_FILE.format(path=chosen.key_file))
    # Who holds a recipient's public half can write a file that looks like a backup of that time.
    if told.tables < tables and not believe:
        raise Plain(EARLIER_TABLES)


async def _since(source: str | None, keys: parcel.Identities) -> Since:
    if source is None:
        return Since()
    if "://" in source:
        return await _since_at(source)
    async with _frames(Path(source), keys) as frames:
        return await rows.since_in(frames)


async def _since_at(source: str) -> Since:
    try:
        return await rows.since_at(parse.database(source).reveal())
    except parse.Unreadable as fault:
        raise Plain(f"--tombstones-from {fault}.") from None
    except backup.NoDatabase:
        raise Plain("There is no database at the address of --tombstones-from.") from None
    except BROKEN as error:
        raise Plain(f"What --tombstones-from names cannot be read ({kind(error)}).") from None


@asynccontextmanager
async def _frames(file: Path, keys: parcel.Identities) -> AsyncIterator[AsyncIterator[Frame]]:
    async with parcel.opened(file, keys) as blocks:
        yield snapshot.read(blocks)


def _said(told: rows.Head, restored: Restored) -> list[str]:
    made_at = datetime.fromtimestamp(told.made_at, UTC)
    there = (
        f"Restored as it was on {made_at:%Y-%m-%d}, {made_at:%H} h UTC: {restored.cases} cases "
        f"with {restored.entries} entries, {restored.files} files and {restored.replies} replies; "
        f"{restored.staff} people of the desk."
    )
    perhaps = {
        f"Parked, never to be sent: {restored.parked} letters that waited.": restored.parked,
        f"Deleted again: {restored.deleted} cases that were deleted since.": restored.deleted,
        LET_GO.format(count=restored.left): restored.left,
        f"Closed to this key file: {restored.closed_staff} people.": restored.closed_staff,
        "The journal is not whole: it was changed before the backup.": not restored.journal_whole,
        **{OTHER_DESK_KEY.format(desk=one.value): True for one in restored.unpinned},
    }
    return [there, NOT_IN_IT, *(line for line, holds in perhaps.items() if holds), NEXT]
