"""What an earlier release wrote goes on: it is vouched for once, when the tables are brought up."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import update

from bot.folder import CannotOpen
from bot.settings import Settings
from bot.wiring import open_store
from domain.case import Desk
from domain.draft import Part, PartKind
from domain.fetch import Fetch
from domain.journal import Act
from services import address, content, desk
from services.member import server_keys
from storage import draft, fetch, journal, migrate, parked, vouching
from storage.draft import parts
from storage.fetch import fetches
from storage.parked import Found, Said
from storage.tables import metadata
from storage.unit import Unit
from storage.vault import Label
from tests.kit import filing
from tests.kit.earlier import unchained
from tests.kit.office import STORY, WORKER, Office

WAITING = Fetch("photo", "file-1", 10, chat_id=WORKER, message_id=5, part="ab")


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def bind_as_before(unit: Unit) -> None:
    """Seal what is under way as the first release did: bound to its own id alone."""
    for row in await unit.rows(parts.select()):
        told = orjson.dumps((await draft.parts_of(unit, row["lane"]))[0][1])
        sealed = unit.vault.seal_day(Label.DRAFT, told, row["id"])
        await unit.change(update(parts).values(sealed=sealed))
    for row in await unit.rows(fetches.select()):
        sealed = unit.vault.seal_day(Label.FETCH, orjson.dumps(WAITING), row["id"])
        await unit.change(update(fetches).values(sealed=sealed))


async def test_a_database_of_the_first_release_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.clock.now", lambda: office.now)
    lane, given = office.vault.lane(WORKER), await office.filed(answer="here")
    async with office.work() as unit:
        draft.add_part(unit, lane, 0, Part(PartKind.TEXT, "Not sent yet."))
        fetch.ask(unit, lane, WAITING)
    async with office.work() as unit:
        await bind_as_before(unit)
    await office.store.close()
    url = office.store.url.render_as_string(hide_password=False)
    await migrate.downgrade(url, "0001")
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    office.store = await open_store(Settings.load(os.environ, needed=()))
    assert (await filing.come_back(office, given.digits)).case.id == given.id
    async with office.reading() as unit:
        assert [one.text for _key, one in await draft.parts_of(unit, lane)] == ["Not sent yet."]
        assert [one for _key, one in await fetch.of_lane(unit, lane)] == [WAITING]
        assert [one.case.id for one in await address.of_chat(unit, WORKER)] == [given.id]
        opened = await content.open_case(unit, given.filed.case, await server_keys(unit))
    assert filing.texts(opened) == [STORY]


@pytest.mark.parametrize("revision", ["0001", "0003"])
async def test_what_was_parked_before_parked_words_bore_proofs_is_still_read(
    office: Office, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    said = Said("text", "They kept our passports.", 1_795_000_000)
    async with office.work() as unit:
        key = await desk.current(unit, Desk.GENERAL)
        await parked.add(unit, key.desk, key.generation, key.public, said)
    url = office.store.url.render_as_string(hide_password=False)
    await migrate.downgrade(url, revision)
    monkeypatch.setattr("bot.clock.now", lambda: office.now)
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    await office.store.close()
    office.store = await open_store(Settings.load(os.environ, needed=()))
    async with office.reading() as unit:
        assert await parked.opened(unit, await server_keys(unit)) == Found([said], 0)


class Cut(Exception):
    """The process ends here."""


async def test_tables_and_proofs_come_together_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(_unit: Unit, _before: str) -> None:
        raise Cut

    url = office.store.url.render_as_string(hide_password=False)
    await migrate.downgrade(url, "0001")
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    monkeypatch.setattr(vouching, "run", cut)
    with pytest.raises(Cut):
        await open_store(Settings.load(os.environ, needed=()))
    assert not await migrate.ready(office.store.writer)


async def test_a_row_forged_since_rows_bear_proofs_gets_none_from_a_later_release(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = await office.filed(answer="here")
    async with office.work() as unit:
        await unit.change(update(metadata.tables["address"]).values(proof=bytes(32)))
    url = office.store.url.render_as_string(hide_password=False)
    await migrate.downgrade(url, vouching.SINCE)
    monkeypatch.setattr("bot.clock.now", lambda: office.now)
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    await office.store.close()
    office.store = await open_store(Settings.load(os.environ, needed=()))
    async with office.reading() as unit:
        assert await address.of_chat(unit, WORKER) == []
    assert (await filing.come_back(office, given.digits)).case.id == given.id


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
async def test_who_takes_the_proofs_away_has_nothing_vouched_for(
    office: Office, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    monkeypatch.setattr("bot.clock.now", lambda: office.now)
    url = office.store.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    # These keys worked with the newest tables once; then somebody forges, and changes the tables.
    await (await open_store(Settings.load(os.environ, needed=()))).close()
    await migrate.downgrade(url, revision)
    with pytest.raises(CannotOpen, match="older tables"):
        await open_store(Settings.load(os.environ, needed=()))
    assert not await migrate.ready(office.store.writer)
    await (await open_store(Settings.load(os.environ, needed=()), believe=True)).close()
    assert await migrate.ready(office.store.writer)


@pytest.mark.parametrize("revision", ["0001", "0002"])
async def test_a_journal_of_the_first_release_stays_whole_and_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    async with office.work() as unit:
        await unchained(unit)
    url = office.store.url.render_as_string(hide_password=False)
    await migrate.downgrade(url, revision)
    monkeypatch.setattr("bot.clock.now", lambda: office.now)
    monkeypatch.setenv("TERIMCHI_DATABASE_URL", url)
    await office.store.close()
    office.store = await open_store(Settings.load(os.environ, needed=()))
    async with office.work() as unit:
        assert await journal.is_whole(unit)
        await journal.append(unit, None, Act.CASE_READ, None)
    async with office.reading() as unit:
        assert await journal.is_whole(unit)


async def test_vouching_twice_changes_nothing(office: Office) -> None:
    lane, given = office.vault.lane(WORKER), await office.filed()
    async with office.work() as unit:
        draft.add_part(unit, lane, 0, Part(PartKind.TEXT, "Not sent yet."))
    async with office.work() as unit:
        await vouching.run(unit)
    async with office.reading() as unit:
        assert len(await draft.parts_of(unit, lane)) == 1
        opened = await content.open_case(unit, given.filed.case, await server_keys(unit))
    assert filing.texts(opened) == [STORY]


def test_every_table_with_a_proof_is_vouched_for() -> None:
    bearing = {table for table in metadata.tables.values() if "proof" in table.c}
    assert {table for table, _proof, _since in vouching.ROOMS} == bearing
