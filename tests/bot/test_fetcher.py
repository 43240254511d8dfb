"""Promises of the fetcher: one file that fails keeps no other away, and is counted no more."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.cleaner import Cleaned, Cleaner
from bot.client import Answer, Client
from bot.fetcher import SORRY, Fetcher
from domain.draft import Draft, Part, PartKind
from domain.fetch import Fetch
from domain.incoming import IncomingKind
from storage import draft, fetch
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import file_report, to_story

CHAT = 7_000_000_001


@dataclass(slots=True)
class Telegram(Client):
    """Has every file but one."""

    asked: list[str] = field(default_factory=list)

    async def call(self, url: str, payload: dict[str, object], *, timeout: float) -> Answer:
        self.asked.append(str(payload["file_id"]))
        return {"file_path": str(payload["file_id"])}

    async def download(self, url: str, *, limit: int) -> bytes:
        if "odd" in url:
            raise KeyError(url)
        return b"a picture"


class Unwashed(Cleaner):
    """Gives every file back as it is."""

    async def clean(self, kind: str, content: bytes, mime: str = "") -> Cleaned:
        return Cleaned(content, "image/jpeg", ())


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[Street]:
    async with Street.opened(ready_url, key_file) as street:
        yield street


@pytest.fixture
async def phone(room: Street) -> Phone:
    """Give a phone on which the language was chosen, and an open desk."""
    await room.found(full=True)
    phone = room.phone(CHAT)
    await phone.say("/start")
    await phone.press("English")
    return phone


async def test_a_file_on_which_we_stumble_keeps_no_other_from_being_kept(room: Street) -> None:
    odd, good = await _told(room, "odd"), await _told(room, "good")
    fetcher = _fetcher(room, Unwashed())
    assert await fetcher.round() == 2
    async with room.reading() as unit:
        kept = [await draft.part(unit, room.vault.lane(CHAT), key) for key in (odd, good)]
    assert [part is not None and bool(part.evidence) for part in kept] == [False, True]
    room.later(seconds=2)
    assert await fetcher.round() == 1, "it is tried again"


async def test_a_file_that_cannot_be_kept_is_no_longer_counted_as_kept(room: Street) -> None:
    await _told(room, "empty")
    fetcher = _fetcher(room, Cleaner())
    await fetcher.round()
    async with room.reading() as unit:
        lane = unit.vault.lane(CHAT)
        found = (await draft.of_lanes(unit, [lane]))[lane]
    assert (found.messages, found.kept) == (1, {})


async def test_the_count_is_right_as_soon_as_a_refusal_is_said(room: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say("no pay")
    await phone.send(IncomingKind.VIDEO)
    assert "Kept safe: 1 message, 1 video" in phone.screen.text
    await _fetcher(room, Cleaner()).round()
    await phone.deliver()
    assert phone.screen is phone.last
    assert any(phone.screen.text.startswith(sorry) for sorry in SORRY.values())
    assert phone.screen.text.endswith("Kept safe: 1 message")
    assert [one for one in phone.messages.values() if one.buttons] == [phone.screen]
    await phone.press("Done")
    assert "When did it happen?" in phone.screen.text


async def test_in_a_word_to_the_desk_the_count_is_right_too(room: Street, phone: Phone) -> None:
    await file_report(phone)
    await phone.press_all("Menu", "My report")
    await phone.press(next(label for label in phone.screen.labels if "Not paid" in label))
    await phone.press("Write more")
    await phone.send(IncomingKind.VIDEO)
    await _fetcher(room, Cleaner()).round()
    await phone.deliver()
    assert "Kept safe" not in phone.screen.text
    assert phone.screen.labels == ["Done", "Back", "Stop"]


async def test_of_a_report_that_is_sent_already_only_the_refusal_is_said(
    room: Street, phone: Phone
) -> None:
    await to_story(phone)
    await phone.say("no pay")
    await phone.send(IncomingKind.VIDEO)
    await phone.press_all("Done", "Today", "Skip", "Answer me here", "Send", "Menu")
    await to_story(phone)
    shown = phone.screen
    await _fetcher(room, Cleaner()).round()
    await phone.deliver()
    assert phone.last.text in SORRY.values()
    assert phone.screen is shown


def _fetcher(room: Street, cleaner: Cleaner) -> Fetcher:
    return Fetcher(
        room.store, Telegram(), cleaner, str, str, lambda: None, room.house(), holder=b"h" * 16
    )


async def _told(room: Street, name: str) -> bytes:
    """Let a worker send a photo; gives the part of the draft that waits for it."""
    async with room.work() as unit:
        lane = unit.vault.lane(CHAT)
        told = Draft("report", 1, "story", "token").counted(PartKind.PHOTO)
        draft.keep(unit, lane, told)
        key = draft.add_part(unit, lane, 0, Part(PartKind.PHOTO))
        fetch.ask(unit, lane, Fetch("photo", name, 9, chat_id=CHAT, message_id=5, part=key.hex()))
    return key
