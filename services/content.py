"""Content: what is inside a case, opened for somebody who holds its desk's key."""

from dataclasses import dataclass
from typing import Any

from domain.case import Case
from domain.entry import Entry
from services.member import Keys
from services.work import Unit
from storage import case as cases
from storage import entry, evidence
from storage.key import open_case_key


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with everything that was said in it."""

    case: Case
    entries: tuple[Entry, ...]
    files: tuple[FileRef, ...]


async def open_case(unit: Unit, case: Case, keys: Keys) -> Opened:
    """Open a case. Raises NoKey when these keys do not open its desk, Tampered when it was changed."""
    wrapped = await cases.wrapped_key(unit, case.id)
    private = open_case_key(keys.private(case.desk, case.generation), case.id, wrapped)
    entries = tuple(await entry.opened(unit, case, private))
    files = [ref for one in entries for ref in _files(one)]
    return Opened(case, entries, tuple(files))


async def open_file(unit: Unit, ref: FileRef) -> bytes:
    """Open one file of a case. Raises Tampered when a part of it is missing or changed."""
    return await evidence.opened(unit, ref.id, ref.key)


def _files(one: Entry) -> list[FileRef]:
    listed: list[dict[str, Any]] = one.body.get("files") or [one.body]
    return [_ref(body) for body in listed if body.get("evidence")]


def _ref(body: dict[str, Any]) -> FileRef:
    return FileRef(
        id=bytes.fromhex(body["evidence"]),
        key=bytes.fromhex(body["key"]),
        kind=body["kind"],
        mime=body["mime"],
        name=body["name"],
        size=body["size"],
        removed=tuple(body["removed"]),
    )
