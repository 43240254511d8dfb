"""The key files are private, whole after a crash, and safe between processes."""

import errno
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from storage.vault import KeyFile, KeyFileBroken, KeyFileExposed, Label, Pin, Vault
from tests.storage.vault.conftest import MONDAY

DAY = date(2026, 11, 23)
_ROOT = Path(__file__).parents[3]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_key_file_is_for_its_owner_alone(key_file: Path) -> None:
    old = os.umask(0)
    try:
        keys = Vault.open(key_file, now=MONDAY).key_file
        keys.founding_put({"general": bytes(32)}, now=MONDAY)
    finally:
        os.umask(old)
    names = {path.name: _mode(path) for path in key_file.parent.iterdir()}
    assert names == dict.fromkeys(("key", "key.days", "key.founding", "key.lock"), 0o600)
    assert _mode(key_file.parent) == 0o700


@pytest.mark.parametrize("ending", ["", ".days"])
def test_a_key_file_that_others_can_read_is_refused_kindly(key_file: Path, ending: str) -> None:
    Vault.open(key_file, now=MONDAY)
    key_file.with_name("key" + ending).chmod(0o640)
    with pytest.raises(KeyFileExposed, match="chmod 600"):
        Vault.open(key_file, now=MONDAY)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 2}', '{"version": 1, "ring": "ab"}']
)
def test_a_broken_key_file_is_refused_and_left_as_it_is(key_file: Path, content: str) -> None:
    Vault.open(key_file, now=MONDAY)
    key_file.write_text(content)
    with pytest.raises(KeyFileBroken):
        Vault.open(key_file, now=MONDAY)
    assert key_file.read_text() == content


def test_an_error_about_a_broken_key_file_quotes_no_key(key_file: Path) -> None:
    Vault.open(key_file, now=MONDAY)
    key_file.write_text('{"version": 1, "ring": "c0ffee"}')
    with pytest.raises(KeyFileBroken) as caught:
        Vault.open(key_file, now=MONDAY)
    assert "c0ffee" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_day_keys_never_stand_in_the_key_file(key_file: Path) -> None:
    keys = Vault.open(key_file, now=MONDAY).key_file
    assert set(keys.days) == {"2026-11-23", "2026-11-24"}
    assert all(key.hex() not in key_file.read_text() for key in keys.days.values())


def test_a_key_file_of_an_older_release_gets_what_it_lacks(key_file: Path) -> None:
    sealed = Vault.open(key_file, now=MONDAY).seal_ring(Label.STAFF, b"a name")
    content = json.loads(key_file.read_text())
    del content["purposes"]["throttle"]
    key_file.write_text(json.dumps(content))
    vault = Vault.open(key_file, now=MONDAY)
    assert vault.open_ring(Label.STAFF, sealed) == b"a name"
    assert "throttle" in json.loads(key_file.read_text())["purposes"]


def test_many_processes_starting_at_once_agree_on_every_key(key_file: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        vaults = list(threads.map(lambda _: Vault.open(key_file, now=MONDAY), range(24)))
    sealed = [vault.seal_day(Label.INBOX, b"a story") for vault in vaults]
    assert {vaults[0].open_day(Label.INBOX, one) for one in sealed} == {b"a story"}
    assert {vault.mark for vault in vaults} == {vaults[0].mark}


def test_changes_of_two_processes_are_both_kept(key_file: Path) -> None:
    one, other = KeyFile(key_file), KeyFile(key_file)
    one.pin("general", generation=1, public=b"g" * 32)
    other.pin("protection", generation=3, public=b"p" * 32)
    assert one.refresh()
    assert one.keys.desks == {"general": Pin(1, b"g" * 32), "protection": Pin(3, b"p" * 32)}
    assert not one.refresh()


def test_readers_see_whole_files_while_others_write(key_file: Path) -> None:
    def write(number: int) -> None:
        KeyFile(key_file).turn(DAY + timedelta(days=number))

    def read(_: int) -> bool:
        return len(KeyFile(key_file).keys.ring) == 32

    write(0)
    with ThreadPoolExecutor(8) as threads:
        written = [threads.submit(write, number % 9) for number in range(40)]
        assert all(threads.map(read, range(40)))
        assert all(one.exception() is None for one in written)


def test_what_a_crash_left_behind_is_gone_after_the_next_start(key_file: Path) -> None:
    Vault.open(key_file, now=MONDAY)
    left = key_file.with_name("key.days.new")
    left.write_text("half written keys")
    Vault.open(key_file, now=MONDAY)
    assert not left.exists()


def test_old_bytes_are_overwritten_before_they_are_let_go(key_file: Path) -> None:
    Vault.open(key_file, now=MONDAY)
    with key_file.with_name("key.days").open("rb") as old:
        Vault.open(key_file, now=MONDAY + timedelta(days=9))
        assert set(old.read()) == {0}


def test_a_hard_linked_copy_is_left_alone(key_file: Path) -> None:
    Vault.open(key_file, now=MONDAY)
    copy = key_file.with_name("copy")
    copy.hardlink_to(key_file)
    before = copy.read_text()
    KeyFile(key_file).pin("general", generation=1, public=b"g" * 32)
    assert copy.read_text() == before


def test_nothing_is_written_when_nothing_changes(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    before = [path.stat().st_mtime_ns for path in sorted(key_file.parent.iterdir())]
    vault.turn(MONDAY + timedelta(hours=2))
    assert [path.stat().st_mtime_ns for path in sorted(key_file.parent.iterdir())] == before


def test_founding_lasts_two_days_and_then_destroys_itself(key_file: Path) -> None:
    keys = KeyFile(key_file)
    desks = {"general": b"g" * 32, "protection": b"p" * 32}
    keys.founding_put(desks, now=MONDAY)
    assert KeyFile(key_file).founding_open(now=MONDAY + timedelta(hours=47)) == desks
    assert keys.founding_open(now=MONDAY + timedelta(hours=48)) == {}
    assert not key_file.with_name("key.founding").exists()


def test_founding_ends_with_the_first_case(key_file: Path) -> None:
    keys = KeyFile(key_file)
    keys.founding_put({"general": b"g" * 32}, now=MONDAY.astimezone(UTC))
    keys.founding_close()
    keys.founding_close()
    assert keys.founding_open(now=MONDAY) == {}


def test_the_server_can_become_a_member_and_stop_being_one(key_file: Path) -> None:
    keys = KeyFile(key_file)
    keys.put_server_member(b"m" * 32)
    assert KeyFile(key_file).keys.server_member == b"m" * 32
    keys.drop_server_member()
    assert KeyFile(key_file).keys.server_member is None


def test_the_newest_tables_that_the_keys_worked_with_stay_known(key_file: Path) -> None:
    keys = KeyFile(key_file)
    keys.serve("0003")
    keys.serve("0002")
    assert KeyFile(key_file).keys.tables == "0003"


def test_no_key_shows_in_a_representation(key_file: Path) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    shown = repr(vault) + repr(vault.key_file) + repr(vault.key_file.keys)
    assert repr(vault.key_file.keys.ring) not in shown
    assert vault.key_file.keys.ring.hex() not in shown


@pytest.mark.parametrize("step", ["fsync", "write"])
def test_a_full_disk_leaves_the_keys_as_they_were(
    key_file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    vault = Vault.open(key_file, now=MONDAY)
    before, sealed = key_file.read_bytes(), vault.seal_day(Label.INBOX, b"a story")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync" if step == "fsync" else "fdopen", full)
        with pytest.raises(OSError, match="full"):
            vault.turn(MONDAY + timedelta(days=1))
    assert key_file.read_bytes() == before
    assert vault.open_day(Label.INBOX, vault.seal_day(Label.INBOX, b"more")) == b"more"
    vault.turn(MONDAY + timedelta(days=1))
    assert vault.open_day(Label.INBOX, sealed) == b"a story"


_CHANGES_FOREVER = """
import sys
from pathlib import Path
from storage.vault import KeyFile
keys = KeyFile(Path(sys.argv[1]))
for generation in range(10**9):
    keys.pin("general", generation=generation, public=bytes(32))
    print(generation, flush=True)
"""


@pytest.mark.crash
def test_a_process_killed_while_it_changes_keys_loses_none(key_file: Path) -> None:
    mark = Vault.open(key_file, now=MONDAY).mark
    for lines in (1, 2, 3, 5, 8, 13):
        command = [sys.executable, "-c", _CHANGES_FOREVER, str(key_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=_ROOT) as changing:
            assert changing.stdout is not None
            seen = [changing.stdout.readline() for _ in range(lines)]
            changing.kill()
        vault = Vault.open(key_file, now=MONDAY)
        assert vault.mark == mark
        assert vault.key_file.keys.desks["general"].generation >= int(seen[-1])
