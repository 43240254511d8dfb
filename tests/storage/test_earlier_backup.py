"""A backup that an earlier version made is restored by this one, into either database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import backup, earlier, journal, migrate, parcel
from storage.restore import OtherVersion
from tests.kit.drill import Drill, drilled, second
from tests.kit.earlier import LATER, as_of, unchained
from tests.kit.filing import answer, come_back, file, read, texts
from tests.kit.postgres import Prepare

WORKER, STORY, REPLY = 7_000_000_001, "They wrote fifty for eighty kilos.", "This is unlawful."


@pytest.fixture
async def drill(ready_sqlite_url: str, key_file: Path, tmp_path: Path) -> AsyncIterator[Drill]:
    async with drilled(ready_sqlite_url, key_file, tmp_path) as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgresql"])
def second_url(
    request: pytest.FixtureRequest, tmp_path: Path, prepare_database: Prepare
) -> Iterator[str]:
    with second(request, request.param, tmp_path, prepare_database) as url:
        yield url


async def back_up(drill: Drill, revision: str) -> Path:
    """Back the desk up as the version with these tables did."""
    target = drill.folder / f"{revision}.age"
    to = parcel.recipients([str(drill.identity.to_public())])
    await parcel.write(target, to, as_of(revision, backup.dump(drill.legal.store, {})))
    return target


@pytest.mark.parametrize("revision", sorted(LATER))
async def test_it_opens_is_answered_and_goes_on(
    drill: Drill, second_url: str, revision: str
) -> None:
    given = await file(drill.legal, WORKER, STORY, answer="here")
    await answer(drill.legal, drill.lawyer, given.id, REPLY)
    if revision < journal.SINCE:
        async with drill.legal.work() as unit:
            await unchained(unit)
    source = await back_up(drill, revision)
    async with drill.elsewhere(second_url) as there:
        restored = await drill.restore(there, source)
        assert (restored.cases, restored.replies, restored.staff) == (1, 1, 1)
        assert restored.journal_whole
        assert restored.unpinned == ()
        opened, _files = await read(there, await there.keys(drill.joined.passphrase), given.id)
        assert texts(opened) == [STORY, REPLY]
        assert (await come_back(there, given.digits)).case.id == given.id
        await answer(there, drill.lawyer, given.id, "And again.")


@pytest.mark.parametrize("revision", ["0000", "9999"])
async def test_one_of_unknown_tables_is_refused(
    drill: Drill, second_url: str, revision: str
) -> None:
    source = await back_up(drill, revision)
    async with drill.elsewhere(second_url) as there:
        with pytest.raises(OtherVersion):
            await drill.restore(there, source)


def test_of_the_newest_tables_it_was_decided_whether_earlier_rows_fit() -> None:
    assert migrate.HEAD in earlier.FITTING
    assert {*LATER, migrate.HEAD} == earlier.FITTING
