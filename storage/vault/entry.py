"""One sealed entry of a case: a header that is checked on opening, and a body."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hmac import compare_digest

from storage.vault.box import KeyPair, open_with, seal_to
from storage.vault.errors import Tampered
from storage.vault.label import Label


@dataclass(frozen=True)
class EntryHeader:
    """What an entry is; `at` is exact and therefore only ever sealed."""

    case_id: bytes
    entry_id: bytes
    kind: str
    author: str
    sequence: int
    at: datetime


def seal_entry(case_public: bytes, header: EntryHeader, body: bytes) -> bytes:
    """Seal an entry to its case."""
    if header.at.tzinfo is None:
        raise ValueError("an entry needs an aware time")
    return seal_to(case_public, Label.ENTRY, _write(header), body)


def open_entry(
    case_private: KeyPair | bytes, sealed: bytes, *, case_id: bytes, entry_id: bytes
) -> tuple[EntryHeader, bytes]:
    """Open an entry; raise `Tampered` when it does not belong to this case and this row."""
    written, body = open_with(case_private, Label.ENTRY, sealed)
    header = _read(written)
    same = compare_digest(header.case_id, case_id) and compare_digest(header.entry_id, entry_id)
    if not same:
        raise Tampered
    return header, body


def _write(header: EntryHeader) -> bytes:
    fields = asdict(header) | {
        "case_id": header.case_id.hex(),
        "entry_id": header.entry_id.hex(),
        "at": header.at.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def _read(written: bytes) -> EntryHeader:
    try:
        fields = json.loads(written)
        return EntryHeader(
            case_id=bytes.fromhex(fields["case_id"]),
            entry_id=bytes.fromhex(fields["entry_id"]),
            kind=fields["kind"],
            author=fields["author"],
            sequence=fields["sequence"],
            at=datetime.fromisoformat(fields["at"]),
        )
    except (ValueError, KeyError, TypeError):  # whoever can write a row can seal nonsense
        raise Tampered from None
