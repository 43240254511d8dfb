"""Promises of the settings."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.parse import Bind
from bot.settings import Settings, SettingsFault, example, strangers

TOKEN = "123456:planted-secret_token"
ROOT = Path(__file__).parents[2]


def load(**given: str) -> Settings:
    environ = {"TERIMCHI_BOT_TOKEN": TOKEN, "TERIMCHI_ENV_FILE": "/dev/null"}
    return Settings.load(environ | {f"TERIMCHI_{name.upper()}": v for name, v in given.items()})


def faults(**given: str) -> list[str]:
    with pytest.raises(SettingsFault) as fault:
        load(**given)
    return fault.value.sentences


def test_a_token_alone_is_enough() -> None:
    settings = load()
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.web_bind == Bind("127.0.0.1", 8080)
    assert settings.webhook_bind is None
    assert settings.send_rate == 29.5
    assert settings.bot_id == 123456
    assert settings.database_url.reveal().startswith("sqlite+aiosqlite:////")


def test_both_rates_may_be_far_above_what_telegram_allows() -> None:
    settings = load(send_rate="1000", chat_rate="1000")
    assert (settings.send_rate, settings.chat_rate) == (1000, 1000)
    assert len(faults(send_rate="1001", chat_rate="1001")) == 2


def test_commands_without_telegram_need_no_token() -> None:
    settings = Settings.load({"TERIMCHI_ENV_FILE": "/dev/null"}, needed=())
    assert not settings.bot_token
    assert settings.bot_id == 0


def test_all_faults_are_said_at_once_in_plain_sentences() -> None:
    said = faults(
        bot_token="no token",
        bot_api_url="http://far.example.org",
        web_bind="8080",
        send_rate="quick",
        desk_content="everything",
        desk_chat_id="5100000001",
        show_unreviewed="perhaps",
        log_level="LOUD",
        database_url="mysql://host/name",
    )
    assert len(said) == 9
    assert all(re.match(r"TERIMCHI_[A-Z_]+ (must|does) .*\.$", sentence) for sentence in said)


def test_a_missing_token_is_a_fault() -> None:
    with pytest.raises(SettingsFault) as fault:
        Settings.load({"TERIMCHI_ENV_FILE": "/dev/null"})
    assert fault.value.sentences == ["TERIMCHI_BOT_TOKEN is missing: put it into /dev/null."]


def test_a_fault_does_not_quote_what_was_given() -> None:
    assert "planted" not in " ".join(faults(bot_token="planted", database_url="planted://secret"))


def test_no_repr_shows_a_secret() -> None:
    settings = load(database_url="postgresql+asyncpg://name:planted-password@host/name")
    shown = f"{settings!r} {settings} {settings.bot_token} {settings.bot_token!r}"
    assert "planted" not in shown


def test_the_environment_goes_before_the_file_and_empty_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        f"TERIMCHI_BOT_TOKEN={TOKEN}\nTERIMCHI_SEND_RATE=10\nTERIMCHI_CHAT_RATE=2\n"
        "TERIMCHI_DATABASE_URL=postgresql+asyncpg://n:p$4x@host/n\nTERIMCHI_WEB_BIND=\n"
    )
    environ = {"TERIMCHI_ENV_FILE": str(file), "TERIMCHI_SEND_RATE": "20", "TERIMCHI_CHAT_RATE": ""}
    settings = Settings.load(environ)
    assert (settings.send_rate, settings.chat_rate) == (20, 2)
    assert settings.database_url.reveal() == "postgresql+asyncpg://n:p$4x@host/n"
    assert settings.web_bind.port == 8080


def test_a_file_beside_us_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(f"TERIMCHI_BOT_TOKEN={TOKEN}\n")
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}).bot_id == 123456


def test_the_key_file_stays_out_of_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.load(
        {"TERIMCHI_ENV_FILE": "/dev/null", "XDG_CONFIG_HOME": str(tmp_path)}, needed=()
    )
    assert settings.key_file == tmp_path / "terimchi" / "key"
    inside = load(data_dir=str(tmp_path), key_file=str(tmp_path / "key"))
    assert "key file lies inside the data folder" in inside.advice()[0]


def test_a_webhook_gets_a_bind_and_a_bind_needs_a_webhook() -> None:
    assert load(webhook_url="https://bot.example.org/t").webhook_bind == Bind("127.0.0.1", 8081)
    assert faults(webhook_bind="127.0.0.1:9000")[0].startswith("TERIMCHI_WEBHOOK_BIND is set")
    both = faults(webhook_url="https://a.example.org", webhook_bind="127.0.0.1:8080")
    assert "each needs its own" in both[0]


@pytest.mark.parametrize(
    "near",
    ["http://127.0.0.1:8081", "http://sandbox:8081", "http://10.0.0.7", "http://[::1]:80"],
)
def test_plain_http_is_for_near_servers(near: str) -> None:
    assert load(bot_api_url=near + "/").bot_api_url == near


def test_addresses_of_methods_and_files_follow_telegram() -> None:
    settings = load(bot_api_url="http://127.0.0.1:8081")
    assert settings.method_url("getMe") == f"http://127.0.0.1:8081/bot{TOKEN}/getMe"
    assert settings.file_url("a/b") == f"http://127.0.0.1:8081/file/bot{TOKEN}/a/b"


def test_what_is_unwise_is_said() -> None:
    settings = load(desk_content="full", web_bind="0.0.0.0:80", metrics_open="yes")
    assert len(settings.advice()) == 3
    assert load(web_bind="0.0.0.0:80", web_url="https://desk.example.org").advice() == []


def test_a_misspelt_name_is_found() -> None:
    environ = {"TERIMCHI_BOT_TOKN": "x", "TERIMCHI_ENV_FILE": "x", "TERIMCHI_WEB_URL": "x"}
    assert strangers(environ) == ["TERIMCHI_BOT_TOKN"]


def test_a_misspelt_name_is_found_in_the_file_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("TERIMCHI_SEND_RAET=3\nPATH=x\nTERIMCHI_SEND_RATE=3\n")
    assert strangers({"TERIMCHI_ENV_FILE": str(file)}) == ["TERIMCHI_SEND_RAET"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://name:planted@host:port/name", "has a port that is no number."),
        ("postgresql+asyncpg://host:54x/name", "has a port that is no number."),
        ("postgresql+asyncpg://name:planted@host/name?sslmode=require", "is called ssl= here."),
        ("sqlite+aiosqlite:///", "names no file: sqlite+aiosqlite:////folder/terimchi.db."),
        ("sqlite+aiosqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_of_a_database_that_no_library_takes_is_a_fault(url: str, says: str) -> None:
    (said,) = faults(database_url=url)
    assert said.startswith("TERIMCHI_DATABASE_URL ")
    assert says in said
    assert "planted" not in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://name:p:w/d?x=[y@host:5432/name?ssl=require",
        "postgresql+asyncpg://name@[::1]:5432/name",
        "postgresql+asyncpg://name:@/name?host=/run/postgresql",
        "postgresql+asyncpg://host",
        "sqlite+aiosqlite:///file.db",
    ],
)
def test_an_address_of_a_database_that_a_library_takes_is_none(url: str) -> None:
    assert load(database_url=url).database_url.reveal() == url


def test_an_account_without_a_home_has_to_name_a_key_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)
    assert faults() == [
        "TERIMCHI_KEY_FILE is missing, and this account has no home folder for a key."
    ]


def test_every_setting_stands_in_the_example_file() -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert written == example(), "run: python -m bot.settings > .env.example"
    assert written.count("TERIMCHI_") >= len(fields(Settings))


def test_the_example_file_can_be_read_once_it_is_filled_in(tmp_path: Path) -> None:
    filled = example().replace("# TERIMCHI_", "TERIMCHI_").replace("_TOKEN=", f"_TOKEN={TOKEN}")
    file = tmp_path / ".env"
    file.write_text(filled)
    assert Settings.load({"TERIMCHI_ENV_FILE": str(file)}).desk_content == "cards"
