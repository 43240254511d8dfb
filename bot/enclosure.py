"""An enclosure: a file of a case, opened only for the letter that brings it to the desk."""

from dataclasses import replace

from bot.cleaning.form import ENDINGS
from bot.client import Upload
from bot.delivery import Undeliverable
from domain.letter import Letter
from services import content
from services.content import Damaged
from storage.store import Store


async def filled(store: Store, letter: Letter) -> Letter:
    """Put the file into a letter that names it. Raises Undeliverable when it is gone or broken."""
    ref = content.ref_of(letter.content["file"])
    async with store.reading() as unit:
        try:
            opened = await content.open_file(unit, ref)
        except Damaged:
            raise Undeliverable from None
    file = Upload(opened, f"{ref.name}{ENDINGS.get(ref.mime, '.bin')}", ref.mime)
    return replace(letter, content=letter.content | {"kind": ref.kind, "file": file})
