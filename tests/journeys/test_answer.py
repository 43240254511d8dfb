"""The whole way: report, receipt, Take, Read, Reply, Show, Answer, Close; in every language."""

from pathlib import Path

import pytest

from domain.language import Language
from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import Walker

STORY = {
    Language.UZ: "Uch hafta haq berilmadi, 21 kishimiz.",
    Language.UZ_CYRL: "Уч ҳафта ҳақ берилмади, 21 кишимиз.",
    Language.RU: "Три недели не платят, нас 21 человек.",
    Language.EN: "No pay for three weeks, we are 21.",
}


@pytest.mark.parametrize("language", list(Language))
async def test_a_report_is_answered_and_the_worker_writes_back(
    sandbox: Sandbox, machine: Machine, language: Language
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one"), language).start()
    receipt = await _report(worker, STORY[language])

    await lawyer.press("Take", "Read")
    await lawyer.phone.wait_for(lambda bubble: STORY[language] in bubble.text)
    await lawyer.press("Reply")
    await lawyer.phone.text("Fictitious answer: write down each day and each kilo.")
    await lawyer.press("Send to the worker")

    await worker.press("Show")
    await worker.phone.wait_for("Fictitious answer", fresh=False)
    await worker.press("Answer")
    await worker.tell("Rahmat, yozib boramiz.")
    await worker.press("Done", "Send")

    (case,) = await ledger.read(machine)
    assert case.texts[0] == STORY[language]
    assert "Rahmat, yozib boramiz." in case.texts
    assert len(case.files) == 2
    assert not any(media.leftovers(content) for content in case.files)
    assert media.is_upright(case.files[0])
    (reply,) = await ledger.replies_of(machine, receipt)
    assert reply.startswith("Fictitious answer: write down each day and each kilo.")


async def _report(worker: Walker, story: str) -> str:
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.photo(media.jpeg(), "IMG_1.jpg")
    await worker.gone(2)
    await worker.phone.voice(media.voice(), "v.ogg")
    await worker.gone(3)
    return await worker.finish()


async def test_a_receipt_brings_a_worker_back_on_another_phone(
    sandbox: Sandbox, machine: Machine, tmp_path: Path
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one")).start()
    digits = await worker.file(STORY[Language.EN], "Only with my receipt")
    await lawyer.press("Take", "Reply")
    await lawyer.phone.text("Fictitious answer.")
    await lawyer.press("Send to the worker")

    other = await Walker(sandbox.phone("worker_two"), Language.RU).start()
    await other.press("My report", "I have a receipt")
    await other.tell(digits)
    await other.phone.wait_for("Fictitious answer.", fresh=False)
    await other.press("Write more")
    await other.tell("Thank you.")
    await other.press("Done", "Send")
    (case,) = await ledger.read(machine)
    assert case.texts[-1] == "Thank you."


async def test_a_case_that_is_closed_says_so_and_not_solved_opens_it_again(
    sandbox: Sandbox, machine: Machine
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.file(STORY[Language.EN])
    await lawyer.press("Take", "Close", "Advised", "Confirm")
    await worker.phone.wait_for_button("My report")
    await worker.press("My report")
    (label,) = [each for each in worker.phone.labels() if each.startswith("Not paid")]
    await worker.phone.press(label)
    await worker.phone.wait_for("It is closed.", fresh=False)
    await worker.press("Write more")
    await worker.tell("It is not solved.")
    await worker.press("Done", "Send")
    assert (await ledger.read(machine))[0].texts[-1] == "It is not solved."
