"""Cases for tests that begin after the chat: filed, answered and read back through the services."""

import os
from dataclasses import dataclass, replace

from domain import receipt
from domain.draft import Draft
from domain.incoming import File, Incoming, IncomingKind
from domain.language import Language
from domain.staff import Staff
from services import case, content, draft, evidence, report
from services.content import Opened
from services.evidence import Safe
from services.member import Keys
from services.receipt import Opened as Returned
from services.receipt import Ready, open_with
from services.report import Filed
from storage import evidence as files
from storage import fetch
from storage.case import by_id
from storage.vault import Vault, derive
from tests.kit.desk import LegalDesk

ANSWERS = {"topic": "WG", "when": "week", "region": "UZ-FA", "answer": "receipt"}
_EMPTY = Draft("report", 1, "story", "token", dict(ANSWERS), made_at=0)


@dataclass(frozen=True, slots=True)
class Given:
    """A filed report, and the receipt that its worker holds."""

    filed: Filed
    digits: str

    @property
    def id(self) -> bytes:
        """The id of its case."""
        return self.filed.case.id


async def tell(legal: LegalDesk, chat_id: int, story: str, photo: bytes = b"") -> None:
    """Tell a story to the bot, up to the question how to be answered."""
    lane = legal.vault.lane(chat_id)
    at = int(legal.now.timestamp())
    async with legal.work() as unit:
        said = Incoming(IncomingKind.TEXT, chat_id, message_id=1, at=at, text=story)
        told = await draft.add(unit, lane, _EMPTY, said)
        if photo:
            shown = File("file-id", len(photo), "image/jpeg", "photo.jpg")
            sent = Incoming(IncomingKind.PHOTO, chat_id, message_id=2, at=at, file=shown)
            await draft.add(unit, lane, told, sent)
    if photo:
        await fetched(legal, photo)


async def fetched(legal: LegalDesk, photo: bytes) -> None:
    """Bring the one file that is on its way."""
    key, chunks = files.seal(photo)
    async with legal.work() as unit:
        claimed = (await fetch.claim(unit, os.urandom(16), 1))[0]
        assert await evidence.keep(unit, claimed.id, Safe(key, chunks, "image/jpeg", len(photo)))


async def file(
    legal: LegalDesk, chat_id: int, story: str, *, photo: bytes = b"", **answers: str
) -> Given:
    """File a report as a worker does; `answer="here"` lets their chat be answered."""
    await tell(legal, chat_id, story, photo)
    ready = new_receipt(legal.vault)
    told = replace(_EMPTY, answers={**ANSWERS, **answers})
    async with legal.work() as unit:
        lane = legal.vault.lane(chat_id)
        filed = await report.file(
            unit, lane, told, chat_id=chat_id, language=Language.UZ, receipt=ready
        )
    return Given(filed, ready.digits)


async def answer(legal: LegalDesk, lawyer: Staff, case_id: bytes, text: str) -> None:
    """Take a case, unless somebody has it, and answer its worker."""
    async with legal.work() as unit:
        found = await by_id(unit, case_id)
        if found.assignee is None:
            found = await case.take(unit, lawyer, found)
        await case.answer(unit, lawyer, found, text)


async def read(legal: LegalDesk, keys: Keys, case_id: bytes) -> tuple[Opened, list[bytes]]:
    """Open a case with its files, as a member does."""
    async with legal.reading() as unit:
        found = await content.open_case(unit, await by_id(unit, case_id), keys)
        return found, [await content.open_file(unit, ref) for ref in found.files]


async def come_back(legal: LegalDesk, digits: str) -> Returned:
    """Come back with a receipt, from some other chat."""
    async with legal.work() as unit:
        lane = legal.vault.lane(99)
        return await open_with(unit, lane, derive(digits, vault=legal.vault))


def new_receipt(vault: Vault) -> Ready:
    """Draw a receipt that nobody has yet."""
    digits = receipt.new(os.urandom(receipt.RANDOM_BYTES))
    return Ready(digits, derive(digits, vault=vault))


def texts(opened: Opened) -> list[str]:
    """Every text in a case, in order."""
    return [said["text"] for entry in opened.entries for said in entry.body.get("texts", ())]
