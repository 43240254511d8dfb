"""Backups: what is in one, that nothing else is, and that a damaged one changes nothing."""

import errno
import io
import os
import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import orjson
import pyrage  # type: ignore[import-untyped]  # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import backup, parcel, snapshot
from storage.backup import LEFT_OUT, ROOMS
from storage.parcel import Damaged, WrongIdentity
from storage.restore import is_empty
from storage.snapshot import TABLE, Frame, Value
from storage.tables import metadata
from tests.kit.desk import LegalDesk
from tests.kit.drill import Drill, drilled
from tests.kit.filing import file, tell

WORKER, OTHER = 7_000_000_001, 7_000_000_002
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.binary(max_size=50),
    st.text(max_size=50),
    st.dates(),
)


@pytest.fixture
async def drill(ready_sqlite_url: str, key_file: Path, tmp_path: Path) -> AsyncIterator[Drill]:
    async with drilled(ready_sqlite_url, key_file, tmp_path) as ready:
        yield ready


def test_of_every_table_it_is_decided_whether_it_is_backed_up() -> None:
    kept = [room.table for room in ROOMS]
    assert sorted(table.name for table in (*kept, *LEFT_OUT)) == sorted(metadata.tables)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=9))
def test_rows_come_back_as_they_were(rows: list[list[Value]]) -> None:
    packed = b"".join(map(snapshot.pack, rows))
    found = list(snapshot.unpack(packed, 3))
    assert [list(map(_typed, row)) for row in found] == [list(map(_typed, row)) for row in rows]


@given(st.binary(max_size=200))
def test_nonsense_is_damaged_and_nothing_worse(body: bytes) -> None:
    try:
        list(snapshot.unpack(body, 2))
    except Damaged:
        return


async def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(drill: Drill) -> None:
    target = await drill.back_up()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in drill.folder.glob("*backup*")] == ["backup.age"]


async def test_a_backup_overwrites_nothing(drill: Drill) -> None:
    target = drill.folder / "backup.age"
    target.write_bytes(b"older")
    with pytest.raises(FileExistsError):
        await drill.back_up()
    assert target.read_bytes() == b"older"


async def test_a_backup_that_breaks_off_leaves_no_file(drill: Drill) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ConnectionResetError

    target, to = drill.folder / "broken.age", parcel.recipients([str(drill.identity.to_public())])
    with pytest.raises(ConnectionResetError):
        await parcel.write(target, to, broken())
    assert list(drill.folder.glob("*broken*")) == []


async def test_a_full_disk_is_told_with_the_name_of_the_file(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.parcel.os.fdopen", lambda number, _mode: _Full(number, "wb"))
    with pytest.raises(OSError, match=r"No space left.*full\.age"):
        await drill.back_up("full.age")
    assert list(drill.folder.glob("*full*")) == []


async def test_drafts_updates_and_traces_of_chats_stay_out(drill: Drill) -> None:
    await file(drill.legal, WORKER, "A story.", photo=b"filed")
    await tell(drill.legal, OTHER, "A draft.", photo=b"not filed")
    plain = await _plain(drill, await drill.back_up())
    told = [orjson.loads(body)["name"] for kind, body in await _frames(plain) if kind == TABLE]
    assert not {table.name for table in LEFT_OUT} & set(told)
    assert plain.count(drill.legal.vault.lane(OTHER)) == 0
    assert await _count(plain, "evidence") == await _count(plain, "evidence_chunk") == 1


async def test_no_key_of_the_server_is_in_a_backup(drill: Drill) -> None:
    await file(drill.legal, WORKER, "A story.", answer="here")
    plain = await _plain(drill, await drill.back_up())
    keys, days = drill.legal.vault.key_file.keys, drill.legal.vault.key_file.days
    secrets = [*keys.purposes.values(), keys.ring, *keys.months.values(), *days.values()]
    assert not [key for key in secrets if key in plain or key.hex().encode() in plain]


async def test_frames_stay_small_however_large_the_files_are(drill: Drill) -> None:
    await file(drill.legal, WORKER, "A story.", photo=bytes(9_000_000))
    sizes = [len(frame) async for frame in backup.dump(drill.legal.store, {})]
    assert sum(sizes) > 9_000_000
    assert max(sizes) < 2_000_000


@pytest.mark.parametrize("at", [0.0, 0.02, 0.3, 0.6, 0.97, 1.0])
async def test_a_cut_backup_changes_nothing(drill: Drill, at: float, tmp_path: Path) -> None:
    whole = await _large(drill)
    cut = tmp_path / "cut.age"
    cut.write_bytes(whole[: min(int(len(whole) * at), len(whole) - 1)])
    await _changes_nothing(drill, cut, tmp_path)


@pytest.mark.parametrize("at", [0.0, 0.001, 0.3, 0.6, 0.999])
async def test_a_changed_backup_changes_nothing(drill: Drill, at: float, tmp_path: Path) -> None:
    whole = bytearray(await _large(drill))
    whole[int(len(whole) * at)] ^= 1
    changed = tmp_path / "changed.age"
    changed.write_bytes(whole)
    await _changes_nothing(drill, changed, tmp_path)


async def test_a_backup_whose_end_was_cut_before_it_was_encrypted_changes_nothing(
    drill: Drill, tmp_path: Path
) -> None:
    frames = [frame async for frame in backup.dump(drill.legal.store, {})]

    async def short() -> AsyncIterator[bytes]:
        for frame in frames[:-1]:
            yield frame

    to = parcel.recipients([str(drill.identity.to_public())])
    await parcel.write(tmp_path / "short.age", to, short())
    await _changes_nothing(drill, tmp_path / "short.age", tmp_path)


async def test_somebody_elses_identity_opens_nothing(drill: Drill, tmp_path: Path) -> None:
    source = await drill.back_up()
    drill.identity = pyrage.x25519.Identity.generate()
    await _changes_nothing(drill, source, tmp_path)


class _Full(io.FileIO):
    def write(self, _some: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _typed(value: Value) -> tuple[type, Value]:
    return (date if isinstance(value, date) else type(value)), value


async def _large(drill: Drill) -> bytes:
    await file(drill.legal, WORKER, "A story.", photo=bytes(300_000))
    return (await drill.back_up()).read_bytes()


async def _changes_nothing(drill: Drill, source: Path, tmp_path: Path) -> None:
    empty = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    async with LegalDesk.opened(empty, drill.key_file) as there:
        async with there.store.writer.begin() as connection:
            await connection.run_sync(metadata.create_all)
        with pytest.raises((Damaged, WrongIdentity)):
            await drill.restore(there, source)
        async with there.reading() as unit:
            assert await is_empty(unit)


async def _plain(drill: Drill, source: Path) -> bytes:
    async with parcel.opened(source, [drill.identity]) as blocks:
        return b"".join([block async for block in blocks])


async def _frames(plain: bytes) -> list[Frame]:
    async def blocks() -> AsyncIterator[bytes]:
        yield plain

    return [frame async for frame in snapshot.read(blocks())]


async def _count(plain: bytes, table: str) -> int:
    frames = await _frames(plain)
    start = next(n for n, (_, body) in enumerate(frames) if b'"name":"%s"' % table.encode() in body)
    told = next(body for kind, body in frames[start:] if kind == snapshot.COUNT)
    return int(orjson.loads(told)["rows"])
