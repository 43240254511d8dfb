"""Content: what is inside a case, opened for somebody who holds its desk's key."""

from dataclasses import dataclass
from typing import Any

from domain.case import Case
from domain.entry import Entry
from domain.errors import Refusal
from domain.journal import Act
from domain.staff import Duty, Staff, check, check_touch
from services import journal
from services.member import Keys
from services.work import Unit
from storage import case as cases
from storage import entry, evidence, parked
from storage.fault import KEYS as SEALS_BROKEN
from storage.key import open_case_key
from storage.parked import Found


class Damaged(Refusal):
    """A part of this case was changed or damaged, so it does not open. Please tell the operator."""


@dataclass(frozen=True, slots=True, repr=False)
class FileRef:
    """A file of a case: where it lies and the key that opens it."""

    id: bytes
    key: bytes
    kind: str
    mime: str
    name: str
    #: Bytes of the cleaned file.
    size: int
    #: What was taken out of it: GPS, author, …
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A case with everything that was said in it."""

    case: Case
    entries: tuple[Entry, ...]
    files: tuple[FileRef, ...]

    @property
    def missing(self) -> int:
        """How many entries were taken out of the database."""
        return self.case.entries - len({one.sequence for one in self.entries})


async def read(unit: Unit, staff: Staff, case: Case, keys: Keys) -> Opened:
    """Open a case for one of its desk, whoever has it; the journal keeps that they did.

    Raises NotAllowed, NotYours, NoKey or Damaged.
    """
    check(staff, Duty.READ)
    check_touch(staff, case.desk, None)
    opened = await open_case(unit, case, keys)
    await journal.write(unit, staff.id, Act.CASE_READ, case.id)
    return opened


async def take_files(unit: Unit, staff: Staff, case: Case) -> None:
    """Note in the journal that somebody takes the files of a case out. Raises as `read` does."""
    check(staff, Duty.READ)
    check_touch(staff, case.desk, None)
    await journal.write(unit, staff.id, Act.EVIDENCE_OPENED, case.id)


async def read_parked(unit: Unit, staff: Staff, keys: Keys) -> Found:
    """Read what could not be taken in, for a member; the journal keeps that they did."""
    check(staff, Duty.READ)
    found = await parked.opened(unit, keys)
    await journal.write(unit, staff.id, Act.PARKED_READ)
    return found


async def open_case(unit: Unit, case: Case, keys: Keys) -> Opened:
    """Open a case. Raises NoKey when these keys do not open its desk, Damaged when it is."""
    wrapped = await cases.wrapped_key(unit, case.id)
    desk_key = keys.private(case.desk, case.generation)
    try:
        private = open_case_key(desk_key, case.id, wrapped)
        entries = tuple(await entry.opened(unit, case, private))
    except SEALS_BROKEN:
        raise Damaged from None
    files = [ref for one in entries for ref in _files(one)]
    return Opened(case, entries, tuple(files))


def ref_of(body: dict[str, Any]) -> FileRef:
    """Read where a file lies, as an entry or a letter tells it."""
    return FileRef(
        id=bytes.fromhex(body["evidence"]),
        key=bytes.fromhex(body["key"]),
        kind=body["kind"],
        mime=body["mime"],
        name=body["name"],
        size=body["size"],
        removed=tuple(body["removed"]),
    )


def enclosed(ref: FileRef, name: str) -> dict[str, Any]:
    """Tell in a letter where a file lies, and under which name it arrives; see `ref_of`."""
    return {
        "evidence": ref.id.hex(),
        "key": ref.key.hex(),
        "kind": ref.kind,
        "mime": ref.mime,
        "name": name,
        "size": ref.size,
        "removed": [],
    }


async def open_file(unit: Unit, ref: FileRef) -> bytes:
    """Open one file of a case. Raises Damaged when a part of it is missing or changed."""
    try:
        return await evidence.opened(unit, ref.id, ref.key)
    except SEALS_BROKEN:
        raise Damaged from None


def _files(one: Entry) -> list[FileRef]:
    listed: list[dict[str, Any]] = one.body.get("files") or [one.body]
    return [ref_of(body) for body in listed if body.get("evidence")]
