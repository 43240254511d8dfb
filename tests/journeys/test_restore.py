"""The drill: a backup taken while people write is restored, from either database into either."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from domain.errors import NoSuchCase
from domain.letter import Act, Letter
from domain.staff import Staff, WrongPassphrase
from services import letter, staff
from services.member import Joined, recovered_keys
from services.restore import NotEmpty, Restored, StillRunning
from storage import address, deletion, erasure, journal, lease, outbox
from storage.restore import since_at
from tests.kit.desk import LegalDesk
from tests.kit.drill import Drill, drilled, second
from tests.kit.filing import Given, answer, come_back, file, read, texts
from tests.kit.postgres import Prepare

PHOTO = secrets.token_bytes(700_000)
STORY, REPLY = "They wrote fifty for eighty kilos.", "This is unlawful; we will call the farm."
WORKER, OTHER, WRITER = 7_000_000_001, 7_000_000_002, 7_000_000_003


@pytest.fixture
async def drill(ready_url: str, key_file: Path, tmp_path: Path) -> AsyncIterator[Drill]:
    async with drilled(ready_url, key_file, tmp_path) as ready:
        yield ready


@pytest.fixture
async def sqlite_drill(
    ready_sqlite_url: str, key_file: Path, tmp_path: Path
) -> AsyncIterator[Drill]:
    async with drilled(ready_sqlite_url, key_file, tmp_path) as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgresql"])
def second_url(
    request: pytest.FixtureRequest, tmp_path: Path, prepare_database: Prepare
) -> Iterator[str]:
    with second(request, request.param, tmp_path, prepare_database) as url:
        yield url


@pytest.fixture
def second_sqlite_url(
    request: pytest.FixtureRequest, tmp_path: Path, prepare_database: Prepare
) -> Iterator[str]:
    with second(request, "sqlite", tmp_path, prepare_database) as url:
        yield url


async def test_the_drill(drill: Drill, second_url: str) -> None:
    """File, answer, back up under way, delete, restore, open."""
    filed = await file(drill.legal, WORKER, STORY, photo=PHOTO)
    doomed = await file(drill.legal, OTHER, "To be deleted.", answer="here")
    await answer(drill.legal, drill.lawyer, filed.id, REPLY)
    during, source = await asyncio.gather(_go_on(drill.legal), drill.back_up())
    gone = await _delete(drill.legal, doomed)
    async with drill.elsewhere(second_url) as there:
        restored = await drill.restore(there, source, gone)
        assert _numbers(restored) == (restored.cases, 1, 1, 1, True, 0)
        assert 1 <= restored.cases <= 1 + len(during)
        await _opens(drill, there, filed)
        with pytest.raises(NoSuchCase):
            await read(there, await there.keys(drill.joined.passphrase), doomed.id)
        await answer(there, drill.lawyer, filed.id, "And again.")
        await file(there, OTHER, "Life goes on.", answer="here")


async def test_an_answered_chat_is_answered_after_the_restore(
    sqlite_drill: Drill, second_sqlite_url: str
) -> None:
    here = await file(sqlite_drill.legal, WORKER, STORY, answer="here")
    source = await sqlite_drill.back_up()
    async with sqlite_drill.elsewhere(second_sqlite_url) as there:
        await sqlite_drill.restore(there, source)
        async with there.reading() as unit:
            found = await address.of_case(unit, here.id)
    assert found is not None
    assert found.chat_id == WORKER


async def test_old_letters_are_parked_and_never_sent(drill: Drill, second_url: str) -> None:
    async with drill.legal.work() as unit:
        for text in ("one", "two"):
            letter.post(unit, Letter(WORKER, Act.SEND, {"text": text}))
    source = await drill.back_up()
    async with drill.elsewhere(second_url) as there:
        restored = await drill.restore(there, source)
        async with there.work() as unit:
            letter.post(unit, Letter(WORKER, Act.SEND, {"text": "new"}))
        async with there.work() as unit:
            claimed = await outbox.claim(unit, bytes(16), 100, bulk=False)
        async with there.reading() as unit:
            counted = await outbox.counts(unit)
    assert restored.parked == counted["parked"] == 2
    assert [one.letter.content["text"] for one in claimed if one.letter] == ["new"]


async def test_without_its_key_file_the_recovery_words_still_open_a_case(
    ready_sqlite_url: str, second_sqlite_url: str, key_file: Path, tmp_path: Path
) -> None:
    async with LegalDesk.opened(ready_sqlite_url, key_file) as legal:
        words = await legal.found()
        filed = await file(legal, WORKER, STORY)
        drill = Drill(legal, tmp_path, *await _nobody(legal), key_file)
        source = await drill.back_up()
        async with LegalDesk.opened(second_sqlite_url, tmp_path / "another") as there:
            await drill.restore(there, source)
            await there.enrol("Person B")
            async with there.reading() as unit:
                # What this key file has to believe, it believes; what comes behind follows from it.
                assert await journal.is_whole(unit)
                keys = await recovered_keys(unit, words)
            opened, _files = await read(there, keys, filed.id)
    assert texts(opened) == [STORY]


async def test_who_left_since_does_not_come_back(
    sqlite_drill: Drill, second_sqlite_url: str
) -> None:
    code = await sqlite_drill.legal.invite("Sardor")
    gone, chat = await sqlite_drill.legal.join(code), 6_000_000_002
    async with sqlite_drill.legal.work() as unit:
        person = await staff.enrol(unit, chat, code)
    assert person is not None
    source = await sqlite_drill.back_up()
    async with sqlite_drill.legal.work() as unit:
        await staff.leave(unit, person.id)
    since = await since_at(sqlite_drill.legal.store.url.render_as_string(hide_password=False))
    assert since.left == {person.id}
    async with sqlite_drill.elsewhere(second_sqlite_url) as there:
        restored = await sqlite_drill.restore(there, source, left=since.left)
        assert (restored.left, restored.unpinned) == (1, ())
        filed = await file(there, WORKER, STORY)
        async with there.reading() as unit:
            assert await staff.of_chat(unit, chat) is None
        with pytest.raises(WrongPassphrase):
            await there.keys(gone.passphrase)
        opened, _files = await read(
            there, await there.keys(sqlite_drill.joined.passphrase), filed.id
        )
    assert texts(opened) == [STORY]


async def test_a_database_that_is_not_empty_is_left_alone(sqlite_drill: Drill) -> None:
    filed = await file(sqlite_drill.legal, WORKER, STORY)
    source = await sqlite_drill.back_up()
    with pytest.raises(NotEmpty):
        await sqlite_drill.restore(sqlite_drill.legal, source)
    await _opens(sqlite_drill, sqlite_drill.legal, filed, replies=())


async def test_a_database_on_which_the_bot_runs_is_left_alone(
    sqlite_drill: Drill, second_sqlite_url: str
) -> None:
    source = await sqlite_drill.back_up()
    async with sqlite_drill.elsewhere(second_sqlite_url) as there:
        async with there.work() as unit:
            await lease.take(unit, "send", bytes(16), seconds=60)
        with pytest.raises(StillRunning):
            await sqlite_drill.restore(there, source)


async def _nobody(legal: LegalDesk) -> tuple[Staff, Joined]:
    joined, person = await legal.member("Zumrad")
    return person, joined


async def _go_on(legal: LegalDesk) -> list[Given]:
    return [await file(legal, WRITER, f"Report {n}", photo=PHOTO) for n in range(5)]


async def _delete(legal: LegalDesk, doomed: Given) -> list[bytes]:
    async with legal.work() as unit:
        await erasure.erase(unit, doomed.id)
        await deletion.bury(unit, doomed.id)
    async with legal.reading() as unit:
        return await deletion.buried(unit)


def _numbers(restored: Restored) -> tuple[int, int, int, int, bool, int]:
    return (
        restored.cases,
        restored.replies,
        restored.staff,
        restored.deleted,
        restored.journal_whole,
        restored.closed_staff + len(restored.unpinned),
    )


async def _opens(
    drill: Drill, there: LegalDesk, filed: Given, replies: tuple[str, ...] = (REPLY,)
) -> None:
    opened, files = await read(there, await there.keys(drill.joined.passphrase), filed.id)
    assert texts(opened)[0] == STORY
    assert files == ([PHOTO] if files else [])
    returned = await come_back(there, filed.digits)
    assert tuple(reply.text for reply in returned.replies) == replies
