"""The bot introduces itself: who it is, and what it does in each language; told when it changed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot import greeting
from bot.greeting import Greeting
from bot.machine import Machine
from bot.settings import Settings
from domain.language import Language
from locales.voice import Voice
from services import command
from tests.kit.loops import Scene, scene

LANGUAGES = [("", Language.UZ), ("uz", Language.UZ), ("ru", Language.RU), ("en", Language.EN)]


@pytest.fixture
async def stage(ready_url: str, key_file: Path) -> AsyncIterator[Scene]:
    async with scene(ready_url, key_file, people=()) as made:
        yield made


async def greet(stage: Scene) -> str:
    """Introduce the bot; give the name by which it knows itself then."""
    environ = {
        "TERIMCHI_BOT_TOKEN": stage.sandbox.token,
        "TERIMCHI_BOT_API_URL": stage.sandbox.url,
    }
    known = {"settings": Settings.load(environ), "client": stage.client, "store": stage.store}
    machine = cast("Machine", SimpleNamespace(**known, username=""))
    async with asyncio.timeout(20):
        await Greeting(machine).run(asyncio.Event())
    return machine.username


@pytest.mark.parametrize(("code", "language"), LANGUAGES)
async def test_each_language_reads_of_the_bot_in_its_own_words(
    stage: Scene, code: str, language: Language
) -> None:
    assert await greet(stage) == "sandbox_bot"
    voice, told = Voice(language), {"language_code": code}
    listed = {**told, "scope": {"type": "all_private_chats"}}
    assert await ask(stage, "getMyCommands", listed) == command.worded(language)
    assert await ask(stage, "getMyName", told) == {"name": voice.text(greeting.NAME)}
    short = {"short_description": voice.text(greeting.ABOUT)}
    assert await ask(stage, "getMyShortDescription", told) == short
    assert await ask(stage, "getMyDescription", told) == {"description": voice.text(greeting.LONG)}
    assert await stage.sandbox.refused() == []


async def test_a_restart_asks_who_it_is_and_registers_nothing(stage: Scene) -> None:
    await greet(stage)
    before = (await stage.sandbox.calls())[-1]["number"]
    assert await greet(stage) == "sandbox_bot"
    assert [one["method"] for one in await stage.sandbox.calls(since=before)] == ["getMe"]


async def test_what_telegram_did_not_take_is_registered_again(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "AGAIN", 0.01)
    await stage.sandbox.fault("500", method="setMyDescription", count=1)
    await greet(stage)
    told = {"language_code": "ru"}
    words = Voice(Language.RU).text(greeting.LONG)
    assert await ask(stage, "getMyDescription", told) == {"description": words}


async def test_who_is_told_to_wait_waits(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "AGAIN", 0.01)
    await stage.sandbox.fault("429", method="setMyName", retry_after=1, count=1)
    await greet(stage)
    asked = [one["time"] for one in await stage.sandbox.calls("getMe")]
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 1


async def ask(stage: Scene, method: str, parameters: Mapping[str, object]) -> object:
    return await stage.client.call(stage.url(method), dict(parameters), timeout=5)
