"""What the bot says about itself: its name, descriptions and commands."""

from __future__ import annotations

import re

import orjson

from sandbox.entity import units
from sandbox.error import bad_request
from sandbox.methods.ask import Ask
from sandbox.model.account import Account
from sandbox.model.person import Person
from sandbox.schema import JSON

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_COMMAND_LIMIT = 100
_DESCRIPTION_LIMIT = 256
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_DEFAULT: JSON = {"type": "default"}


def get_me(ask: Ask) -> JSON:
    return ask.account.as_me()


def set_my_commands(ask: Ask) -> bool:
    commands = ask.params["commands"]
    if len(commands) > _COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _COMMAND.fullmatch(each["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(each["description"]) <= _DESCRIPTION_LIMIT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    ask.account.commands[_scope(ask)] = commands
    return True


def get_my_commands(ask: Ask) -> list[JSON]:
    return ask.account.commands.get(_scope(ask), [])


def delete_my_commands(ask: Ask) -> bool:
    ask.account.commands.pop(_scope(ask), None)
    return True


def set_my_name(ask: Ask) -> bool:
    return _set(ask, "name")


def get_my_name(ask: Ask) -> JSON:
    return _get(ask, "name")


def set_my_description(ask: Ask) -> bool:
    return _set(ask, "description")


def get_my_description(ask: Ask) -> JSON:
    return _get(ask, "description")


def set_my_short_description(ask: Ask) -> bool:
    return _set(ask, "short_description")


def get_my_short_description(ask: Ask) -> JSON:
    return _get(ask, "short_description")


def commands_for(account: Account, person: Person) -> list[JSON]:
    """Return the menu that this person's phone shows (Bot API, "BotCommandScope")."""
    here: JSON = {"type": "chat", "chat_id": person.id}
    for scope in (here, {"type": "all_private_chats"}, _DEFAULT):
        for language in (person.language_code[:2], ""):
            found = account.commands.get((_key(scope), language))
            if found:
                return found
    return []


def _scope(ask: Ask) -> tuple[str, str]:
    scope = ask.params.get("scope", _DEFAULT)
    if "chat_id" in scope and ask.world.chat(ask.account, scope["chat_id"]) is None:
        raise bad_request("chat not found")
    return _key(scope), _language(ask)


def _key(scope: JSON) -> str:
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode()


def _language(ask: Ask) -> str:
    language = str(ask.params.get("language_code", ""))
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _set(ask: Ask, what: str) -> bool:
    text = ask.params.get(what, "")
    if units(text) > _LIMITS[what]:
        raise bad_request(f"{what} is too long")
    ask.account.texts[what, _language(ask)] = text
    return True


def _get(ask: Ask, what: str) -> JSON:
    texts = ask.account.texts
    return {what: texts.get((what, _language(ask))) or texts.get((what, ""), "")}
