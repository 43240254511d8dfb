"""What is sealed to a public key opens for its holder alone, as the same kind, unchanged."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nacl.bindings import crypto_box_seal

from storage.vault import (
    KeyPair,
    Label,
    Tampered,
    from_private,
    from_seed,
    new_pair,
    open_with,
    seal_to,
    unwrap_key,
    wrap_key,
)
from storage.vault.pad import pad

PAIR = from_seed(b"fictitious seed of a case, 32 by"[:32])
LABELS = st.sampled_from(Label)


@given(LABELS, st.binary(max_size=90), st.binary(max_size=900))
def test_header_and_body_come_back(label: Label, header: bytes, body: bytes) -> None:
    sealed = seal_to(PAIR.public, label, header, body)
    assert open_with(PAIR, label, sealed) == (header, body)
    assert open_with(PAIR.private, label, sealed) == (header, body)


def test_any_changed_byte_of_a_box_is_noticed() -> None:
    sealed = seal_to(PAIR.public, Label.ENTRY, b"header", b"a story")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 0x40]) + sealed[at + 1 :]
        # X25519 ignores the top bit of the ephemeral key, but the nonce is a hash of all of it
        with pytest.raises(Tampered):
            open_with(PAIR, Label.ENTRY, changed)


@given(st.binary(max_size=400))
def test_rubbish_is_tampered(rubbish: bytes) -> None:
    for prefix in (b"", b"\x61", b"\x71"):
        with pytest.raises(Tampered):
            open_with(PAIR, Label.ENTRY, prefix + rubbish)
        with pytest.raises(Tampered):
            unwrap_key(PAIR, prefix + rubbish, Label.CASE_KEY, b"")


@given(LABELS, LABELS)
def test_a_box_of_one_kind_is_not_one_of_another(one: Label, other: Label) -> None:
    assume(one != other)
    with pytest.raises(Tampered):
        open_with(PAIR, other, seal_to(PAIR.public, one, b"", b"a story"))


def test_nobody_else_opens_a_box() -> None:
    with pytest.raises(Tampered):
        open_with(new_pair(), Label.ENTRY, seal_to(PAIR.public, Label.ENTRY, b"", b"a story"))


@pytest.mark.parametrize("frame", [b"", b"\0\0", b"\0\0\0\x09short", b"\xff\xff\xff\xff"])
def test_a_box_with_a_frame_that_we_did_not_write_is_tampered(frame: bytes) -> None:
    label = len(Label.ENTRY).to_bytes(4, "big") + Label.ENTRY
    sealed = b"\x61" + crypto_box_seal(pad(label + frame), PAIR.public)
    with pytest.raises(Tampered):
        open_with(PAIR, Label.ENTRY, sealed)


def test_short_stories_all_have_one_size() -> None:
    sizes = {len(seal_to(PAIR.public, Label.ENTRY, b"h", b"x" * n)) for n in range(200)}
    assert len(sizes) == 1


@given(LABELS, st.binary(max_size=40), st.binary(min_size=32, max_size=32))
def test_a_wrapped_key_comes_back(label: Label, bind: bytes, private: bytes) -> None:
    wrapped = wrap_key(private, PAIR.public, label, bind)
    assert unwrap_key(PAIR, wrapped, label, bind) == private
    assert unwrap_key(PAIR.private, wrapped, label, bind) == private


@given(LABELS, LABELS, st.binary(max_size=9), st.binary(max_size=9))
def test_a_wrapped_key_moved_elsewhere_does_not_open(
    one: Label, other: Label, bind: bytes, moved: bytes
) -> None:
    assume((one, bind) != (other, moved))
    with pytest.raises(Tampered):
        unwrap_key(PAIR, wrap_key(bytes(32), PAIR.public, one, bind), other, moved)


def test_a_wrapped_key_is_no_box_and_a_box_no_key() -> None:
    wrapped = wrap_key(bytes(32), PAIR.public, Label.CASE_KEY, b"")
    boxed = seal_to(PAIR.public, Label.CASE_KEY, b"", bytes(32))
    with pytest.raises(Tampered):
        open_with(PAIR, Label.CASE_KEY, wrapped)
    with pytest.raises(Tampered):
        unwrap_key(PAIR, boxed, Label.CASE_KEY, b"")


def test_a_case_key_travels_from_desk_to_member_to_recovery() -> None:
    desk, member, recovery, case = (new_pair() for _ in range(4))
    for holder in (member, recovery):
        to_desk = wrap_key(case.private, desk.public, Label.CASE_KEY, b"case")
        to_holder = wrap_key(desk.private, holder.public, Label.DESK_KEY, b"general/1")
        opened = unwrap_key(holder, to_holder, Label.DESK_KEY, b"general/1")
        assert unwrap_key(opened, to_desk, Label.CASE_KEY, b"case") == case.private


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_only_whole_keys_are_wrapped(length: int) -> None:
    with pytest.raises(ValueError, match="32-byte"):
        wrap_key(bytes(length), PAIR.public, Label.CASE_KEY, b"")


def test_a_public_key_that_nobody_made_is_refused() -> None:
    with pytest.raises(Tampered):
        seal_to(bytes(32), Label.ENTRY, b"", b"a story")


def test_a_private_key_knows_its_public_half_and_hides_itself() -> None:
    pair = new_pair()
    assert from_private(pair.private) == pair
    assert repr(pair.private)[2:-1] not in repr(pair)
    assert repr(pair) == f"KeyPair(public={pair.public!r})"
    assert isinstance(pair, KeyPair)
