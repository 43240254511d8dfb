"""What tests of the machine share: a Bot API of one answer, scenes for its loops, its commands."""

from collections.abc import AsyncIterator
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it brings no types
import pytest

from bot import clock
from bot.__main__ import main
from bot.client import Client
from tests.kit.loopback import Loopback, serving
from tests.kit.loops import Scene, scene
from tests.kit.office import Office
from tests.kit.postgres import Prepare
from tests.kit.typed import Said


@pytest.fixture
async def api() -> AsyncIterator[Loopback]:
    """Serve a Bot API that answers as it is told to."""
    async with serving() as loopback:
        yield loopback


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Open a client that does not wait long."""
    async with Client(read_timeout=0.5) as opened:
        yield opened


@pytest.fixture
async def stage(ready_url: str, key_file: Path) -> AsyncIterator[Scene]:
    """Set a scene for the loops, on either database."""
    async with scene(ready_url, key_file) as made:
        yield made


@pytest.fixture
async def small(sqlite_url: str, prepare_database: Prepare, key_file: Path) -> AsyncIterator[Scene]:
    """Give a scene on SQLite only, for what does not depend on the database."""
    prepare_database(sqlite_url)
    async with scene(sqlite_url, key_file) as made:
        yield made


@pytest.fixture
async def office(
    ready_sqlite_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """Give an office of now, on which commands work."""
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", ready_sqlite_url)
    async with Office.opened(ready_sqlite_url, key_file) as office:
        office.now = clock.now()
        office.vault.turn(office.now)
        yield office


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command, see its exit code, give all that it said."""

    def run(*words: str | Path, code: int = 0) -> str:
        capsys.readouterr()
        assert main(list(map(str, words))) == code
        captured = capsys.readouterr()
        return " ".join((captured.out + captured.err).split())

    return run


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """Give a file as age-keygen writes it."""
    key = pyrage.x25519.Identity.generate()
    written = tmp_path / "identity.txt"
    written.write_text(f"# created: today\n# public key: {key.to_public()}\n{key}\n")
    return written


@pytest.fixture
def recipient(identity: Path) -> str:
    """Give the public half."""
    return identity.read_text().split("public key: ")[1].split()[0]


@pytest.fixture
def machine(said: Said, tmp_path: Path) -> Path:
    """Make a machine with desks; give its data folder."""
    said("desk", "init", "--recovery-file", tmp_path / "words")
    said("staff", "invite", "--role", "lawyer", "--name", "Zumrad")
    return tmp_path / "data"
