"""Sudden death at every moment: exactly one case for one report, and no word lost."""

from pathlib import Path

import pytest

from bot.cleaner import Cleaner
from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.town import Town
from tests.kit.walk import Walker

STORY = "Uch hafta haq berilmadi. 21 kishi."

#: Every moment at which the process dies, and at which call of it.
MOMENTS = [
    *(f"storage.inbox:receive:{when}:{n}" for when in ("before", "after") for n in (1, 5)),
    *(f"bot.intake:Intake.keep:after:{n}" for n in (1, 6)),
    "bot.receiver:LongPoll._call:after:5",  # the batch before is confirmed, this one is not kept
    *(f"storage.inbox:claim:{when}:4" for when in ("before", "after")),
    *(f"storage.unit:Transaction.flush:{when}:9" for when in ("before", "after")),
    *(f"bot.batch:Batch.run:{when}:{n}" for when in ("before", "after") for n in (5, 10)),
    *(f"bot.machine:Machine.committed:{when}:{n}" for when in ("before", "after") for n in (4, 10)),
    *(f"bot.flight:deliver:{when}:{n}" for when in ("before", "after") for n in (2, 12)),
    *(f"bot.trail:Trail.sent:after:{n}" for n in (1, 2, 3)),
    *(f"storage.outbox:settle:{when}:{n}" for when in ("before", "after") for n in (1, 9)),
    *(f"bot.sender:Sender._commit:after:{n}" for n in (8, 14)),
    *(f"bot.fetcher:Fetcher._bring:{when}:1" for when in ("before", "after")),
    *(f"storage.evidence:seal:{when}:1" for when in ("before", "after")),
    *(f"services.evidence:keep:{when}:1" for when in ("before", "after")),
    "bot.fetcher:Fetcher._one:after:1",
    *(f"services.report:file:{when}:1" for when in ("before", "after")),
]


@pytest.mark.crash
@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_death_at_any_moment_loses_and_doubles_nothing(
    rough: Sandbox, tmp_path: Path, moment: str
) -> None:
    machine = Machine(rough, tmp_path / "machine")
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
    found = await ledger.read(machine)
    assert [case.texts for case in found] == [[STORY]]
    cleaned = await Cleaner().clean("photo", picture)
    assert [case.files for case in found] == [(cleaned.content,)]
    assert await ledger.replies_of(machine, receipt) == []
    # A letter may be sent twice; whatever stands in the chat is known, and goes by hour 47.
    assert await ledger.untraced(machine, [rough.world.people["worker_one"]]) == []
