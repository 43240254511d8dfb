"""Ways that a worker's phone often goes in tests: to a story, to a filed report."""

from domain.case import Case, Desk
from services.content import Opened, open_case
from services.member import server_keys
from storage import case as cases
from tests.kit.phone import Phone, Street

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


async def filed(street: Street) -> list[Case]:
    """Read every open case, in a second session."""
    async with street.reading() as unit:
        return await cases.open_cases(unit, list(Desk))


async def opened(street: Street, case: Case) -> Opened:
    """Open a case of the general desk with the server's own key."""
    async with street.reading() as unit:
        return await open_case(unit, case, await server_keys(unit))
