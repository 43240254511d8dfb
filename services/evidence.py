"""Evidence: a file that was fetched and cleaned goes, sealed, into its draft or its case."""

from dataclasses import dataclass, replace

from domain.draft import Draft
from domain.entry import Author, EntryKind
from domain.fetch import Fetch
from domain.letter import Mark
from domain.trace import LIFETIME_HOURS, Trace
from services import letter
from services.work import Unit
from storage import case, draft, entry, evidence, fetch, trace


@dataclass(frozen=True, slots=True)
class Safe:
    """A cleaned file, sealed. `removed` names what was taken out (GPS, author, …)."""

    key: bytes
    chunks: tuple[bytes, ...]
    mime: str
    #: Bytes of the cleaned file.
    size: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that cannot be kept, and the draft that counts it no more, if it was told in one."""

    fetch: Fetch
    draft: Draft | None


async def keep(unit: Unit, fetch_id: bytes, safe: Safe) -> bool:
    """Put a file where its fetch belongs now; False when its draft was erased meanwhile."""
    found = await fetch.settle(unit, fetch_id)
    if found is None:
        return False
    into = _into_case if found.case_id else _into_draft
    if not await into(unit, found, safe):
        return False
    if found.chat_id and found.message_id:
        letter.erase(unit, found.chat_id, found.message_id)
    return True


async def fail(unit: Unit, fetch_id: bytes, reason: str) -> Failed | None:
    """Note that a file cannot be kept; returns what to tell its chat of, if there is one.

    The message stays in the chat for the worker to see which one it was, 47 hours at most.
    """
    found = await fetch.settle(unit, fetch_id)
    if found is None:
        return None
    lacking = None
    if found.case_id:
        if one := await case.find(unit, bytes.fromhex(found.case_id)):
            body = {"kind": found.kind, "failed": reason, "told_at": found.at}
            await entry.add(unit, one, EntryKind.EVIDENCE, Author.SYSTEM, body)
    else:
        lacking = await _fail_part(unit, found, reason)
    if found.chat_id and found.message_id:
        left = Trace(found.chat_id, found.message_id, Mark.OTHER)
        trace.keep(unit, left, seconds=LIFETIME_HOURS * 3600)
    return Failed(found, lacking)


async def _fail_part(unit: Unit, found: Fetch, reason: str) -> Draft | None:
    """Say no longer that a file is kept safe."""
    lane, part_id = unit.vault.lane(found.chat_id), bytes.fromhex(found.part)
    part = await draft.part(unit, lane, part_id)
    if part is None:
        return None
    await draft.replace_part(unit, lane, part_id, replace(part, failed=reason))
    current = await draft.locked(unit, lane)
    if current is None:
        return None
    lacking = current.lacking(part.kind)
    draft.keep(unit, lane, lacking)
    return lacking


async def _into_case(unit: Unit, found: Fetch, safe: Safe) -> bool:
    one = await case.find(unit, bytes.fromhex(found.case_id))
    if one is None:
        return False
    key = await evidence.add(unit, safe.chunks, case_id=one.id)
    body = {
        "kind": found.kind,
        "evidence": key.hex(),
        "key": safe.key.hex(),
        "mime": safe.mime,
        "name": found.name,
        "size": safe.size,
        "removed": list(safe.removed),
        "told_at": found.at,
    }
    await entry.add(unit, one, EntryKind.EVIDENCE, Author.WORKER, body)
    return True


async def _into_draft(unit: Unit, found: Fetch, safe: Safe) -> bool:
    lane, part_id = unit.vault.lane(found.chat_id), bytes.fromhex(found.part)
    part = await draft.part(unit, lane, part_id)
    if part is None:
        return False
    key = await evidence.add(unit, safe.chunks, case_id=None)
    kept = replace(
        part,
        evidence=key.hex(),
        key=safe.key.hex(),
        mime=safe.mime,
        size=safe.size,
        removed=safe.removed,
    )
    return await draft.replace_part(unit, lane, part_id, kept)
