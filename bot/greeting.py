"""The greeting: the bot asks who it is, and registers its commands and descriptions if changed."""

import asyncio
import logging
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson
from telegram.error import TelegramError

from bot.nursery import pause
from domain.language import Language
from locales.mark import _
from locales.voice import Voice
from services import command
from storage import meta

if TYPE_CHECKING:
    from bot.machine import Machine

#: Seconds between tries while Telegram is away.
AGAIN = 15.0

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
                await pause(AGAIN, stop)
            else:
                return

    async def _introduce(self) -> None:
        about = await self._call("getMe", {})
        username = str(about["username"]) if isinstance(about, dict) else ""
        self.machine.username = username
        words = _words()
        mark = blake2b(orjson.dumps(["sealed", username, words]), digest_size=16).digest()
        async with self.machine.store.reading() as unit:
            known = await meta.get(unit, "greeting")
        if known == mark:
            return
        for method, parameters in words:
            await self._call(method, parameters)
        async with self.machine.store.work() as unit:
            await meta.put(unit, "greeting", mark)
            # Links to join the desk are made of it: they must not lead to somebody else's bot.
            await meta.put_sealed(unit, "username", username.encode())

    async def _call(self, method: str, parameters: dict[str, object]) -> object:
        url = self.machine.settings.method_url(method)
        return await self.machine.request.call(url, parameters, timeout=20)


def _words() -> list[tuple[str, dict[str, object]]]:
    calls: list[tuple[str, dict[str, object]]] = []
    for code, language in TOLD.items():
        voice = Voice(language)
        commands = command.worded(language)
        scope = {"type": "all_private_chats"}
        told: dict[str, object] = {"language_code": code} if code else {}
        calls += [
            ("setMyCommands", {"commands": commands, "scope": scope, **told}),
            ("setMyName", {"name": voice.text(NAME), **told}),
            ("setMyShortDescription", {"short_description": voice.text(ABOUT), **told}),
            ("setMyDescription", {"description": voice.text(LONG), **told}),
        ]
    return calls
