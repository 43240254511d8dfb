"""The profile: what Telegram shows of the bot before anybody wrote to it, registered when changed.

Importing this reads python-telegram-bot, so it is done when there is something to register.
"""

from collections.abc import Iterable
from datetime import timedelta

from telegram import Bot, BotCommandScopeAllPrivateChats
from telegram import error as theirs

from bot.client import Client
from bot.errors import RetryAfter, TelegramError
from bot.greeting import Profile
from bot.request import Request


async def register(client: Client, base: str, token: str, profiles: Iterable[Profile]) -> None:
    """Register these profiles. `base` is the Bot API's address. Raises TelegramError."""
    request = Request(client)
    bot = Bot(token, base_url=f"{base}/bot", request=request, get_updates_request=request)
    try:
        for profile in profiles:
            await _tell(bot, profile)
    except theirs.RetryAfter as refusal:
        wait = refusal.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
        raise RetryAfter(seconds) from None
    except theirs.TelegramError as error:
        raise TelegramError(error.message) from None


async def _tell(bot: Bot, profile: Profile) -> None:
    code = profile.code or None
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(profile.commands, scope=scope, language_code=code)
    await bot.set_my_name(profile.name, language_code=code)
    await bot.set_my_short_description(profile.about, language_code=code)
    await bot.set_my_description(profile.long, language_code=code)
