"""A hand at the page of phones: it presses, types and sends as a person does, and sees no more."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from domain import place
from domain.language import Language
from locales import mark
from locales.voice import Voice

#: Seconds that anything on the page may take.
PATIENCE = 20.0


@dataclass(slots=True)
class Phones:
    """The page, and whatever it complained of or asked of strangers."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, browser: Browser, url: str, *, width: int, height: int, touch: bool = False
    ) -> AsyncIterator[Self]:
        """Open the page in a window of this size; nothing may be wrong with it at the end."""
        context: BrowserContext = await browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch
        )
        phones = cls(await context.new_page(), url)
        phones._listen()
        await phones.page.goto(url)
        yield phones
        assert phones.faults == []
        await context.close()

    def hand(self, person: str, language: Language = Language.EN) -> "Hand":
        """Take up somebody's phone."""
        return Hand(self.page.locator(f"#phone-{person}"), Voice(language))

    def chip(self, label: str) -> Locator:
        """Find a switch of the bar."""
        return self.page.locator(".bar .chip").filter(has_text=re.compile(rf"^{label}\b"))

    def tab(self, label: str) -> Locator:
        """Find the tab of a phone."""
        return self.page.locator("#tabs button", has_text=label)

    @asynccontextmanager
    async def told(self, person: str, words: str) -> AsyncIterator[None]:
        """Wait at the end until the page was told, shown or not, that a chat holds some words."""
        heard = asyncio.Event()

        async def look(answer: Response) -> None:
            if answer.url.endswith(f"/{person}/chat") and words in await answer.text():
                heard.set()

        self.page.on("response", look)
        yield
        async with asyncio.timeout(PATIENCE):
            await heard.wait()
        self.page.remove_listener("response", look)

    def _listen(self) -> None:
        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.faults.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith(self.url):
                self.faults.append(f"asked {request.url}")

        self.page.on("console", said)
        self.page.on("request", asked)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody with their phone, who reads one language."""

    phone: Locator
    voice: Voice

    async def start(self) -> Self:
        """Press **Start** below an empty chat."""
        await self.phone.locator(".start").click()
        return self

    async def press(self, *labels: str) -> Self:
        """Press buttons by their English labels, one after the other."""
        for label in labels:
            await self.key(label).last.click()
        return self

    @asynccontextmanager
    async def pressing(self) -> AsyncIterator[None]:
        """Keep the finger down where it is, and take it up at the end."""
        await self.phone.page.mouse.down()
        yield
        await self.phone.page.mouse.up()

    async def type(self, text: str) -> Self:
        """Type a message and send it."""
        await self.phone.locator("textarea").fill(text)
        await self.phone.locator("textarea").press("Enter")
        return self

    async def choose(self, label: str) -> Self:
        """Choose from the menu under the clip."""
        await self.phone.locator(".attach summary").click()
        await self.phone.locator(".attach button", has_text=label).first.click()
        return self

    async def send(self, label: str, name: str, kind: str, content: bytes) -> Self:
        """Send a file through the menu under the clip."""
        async with self.phone.page.expect_file_chooser() as asked:
            await self.choose(label)
        chooser = await asked.value
        await chooser.set_files(FilePayload(name=name, mimeType=kind, buffer=content))
        return self

    def key(self, label: str) -> Locator:
        """Find buttons by their English label, after any emoji, as this person reads it."""
        shown = re.compile(rf"^\W*{re.escape(self.said(label))}$")
        return self.phone.locator(".bubble:not(.leaving) .key").filter(has_text=shown)

    def said(self, label: str) -> str:
        """Say a button's English label as this person reads it; regions stand in the data."""
        region = next((one for one in place.REGIONS if one.name(Language.EN) == label), None)
        if region:
            return region.name(self.voice.language)
        return self.voice.text(mark.button(label))

    def bubble(self, text: str | re.Pattern[str]) -> Locator:
        """Find messages of the chat that hold some words."""
        return self.phone.locator(".bubble:not(.leaving)").filter(has_text=text)

    async def sees(self, text: str | re.Pattern[str]) -> Self:
        """Wait until some words stand in the chat."""
        await expect(self.bubble(text).last).to_be_visible()
        return self

    async def sees_gone(self, *ghosts: str) -> Self:
        """Wait until the chat shows exactly these lines where messages were deleted."""
        await expect(self.phone.locator(".ghost")).to_have_text(list(ghosts))
        return self
