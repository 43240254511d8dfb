"""Drafts: what a chat is telling us just now, with its limits, kept and erased as one."""

from dataclasses import replace

from domain.draft import FILE_BYTES, MOST_BYTES, MOST_FILES, MOST_MESSAGES, Draft, Part, PartKind
from domain.errors import FileTooLarge, TooManyFiles, TooManyMessages
from domain.fetch import Fetch
from domain.incoming import File, Incoming
from services.work import Unit
from storage import draft as drafts
from storage import evidence, fetch


def is_of(unit: Unit, lane: bytes, chat_id: int) -> bool:
    """Tell whether a lane is this chat's: what is said in one is never told in another's draft."""
    return unit.vault.lane(chat_id) == lane


def keep(unit: Unit, lane: bytes, draft: Draft) -> None:
    """Keep the state of a conversation; its 24 hours begin anew."""
    drafts.keep(unit, lane, draft)


async def parts(unit: Unit, lane: bytes) -> list[Part]:
    """Read what was told so far, in order."""
    return [part for _key, part in await drafts.parts_of(unit, lane)]


async def add(unit: Unit, lane: bytes, draft: Draft, incoming: Incoming) -> Draft:
    """Take one message into the story; its file is fetched after the commit.

    Raises TooManyMessages, TooManyFiles or FileTooLarge; what was kept before stays.
    """
    kind = incoming.kind.part
    if kind is None:
        return draft
    size = incoming.file.size if incoming.file else 0
    _check(draft, kind, size)
    part = Part(kind, incoming.text, incoming.at, incoming.edited, size=size)
    if incoming.file:
        part = replace(part, mime=incoming.file.mime, name=incoming.file.name)
    key = drafts.add_part(unit, lane, draft.messages, part)
    if incoming.file:
        fetch.ask(unit, lane, _fetch(incoming, incoming.file, kind, key))
    grown = draft.counted(kind, size)
    drafts.keep(unit, lane, grown)
    return grown


async def erase(unit: Unit, lane: bytes) -> None:
    """Erase a draft, its parts, its files and what was still on its way."""
    found = [part for _key, part in await drafts.parts_of(unit, lane)]
    await evidence.drop(unit, [bytes.fromhex(p.evidence) for p in found if p.evidence])
    drafts.erase(unit, lane)
    fetch.drop_lane(unit, lane)


def _check(draft: Draft, kind: PartKind, size: int) -> None:
    if draft.messages >= MOST_MESSAGES:
        raise TooManyMessages
    if kind.is_file and size > FILE_BYTES:
        raise FileTooLarge
    if kind.is_file and (draft.files >= MOST_FILES or draft.size + size > MOST_BYTES):
        raise TooManyFiles


def _fetch(incoming: Incoming, file: File, kind: PartKind, key: bytes) -> Fetch:
    return Fetch(
        kind=kind,
        file_id=file.file_id,
        size=file.size,
        mime=file.mime,
        name=file.name,
        chat_id=incoming.chat_id,
        message_id=incoming.message_id,
        part=key.hex(),
        at=incoming.at,
    )
