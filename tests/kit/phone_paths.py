"""Ways that a worker's phone often goes in tests: to a story, to a filed report."""

from tests.kit.phone import Phone

#: What a fictitious worker tells.
STORY = "They weighed eighty kilos and wrote fifty."


async def to_story(phone: Phone) -> None:
    """Walk to the place where a story is told."""
    await phone.press_all("Report a violation", "Not paid", "Paid late")


async def to_review(phone: Phone, answer: str = "Answer me here", story: str = STORY) -> None:
    """Walk to the review of a report."""
    await to_story(phone)
    await phone.say(story)
    await phone.press_all("Done", "Today", "Fergana region", answer)


async def file_report(phone: Phone, answer: str = "Answer me here", story: str = STORY) -> str:
    """File a report; gives the digits of its receipt."""
    await to_review(phone, answer, story)
    await phone.press("Send")
    return phone.receipt
