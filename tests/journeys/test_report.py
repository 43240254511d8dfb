"""From `/start` to a filed report, in every language."""

import pytest

from domain.language import Language
from sandbox.client import Sandbox
from tests.kit.machine import Machine
from tests.kit.walk import Walker


async def test_nine_presses_and_one_message_file_a_report(
    sandbox: Sandbox, machine: Machine
) -> None:
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.file("They did not pay us for two weeks.")
    assert (worker.presses, worker.messages) == (9, 1)


@pytest.mark.parametrize("language", list(Language))
async def test_a_report_is_filed_in_every_language(
    sandbox: Sandbox, machine: Machine, language: Language
) -> None:
    worker = await Walker(sandbox.phone("worker_one"), language).start()
    receipt = await worker.file("Ikki haftadan beri haq toʻlanmadi.", "Only with my receipt")
    assert len(receipt) == 20
    shown = await worker.receipt()
    await worker.press("I have written it down")
    await worker.phone.wait_gone(shown)
