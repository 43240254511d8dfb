"""What an operator can mend is said in one sentence and exit code 1, whichever command it was."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from sandbox.guard import TOKEN
from tests.kit.tree import ROOT

COMMANDS = [("status",), ("migrate",), ("retention",), ("desk", "init")]


AWAY = "postgresql+asyncpg://somebody:word@127.0.0.1:9/none"
AWAY_SAID = (
    "The database does not answer (ConnectionRefusedError): look at TERIMCHI_DATABASE_URL.\n"
)


@pytest.fixture(params=COMMANDS, ids=" ".join)
def said(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command after what the test's `wrong` fixture did; give the only line it says."""
    request.getfixturevalue("wrong")
    capsys.readouterr()
    assert main(list(request.param)) == 1
    told, faults = capsys.readouterr()
    assert (told, faults.count("\n")) == ("", 1)
    return faults


class TestADatabaseThatIsAway:
    @pytest.fixture
    def wrong(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERIMCHI_DATABASE_URL", AWAY)

    def test_it_is_said_and_the_password_is_not(self, said: str) -> None:
        assert said == AWAY_SAID


def test_run_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERIMCHI_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TERIMCHI_BOT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", AWAY)
    words = [sys.executable, "-m", "bot", "run"]
    run = subprocess.run(words, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60)
    *before, told = run.stderr.splitlines(keepends=True)
    assert (run.returncode, run.stdout, told) == (1, "", AWAY_SAID)
    # It asked Telegram meanwhile, in vain; there is nothing else to say.
    assert all("Telegram is away (NetworkError)" in line for line in before)


class TestADatabaseFileThatIsNone:
    @pytest.fixture
    def wrong(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data/terimchi.db").write_text("this is no database at all" * 9)

    def test_it_is_said(self, said: str) -> None:
        assert said.startswith("The database cannot be opened (SQLITE_NOTADB): look at")


class TestAKeyFileThatOthersCanRead:
    @pytest.fixture
    def wrong(self, key_file: Path) -> None:
        main(["migrate"])
        key_file.chmod(0o644)

    def test_what_to_do_is_said(self, said: str) -> None:
        assert said.endswith("run chmod 600 on it and its .days.\n")


class TestAKeyFileThatIsNone:
    @pytest.fixture
    def wrong(self, key_file: Path) -> None:
        key_file.parent.mkdir(mode=0o700)
        key_file.touch(mode=0o600)
        key_file.write_text("no keys")

    def test_what_to_do_is_said(self, said: str) -> None:
        assert said.endswith("is not what the vault wrote: restore your copy.\n")


class TestADataFolderThatCannotBeMade:
    @pytest.fixture
    def wrong(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "file/data"))

    def test_the_folder_is_named(self, said: str, tmp_path: Path) -> None:
        folder = tmp_path / "file/data"
        assert said.startswith(f"The data folder {folder} cannot be made (Not a directory): look")


READERS = [
    ("desk", "admit", "Desk A", "--passphrase-file"),
    ("desk", "admit", "Desk A", "--recovery-file"),
    ("case", "read", "K7M-4QX", "--passphrase-file"),
    ("case", "reply", "K7M-4QX", "--text-file"),
    ("backup", "--to", "one.age", "--recipients-file"),
    ("restore", "--from", "one.age", "--identity"),
]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Type a passphrase where one is asked for."""
    monkeypatch.setattr("sys.stdin", io.StringIO("six words\n"))


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_a_file_that_is_not_there_is_named(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _refusal(capsys, *words, tmp_path / "no") == (
        f"{tmp_path}/no cannot be read (No such file or directory)."
    )


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_a_file_that_is_no_text_is_named(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\xff")
    assert _refusal(capsys, *words, picture) == f"{picture} is no text in UTF-8."


def _refusal(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main(list(map(str, words))) == 1
    return capsys.readouterr().err.strip()
