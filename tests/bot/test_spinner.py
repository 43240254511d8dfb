"""Promises of the spinners."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.spinner import MOST, Spinners
from tests.kit.loops import Scene, scene
from tests.kit.postgres import Prepare


@pytest.fixture
async def stage(sqlite_url: str, prepare_database: Prepare, key_file: Path) -> AsyncIterator[Scene]:
    prepare_database(sqlite_url)
    async with scene(sqlite_url, key_file) as made:
        yield made


def spinners(stage: Scene) -> Spinners:
    return Spinners(stage.client, stage.url, stage.pacer, stage.vitals)


async def done(spinner: Spinners) -> None:
    stop = asyncio.Event()
    stop.set()
    await spinner.run(stop)


async def test_every_spinner_is_asked_to_stop_once_and_a_refusal_is_only_counted(
    stage: Scene,
) -> None:
    spinner = spinners(stage)
    spinner.answer_callbacks(["1", "", *map(str, range(2, 31))])
    await done(spinner)
    calls = await stage.sandbox.calls("answerCallbackQuery")
    assert len(calls) == 30
    assert stage.vitals.spinners == {"BadRequest": 30}


async def test_a_429_pauses_the_letters_and_lets_the_other_spinners_go(stage: Scene) -> None:
    await stage.sandbox.fault("429", method="answerCallbackQuery", retry_after=60)
    spinner = spinners(stage)
    spinner.answer_callbacks([str(n) for n in range(100)])
    await done(spinner)
    assert stage.vitals.spinners["refused"] <= 16
    assert stage.vitals.spinners.total() == 100
    assert stage.pacer.paused_until > 0


async def test_a_flood_lets_the_oldest_go() -> None:
    spinner = Spinners.__new__(Spinners)
    Spinners.__init__(spinner, *[None] * 4)  # type: ignore[arg-type] # nothing is called
    spinner._waiting.extend(str(n) for n in range(MOST + 5))
    assert len(spinner._waiting) == MOST
    assert spinner._waiting[0] == "5"
