"""Reports: filed once, sealed to their desk, and joined to no chat unless the worker wants it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain import alias, report
from domain.case import Case, Desk, Status, due, rounded
from domain.draft import SKIPPED, Draft, Part
from domain.duty import Promise
from domain.entry import Author, EntryKind
from domain.errors import NoDesk, NoSuchCase
from domain.fetch import Fetch
from domain.language import Language
from domain.letter import Act, Letter
from services import card, desk, duty, letter
from services.receipt import Ready
from services.work import Unit
from storage import address, capability, entry, evidence, fetch
from storage import case as cases
from storage import draft as drafts
from storage import receipt as receipts
from storage.key import new_case_key


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is safe with its desk."""

    case: Case
    #: What the button **Add more** carries.
    capability: bytes
    #: By when its first answer is due.
    promise: Promise


@dataclass(frozen=True, slots=True)
class Told:
    """What a draft gathered, taken out of it: an entry's body, its files, and what is to come."""

    body: dict[str, Any]
    evidence: tuple[bytes, ...]
    coming: tuple[tuple[bytes, Fetch], ...]


async def is_open(unit: Unit) -> bool:
    """Tell whether a report could be sealed now; both desks were made as one, so one is asked."""
    try:
        await desk.current(unit, Desk.GENERAL)
    except NoDesk:
        return False
    return True


async def file(
    unit: Unit, lane: bytes, draft: Draft, *, chat_id: int, language: Language, receipt: Ready
) -> Filed:
    """File a report: exactly one case, and nothing left of its draft. Raises NoDesk."""
    answers = draft.answers
    told = await take(unit, lane)
    case = await _opened(unit, draft, language)
    body = {**told.body, "answers": answers, "language": language.value}
    entry.begin(unit, case, EntryKind.REPORT, Author.WORKER, body)
    derived = receipt.derived
    receipts.add(unit, derived.lookup_hash, case.id, derived.pair.public, version=1)
    here = report.answered_here(answers)
    if here:
        address.add(unit, case.id, chat_id, language)
    await hand_over(unit, case, told, here=here)
    drafts.erase(unit, lane)
    await card.arrival(unit, case)
    key = capability.grant(unit, case.id, chat_id)
    return Filed(case, key, await duty.promise(unit, case))


async def case_to_add_to(unit: Unit, key: bytes, chat_id: int) -> Case | None:
    """Find the case that an **Add more** button stands for; None when its day is over."""
    case_id = await capability.case_of(unit, key, chat_id)
    if case_id is None:
        return None
    try:
        return await cases.by_id(unit, case_id)
    except NoSuchCase:
        return None


async def add_more(unit: Unit, lane: bytes, case_id: bytes, answers: dict[str, str]) -> None:
    """Add to a filed report what was answered afterwards; skipped questions leave no trace."""
    case = await cases.by_id(unit, case_id)
    said = {key: answer for key, answer in answers.items() if answer != SKIPPED}
    if said:
        await entry.add(unit, case, EntryKind.MORE, Author.WORKER, {"answers": said})
        await card.worker_wrote(unit, case)
    drafts.erase(unit, lane)


async def take(unit: Unit, lane: bytes) -> Told:
    """Read all that a draft gathered as the body of an entry."""
    parts = await drafts.parts_of(unit, lane)
    coming: tuple[tuple[bytes, Fetch], ...] = ()
    if any(part.is_coming for _key, part in parts):
        # Locked, so that none arrives from now on; one may have while we waited.
        coming = tuple(await fetch.of_lane(unit, lane))
        parts = await drafts.parts_of(unit, lane)
    files = [(key, part) for key, part in parts if part.kind.is_file]
    waiting = {one.part for _key, one in coming}
    body = {
        "texts": [_text(part) for _key, part in parts if not part.kind.is_file],
        "files": [_file(part, coming=key.hex() in waiting) for key, part in files],
        "told_at": min((part.at for _key, part in parts), default=unit.seconds),
    }
    safe = tuple(bytes.fromhex(part.evidence) for _key, part in files if part.evidence)
    return Told(body, safe, coming)


async def hand_over(unit: Unit, case: Case, told: Told, *, here: bool) -> None:
    """Give a draft's files to its case, those too that are still on their way.

    Without an address in the chat, nothing that waits may name the chat: its messages are deleted
    now, and a file that then cannot be kept is told to the desk alone.
    """
    await evidence.give(unit, told.evidence, case.id)
    if not here:
        _empty_chat(unit, [one for _key, one in told.coming])
    await fetch.replace(
        unit,
        [key for key, _one in told.coming],
        [_aimed(one, case, here=here) for _key, one in told.coming],
    )


def _aimed(one: Fetch, case: Case, *, here: bool) -> Fetch:
    aimed = replace(one, part="", case_id=case.id.hex())
    return aimed if here else replace(aimed, chat_id=0, message_id=0)


def _empty_chat(unit: Unit, coming: Sequence[Fetch]) -> None:
    for one in coming:
        if one.chat_id and one.message_id:
            letter.post(unit, Letter(one.chat_id, Act.DELETE, message_ids=(one.message_id,)))


async def _opened(unit: Unit, draft: Draft, language: Language) -> Case:
    answers = draft.answers
    key = await desk.current(unit, report.desk(answers))
    case_id, severity = unit.new_id(), report.severity(answers)
    public, wrapped = new_case_key(key.public, case_id)
    case = Case(
        id=case_id,
        # One of a thousand million: if it is taken, the row is refused and the update runs again.
        code=alias.new_code(unit.new_id()[: alias.RANDOM_BYTES]),
        kind=report.kind(answers),
        desk=key.desk,
        generation=key.generation,
        public=public,
        status=Status.NEW,
        topic=report.topic(answers),
        subtopic=report.given(answers, "subtopic"),
        region=report.given(answers, "region"),
        severity=severity,
        language=language,
        filed_at=rounded(unit.now, severity),
        due_at=due(unit.now, severity),
        entries=1,
    )
    cases.add(unit, case, wrapped)
    return case


def _text(part: Part) -> dict[str, Any]:
    return {"text": part.text, "at": part.at, "edited": part.edited}


def _file(part: Part, *, coming: bool) -> dict[str, Any]:
    said = {"kind": part.kind.value, "name": part.name, "text": part.text, "told_at": part.at}
    if part.evidence:
        safe = {"evidence": part.evidence, "key": part.key, "mime": part.mime, "size": part.size}
        return {**said, **safe, "removed": list(part.removed)}
    return {**said, "coming": True} if coming else {**said, "failed": part.failed or "lost"}
