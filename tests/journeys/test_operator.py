"""What an operator may get wrong when they start the machine, told in one sentence."""

import socket
from pathlib import Path

from sandbox.client import Sandbox
from tests.kit.machine import Machine


async def test_a_second_machine_on_the_same_sqlite_does_not_start(machine: Machine) -> None:
    phone = machine.sandbox.phone("worker_one")
    await phone.start()
    await phone.wait_for_button("English")
    told = await machine.cli("run", code=1)
    assert "Another process runs on this database already; with SQLite there is only one." in told
    await phone.press("English")
    await phone.wait_for_button("Report a violation")


async def test_a_machine_does_not_start_with_another_key_file(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    right = Machine(sandbox, tmp_path / "machine")
    await right.prepare()
    other = {"TERIMCHI_KEY_FILE": str(tmp_path / "other" / "key")}
    told = await Machine(sandbox, tmp_path / "machine", extra=other).cli("run", code=1)
    assert told.startswith("The database was made with another key file")
    assert "Traceback" not in told
    assert "CRITICAL" not in told


async def test_a_machine_does_not_start_on_an_empty_database_when_its_own_is_elsewhere(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    machine = Machine(sandbox, tmp_path / "machine")
    await machine.prepare()
    (tmp_path / "machine" / "keys" / "key.founding").unlink()  # as two days after `desk init`
    file = tmp_path / "machine" / "data" / "terimchi.db"
    away = file.rename(tmp_path / "terimchi.db")
    worker = sandbox.phone("worker_one")
    await worker.start()
    for command in ("run", "check"):
        told = await machine.cli(command, code=1)
        assert "belongs to desks in another database, and this one has none: look at" in told
        assert "desk init" not in told
    file.unlink()
    away.rename(file)
    async with machine:
        await worker.wait_for_button("English", 20)


async def test_a_machine_says_which_folder_it_cannot_make(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = await Machine(sandbox, tmp_path / "file").cli("run", code=1)
    assert told.startswith(f"The data folder {tmp_path / 'file' / 'data'} cannot be made")
    assert "CRITICAL" not in told


async def test_a_machine_says_where_it_cannot_listen_and_why(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        for extra, why in (
            ({"TERIMCHI_WEB_BIND": bind}, f"WEB_BIND, {bind} (Address already in use)"),
            (
                {"TERIMCHI_WEB_BIND": "192.0.2.1:80"},
                "WEB_BIND, 192.0.2.1:80 (Cannot assign requested address)",
            ),
            (
                {"TERIMCHI_WEBHOOK_URL": "http://127.0.0.1/t", "TERIMCHI_WEBHOOK_BIND": bind},
                f"WEBHOOK_BIND, {bind} (Address already in use)",
            ),
        ):
            alone = {"TERIMCHI_BOT_API_URL": "http://127.0.0.1:9", **extra}
            told = await Machine(sandbox, tmp_path / "machine", extra=alone).cli("run", code=1)
            assert told.endswith(f"Nothing can listen at TERIMCHI_{why}.\n")
