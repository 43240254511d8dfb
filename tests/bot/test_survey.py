"""Promises of the survey behind `check` that need an answer from Telegram."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import clock
from bot.settings import Settings
from bot.survey import survey
from tests.kit.loopback import TOKEN, Loopback, serving

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def api() -> AsyncIterator[Loopback]:
    async with serving() as loopback:
        yield loopback


def settings(address: str) -> Settings:
    given = {"TERIMCHI_BOT_TOKEN": TOKEN, "TERIMCHI_BOT_API_URL": address}
    return Settings.load(os.environ | given)


@pytest.mark.parametrize(("minutes", "way"), [(10, "ahead"), (-10, "behind")])
@pytest.mark.parametrize("status", [200, 401])
async def test_a_clock_that_is_off_is_wrong(
    api: Loopback, minutes: int, way: str, status: int
) -> None:
    api.says(status, ok=status == 200, result={}, description="Unauthorized")
    found = await survey(settings(api.base), clock.now() + timedelta(minutes=minutes))
    told = f"The clock of this machine is 10 minutes {way}: promises, deletions and keys go by it."
    assert told in found.faults


async def test_a_clock_that_is_right_is_not_spoken_of(api: Loopback) -> None:
    found = await survey(settings(api.base), clock.now())
    assert not [fault for fault in found.faults if "clock" in fault]


async def test_a_telegram_that_is_away_leaves_token_and_clock_untried() -> None:
    found = await survey(settings(NOWHERE), clock.now() + timedelta(days=1))
    assert "Telegram does not answer; token and clock could not be tried." in found.doubts
    assert not [fault for fault in found.faults if "clock" in fault]


async def test_a_disk_with_little_room_is_wrong_from_the_first_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.survey.ROOM", 2**62)
    chosen = settings(NOWHERE)
    assert not chosen.data_dir.exists()
    found = await survey(chosen, clock.now())
    assert "Less than 1 GiB is free in the data folder." in found.faults
