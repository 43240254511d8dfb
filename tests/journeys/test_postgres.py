"""The main job on PostgreSQL: the whole way, a receipt alone, deaths, a database that leaves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cleaner import Cleaner
from bot.nursery import pause
from domain.language import Language
from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.entry import PATIENCE
from tests.kit.machine import Machine
from tests.kit.outage import away
from tests.kit.town import Town
from tests.kit.walk import Walker

STORY = "Uch hafta haq berilmadi, 21 kishimiz."
#: Seconds for which the database is away; a test elsewhere waits longer.
AWAY = 5
ANSWER = "Fictitious answer: write down each day and each kilo."

#: Moments at which the process dies: two before and two after each kind of commit.
MOMENTS = (
    "storage.inbox:receive:after:5",
    "bot.intake:Intake.keep:after:6",
    "storage.inbox:claim:after:4",
    "storage.unit:Transaction.flush:after:9",
    "bot.batch:Batch.run:after:10",
    "bot.flight:deliver:after:12",
    "storage.outbox:settle:before:9",
    "services.evidence:keep:after:1",
)


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


@pytest.mark.crash
@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_death_at_any_moment_loses_and_doubles_nothing(
    rough: Sandbox, tmp_path: Path, postgresql_url: str, moment: str
) -> None:
    machine = Machine(rough, tmp_path / "machine", postgresql_url, extra={PATIENCE: "2"})
    await machine.prepare()
    await machine.start(crash=moment)
    async with machine.reviving():
        worker = await Walker(rough.phone("worker_one")).start()
        await worker.reach_story()
        await worker.tell(STORY)
        picture = media.jpeg()
        await worker.phone.photo(picture, "p.jpg")
        await worker.gone(2)
        receipt = await worker.finish()
        await Town(rough, machine).settled()
    assert machine.lives >= 2, "it never died"
    (case,) = await ledger.read(machine)
    assert case.texts == [STORY]
    assert case.files == ((await Cleaner().clean("photo", picture)).content,)
    assert await ledger.replies_of(machine, receipt) == []
    assert await ledger.untraced(machine, [rough.world.people["worker_one"]]) == []


@pytest.mark.timeout(90)
async def test_a_database_that_leaves_in_the_middle_costs_nobody_a_word(
    rough: Sandbox, tmp_path: Path, postgresql_url: str
) -> None:
    async with Machine(rough, tmp_path / "machine", postgresql_url) as machine:
        worker = await Walker(rough.phone("worker_one")).start()
        await worker.reach_story()
        async with away(postgresql_url):
            for line in ("one", "two", "three"):
                await worker.phone.text(line)
            await pause(AWAY, asyncio.Event())
        await worker.gone(3)
        await worker.finish()
        (case,) = await ledger.read(machine)
        assert case.texts == ["one", "two", "three"]
