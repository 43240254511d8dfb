"""What a thief gets who has the database with the server's keys, with old keys, or with none."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.case import Desk
from domain.letter import Act, Letter
from sandbox.client import Sandbox
from services import case, letter, staff, upkeep
from storage import case as cases
from storage import inbox
from storage.store import Store
from storage.unit import Row
from tests.kit import ledger
from tests.kit.leak import traces_of
from tests.kit.picklock import Loot, steal
from tests.kit.planted import ANSWER, NOTE, PEOPLE, STORIES, Scene, file, scene, tell

#: All that is said in a case, and every key that leads to it.
FILED = {
    ("cases", "wrapped"),
    ("entry", "sealed"),
    ("evidence_chunk", "sealed"),
    ("reply", "sealed"),
    ("answer", "sealed"),
    ("capability", "sealed"),
    ("desk", "sealed_recovery"),
    ("desk_grant", "wrapped"),
}
KEY = 32
UNDER_WAY = {"draft", "draft_part", "outbox", "inbox", "fetch", "trace"}
WAITING = {"draft", "draft_part", "outbox", "inbox", "trace"}


@dataclass(frozen=True, slots=True)
class Stolen:
    """A machine's folder, all of it, after the machine was stopped."""

    scene: Scene
    passphrase: Path
    folder: Path

    async def loot(self, *, days: int = 0) -> Loot:
        """Take keys and rows as they are, or as they will be in some days."""
        async with ledger.opened(replace(self.scene.machine, folder=self.folder)) as store:
            store.vault.turn(datetime.now(UTC) + timedelta(days=days))
            return await steal(store, self.folder / "keys" / "key")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Path]:
    """Let a machine with cards only live through everything, once for all tests here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _play(tmp_path_factory.mktemp("leak"))).result(120)


@pytest.fixture
def stolen(played: tuple[Scene, Path], tmp_path: Path) -> Stolen:
    """Give each test a copy of its own."""
    told, passphrase = played
    shutil.copytree(told.machine.folder, tmp_path / "machine")
    return Stolen(told, passphrase, tmp_path / "machine")


async def test_with_the_servers_keys_nothing_of_a_case_opens(stolen: Stolen) -> None:
    loot = await stolen.loot()
    of_drafts = {row["id"] for row in loot.rows["evidence"] if row["case_id"] is None}
    assert of_drafts
    chunks = loot.rows["evidence_chunk"]
    loot.rows["evidence_chunk"] = [row for row in chunks if row["evidence_id"] not in of_drafts]
    loot.pick()
    assert {"preference", "member", "address", *WAITING} <= loot.tables()
    assert all(loot.rows[table] for table, _column in FILED)
    assert loot.opened.keys() & FILED == set()
    inside = {str(where): b"\n".join(found) for where, found in loot.opened.items()}
    said = {name: word for name, word in stolen.scene.planted.items() if name.startswith("word")}
    found = {line.split(" as ")[0] for line in traces_of(said, inside)}
    # A draft that is not sent opens for three days: its story, and the name of its document.
    assert found == {"word Abdumalikova", "word Usmonaliyeva"}


async def test_four_days_later_no_draft_and_no_letter_opens(stolen: Stolen) -> None:
    loot = await stolen.loot(days=4)
    loot.pick()
    assert {"preference", "member", "address"} <= loot.tables()
    assert all(loot.rows[table] for table in WAITING)
    assert loot.tables() & UNDER_WAY == set()
    assert loot.opened.keys() & FILED == set()


async def test_with_a_members_passphrase_a_case_does_open(stolen: Stolen) -> None:
    """Prove that the tests above look at the right rows: the door is there, and has a key."""
    (first, *_others) = await _codes(stolen.scene)
    words = ("case", "read", first, "--passphrase-file", str(stolen.passphrase))
    told = await stolen.scene.machine.cli(*words)
    assert ANSWER in told
    assert NOTE in told


async def test_no_key_stands_in_the_database(stolen: Stolen) -> None:
    loot = await stolen.loot()
    own = (stolen.folder / "keys", stolen.folder / "words", stolen.folder / stolen.passphrase.name)
    places = {
        place: content
        for place, content in (await stolen.scene.everywhere()).items()
        if "/keys/" not in place and not place.endswith(tuple(path.name for path in own[1:]))
    }
    secrets = {
        "a passphrase": stolen.passphrase.read_text().strip(),
        "the recovery words": (stolen.folder / "words").read_text().strip(),
    }
    assert traces_of(secrets, places) == []
    secret = loot.keys - {row["public"] for row in loot.rows["desk"]}
    assert not [place for place, content in places.items() for key in secret if key in content]


async def test_the_database_alone_opens_nothing(stolen: Stolen) -> None:
    loot = await stolen.loot()
    loot.keys = {one for rows in loot.rows.values() for row in rows for one in _like_keys(row)}
    assert len(loot.keys) > len(FILED)
    loot.pick()
    assert loot.opened == {}


async def _play(folder: Path) -> tuple[Scene, Path]:
    """File twice with cards only, answer at the terminal, leave a draft and what waits."""
    async with Sandbox(patience=20.0) as sandbox, scene(sandbox, folder, content="cards") as told:
        code = await told.machine.invite("lawyer")
        passphrase = await told.machine.join(code)
        await file(told, "worker_one", "Answer me here")
        await file(told, "worker_two", "Only with my receipt")
        await tell(told, "worker_three")
        for known in await _codes(told):
            words = ("case", "reply", known, "--passphrase-file", str(passphrase))
            await told.machine.cli(*words, said=ANSWER)
    async with ledger.opened(told.machine) as store:
        await _note(store)
        await _wait(store)
    return told, passphrase


async def _codes(told: Scene) -> list[str]:
    async with ledger.opened(told.machine) as store, store.reading() as unit:
        return [one.code for one in await cases.open_cases(unit, list(Desk))]


async def _note(store: Store) -> None:
    async with store.work() as unit:
        person = await staff.by_name(unit, "lawyer")
        for one in await cases.open_cases(unit, list(Desk)):
            await case.note(unit, person, one, [NOTE])


async def _wait(store: Store) -> None:
    """Leave an update and a letter that nobody will handle, and close the founding."""
    chat_id, said = PEOPLE["worker_three"][2], STORIES["worker_three"]
    async with store.work() as unit:
        update = (900_000_001, unit.vault.lane(chat_id), said.encode())
        await inbox.receive(unit, 1, [update])
        letter.post(unit, Letter(chat_id, Act.SEND, {"text": said}), due_at=unit.seconds + 9999)
        await upkeep.close_founding(unit)


def _like_keys(row: Row) -> list[bytes]:
    return [one for one in row.values() if isinstance(one, bytes) and len(one) == KEY]
