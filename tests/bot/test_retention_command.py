"""`retention`, `case hold`, `case unhold`: what will go is listed, and can be kept."""

import asyncio
from datetime import timedelta

import pytest

from bot.__main__ import main
from domain.case import Case, Outcome
from services import case as desk_case
from tests.kit.office import STORY, Office


@pytest.fixture
async def case(office: Office) -> Case:
    lawyer, _phone = await office.person("Person A")
    filed = await office.report()
    async with office.work() as unit:
        return await desk_case.close(unit, lawyer, filed, Outcome.TEST)


async def command(*words: str) -> int:
    return await asyncio.to_thread(main, list(words))


async def test_the_list_names_code_outcome_and_day_and_nothing_that_was_said(
    office: Office, case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("retention") == 0
    out = capsys.readouterr().out
    day = office.now.date() + timedelta(days=14)
    assert out.splitlines() == [
        f"{day}  {case.code}  test",
        "Deleted in the next 30 days: 1. On hold: 0.",
        "To keep one: python -m bot case hold CODE",
    ]
    assert STORY not in out


async def test_a_held_case_leaves_the_list_and_comes_back(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("case", "hold", case.code.lower()) == 0
    assert f"case unhold {case.code}" in capsys.readouterr().out
    assert await command("retention") == 0
    assert capsys.readouterr().out == "Deleted in the next 30 days: 0. On hold: 1.\n"
    assert await command("case", "unhold", case.code) == 0
    assert await command("retention") == 0
    assert f"{case.code}  test" in capsys.readouterr().out


@pytest.mark.parametrize("act", ["hold", "unhold"])
async def test_what_is_no_case_is_said(
    office: Office, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("case", act, "K7M-4QX") == 1
    assert "There is no such case." in capsys.readouterr().err
