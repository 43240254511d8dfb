"""A small fact that is sealed is believed only as this server kept it."""

from pathlib import Path

from sqlalchemy import update

from storage import meta
from storage.meta import metas
from tests.kit.desk import LegalDesk


async def test_a_link_leads_to_no_bot_that_somebody_put_into_the_database(
    ready_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        async with legal.work() as unit:
            await meta.put_sealed(unit, "username", b"terimchi_bot")
            await meta.put_sealed(unit, "another", b"evil_bot")
        async with legal.work() as unit:
            assert await meta.get_sealed(unit, "username") == b"terimchi_bot"
            forged = await meta.get(unit, "another")
            for value in (b"evil_bot", forged):
                of_name = update(metas).where(metas.c.name == "username")
                await unit.change(of_name.values(value=value))
                assert await meta.get_sealed(unit, "username") is None
