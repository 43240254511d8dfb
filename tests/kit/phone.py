"""A worker's phone for tests: it presses, types, and shows what the outbox would have sent."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import delete, select

from domain import receipt
from domain.draft import Draft
from domain.incoming import ChatKind, File, Incoming, IncomingKind
from domain.letter import Act, Letter, Mark
from domain.preference import Preference
from handlers import routes
from handlers.screen import units
from handlers.visit import House, Visit
from services.receipt import may_try
from storage import draft, outbox, preference, tables
from storage.unit import Unit
from storage.vault import Derived, Ready, derive
from tests.kit.desk import LegalDesk

#: What Telegram lets through.
MOST_UNITS, MOST_BYTES = 4096, 64
EDITABLE = {"text", "parse_mode", "reply_markup"}
SENDABLE = EDITABLE | {"protect_content", "disable_notification"}


@dataclass(slots=True)
class Message:
    """One message of ours as the phone shows it."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    #: In how many rows they stand.
    rows: int = 0

    @property
    def labels(self) -> list[str]:
        """The buttons as people read them, without the emoji in front."""
        return [bare(label) for label, _data in self.buttons]


class Street(LegalDesk):
    """A legal desk with workers around it."""

    full = False
    room = True

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, key_file: Path) -> AsyncIterator[Self]:
        """Open a store with all its tables."""
        street = cls(url, key_file)
        async with street.store.writer.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
        try:
            yield street
        finally:
            await street.store.close()

    def phone(self, chat_id: int = 7_000_000_001) -> "Phone":
        """Give a worker a phone."""
        return Phone(self, chat_id)

    def house(self) -> House:
        """Give what every visit shares."""
        return House(
            full=self.full,
            show_unreviewed=True,
            take_receipt=self._take,
            new_token=lambda: os.urandom(6).hex(),
            has_room=lambda: self.room,
        )

    def derived(self, text: str) -> Derived | None:
        """Derive a receipt that somebody typed, as the dispatcher does before its transaction."""
        digits = receipt.read(text).digits
        return derive(digits, vault=self.vault) if digits else None

    def _take(self) -> Ready:
        digits = receipt.new(os.urandom(receipt.RANDOM_BYTES))
        return Ready(digits, derive(digits, vault=self.vault))


class Phone:
    """One chat: what stands in it, and what its person does."""

    def __init__(self, street: Street, chat_id: int) -> None:
        self.street = street
        self.chat_id = chat_id
        self.messages: dict[int, Message] = {}
        #: What the person sent and what was not deleted since.
        self.sent: dict[int, str] = {}
        self.presses = 0
        self._marks: dict[tuple[str, str], int] = {}
        self._ids = count(1)

    @property
    def lane(self) -> bytes:
        """The lane of this chat."""
        return self.street.vault.lane(self.chat_id)

    @property
    def last(self) -> Message:
        """The newest message of ours."""
        return self.messages[max(self.messages)]

    @property
    def screen(self) -> Message:
        """The message whose keyboard counts."""
        return self.messages[self._marks[Mark.SCREEN, ""]]

    @property
    def text(self) -> str:
        """All that stands in the chat, of ours."""
        return "\n".join(message.text for message in self.messages.values())

    @property
    def receipt(self) -> str:
        """The digits on the receipt in the chat."""
        found = re.findall(r"<code>([\d ]{24})</code>", self.text)
        return str(found[-1]).replace(" ", "")

    async def say(self, text: str, *, edited: bool = False) -> None:
        """Type something."""
        await self._come(IncomingKind.TEXT, text, edited=edited)

    async def send(self, kind: IncomingKind, text: str = "", *, size: int = 1000) -> None:
        """Send something that is not text."""
        name = f"file-{next(self._ids)}"
        file = File(name, size, "image/jpeg", f"{name}.jpg") if kind.part else None
        await self._come(kind, text, file=file)

    async def press(self, label: str) -> None:
        """Press the newest button of this name."""
        for number in sorted(self.messages, reverse=True):
            for shown, pressed in self.messages[number].buttons:
                if bare(shown) == label:
                    await self.press_data(pressed, number)
                    return
        raise AssertionError(
            f"no button {label!r} among {[m.labels for m in self.messages.values()]}"
        )

    async def press_all(self, *labels: str) -> None:
        """Press one after another."""
        for label in labels:
            await self.press(label)

    async def press_data(self, pressed: str, message_id: int = 1) -> None:
        """Press a button by what it carries: an old or a forged one."""
        self.presses += 1
        incoming = Incoming(
            IncomingKind.PRESS, self.chat_id, message_id=message_id, data=pressed, callback_id="c"
        )
        await self._visit(incoming)

    def data(self, label: str) -> str:
        """Tell what the newest button of this name carries."""
        for number in sorted(self.messages, reverse=True):
            for shown, pressed in self.messages[number].buttons:
                if bare(shown) == label:
                    return pressed
        raise AssertionError(label)

    def has(self, label: str) -> bool:
        """Tell whether a button of this name stands in the chat."""
        return any(label in message.labels for message in self.messages.values())

    async def draft(self) -> Draft | None:
        """Read the draft that is kept of this chat, in a second session."""
        async with self.street.reading() as unit:
            return (await draft.of_lanes(unit, [self.lane])).get(self.lane)

    async def deliver(self) -> None:
        """Let the letters for this chat arrive."""
        async with self.street.work() as unit:
            rows = await unit.rows(
                select(outbox.outbox).where(outbox.outbox.c.lane == self.lane).order_by("id")
            )
            await unit.change(delete(outbox.outbox).where(outbox.outbox.c.lane == self.lane))
            letters = [outbox._open(unit, row["sealed"], row["lane"])[0] for row in rows]
        for letter in filter(None, letters):
            self._arrive(letter)

    async def _come(
        self, kind: IncomingKind, text: str, *, file: File | None = None, edited: bool = False
    ) -> None:
        number = next(self._ids)
        self.sent[number] = text
        incoming = Incoming(
            kind,
            self.chat_id,
            ChatKind.PRIVATE,
            number,
            int(self.street.now.timestamp()),
            text,
            edited,
            file,
        )
        await self._visit(incoming)

    async def _visit(self, incoming: Incoming) -> None:
        async with self.street.work() as unit:
            visit = await self._opened(unit, incoming)
            if visit.is_press:
                await routes.pressed(visit)
            elif incoming.text.startswith("/") and incoming.chat_kind is ChatKind.PRIVATE:
                await routes.commanded(visit)
            else:
                await routes.told(visit)
        await self.deliver()

    async def _opened(self, unit: Unit, incoming: Incoming) -> Visit:
        known = (await preference.of_lanes(unit, [self.lane])).get(self.lane)
        chosen = known[0] if known else Preference()
        kept = (await draft.of_lanes(unit, [self.lane])).get(self.lane)
        may = await may_try(unit, self.lane)
        typed = self.street.derived(incoming.text) if may else None
        return Visit(unit, self.street.house(), self.lane, incoming, chosen, kept, typed)

    def _arrive(self, letter: Letter) -> None:
        key = (letter.mark.value, letter.about)
        traced = self._marks.get(key)
        if letter.act is Act.CALL:
            return
        if letter.act is Act.DELETE:
            for number in letter.message_ids or ([traced] if traced else []):
                self.messages.pop(number, None)
                self.sent.pop(number, None)
        elif letter.act is Act.BARE:
            if traced in self.messages:
                self.messages[traced].buttons = []
        else:
            target = letter.message_ids[0] if letter.message_ids else traced
            known = letter.act is Act.EDIT and target in self.messages
            number = target if known and target else next(self._ids)
            allowed = EDITABLE if known else SENDABLE
            self.messages[number] = _message(_captioned(letter), allowed)
            self._marks[key] = number


def bare(label: str) -> str:
    """Take the emoji in front of a label away."""
    head, _space, rest = label.partition(" ")
    return rest if rest and not any(sign.isalnum() for sign in head) else label


def _captioned(letter: Letter) -> dict[str, Any]:
    """Give a message as one of text; a file shows what stands under it."""
    if letter.act is not Act.UPLOAD:
        return letter.content
    rest = {name: value for name, value in letter.content.items() if name != "file"}
    return rest | {"text": rest.pop("caption")}


def _message(content: dict[str, Any], allowed: set[str]) -> Message:
    assert set(content) <= allowed, content
    assert 0 < units(content["text"]) <= MOST_UNITS
    rows = content.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    pressed = [(one["text"], one["callback_data"]) for row in rows for one in row]
    assert all(len(data.encode()) <= MOST_BYTES and label for label, data in pressed)
    assert all(rows)
    return Message(content["text"], pressed, len(rows))
