"""Commands: what stands in a chat's command menu, in the language that the chat chose."""

from collections.abc import Mapping

from domain.language import Language
from domain.letter import Act, Letter
from locales.mark import _
from locales.voice import Voice
from services import letter, staff
from services.work import Unit

#: A worker's commands, in the order of the menu.
WORKER: Mapping[str, str] = {
    "start": _("Begin, or see the menu"),
    "report": _("Report a violation"),
    "rights": _("My rights"),
    "hotlines": _("Hotlines"),
    "case": _("My report"),
    "language": _("Language"),
    "cancel": _("Stop what I am doing"),
    "help": _("Help"),
}

#: What staff have besides.
STAFF: Mapping[str, str] = {
    "queue": _("What waits"),
    "cases": _("My cases"),
    "duty": _("On duty or off"),
}


def worded(language: Language, *, desk: bool = False) -> list[dict[str, str]]:
    """Word the commands as the Bot API wants them (BotCommand)."""
    voice = Voice(language)
    listed = {**STAFF, **WORKER} if desk else WORKER
    return [{"command": name, "description": voice.text(says)} for name, says in listed.items()]


async def follow(unit: Unit, chat_id: int, before: Language | None, after: Language) -> None:
    """Let a chat's command menu follow its language: staff's, and Cyrillic, are set per chat."""
    member = await staff.of_chat(unit, chat_id)
    if member is not None or after is Language.UZ_CYRL:
        choose(unit, chat_id, after, desk=member is not None)
    elif before is Language.UZ_CYRL:
        _call(unit, chat_id, "deleteMyCommands")


def choose(unit: Unit, chat_id: int, language: Language, *, desk: bool) -> None:
    """Show a chat its own commands: staff's, or Cyrillic ones, which Telegram has no code for."""
    _call(unit, chat_id, "setMyCommands", commands=worded(language, desk=desk))


def _call(unit: Unit, chat_id: int, method: str, **parameters: object) -> None:
    scope = {"type": "chat", "chat_id": chat_id}
    content = {"method": method, "scope": scope, **parameters}
    letter.post(unit, Letter(chat_id, Act.CALL, content))
