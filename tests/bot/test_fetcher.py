"""Promises of the fetcher: one file on which it stumbles keeps no other from being kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.cleaner import Cleaned, Cleaner
from bot.client import Answer, Client
from bot.fetcher import Fetcher
from domain.draft import Draft, Part, PartKind
from domain.fetch import Fetch
from storage import draft, fetch
from tests.kit.desk import LegalDesk

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
        return Cleaned(content, "image/jpeg", ".jpg", ())


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def test_a_file_on_which_we_stumble_keeps_no_other_from_being_kept(room: LegalDesk) -> None:
    odd, good = await _told(room, "odd"), await _told(room, "good")
    fetcher = Fetcher(room.store, Telegram(), Unwashed(), str, str, lambda: None, b"h" * 16)
    assert await fetcher.round() == 2
    async with room.reading() as unit:
        kept = [await draft.part(unit, room.vault.lane(CHAT), key) for key in (odd, good)]
    assert [part is not None and bool(part.evidence) for part in kept] == [False, True]
    room.later(seconds=2)
    assert await fetcher.round() == 1, "it is tried again"


async def test_a_file_that_cannot_be_kept_is_no_longer_counted_as_kept(room: LegalDesk) -> None:
    await _told(room, "empty")
    fetcher = Fetcher(room.store, Telegram(), Cleaner(), str, str, lambda: None, b"h" * 16)
    await fetcher.round()
    async with room.reading() as unit:
        lane = unit.vault.lane(CHAT)
        found = (await draft.of_lanes(unit, [lane]))[lane]
    assert (found.messages, found.kept) == (1, {})


async def _told(room: LegalDesk, name: str) -> bytes:
    """Let a worker send a photo; gives the part of the draft that waits for it."""
    async with room.work() as unit:
        lane = unit.vault.lane(CHAT)
        told = Draft("report", 1, "story", "token").counted(PartKind.PHOTO)
        draft.keep(unit, lane, told)
        key = draft.add_part(unit, lane, 0, Part(PartKind.PHOTO))
        fetch.ask(unit, lane, Fetch("photo", name, 9, chat_id=CHAT, message_id=5, part=key.hex()))
    return key
