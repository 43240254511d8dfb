"""What failed five times: its words go to the desk, a receipt never, and its chat is emptied."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.allow import pack, rebuild, unpack
from bot.batch import Work
from bot.parking import LOST, SORRY, park
from domain.draft import Draft
from domain.language import Language
from domain.trace import LIFETIME_HOURS
from locales.voice import Voice
from services.member import server_keys
from storage import draft, inbox, parked, trace
from tests.kit.desk import LegalDesk
from tests.kit.office import Office

CHAT, TOKEN = 7_000_000_001, b"t" * 16
RECEIPT = "1697 7926 2593 1169 4175"
STORY = "They kept our passports."


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def fail(office: LegalDesk, text: str, flow: str = "") -> None:
    """Let somebody say something that cannot be taken in, five times."""
    chat = {"id": CHAT, "type": "private"}
    sent = {"message_id": 77, "date": 1_795_000_000, "text": text}
    message = {**sent, "chat": chat, "from": {"id": CHAT, "is_bot": False}}
    made = rebuild({"update_id": 5, "message": message}, "")
    assert made is not None
    lane = office.vault.lane(CHAT)
    async with office.work() as unit:
        if flow:
            draft.keep(unit, lane, Draft(flow, 1, "digits", "token"))
        await inbox.receive(unit, 1, [(5, lane, pack(made))])
    async with office.work() as unit:
        (waiting,) = await inbox.claim(unit, TOKEN, 1)
    async with office.work() as unit:
        await park(unit, TOKEN, Work(waiting, unpack(waiting.content or b"")))


async def kept(office: LegalDesk) -> list[str]:
    async with office.reading() as unit:
        found = await parked.opened(unit, await server_keys(unit))
    return [one.text for one in found.said]


async def test_a_word_is_kept_for_the_desk_and_leaves_the_chat_in_time(office: Office) -> None:
    await fail(office, STORY)
    assert await kept(office) == [STORY]
    assert [one.content["text"] for one, _due in await office.letters(CHAT)] == [
        Voice(Language.EN).text(SORRY)
    ]
    office.later(hours=LIFETIME_HOURS)
    async with office.work() as unit:
        assert [one.message_id for _key, one in await trace.ended(unit, 9) if one] == [77]


@pytest.mark.parametrize(
    ("text", "flow"),
    [(RECEIPT, "receipt"), (f"my paper says {RECEIPT}", "report"), ("1697 7926 2593", "receipt")],
)
async def test_a_receipt_never_comes_to_the_desk(office: Office, text: str, flow: str) -> None:
    await fail(office, text, flow)
    assert await kept(office) == []
    assert [one.content["text"] for one, _due in await office.letters(CHAT)] == [
        Voice(Language.EN).text(LOST)
    ]


async def test_an_invitation_never_comes_to_the_desk(office: Office) -> None:
    await fail(office, f"/start {await office.invite('Person C')}")
    assert await kept(office) == []
