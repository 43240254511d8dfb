"""A file that a letter brings to the desk: opened at the last moment, left out when it is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.client import Upload
from bot.delivery import Undeliverable
from bot.enclosure import filled
from domain.letter import Act, Letter, Mark
from services import content, member
from storage import evidence
from storage.case import by_id
from tests.kit.office import Office

PICTURE = b"a picture of a list"


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as opened:
        yield opened


async def test_it_is_the_file_of_the_case_under_a_name_of_ours(office: Office) -> None:
    letter = await _letter(office)
    assert PICTURE not in str(letter).encode()
    brought = (await filled(office.store, letter)).content
    assert brought["file"] == Upload(PICTURE, "K7M-4QX-01-photo.jpg", "image/jpeg")
    assert (brought["kind"], brought["caption"]) == ("photo", "under it")


async def test_one_that_is_gone_or_broken_is_never_sent(office: Office) -> None:
    letter = await _letter(office)
    broken = letter.content["file"] | {"key": bytes(32).hex()}
    with pytest.raises(Undeliverable):
        await filled(office.store, Letter(1, Act.UPLOAD, letter.content | {"file": broken}))
    async with office.work() as unit:
        await evidence.drop(unit, [bytes.fromhex(letter.content["file"]["evidence"])])
    with pytest.raises(Undeliverable):
        await filled(office.store, letter)


async def _letter(office: Office) -> Letter:
    """Write the letter that **Read** writes for the picture of a report."""
    given = await office.filed(photo=PICTURE)
    async with office.reading() as unit:
        keys = await member.server_keys(unit)
        opened = await content.open_case(unit, await by_id(unit, given.filed.case.id), keys)
    told = content.enclosed(opened.files[0], "K7M-4QX-01-photo")
    return Letter(1, Act.UPLOAD, {"file": told, "caption": "under it"}, mark=Mark.CONTENT)
