"""The greeting: the bot asks who it is, and registers its commands and descriptions if changed."""

import asyncio
import logging
from dataclasses import dataclass
from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING

import orjson

from bot.errors import RetryAfter, TelegramError
from bot.nursery import pause
from domain.language import Language
from locales.mark import _
from locales.voice import Voice
from services import command
from storage import meta

if TYPE_CHECKING:
    from bot.machine import Machine

#: Seconds between tries while Telegram is away, and how long one call may take.
AGAIN, PATIENCE = 15.0, 20.0

_log = logging.getLogger(__name__)

NAME = _("Terimchi")
ABOUT = _("Rights of cotton pickers. Tell us what happened; a lawyer answers. Free.")
LONG = _(
    "For people who pick cotton in Uzbekistan: learn your rights, report a violation, be answered "
    "by a lawyer. We do not ask who you are. Telegram, and our server while it runs, can see this "
    "chat."
)

#: Telegram knows languages of two letters; Cyrillic Uzbek is set per chat.
TOLD = {"": Language.UZ, "uz": Language.UZ, "ru": Language.RU, "en": Language.EN}


@dataclass(frozen=True, slots=True)
class Profile:
    """What people of one language see of the bot. No code: everybody whose language has none."""

    code: str
    #: Each command, and what it says.
    commands: list[tuple[str, str]]
    name: str
    about: str
    long: str


@dataclass(slots=True)
class Greeting:
    """Runs once after the start, when Telegram can be reached."""

    machine: "Machine"

    async def run(self, stop: asyncio.Event) -> None:
        """Ask and register; try again until it went well."""
        while not stop.is_set():
            try:
                await self._introduce()
            except TelegramError as error:
                _log.warning("The bot could not introduce itself yet (%s)", type(error))
                asked = error.retry_after if isinstance(error, RetryAfter) else 0.0
                await pause(max(AGAIN, asked), stop)
            else:
                return

    async def _introduce(self) -> None:
        username = self.machine.username = await self._username()
        profiles = [_profile(code, language) for code, language in TOLD.items()]
        mark = blake2b(orjson.dumps(["sealed", username, profiles]), digest_size=16).digest()
        async with self.machine.store.reading() as unit:
            known = await meta.get(unit, "greeting")
        if known == mark:
            return
        await self._register(profiles)
        async with self.machine.store.work() as unit:
            await meta.put(unit, "greeting", mark)
            # Links to join the desk are made of it: they must not lead to somebody else's bot.
            await meta.put_sealed(unit, "username", username.encode())

    async def _username(self) -> str:
        url = self.machine.settings.method_url("getMe")
        about = await self.machine.client.call(url, {}, timeout=PATIENCE)
        return str(about["username"]) if isinstance(about, dict) else ""

    async def _register(self, profiles: list[Profile]) -> None:
        # In a thread, so that nobody who writes to us waits while the library is read.
        room = await asyncio.to_thread(import_module, "bot.profile")
        settings = self.machine.settings
        token = settings.bot_token.reveal()
        await room.register(self.machine.client, settings.bot_api_url, token, profiles)


def _profile(code: str, language: Language) -> Profile:
    voice = Voice(language)
    commands = [(one["command"], one["description"]) for one in command.worded(language)]
    return Profile(code, commands, voice.text(NAME), voice.text(ABOUT), voice.text(LONG))
