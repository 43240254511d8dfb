"""A restore drill: a desk with cases, a backup of it, and a second database for the way back."""

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]  # it brings no types
import pytest

from domain.staff import Role, Staff
from services import restore, staff
from services.member import Joined
from services.restore import Restored
from storage import backup, parcel, snapshot
from storage import restore as rows
from storage.restore import Since
from tests.kit.database import FILE
from tests.kit.desk import LegalDesk
from tests.kit.postgres import Postgres, Prepare

#: Where the lawyer of the drill writes from.
LAWYER_CHAT = 6_000_000_001


@dataclass
class Drill:
    """A desk that is backed up, and what it takes to restore it."""

    legal: LegalDesk
    folder: Path
    lawyer: Staff
    joined: Joined
    key_file: Path
    identity: Any = field(default_factory=pyrage.x25519.Identity.generate)

    async def back_up(self, name: str = "backup.age") -> Path:
        """Back up the desk as `backup` does."""
        to = parcel.recipients([str(self.identity.to_public())])
        target = self.folder / name
        await parcel.write(target, to, backup.dump(self.legal.store, {}))
        return target

    async def restore(
        self,
        legal: LegalDesk,
        source: Path,
        buried: Iterable[bytes] = (),
        left: Iterable[bytes] = (),
    ) -> Restored:
        """Restore into another database as `restore` does."""
        async with parcel.opened(source, [self.identity]) as blocks:
            frames = snapshot.read(blocks)
            head = await rows.head(frames)
            return await restore.run(legal.store, head, frames, Since(set(buried), set(left)))

    @asynccontextmanager
    async def elsewhere(self, url: str) -> AsyncIterator[LegalDesk]:
        """Open another database with the same key file, at the same time of day."""
        async with LegalDesk.opened(url, self.key_file) as there:
            there.now = self.legal.now
            yield there


@asynccontextmanager
async def drilled(url: str, key_file: Path, folder: Path) -> AsyncIterator[Drill]:
    """Found a desk with one lawyer, who can open cases and is on duty."""
    async with LegalDesk.opened(url, key_file) as legal:
        await legal.found()
        code = await legal.invite("Zumrad", Role.LAWYER)
        joined = await legal.join(code)
        async with legal.work() as unit:
            lawyer = await staff.enrol(unit, LAWYER_CHAT, code)
        assert lawyer is not None
        yield Drill(legal, folder, lawyer, joined, key_file)


@contextmanager
def second(
    request: pytest.FixtureRequest, kind: str, folder: Path, prepare: Prepare
) -> Iterator[str]:
    """Give one more database of this kind, with all tables made."""
    if kind == "sqlite":
        yield _copied(request.getfixturevalue("sqlite_template"), folder / "second")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create(prepare)
    yield url
    postgres.drop(url)


def _copied(template: Path, folder: Path) -> str:
    folder.mkdir()
    shutil.copy(template, folder / FILE)
    return f"sqlite+aiosqlite:///{folder / FILE}"
