"""The page of phones by hand: a whole journey, deletions, bad luck, and a small screen."""

import pytest
from playwright.async_api import expect

from domain.language import Language
from sandbox.client import Sandbox
from tests.browser.hand import Hand, Phones
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import RECEIPT

pytestmark = pytest.mark.browser

STORY = "Uydirma: uch haftadan beri haq berilmadi, oʻn kishimiz."
ANSWER = "Fictitious answer: write down each day and each kilo."
THANKS = "Rahmat, yozib boramiz."


async def test_a_report_is_told_answered_and_answered_back_by_hand(
    phones: Phones, machine: Machine
) -> None:
    worker, lawyer = phones.hand("worker_one", Language.UZ), phones.hand("lawyer")
    await worker.start()
    await worker.press("Oʻzbekcha", "Report a violation", "Not paid", "Paid late")
    await _tell_what_is_deleted_at_once(worker)
    await worker.press("Done", "This week", "Fergana region", "Answer me here")
    await worker.sees(STORY)
    await worker.press("Send")
    await _write_the_receipt_down(worker)

    await lawyer.press("Take", "Read")
    await lawyer.sees(STORY)
    await lawyer.press("Reply")
    await lawyer.type(ANSWER)
    await lawyer.press("Send to the worker")

    await worker.press("Show")
    await worker.sees(ANSWER)
    await worker.press("Answer")
    await worker.type(THANKS)
    await worker.press("Done", "Send")
    await lawyer.sees("The worker wrote")

    (case,) = await ledger.read(machine)
    assert (case.texts[0], case.texts[-1], len(case.files)) == (STORY, THANKS, 1)


async def test_blocking_and_bad_luck_are_switched_on_seen_and_over(phones: Phones) -> None:
    worker, trouble = phones.hand("worker_two", Language.RU), phones.chip("500")
    await worker.start()
    await worker.press("Русский")
    await worker.sees("Terimchi")
    await worker.phone.get_by_role("button", name="block the bot").click()
    await expect(worker.phone.locator(".doing")).to_have_text("has blocked the bot")

    await trouble.click()
    await expect(trouble).to_have_attribute("aria-pressed", "true")
    await phones.chip("Calls").click()
    await worker.phone.get_by_role("button", name="Unblock and start").click()
    refused = phones.page.locator("#calls-list .status.bad", has_text="500, bad luck")
    await expect(refused.first).to_be_visible()
    await expect(worker.key("Report a violation")).to_have_count(1)
    await trouble.click()
    await expect(trouble).to_have_attribute("aria-pressed", "false")
    await expect(worker.bubble("Terimchi")).to_have_count(2)


async def test_on_a_telephone_one_phone_fills_the_screen_and_tabs_tell_the_news(
    pocket: Phones,
) -> None:
    worker, lawyer = pocket.hand("worker_one"), pocket.hand("lawyer")
    await expect(lawyer.phone).to_be_hidden()
    await worker.start()
    await worker.press("English", "Report a violation", "Not paid", "Skip")
    await worker.type(STORY)
    await worker.press("Send now", "Only with my receipt")
    await expect(pocket.tab("Lawyer").locator(".count")).to_have_text("1")
    await pocket.tab("Lawyer").click()
    await expect(worker.phone).to_be_hidden()
    await lawyer.press("Take")
    await expect(lawyer.key("Release")).to_be_in_viewport()
    wide = await pocket.page.evaluate("document.documentElement.scrollWidth")
    targets = lawyer.phone.locator("button:visible:not(.command), select:visible")
    small = await targets.evaluate_all(
        "all => all.filter((each) => each.offsetHeight < 44).map((each) => each.innerText)"
    )
    assert (wide, small) == (390, [])


async def test_on_the_smallest_telephone_what_is_long_is_read_from_its_beginning(
    small: Phones,
) -> None:
    worker = small.hand("worker_one", Language.UZ)
    await worker.start()
    await worker.press("Oʻzbekcha", "My rights", "Pay")
    await expect(
        worker.phone.locator(".words strong", has_text="Ish haqi").first
    ).to_be_in_viewport()

    await worker.press("Report this", "Skip")
    await worker.type(STORY)
    await worker.press("Send now", "Only with my receipt")
    await worker.sees("Ahvol yomonlashsa")
    await expect(worker.phone.locator(".words").filter(has_text=RECEIPT)).to_be_in_viewport()
    await expect(worker.key("I have written it down")).to_be_in_viewport()


async def test_a_press_under_way_is_not_lost_when_its_message_changes(
    small: Phones, sandbox: Sandbox
) -> None:
    worker = small.hand("worker_one")
    await worker.start()
    await worker.press("English", "Report a violation", "Not paid", "Skip")
    await worker.key("Done").last.hover()
    async with worker.pressing(), small.told("worker_one", "Kept safe: 1 message"):
        await sandbox.phone("worker_one").text(STORY)
    await worker.sees("When did it happen?")


async def test_on_the_smallest_telephone_no_label_that_stands_beside_another_is_cut(
    small: Phones,
) -> None:
    worker = small.hand("worker_one", Language.UZ_CYRL)
    await worker.start()
    await worker.press("Ўзбекча", "Hotlines", "Not paid")
    await expect(worker.key("Fergana region")).to_have_count(1)
    cut = await worker.phone.locator(".row:has(.key + .key) .key").evaluate_all(
        "all => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.title)"
    )
    assert cut == []


async def _tell_what_is_deleted_at_once(worker: Hand) -> None:
    await worker.type(STORY)
    await worker.sees_gone("Message deleted")
    await worker.send("Photo or video", "IMG_1.jpg", "image/jpeg", media.jpeg())
    await worker.sees_gone("2 messages deleted")
    await expect(worker.phone.locator(".photo")).to_have_count(0)
    await expect(worker.bubble(STORY)).to_have_count(0)


async def _write_the_receipt_down(worker: Hand) -> None:
    receipt = worker.phone.locator(".words").filter(has_text=RECEIPT)
    await expect(receipt).to_be_visible()
    await worker.press("I have written it down")
    await expect(receipt).to_have_count(0)
