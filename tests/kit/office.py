"""A legal desk with people at their phones: fictitious staff, and workers who file reports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from domain.card import Where
from domain.case import Case, Desk
from domain.journal import Act as Deed
from domain.language import Language
from domain.letter import Act, Letter, Mark
from domain.preference import Preference
from domain.staff import Role, Staff
from services import preference
from services.work import Unit
from storage import case as cases
from storage import outbox
from storage.journal import journals
from tests.kit import filing
from tests.kit.filing import Given
from tests.kit.phone import Message, Phone, Street

WORKER = 7_000_000_001
STORY = "They weighed eighty kilos and wrote fifty."


class StaffPhone(Phone):
    """A phone whose messages may bear one mark many times, as cards do (bot/trail.py)."""

    def __init__(self, street: Street, chat_id: int) -> None:
        super().__init__(street, chat_id)
        self._traces: dict[int, tuple[Mark, str]] = {}

    @property
    def screen(self) -> Message:
        """The message whose keyboard counts."""
        return self.messages[max(self._marked(Mark.SCREEN, ""))]

    def _arrive(self, letter: Letter) -> None:
        if letter.act is Act.CALL:
            return  # registers commands; no message
        marked = self._marked(letter.mark, letter.about)
        if letter.act is Act.DELETE:
            for number in letter.message_ids or marked:
                for kept in (self.messages, self.sent, self._traces):
                    kept.pop(number, None)
            return
        self._marks = {(letter.mark.value, letter.about): max(marked)} if marked else {}
        super()._arrive(letter)
        if letter.act is not Act.BARE:
            self._traces[max(self._marks.values())] = (letter.mark, letter.about)

    def _marked(self, mark: Mark, about: str) -> list[int]:
        return [number for number, trace in self._traces.items() if trace == (mark, about)]


class Office(Street):
    """Content may be read and answered in the chat here, and cards come at once."""

    full = True

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, key_file: Path) -> AsyncIterator[Self]:
        """Open a store with both desks made."""
        async with super().opened(url, key_file) as office:
            office.store.where = Where(prompt=True)
            await office.found(full=True)
            yield office

    def phone(self, chat_id: int = WORKER) -> StaffPhone:
        """Give somebody a phone."""
        return StaffPhone(self, chat_id)

    async def person(
        self, name: str, role: Role = Role.LAWYER, where: Desk | None = None
    ) -> tuple[Staff, Phone]:
        """Let somebody enrol who reads English; gives them with their phone.

        The server opens the general desk for them; of the protection desk they are members.
        """
        if where is Desk.PROTECTION:
            _joined, person = await self.colleague(name, role, where)
        else:
            person = await self.enrol(name, role, where)
        phone = self.phone(person.chat_id)
        await self.speak(phone, Language.EN)
        return person, phone

    async def speak(self, phone: Phone, language: Language) -> None:
        """Let somebody choose a language."""
        async with self.work() as unit:
            preference.choose_language(unit, phone.lane, Preference(), language)

    async def report(self, chat_id: int = WORKER, story: str = STORY, **answers: str) -> Case:
        """Let a worker file a report; gives its case."""
        given = await filing.file(self, chat_id, story, photo=b"", **answers)
        return given.filed.case

    async def filed(
        self, chat_id: int = WORKER, story: str = STORY, *, photo: bytes = b"", **answers: str
    ) -> Given:
        """Let a worker file a report; gives it with its receipt."""
        return await filing.file(self, chat_id, story, photo=photo, **answers)

    async def case(self, case: Case) -> Case:
        """Read a case as it is now, in a second session."""
        async with self.reading() as unit:
            return await cases.by_id(unit, case.id)

    async def open_cases(self, unit: Unit) -> list[Case]:
        """Read every open case."""
        return await cases.open_cases(unit, list(Desk))

    async def acts(self) -> list[Deed]:
        """List what the journal says, without how the staff came here."""
        async with self.reading() as unit:
            rows = await unit.rows(select(journals.c.act).order_by(journals.c.n))
            told = [Deed(row["act"]) for row in rows]
        return [act for act in told if act.startswith(("case", "severity", "with", "evid"))]

    async def letters(self, chat_id: int) -> list[tuple[Letter, int]]:
        """Read what waits for a chat in the outbox: each letter with its due time."""
        lane = self.vault.lane(chat_id)
        statement = select(outbox.outbox).where(outbox.outbox.c.lane == lane).order_by("id")
        async with self.reading() as unit:
            rows: list[Any] = list(await unit.rows(statement))
            read = [(outbox._open(unit, row["sealed"], lane)[0], row["due_at"]) for row in rows]
        return [(letter, due_at) for letter, due_at in read if letter is not None]
