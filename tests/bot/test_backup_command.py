"""`backup` and `restore` as an operator types them, and every kind sentence they may say."""

import os
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it brings no types
import pytest

from tests.kit.typed import Said


@pytest.fixture
def backup(said: Said, machine: Path, recipient: str, tmp_path: Path) -> Path:
    """Back that machine up."""
    said("backup", "--to", tmp_path / "one.age", "--recipient", recipient)
    return tmp_path / "one.age"


def test_there_and_back(
    said: Said, machine: Path, backup: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(machine.parent / "other"))
    told = said("restore", "--from", backup, "--identity", identity)
    assert "0 cases with 0 entries, 0 files and 0 replies; 1 people of the desk." in told
    assert "Not in a backup: drafts" in told
    assert "cases: 0" in said("status")


def test_a_folder_gets_a_file_with_the_day_in_its_name(
    said: Said, machine: Path, recipient: str, tmp_path: Path
) -> None:
    listed = tmp_path / "recipients"
    listed.write_text(f"# the operator\n{recipient}\n")
    folder = tmp_path / "backups"
    folder.mkdir()
    said("backup", "--to", folder, "--recipients-file", listed)
    assert [path.suffix for path in folder.iterdir()] == [".age"]


def test_a_file_that_is_there_is_not_overwritten(said: Said, backup: Path, recipient: str) -> None:
    told = said("backup", "--to", backup, "--recipient", recipient, code=1)
    assert told == f"{backup} is there already; nothing was written."


def test_a_recipient_that_is_none_is_told(said: Said, machine: Path, tmp_path: Path) -> None:
    told = said("backup", "--to", tmp_path / "x.age", "--recipient", "somebody", code=1)
    assert told.startswith("This is no age recipient")


def test_without_a_database_there_is_nothing_to_back_up(
    said: Said, recipient: str, tmp_path: Path
) -> None:
    told = said("backup", "--to", tmp_path / "x.age", "--recipient", recipient, code=1)
    assert told.startswith("There is no database at this address yet")
    assert not (tmp_path / "data" / "terimchi.db").exists()


def test_without_its_key_file_nothing_is_backed_up(
    said: Said, machine: Path, recipient: str, key_file: Path, tmp_path: Path
) -> None:
    key_file.rename(key_file.with_name("away"))
    told = said("backup", "--to", tmp_path / "x.age", "--recipient", recipient, code=1)
    assert told.startswith("There is no key file here.")
    assert not key_file.exists()


def test_a_backup_belongs_to_the_key_file_of_its_database_whichever_lies_there(
    said: Said, machine: Path, recipient: str, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, right = machine.parent, os.environ["TERIMCHI_KEY_FILE"]
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(folder / "other-keys" / "key"))
    said("status", code=1)  # this makes that key file, and goes no further
    told = said("backup", "--to", folder / "one.age", "--recipient", recipient)
    assert "Mind: this database was made with another key file" in told
    monkeypatch.setenv("TERIMCHI_KEY_FILE", right)
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(folder / "other"))
    told = said("restore", "--from", folder / "one.age", "--identity", identity)
    assert "1 people of the desk." in told
    assert "Closed to this key file" not in told


def test_a_folder_that_is_not_there_becomes_no_file(
    said: Said, machine: Path, recipient: str, tmp_path: Path
) -> None:
    told = said("backup", "--to", f"{tmp_path}/disk/", "--recipient", recipient, code=1)
    assert told == f"There is no folder {tmp_path}/disk/"
    assert not (tmp_path / "disk").exists()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("mysql://planted@host/x", "--tombstones-from must begin with sqlite+aiosqlite:///"),
        ("sqlite+aiosqlite:////no/such.db", "There is no database at the address of --tombstones"),
        ("sqlite+aiosqlite:///{tmp}/empty", "What --tombstones-from names cannot be read (SQLITE"),
        ("postgresql+asyncpg://n:p@127.0.0.1:9/n", "What --tombstones-from names cannot be read ("),
    ],
)
def test_a_lost_database_that_cannot_be_read_is_told(
    said: Said,
    backup: Path,
    identity: Path,
    tmp_path: Path,
    source: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "empty").touch()
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    words = ("restore", "--from", backup, "--identity", identity)
    told = said(*words, "--tombstones-from", source.format(tmp=tmp_path), code=1)
    assert told.startswith(says)


def test_a_folder_that_is_not_there_is_told(
    said: Said, machine: Path, recipient: str, tmp_path: Path
) -> None:
    target = tmp_path / "no" / "x.age"
    told = said("backup", "--to", target, "--recipient", recipient, code=1)
    assert told == f"No such file or directory: {target}"


def test_a_database_that_does_not_answer_is_told(
    said: Said, backup: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", "postgresql+asyncpg://somebody@127.0.0.1:9/none")
    told = said("restore", "--from", backup, "--identity", identity, code=1)
    assert told.startswith("The database does not answer")


def test_a_full_database_is_not_restored_over(said: Said, backup: Path, identity: Path) -> None:
    told = said("restore", "--from", backup, "--identity", identity, code=1)
    assert told.startswith("This database is not empty; nothing was changed.")


def test_the_wrong_identity_is_told_and_makes_no_database(
    said: Said, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    told = said("restore", "--from", backup, "--identity", other, code=1)
    assert told.startswith("This identity does not open the file")
    assert not (tmp_path / "other").exists()


def test_a_file_without_an_identity_is_told(said: Said, backup: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("# nothing\n")
    told = said("restore", "--from", backup, "--identity", empty, code=1)
    assert told.startswith("There is no age identity in this file")


def test_a_cut_backup_is_told(
    said: Said, backup: Path, identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    backup.write_bytes(backup.read_bytes()[:-1])
    told = said("restore", "--from", backup, "--identity", identity, code=1)
    assert told == "The file was cut or changed since it was written."


def test_another_key_file_is_told_and_needs_a_word(
    said: Said, backup: Path, identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(tmp_path / "other-keys" / "key"))
    words = ("restore", "--from", backup, "--identity", identity)
    assert said(*words, code=1).startswith("There is no key file at")
    said("migrate")
    assert said(*words, code=1).startswith("This backup belongs to another key file")
    told = said(*words, "--force")
    assert "Closed to this key file: 1 people." in told
    assert "The general desk has another key in the backup" in told
    assert "cases: 0" in said("status"), "whoever forced it goes on with this key file"


def test_a_desk_that_was_renewed_since_is_told_with_what_opens_it_again(
    said: Said, backup: Path, identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_BOT_TOKEN", "123456:planted-secret_token")
    monkeypatch.setenv("TERIMCHI_BOT_API_URL", "http://127.0.0.1:9")
    said("desk", "renew", "general")
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    told = said("restore", "--from", backup, "--identity", identity)
    renew = "python -m bot desk renew general"
    assert f"takes no new case: if this is the newest key file, {renew};" in told
    told = said("check", code=1)
    assert "The key of the general desk in the database is not the one in the key file" in told
    assert f"restored, {renew}" in told
    assert "There is no desk" not in told
    assert "There is no desk" not in said("staff", "invite", "--role", "lawyer", "--name", "New")
    assert "The general desk has key 3 now." in said("desk", "renew", "general")
    assert "is not the one in the key file" not in said("check", code=1)


def test_a_desk_of_a_lost_key_file_is_not_renewed_and_an_operator_is_told_why(
    said: Said, backup: Path, identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(tmp_path / "other-keys" / "key"))
    said("restore", "--from", backup, "--identity", identity, "--force")
    told = said("desk", "renew", "general", code=1)
    assert told.startswith("The key of a desk in the database does not belong to this key file")


def test_without_a_desk_there_is_none_to_renew(said: Said) -> None:
    told = said("desk", "renew", "general", code=1)
    assert told == "There is no desk yet: python -m bot desk init"
