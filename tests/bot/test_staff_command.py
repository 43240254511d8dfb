"""Promises of `staff invite` before the first `run`, when nothing has kept the bot's name yet."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.__main__ import main
from tests.kit.loopback import TOKEN, Loopback, serving

INVITE = ("staff", "invite", "--role", "lawyer", "--name", "Person A")


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loopback]:
    async with serving() as loopback:
        monkeypatch.setenv("TERIMCHI_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TERIMCHI_BOT_API_URL", loopback.base)
        yield loopback


async def _invited(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert await asyncio.to_thread(main, list(INVITE)) == 0
    return capsys.readouterr().out.splitlines()


async def test_an_invitation_before_the_first_run_has_its_link(
    api: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    api.says(200, ok=True, result={"id": 1, "is_bot": True, "username": "planted_bot"})
    code, link = (await _invited(capsys))[:2]
    assert code.startswith("join-")
    assert link == f"https://t.me/planted_bot?start={code}"


async def test_without_telegram_an_invitation_says_what_to_type(
    api: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    api.says(502)
    code, way = (await _invited(capsys))[:2]
    assert way == f"In the chat with the bot: /start {code}"
