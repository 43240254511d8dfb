"""`restore` after time has passed: what was deleted since, and what an earlier version wrote."""

import asyncio
from pathlib import Path

import pytest

from bot import clock
from storage import backup as backups
from storage import deletion, erasure, parcel
from tests.kit.desk import LegalDesk
from tests.kit.earlier import as_of
from tests.kit.filing import file
from tests.kit.typed import Said


@pytest.mark.parametrize("newer", ["the lost database", "a newer backup"])
def test_what_was_deleted_since_is_deleted_again(
    said: Said,
    machine: Path,
    recipient: str,
    identity: Path,
    key_file: Path,
    newer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = machine.parent
    url = f"sqlite+aiosqlite:///{machine / 'terimchi.db'}"
    case_id = asyncio.run(_file(url, key_file))
    said("backup", "--to", folder / "old.age", "--recipient", recipient)
    asyncio.run(_delete(url, key_file, case_id))
    said("backup", "--to", folder / "new.age", "--recipient", recipient)
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(folder / "other"))
    source = url if newer == "the lost database" else str(folder / "new.age")
    words = ("restore", "--from", folder / "old.age", "--identity", identity)
    told = said(*words, "--tombstones-from", source)
    assert "0 cases with 1 entries" in told
    assert "Deleted again: 1 cases that were deleted since." in told
    assert "cases: 0" in said("status")


def test_one_of_an_earlier_version_takes_the_operator_s_word(
    said: Said,
    machine: Path,
    identity: Path,
    recipient: str,
    tmp_path: Path,
    key_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "earlier.age"
    asyncio.run(_back_up_as_of("0003", machine, key_file, source, recipient))
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "other"))
    words = ("restore", "--from", source, "--identity", identity)
    refused = said(*words, code=1)
    assert "If nobody else could put this file here, say --believe" in refused
    assert not (tmp_path / "other").exists()
    assert "1 people of the desk." in said(*words, "--believe")


async def _back_up_as_of(
    revision: str, machine: Path, key_file: Path, target: Path, recipient: str
) -> None:
    """Back up as the version with these tables did."""
    url = f"sqlite+aiosqlite:///{machine / 'terimchi.db'}"
    async with backups.opened(url, key_file, clock.now) as store:
        written = as_of(revision, backups.dump(store, {}))
        await parcel.write(target, parcel.recipients([recipient]), written)


async def _file(url: str, key_file: Path) -> bytes:
    async with LegalDesk.opened(url, key_file) as legal:
        return (await file(legal, 7_000_000_001, "A story.")).id


async def _delete(url: str, key_file: Path, case_id: bytes) -> None:
    async with LegalDesk.opened(url, key_file) as legal, legal.work() as unit:
        await erasure.erase(unit, case_id)
        await deletion.bury(unit, case_id)
