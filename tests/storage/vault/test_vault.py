"""Rows sealed by the server open only unchanged, in their place, and while their key lives."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.vault import ClockWrong, KeyGone, Label, Purpose, Tampered, Vault, VaultError
from tests.storage.vault.conftest import MONDAY

LABELS = st.sampled_from(Label)
REALMS = ("day", "month", "ring")


def _seal(vault: Vault, realm: str) -> Callable[..., bytes]:
    method: Callable[..., bytes] = getattr(vault, f"seal_{realm}")
    return method


def _open(vault: Vault, realm: str) -> Callable[..., bytes]:
    method: Callable[..., bytes] = getattr(vault, f"open_{realm}")
    return method


@pytest.mark.parametrize("realm", REALMS)
@given(label=LABELS, plain=st.binary(max_size=600), bind=st.binary(max_size=40))
def test_what_is_sealed_opens(
    vault: Vault, realm: str, label: Label, plain: bytes, bind: bytes
) -> None:
    sealed = _seal(vault, realm)(label, plain, bind)
    assert _open(vault, realm)(label, sealed, bind) == plain
    assert len(plain) < 8 or plain not in sealed


@pytest.mark.parametrize("realm", REALMS)
def test_any_changed_byte_is_noticed(vault: Vault, realm: str) -> None:
    sealed = _seal(vault, realm)(Label.INBOX, b"a story", b"1")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        expected = KeyGone if at in {1, 2} else Tampered  # these two name the key
        with pytest.raises((expected, Tampered)):
            _open(vault, realm)(Label.INBOX, changed, b"1")


@pytest.mark.parametrize("realm", REALMS)
@pytest.mark.parametrize("length", [0, 1, 3, 27, 42, 43, 100])
def test_a_cut_row_is_noticed(vault: Vault, realm: str, length: int) -> None:
    sealed = _seal(vault, realm)(Label.INBOX, b"a story")
    with pytest.raises(Tampered):
        _open(vault, realm)(Label.INBOX, sealed[:length])


@given(st.binary(max_size=400))
def test_rubbish_raises_nothing_but_a_vault_error(vault: Vault, rubbish: bytes) -> None:
    for prefix in (b"", b"\x11", b"\x21", b"\x31\x00\x01", b"\x41\x00\x01"):
        for opened in (vault.open_day, vault.open_month, vault.open_ring):
            with pytest.raises(VaultError):
                opened(Label.INBOX, prefix + rubbish)
        with pytest.raises(VaultError):
            vault.open_under(b"secret", Label.INBOX, prefix + rubbish)


@pytest.mark.parametrize("realm", REALMS)
@given(one=LABELS, other=LABELS, bind=st.binary(max_size=9), moved=st.binary(max_size=9))
def test_a_moved_row_does_not_open(
    vault: Vault, realm: str, one: Label, other: Label, bind: bytes, moved: bytes
) -> None:
    assume((one, bind) != (other, moved))
    sealed = _seal(vault, realm)(one, b"a story", bind)
    with pytest.raises(Tampered):
        _open(vault, realm)(other, sealed, moved)


def test_a_row_of_one_realm_does_not_open_in_another(vault: Vault) -> None:
    sealed = {realm: _seal(vault, realm)(Label.DRAFT, b"a story") for realm in REALMS}
    for realm in REALMS:
        for other in set(REALMS) - {realm}:
            with pytest.raises(Tampered):
                _open(vault, other)(Label.DRAFT, sealed[realm])


def test_the_same_text_never_looks_the_same(vault: Vault) -> None:
    assert len({vault.seal_day(Label.INBOX, b"a story") for _ in range(50)}) == 50


def test_four_days_later_nothing_of_a_day_opens(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    sealed = vault.seal_day(Label.DRAFT, b"a story")
    vault.turn(MONDAY + timedelta(days=3))
    assert vault.open_day(Label.DRAFT, sealed) == b"a story"
    vault.turn(MONDAY + timedelta(days=4))
    with pytest.raises(KeyGone):
        vault.open_day(Label.DRAFT, sealed)
    with pytest.raises(KeyGone):
        Vault.open(key_file, now=MONDAY + timedelta(days=4)).open_day(Label.DRAFT, sealed)


@given(seconds=st.integers(0, 86399))
def test_a_row_always_lives_three_days_and_never_four(
    tmp_path_factory: pytest.TempPathFactory, seconds: int
) -> None:
    sealed_at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=seconds)
    vault = Vault.open(tmp_path_factory.mktemp("keys") / "key", now=sealed_at)
    sealed = vault.seal_day(Label.OUTBOX, b"a letter")
    vault.turn(sealed_at + timedelta(days=3))
    assert vault.open_day(Label.OUTBOX, sealed) == b"a letter"
    vault.turn(sealed_at + timedelta(days=4))
    with pytest.raises(KeyGone):
        vault.open_day(Label.OUTBOX, sealed)


def test_a_clock_set_back_does_not_bring_a_destroyed_day_back(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    sealed = vault.seal_day(Label.DRAFT, b"a story")
    vault.turn(MONDAY + timedelta(days=4))
    vault.turn(MONDAY)
    with pytest.raises(VaultError):
        vault.open_day(Label.DRAFT, sealed)
    again = vault.seal_day(Label.DRAFT, b"a story")
    assert vault.open_day(Label.DRAFT, again) == b"a story"


def test_a_destroyed_day_is_nowhere_in_the_files(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    old = vault.key_file.days["2026-11-23"].hex()
    assert old in key_file.with_name("key.days").read_text()
    vault.turn(MONDAY + timedelta(days=4))
    assert all(old not in path.read_text() for path in key_file.parent.iterdir())


def test_a_process_that_turns_late_reads_what_an_earlier_one_sealed(key_file: Path) -> None:
    early, late = (Vault.open(key_file, now=MONDAY) for _ in range(2))
    early.turn(MONDAY + timedelta(days=3))
    sealed = early.seal_day(Label.INBOX, b"a story")
    assert late.open_day(Label.INBOX, sealed) == b"a story"


def test_a_process_that_turns_late_reads_what_was_sealed_in_a_new_month(key_file: Path) -> None:
    early, late = (Vault.open(key_file, now=MONDAY) for _ in range(2))
    early.turn(MONDAY + timedelta(days=70))
    sealed = early.seal_month(Label.ADDRESS, b"a chat")
    assert late.open_month(Label.ADDRESS, sealed) == b"a chat"


def test_a_change_of_its_own_does_not_blind_a_process_to_anothers(key_file: Path) -> None:
    early, late = (Vault.open(key_file, now=MONDAY) for _ in range(2))
    early.turn(MONDAY + timedelta(days=3))
    late.key_file.pin("general", generation=1, public=bytes(32))
    late.key_file.refresh()
    sealed = early.seal_day(Label.INBOX, b"a story")
    assert late.open_day(Label.INBOX, sealed) == b"a story"


def test_a_day_is_a_day_in_utc(key_file: Path) -> None:
    tashkent = timezone(timedelta(hours=5))
    vault = Vault.open(key_file, now=datetime(2026, 12, 1, 4, 59, tzinfo=tashkent))
    assert (vault.today, vault.month) == (date(2026, 11, 30), "2026-11")


def test_a_naive_time_and_a_clock_never_set_are_refused(key_file: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        Vault.open(key_file, now=MONDAY.replace(tzinfo=None))
    with pytest.raises(ClockWrong):
        Vault.open(key_file, now=datetime(1970, 1, 1, tzinfo=UTC))


def test_a_month_is_sealed_anew_and_then_forgotten(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    sealed = vault.seal_month(Label.SUBSCRIBER, b"a chat", b"7")
    assert vault.month_of(sealed) == "2026-11"
    vault.turn(datetime(2026, 12, 31, tzinfo=UTC))
    assert not vault.old_months
    vault.turn(datetime(2027, 1, 1, tzinfo=UTC))
    assert vault.old_months == ("2026-11",)
    again = vault.reseal_month(Label.SUBSCRIBER, sealed, b"7")
    vault.forget_month("2026-11")
    assert vault.months == ("2026-12", "2027-01", "2027-02")
    assert vault.month_of(again) == "2027-01"
    assert vault.open_month(Label.SUBSCRIBER, again, b"7") == b"a chat"
    with pytest.raises(KeyGone):
        vault.open_month(Label.SUBSCRIBER, sealed, b"7")


@pytest.mark.parametrize("month", ["2026-10", "2026-11", "2026-12"])
def test_a_month_in_use_is_not_forgotten(key_file: Path, month: str) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    with pytest.raises(ValueError, match="in use"):
        vault.forget_month(month)


def test_a_key_file_copied_this_month_serves_the_next(key_file: Path) -> None:
    Vault.open(key_file, now=MONDAY)
    copied = key_file.read_bytes()
    later = Vault.open(key_file, now=datetime(2026, 12, 30, tzinfo=UTC))
    sealed = later.seal_month(Label.ADDRESS, b"a chat")
    key_file.write_bytes(copied)
    restored = Vault.open(key_file, now=datetime(2026, 12, 31, tzinfo=UTC))
    assert restored.open_month(Label.ADDRESS, sealed) == b"a chat"


def test_a_lane_is_the_same_after_a_restart_and_other_elsewhere(
    key_file: Path, tmp_path: Path
) -> None:
    lane = Vault.open(key_file, now=MONDAY).lane(-100_123_456_789)
    later = Vault.open(key_file, now=MONDAY + timedelta(days=400))
    assert later.lane(-100_123_456_789) == lane != later.lane(100_123_456_789)
    assert Vault.open(tmp_path / "other", now=MONDAY).lane(-100_123_456_789) != lane
    assert len(lane) == 16


def test_lookups_of_two_purposes_cannot_be_joined(vault: Vault) -> None:
    hashes = {vault.lookup(purpose, b"42") for purpose in Purpose}
    hashes |= {vault.pepper(b"42")}
    assert len(hashes) == len(Purpose) + 1
    assert {len(one) for one in hashes} == {32}


def test_a_key_file_has_a_mark_that_tells_it_from_another(key_file: Path, vault: Vault) -> None:
    own = Vault.open(key_file, now=MONDAY)
    assert own.mark == Vault.open(key_file, now=MONDAY).mark != vault.mark


def test_a_button_opens_only_with_its_own_secret_on_its_own_server(
    vault: Vault, key_file: Path
) -> None:
    sealed = vault.seal_with(b"s" * 16, Label.ANSWER, b"a reply", b"case")
    assert vault.open_under(b"s" * 16, Label.ANSWER, sealed, b"case") == b"a reply"
    other = Vault.open(key_file, now=MONDAY)
    for wrong, secret, bind in (
        (vault, b"t", b"case"),
        (vault, b"s", b"x"),
        (other, b"s", b"case"),
    ):
        with pytest.raises(Tampered):
            wrong.open_under(secret * 16, Label.ANSWER, sealed, bind)


def test_a_proof_holds_for_its_label_and_parts_alone(vault: Vault) -> None:
    proof = vault.vouch(Label.ENTRY, b"case", b"entry")
    assert proof == vault.vouch(Label.ENTRY, b"case", b"entry")
    others = [
        vault.vouch(Label.REPLY, b"case", b"entry"),
        vault.vouch(Label.ENTRY, b"entry", b"case"),
        vault.vouch(Label.ENTRY, b"casee", b"ntry"),
        vault.vouch(Label.ENTRY, b"case"),
    ]
    assert proof not in others
