"""A member's key opens with their passphrase on their server, and recovery with its words."""

from pathlib import Path

import pytest

from storage.vault import (
    Cost,
    Tampered,
    Vault,
    WrongPassphrase,
    from_private,
    new_pair,
    new_passphrase,
    open_member,
    recovery_pair,
    recovery_words,
    seal_member,
)
from storage.vault import member as room
from storage.vault.words import word_list
from tests.storage.vault.conftest import MONDAY

LIGHT = Cost(passes=1, memory=64 * 1024)
WORDS = "bada gozem"


def test_a_member_opens_their_key_with_their_passphrase(vault: Vault) -> None:
    private, passphrase = new_pair().private, new_passphrase()
    sealed = seal_member(private, passphrase, vault=vault, bind=b"7", cost=LIGHT)
    assert open_member(sealed, passphrase, vault=vault, bind=b"7") == private
    spoken = passphrase.upper().replace(" ", " - \n")
    assert open_member(sealed, spoken, vault=vault, bind=b"7") == private


@pytest.mark.parametrize("typed", ["", "bada", "gozem bada", "bada gozen", "badagozem"])
def test_a_wrong_passphrase_is_said_to_be_wrong(vault: Vault, typed: str) -> None:
    sealed = seal_member(bytes(32), WORDS, vault=vault, cost=LIGHT)
    with pytest.raises(WrongPassphrase):
        open_member(sealed, typed, vault=vault)


def test_a_members_key_of_another_row_or_server_is_tampered(vault: Vault, key_file: Path) -> None:
    sealed = seal_member(bytes(32), WORDS, vault=vault, bind=b"7", cost=LIGHT)
    with pytest.raises(Tampered):
        open_member(sealed, WORDS, vault=vault, bind=b"8")
    with pytest.raises(Tampered):
        open_member(sealed, WORDS, vault=Vault.open(key_file, now=MONDAY), bind=b"7")


def test_the_same_passphrase_never_makes_the_same_key(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[bytes] = []
    stretch = room._stretch

    def listen(passphrase: str, head: bytes) -> bytes:
        keys.append(stretch(passphrase, head))
        return keys[-1]

    monkeypatch.setattr(room, "_stretch", listen)
    for _ in range(3):
        seal_member(bytes(32), WORDS, vault=vault, cost=LIGHT)
    assert len(set(keys)) == 3


def test_the_full_cost_is_256_mib_and_three_passes(vault: Vault) -> None:
    assert Cost(passes=3, memory=2**28) == room.STRONG
    sealed = seal_member(bytes(32), WORDS, vault=vault)
    assert open_member(sealed, WORDS, vault=vault) == bytes(32)


def test_six_words_make_a_passphrase_and_twelve_a_recovery_key() -> None:
    assert len(new_passphrase().split()) == 6
    assert len(recovery_words().split()) == 12
    assert new_passphrase() != new_passphrase()
    assert recovery_words() != recovery_words()


def test_recovery_words_give_the_same_pair_however_they_are_written() -> None:
    words = recovery_words()
    pair = recovery_pair(words)
    numbered = "\n".join(f"{at}. {word.title()}," for at, word in enumerate(words.split(), 1))
    assert recovery_pair(numbered) == pair == from_private(pair.private)
    assert recovery_pair(recovery_words()) != pair


def test_a_mistyped_recovery_word_is_told() -> None:
    words = recovery_words().split()
    for typed in ([*words[:-1], "salom"], words[:-1], [*words, words[0]], []):
        with pytest.raises(WrongPassphrase):
            recovery_pair(" ".join(typed))
    first = word_list()[0]
    slipped = first[:-1] + ("z" if first[-1] != "z" else "b")
    with pytest.raises(WrongPassphrase):
        recovery_pair(" ".join([slipped, *words[1:]]))
