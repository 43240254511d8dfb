"""The compose file keeps the promises of docs/how-to/deploy.md; `make lint` checks its form."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from sandbox.guard import TOKEN
from tests.kit.tree import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BOT, DATABASE = SERVICES["bot"], SERVICES["database"]
PASSWORD = "word_of_the_database"


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_can_write_to_its_image_or_gain_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "pid", "ipc"} & service.keys()


def test_no_port_is_open_beyond_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8080:8080"]


def test_the_database_is_reached_by_the_bot_alone() -> None:
    assert DATABASE["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_bot_waits_for_a_database_that_answers_at_its_address() -> None:
    assert BOT["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "-h 127.0.0.1" in " ".join(DATABASE["healthcheck"]["test"])


def test_no_secret_stands_in_an_environment() -> None:
    names = [name for service in SERVICES.values() for name in service["environment"]]
    secret = [name for name in names if "TOKEN" in name or "PASSWORD" in name or "_URL" in name]
    assert sorted(secret) == ["POSTGRES_PASSWORD_FILE", "TERIMCHI_WEB_URL"]


def test_the_bot_has_longer_to_stop_than_it_takes() -> None:
    assert BOT["stop_grace_period"] == "15s"


def test_no_key_of_the_bot_is_swapped_out() -> None:
    assert BOT["memswap_limit"] == BOT["mem_limit"]


def test_keys_data_and_backups_are_apart() -> None:
    assert BOT["volumes"] == ["data:/data", "keys:/keys", "./backup:/backup"]


def test_the_secrets_become_settings_that_others_cannot_read(tmp_path: Path) -> None:
    told = tmp_path / "env"
    environment = _started(tmp_path, told, "env")
    assert TOKEN not in environment
    assert PASSWORD not in environment
    assert told.stat().st_mode & 0o777 == 0o600
    settings = Settings.load({"TERIMCHI_ENV_FILE": str(told)})
    assert settings.bot_token.reveal() == TOKEN
    assert settings.database_url.reveal().endswith(f":{PASSWORD}@database/terimchi")


def test_another_command_runs_with_the_same_settings(tmp_path: Path) -> None:
    said = _started(tmp_path, tmp_path / "env", "sh", "-c", 'cat "$TERIMCHI_ENV_FILE"')
    assert f"TERIMCHI_BOT_TOKEN={TOKEN}\n" in said


def _started(folder: Path, told: Path, *command: str) -> str:
    """Begin the bot's service with another command, as Docker would; give what that says."""
    (folder / "bot_token").write_text(f"{TOKEN}\n")
    (folder / "database_password").write_text(f"{PASSWORD}\n")
    entry = [word.replace("$$", "$") for word in BOT["entrypoint"]]
    entry = [word.replace("/run/secrets", str(folder)) for word in entry]
    environment = {"PATH": os.environ["PATH"], "TERIMCHI_ENV_FILE": str(told)}
    return subprocess.run(
        [*entry, *command], env=environment, check=True, capture_output=True, text=True
    ).stdout
