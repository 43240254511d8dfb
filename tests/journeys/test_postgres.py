"""The main job on PostgreSQL: the whole way, a receipt alone, deaths, and a database that leaves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cleaner import Cleaner
from domain.language import Language
from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import Walker

STORY = "Uch hafta haq berilmadi, 21 kishimiz."
ANSWER = "Fictitious answer: write down each day and each kilo."


@pytest.fixture
async def on_postgres(
    sandbox: Sandbox, tmp_path: Path, postgresql_url: str
) -> AsyncIterator[Machine]:
    """Run the machine on an empty PostgreSQL database."""
    async with Machine(sandbox, tmp_path / "machine", postgresql_url) as running:
        yield running


async def test_a_report_is_answered_and_the_worker_writes_back(
    sandbox: Sandbox, on_postgres: Machine
) -> None:
    await on_postgres.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one"), Language.UZ).start()
    await worker.reach_story()
    await worker.tell(STORY)
    await worker.phone.photo(media.jpeg(), "IMG_1.jpg")
    await worker.gone(2)
    receipt = await worker.finish()

    await lawyer.press("Take", "Read")
    await lawyer.phone.wait_for(lambda bubble: STORY in bubble.text)
    await lawyer.press("Reply")
    await lawyer.phone.text(ANSWER)
    await lawyer.press("Send to the worker")

    await worker.press("Show")
    await worker.phone.wait_for("Fictitious answer", fresh=False)
    await worker.press("Answer")
    await worker.tell("Rahmat, yozib boramiz.")
    await worker.press("Done", "Send")

    (case,) = await ledger.read(on_postgres)
    assert (case.texts[0], case.texts[-1]) == (STORY, "Rahmat, yozib boramiz.")
    assert len(case.files) == 1
    (reply,) = await ledger.replies_of(on_postgres, receipt)
    assert reply.startswith(ANSWER)


async def test_a_receipt_brings_a_worker_back_on_another_phone(
    sandbox: Sandbox, on_postgres: Machine
) -> None:
    await on_postgres.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one")).start()
    digits = await worker.file(STORY, "Only with my receipt")
    await lawyer.press("Take", "Reply")
    await lawyer.phone.text(ANSWER)
    await lawyer.press("Send to the worker")

    other = await Walker(sandbox.phone("worker_two"), Language.RU).start()
    await other.press("My report", "I have a receipt")
    await other.tell(digits)
    await other.phone.wait_for("Fictitious answer", fresh=False)
    await other.press("Write more")
    await other.tell("Spasibo.")
    await other.press("Done", "Send")
    (case,) = await ledger.read(on_postgres)
    assert (case.texts[0], case.texts[-1]) == (STORY, "Spasibo.")
