"""What was sealed by an earlier release still opens: every format is held by a known answer."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.vault import (
    EntryHeader,
    Label,
    Pin,
    Purpose,
    Vault,
    derive,
    envelope,
    fingerprint,
    from_seed,
    open_entry,
    open_file,
    open_member,
    open_with,
    recovery_pair,
    unwrap_key,
)
from tests.storage.vault.conftest import MONDAY

KNOWN: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text())
PAIR = from_seed(bytes(range(32)))


def _known(name: str) -> bytes:
    return bytes.fromhex(KNOWN[name])


@pytest.fixture
def frozen(tmp_path: Path) -> Vault:
    """Open the key files of an earlier release."""
    for name, content in KNOWN["files"].items():
        (tmp_path / name).write_text(json.dumps(content))
        (tmp_path / name).chmod(0o600)
    return Vault.open(tmp_path / "key", now=MONDAY)


def test_old_key_files_are_read(frozen: Vault) -> None:
    keys = frozen.key_file
    assert keys.keys.desks == {"general": Pin(2, bytes([120]) * 32)}
    assert keys.keys.server_member == bytes([121]) * 32
    assert keys.founding_open(now=MONDAY) == {"general": bytes([140]) * 32}
    assert keys.days["2026-11-24"] == bytes([131]) * 32
    assert frozen.mark == _known("mark")


def test_lookups_stay_the_same(frozen: Vault) -> None:
    assert frozen.lane(123456789) == _known("lane")
    known = {name: bytes.fromhex(digest) for name, digest in KNOWN["lookup"].items()}
    assert {str(one): frozen.lookup(one, b"42") for one in Purpose if one in known} == known


def test_proofs_stay_the_same(frozen: Vault) -> None:
    assert frozen.vouch(Label.ENTRY, b"case", b"entry") == _known("vouched")


def test_labels_stay_the_same() -> None:
    assert {name: Label[name].decode() for name in KNOWN["labels"]} == KNOWN["labels"]


def test_rows_open_and_are_sealed_in_the_same_format(
    frozen: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope, "random", lambda count: bytes(range(count)))
    secret = b"s" * 16
    assert frozen.open_day(Label.INBOX, _known("day"), b"7") == b"a story"
    assert frozen.seal_day(Label.INBOX, b"a story", b"7") == _known("day")
    assert frozen.open_month(Label.ADDRESS, _known("month"), b"7") == b"a chat"
    assert frozen.seal_month(Label.ADDRESS, b"a chat", b"7") == _known("month")
    assert frozen.open_ring(Label.STAFF, _known("ring"), b"7") == b"a name"
    assert frozen.seal_ring(Label.STAFF, b"a name", b"7") == _known("ring")
    assert frozen.open_under(secret, Label.ANSWER, _known("held"), b"7") == b"a reply"
    assert frozen.seal_with(secret, Label.ANSWER, b"a reply", b"7") == _known("held")


def test_boxes_open() -> None:
    assert PAIR.public == _known("seed_public")
    assert open_with(PAIR, Label.PARKED, _known("box")) == (b"header", b"a story")
    key = unwrap_key(PAIR, _known("wrapped"), Label.CASE_KEY, b"case")
    assert key == bytes(range(32, 64))


def test_entries_open() -> None:
    at = datetime(2026, 11, 23, 10, 30, 15, 123456, tzinfo=UTC)
    header = EntryHeader(b"c" * 16, b"e" * 16, "story", "worker", 3, at)
    opened = open_entry(PAIR, _known("entry"), case_id=b"c" * 16, entry_id=b"e" * 16)
    assert opened == (header, b"a story")


def test_files_open() -> None:
    chunks = [bytes.fromhex(chunk) for chunk in KNOWN["file"]]
    assert open_file(_known("file_key"), chunks) == b"a small picture"


def test_members_and_recovery_words_open(frozen: Vault) -> None:
    opened = open_member(_known("member"), "bada gozem", vault=frozen, bind=b"7")
    assert opened == bytes(range(32))
    assert recovery_pair(KNOWN["recovery_words"]).public == _known("recovery_public")


def test_receipts_lead_to_the_same_case_and_key(frozen: Vault) -> None:
    derived = derive(KNOWN["receipt"], vault=frozen)
    assert derived.lookup_hash == _known("receipt_lookup")
    assert derived.pair.public == _known("receipt_public")


def test_fingerprints_stay_the_same() -> None:
    assert fingerprint(PAIR.public) == KNOWN["fingerprint"]
