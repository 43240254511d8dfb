"""Walks that many journeys share, in any language: labels are looked up in the catalogs."""

import re
from dataclasses import dataclass
from typing import Self

from domain import place, receipt
from domain.language import Language
from locales import mark
from locales.voice import Voice
from sandbox.bubble import Bubble
from sandbox.client import Phone

RECEIPT = re.compile(r"^\d{4}( \d{4}){4}$")


@dataclass(slots=True)
class Walker:
    """A person with a phone, who reads one language."""

    phone: Phone
    language: Language = Language.EN
    presses: int = 0
    messages: int = 0

    def words(self, english: str, **named: str) -> str:
        """Say an English sentence as this person reads it."""
        return Voice(self.language).text(english, **named)

    def label(self, english: str) -> str:
        """Say a button's English label as this person reads it; regions stand in the data."""
        region = next((r for r in place.REGIONS if r.name(Language.EN) == english), None)
        return region.name(self.language) if region else self.words(mark.button(english))

    async def press(self, *labels: str) -> Self:
        """Press buttons, one after the other, by their English labels."""
        for label in labels:
            await self.phone.press(self.label(label))
            self.presses += 1
        return self

    async def start(self) -> Self:
        """Press start and choose the language."""
        await self.phone.start()
        await self.phone.wait_for_button(self.language.label)
        await self.phone.press(self.language.label)
        self.presses += 1
        return self

    async def tell(self, text: str) -> Self:
        """Type something and wait until it is gone from the chat."""
        self.messages += 1
        count = len((await self.phone.look()).deleted)
        await self.phone.text(text)
        await self.gone(count + 1)
        return self

    async def gone(self, count: int) -> None:
        """Wait until so many messages are deleted from the chat."""
        await self.phone.until(
            lambda look: len(look.deleted) >= count or None,
            f"not {count} messages deleted",
        )

    async def reach_story(self, topic: str = "Not paid", sub: str = "Paid late") -> Self:
        """Go from the menu to the story."""
        return await self.press("Report a violation", topic, sub)

    async def finish(self, answer: str = "Answer me here") -> str:
        """Go from a told story to a filed report; return its receipt (20 digits)."""
        await self.press("Done", "This week", "Fergana region", answer, "Send")
        return (await self.receipt()).text.replace(" ", "")

    async def receipt(self) -> Bubble:
        """Wait for the message that is nothing but the receipt."""
        bubble = await self.phone.wait_for(RECEIPT, fresh=False)
        assert receipt.read(bubble.text).digits
        return bubble

    async def file(self, text: str, answer: str = "Answer me here") -> str:
        """File a report from the menu; return its receipt."""
        await self.reach_story()
        await self.tell(text)
        return await self.finish(answer)
