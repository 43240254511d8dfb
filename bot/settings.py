"""The settings: read once from the environment and `.env`, with every fault said at once."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from bot import env_file, parse
from bot.parse import Bind, Secret, Unreadable

PREFIX = "TERIMCHI_"

TELEGRAM = "https://api.telegram.org"

About = dict[str, Any]


class SettingsFault(Exception):
    """All that is wrong with the settings, one plain sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _about(read: Callable[[str], object], default: str, says: str, shown: str = "") -> About:
    """Describe one setting; `shown` stands in `.env.example` where the default is worked out."""
    return {"read": read, "default": default, "says": says, "shown": shown or default}


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose; each field is TERIMCHI_ and its name in capitals."""

    bot_token: Secret = field(
        metadata=_about(
            parse.token,
            "",
            "The bot's token, from @BotFather. Who has it can read recent private chats.",
        )
    )
    bot_api_url: str = field(
        metadata=_about(
            parse.address,
            TELEGRAM,
            "The Bot API server. Another one only if you run your own, or the sandbox.",
        )
    )
    data_dir: Path = field(
        metadata=_about(
            parse.path, "data", "The folder of the database. It is made where there is none."
        )
    )
    database_url: Secret = field(
        metadata=_about(
            parse.database,
            "",
            "The database: a SQLite file in the data folder, or a PostgreSQL server.",
            "postgresql+asyncpg://terimchi:PASSWORD@HOST/terimchi",
        )
    )
    key_file: Path = field(
        metadata=_about(
            parse.path,
            "",
            "The server's keys, in your configuration folder. Keep it out of the data folder and "
            "of backups of the database: a thief of both can read what one alone does not tell.",
            "~/.config/terimchi/key",
        )
    )
    web_bind: Bind = field(
        metadata=_about(
            parse.bind,
            "127.0.0.1:8080",
            "Where the desk's web pages and the health pages listen. Port 0 takes any free one.",
        )
    )
    web_url: str = field(
        metadata=_about(
            parse.address,
            "",
            "The public address of the web desk, to which cards link.",
            "https://desk.example.org",
        )
    )
    webhook_url: str = field(
        metadata=_about(
            parse.address,
            "",
            "The public address at which Telegram brings updates. Unset: we fetch them.",
            "https://bot.example.org/telegram",
        )
    )
    webhook_bind: Bind | None = field(
        metadata=_about(
            parse.bind,
            "",
            "Where the webhook listens, behind your TLS proxy.",
            "127.0.0.1:8081",
        )
    )
    desk_chat_id: int | None = field(
        metadata=_about(
            parse.group,
            "",
            "A group of the desk that gets cards of new cases, without content. Unset: none.",
            "-1001234567890",
        )
    )
    desk_content: str = field(
        metadata=_about(
            parse.choice("cards", "full"),
            "cards",
            "cards: Telegram holds no content of a case; lawyers read in the web desk or a "
            "terminal. full: they read and reply inside Telegram; this server can open cases.",
        )
    )
    send_rate: float = field(
        metadata=_about(
            parse.rate(1000), "29.5", "Letters a second of a notice to many. Telegram allows 30."
        )
    )
    chat_rate: float = field(
        metadata=_about(
            parse.rate(1000), "1", "Letters a second into one chat, after a burst of five."
        )
    )
    show_unreviewed: bool = field(
        metadata=_about(
            parse.yes_or_no,
            "yes",
            "Show leaflets that no lawyer has reviewed, or that are past their date, with a banner "
            "that says so.",
        )
    )
    log_level: str = field(
        metadata=_about(
            parse.level, "INFO", "DEBUG, INFO, WARNING or ERROR. No level shows what people write."
        )
    )
    metrics_open: bool = field(
        metadata=_about(
            parse.yes_or_no,
            "no",
            "Show /metrics to everybody who reaches the web bind, not only here.",
        )
    )

    @classmethod
    def load(cls, environ: Mapping[str, str], *, needed: tuple[str, ...] = ("bot_token",)) -> Self:
        """Read all settings; `needed` names the fields that must not be empty.

        The environment goes before `.env`; an empty value counts as none. Raises SettingsFault.
        """
        faults: list[str] = []
        written = env_file.read(environ, faults)
        given = {**written, **{k: v for k, v in environ.items() if v.strip()}}
        values = dict(_read(given, faults))
        missing = [_name(n) for n in needed if n in values and not values[n]]
        faults += [f"{n} is missing: put it into {env_file.path(environ)}." for n in missing]
        if not faults:
            faults += [*_complete(values, given), *_contradictions(values)]
        if faults:
            raise SettingsFault(faults)
        return cls(**values)

    @property
    def bot_id(self) -> int:
        """The bot's own number: what its token begins with; 0 without one."""
        return int(self.bot_token.reveal().partition(":")[0] or 0)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None with PostgreSQL, or a database in memory."""
        kind, _slashes, path = self.database_url.reveal().partition(":///")
        path = path.partition("?")[0]
        return Path(path) if kind.startswith("sqlite") and path else None

    def method_url(self, method: str) -> str:
        """Give the address of a Bot API method. It holds the token: never show it."""
        return f"{self.bot_api_url}/bot{self.bot_token.reveal()}/{method}"

    def file_url(self, path: str) -> str:
        """Give the address of a file. It holds the token: never show it."""
        return f"{self.bot_api_url}/file/bot{self.bot_token.reveal()}/{path}"

    def advice(self) -> list[str]:
        """Say what is allowed but unwise, one plain sentence each."""
        doubts = {
            "The key file lies inside the data folder: who copies the one has the other.": (
                self.key_file.absolute().is_relative_to(self.data_dir.absolute())
            ),
            "This server can open cases of the general desk (TERIMCHI_DESK_CONTENT=full).": (
                self.desk_content == "full"
            ),
            "The web desk listens beyond this machine without TLS: put a TLS proxy before it.": (
                not self.web_bind.is_local and not self.web_url.startswith("https://")
            ),
            "Everybody who reaches the web bind can read /metrics.": self.metrics_open,
        }
        return [sentence for sentence, holds in doubts.items() if holds]


def strangers(environ: Mapping[str, str]) -> list[str]:
    """Name what is called like a setting, here or in `.env`, and is none: typing errors."""
    known = {_name(one.name) for one in fields(Settings)} | {env_file.NAMED}
    given = {*environ, *env_file.read(environ, [])}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def example() -> str:
    """Write `.env.example`: every setting with what it does and what it is when left out."""
    head = "# Settings of Terimchi: copy to .env and fill in. What is left out is as shown here.\n"
    return head + "".join(_example(one) for one in fields(Settings))


def _name(field_name: str) -> str:
    return PREFIX + field_name.upper()


def _read(given: Mapping[str, str], faults: list[str]) -> Iterator[tuple[str, Any]]:
    for one in fields(Settings):
        name = _name(one.name)
        try:
            yield one.name, one.metadata["read"](given.get(name, one.metadata["default"]).strip())
        except Unreadable as unreadable:
            faults.append(f"{name} {unreadable}.")


def _complete(values: dict[str, Any], given: Mapping[str, str]) -> Iterator[str]:
    """Work out the defaults that follow from other settings; tell where that cannot be done."""
    if not values["database_url"]:
        file = values["data_dir"].absolute() / "terimchi.db"
        values["database_url"] = Secret(f"sqlite+aiosqlite:///{file}")
    if values["key_file"] == Path():
        folder = given.get("XDG_CONFIG_HOME") or "~/.config"
        try:
            values["key_file"] = parse.path(folder) / "terimchi" / "key"
        except Unreadable:
            yield "TERIMCHI_KEY_FILE is missing, and this account has no home folder for a key."
    if values["webhook_url"] and not values["webhook_bind"]:
        values["webhook_bind"] = Bind("127.0.0.1", 8081)


def _contradictions(values: Mapping[str, Any]) -> Iterator[str]:
    if values["webhook_bind"] and not values["webhook_url"]:
        yield "TERIMCHI_WEBHOOK_BIND is set, but TERIMCHI_WEBHOOK_URL is not."
    if values["webhook_bind"] == values["web_bind"] and values["web_bind"].port:
        yield "TERIMCHI_WEBHOOK_BIND and TERIMCHI_WEB_BIND are the same; each needs its own."


def _example(one: Field[Any]) -> str:
    import textwrap

    about = textwrap.fill(one.metadata["says"], 96, initial_indent="# ", subsequent_indent="# ")
    return f"\n{about}\n# {_name(one.name)}={one.metadata['shown']}\n"


if __name__ == "__main__":
    sys.stdout.write(example())
