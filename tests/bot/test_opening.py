"""What an operator gets wrong before anything opens is told in a sentence, and nothing is made."""

import asyncio
import ctypes
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pyrage.x25519 import Identity  # type: ignore[import-untyped]  # it brings no types

from storage import migrate
from tests.kit.tree import ROOT
from tests.kit.typed import Said

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1

BACKUP = ("backup", "--to", "none.age", "--recipient", str(Identity.generate().to_public()))
INVITE = ("staff", "invite", "--role", "lawyer", "--name", "Person A")
OTHER_KEYS = "The database was made with another key file: put that one back (TERIMCHI_KEY_FILE)."


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """Give a path at which no folder can be made: a file is in the way."""
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file" / "below"


@pytest.mark.parametrize("words", [("status",), ("migrate",), INVITE, ("desk", "init")])
def test_a_data_folder_that_cannot_be_made_is_told(
    said: Said, blocked: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(blocked))
    told = said(*words, code=1)
    assert told.startswith(f"The data folder {blocked} cannot be made (Not a directory)")
    assert told.endswith("look at TERIMCHI_DATA_DIR.")


def test_a_key_file_that_cannot_be_made_is_told(
    said: Said, blocked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(blocked))
    told = said("desk", "init", code=1)
    assert told.startswith(f"The key file {blocked} cannot be read or made")
    assert told.endswith("look at TERIMCHI_KEY_FILE.")


def test_a_file_that_is_no_database_is_told(said: Said, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "terimchi.db").write_bytes(b"this is no database" * 100)
    told = said("status", code=1)
    assert told.startswith("The database cannot be opened (SQLITE_NOTADB)")
    assert str(tmp_path / "data") in told


def mortal() -> None:
    """Let the rights of files hold for root too: no program that starts now may pass over them."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def as_a_mortal(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        preexec_fn=mortal,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_of_keys_that_can_only_be_read_is_told_before_midnight(
    said: Said, key_file: Path
) -> None:
    said("migrate")
    key_file.parent.chmod(0o500)
    done = as_a_mortal("status")
    key_file.parent.chmod(0o700)
    told = f"The folder of the key file, {key_file.parent}, cannot be written to: each day makes"
    assert done.returncode == 1
    assert done.stderr.startswith(told)


def test_a_database_that_can_only_be_read_is_told(said: Said, tmp_path: Path) -> None:
    said("migrate")
    file = tmp_path / "data" / "terimchi.db"
    file.chmod(0o400)
    done = as_a_mortal("status")
    told = f"The database cannot be opened (SQLITE_READONLY): look at {file}, and its -wal"
    assert done.returncode == 1
    assert done.stderr == f"{told} and -shm.\n"


@pytest.mark.parametrize("words", [("status",), ("migrate",), INVITE, BACKUP])
def test_a_database_of_a_newer_version_is_left_alone(
    said: Said, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said("migrate")
    with sqlite3.connect(tmp_path / "data" / "terimchi.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    told = said(*words, code=1)
    assert told == (
        "The database has tables of a newer version than this one, so nothing was done to it. "
        "Run that version; or restore a backup from before the upgrade into an empty database."
    )


def test_an_address_that_the_library_does_not_take_is_told(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+asyncpg://name:planted@127.0.0.1:9/name?sslcert=x"
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    assert said("status", code=1) == (
        "The database does not answer (TypeError): look at TERIMCHI_DATABASE_URL."
    )


def test_check_says_that_a_data_folder_cannot_even_be_looked_at(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("x" * 300)  # to root, who may run these tests, no folder is closed
    monkeypatch.setenv("TERIMCHI_BOT_TOKEN", "123456:planted-secret_token")
    monkeypatch.setenv("TERIMCHI_BOT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(folder))
    assert f"Wrong: The data folder {folder} cannot be made" in said("check", code=1)


@pytest.mark.parametrize("words", [("status",), INVITE, ("desk", "init")])
def test_a_database_of_another_key_file_is_opened_by_no_command(
    said: Said, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = str(tmp_path / "keys" / "key")
    said("desk", "init", "--recovery-file", tmp_path / "words")
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(tmp_path / "other" / "key"))
    assert said(*words, code=1).startswith(OTHER_KEYS)
    monkeypatch.setenv("TERIMCHI_KEY_FILE", right)
    assert "cases: 0" in said("status")


def test_an_older_copy_of_a_database_is_taken_for_true_when_somebody_says_so(
    said: Said, tmp_path: Path
) -> None:
    said("desk", "init", "--recovery-file", tmp_path / "words")
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'terimchi.db'}"
    asyncio.run(migrate.downgrade(url, "0001"))
    for words in (("status",), ("migrate",), INVITE):
        assert said(*words, code=1).startswith("The database has older tables than this key file")
    assert "newest tables" in said("migrate", "--believe")
    assert "cases: 0" in said("status")


def test_check_says_so_and_does_not_say_that_there_is_no_desk(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERIMCHI_BOT_TOKEN", "123456:planted-secret_token")
    monkeypatch.setenv("TERIMCHI_BOT_API_URL", "http://127.0.0.1:9")
    said("desk", "init", "--recovery-file", tmp_path / "words")
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(tmp_path / "other" / "key"))
    told = said("check", code=1)
    assert f"Wrong: {OTHER_KEYS}" in told
    assert "no desk" not in told


@pytest.mark.parametrize(("mode", "told_of"), [(0o600, 0), (0o640, 1), (0o604, 1), (0o400, 0)])
def test_check_says_that_others_can_read_the_file_of_the_settings(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, told_of: int
) -> None:
    file = tmp_path / "settings"
    file.write_text(
        "TERIMCHI_BOT_TOKEN=123456:planted-secret_token\nTERIMCHI_BOT_API_URL=http://127.0.0.1:9\n"
    )
    file.chmod(mode)
    monkeypatch.setenv("TERIMCHI_ENV_FILE", str(file))
    told = said("check", code=1)
    assert told.count(f"Mind: Others than its owner can read {file}") == told_of
    assert "planted" not in told


def test_no_desk_is_made_whose_recovery_words_find_no_place(said: Said, tmp_path: Path) -> None:
    lost = tmp_path / "no such folder" / "words"
    told = said("desk", "init", "--recovery-file", lost, code=1)
    assert told == f"{lost} cannot be written (No such file or directory); nothing was made."
    assert "Both desks are made" in said("desk", "init", "--recovery-file", tmp_path / "words")
    assert len((tmp_path / "words").read_text().split()) == 12


def test_a_file_for_a_secret_goes_again_when_nothing_was_made(said: Said, tmp_path: Path) -> None:
    said("desk", "init", "--recovery-file", tmp_path / "words")
    told = said("desk", "init", "--recovery-file", tmp_path / "again", code=1)
    assert told.startswith("The desks are there already.")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("act", [("read",), ("reply",)])
def test_a_passphrase_file_that_is_not_there_is_told(
    said: Said, tmp_path: Path, act: tuple[str, ...]
) -> None:
    file = tmp_path / "none"
    told = said("case", *act, "K7M-4QX", "--passphrase-file", file, code=1)
    assert told == f"{file} cannot be read (No such file or directory)."
