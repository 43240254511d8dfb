"""A legal desk for tests: a store with tables, a clock that is set by hand, fictitious people."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from domain.case import Desk
from domain.staff import Role, Staff
from services import desk, member, staff
from services.member import Joined, Keys
from services.work import Unit
from storage.desk import DeskKey
from storage.store import Store
from storage.vault import Cost, Vault

#: Argon2 at its lightest: these tests are not about guessing.
LIGHT = Cost(passes=1, memory=8192)

_START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class LegalDesk:
    """Runs services, each in a unit of work of its own unless `work` is asked for."""

    def __init__(self, url: str, key_file: Path) -> None:
        self.now = _START
        self.vault = Vault.open(key_file, now=self.now)
        self.store = Store(url, self.vault, lambda: self.now)
        self._chats = 5_000_000_000

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, key_file: Path) -> AsyncIterator[Self]:
        """Open the store, and close it afterwards."""
        legal = cls(url, key_file)
        try:
            yield legal
        finally:
            await legal.store.close()

    def later(self, **kwargs: float) -> None:
        """Let time pass."""
        self.now += timedelta(**kwargs)
        self.vault.turn(self.now)

    def work(self) -> AbstractAsyncContextManager[Unit]:
        """Open a unit of work that is committed at its end."""
        return self.store.work()

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        """Open a second session, which sees only what is committed."""
        return self.store.reading()

    async def found(self, *, full: bool = False) -> str:
        """Make both desks; gives the recovery words."""
        async with self.work() as unit:
            return (await desk.init(unit, full=full)).text

    async def invite(self, name: str, role: Role = Role.LAWYER, where: Desk | None = None) -> str:
        """Invite somebody; gives the code."""
        async with self.work() as unit:
            return (await staff.invite(unit, role, name, where)).code

    async def enrol(self, name: str, role: Role = Role.LAWYER, where: Desk | None = None) -> Staff:
        """Invite somebody and let their chat enrol; they hold no key."""
        return await self.enrolled(await self.invite(name, role, where))

    async def colleague(
        self, name: str, role: Role = Role.LAWYER, where: Desk | None = None
    ) -> tuple[Joined, Staff]:
        """Invite somebody who joins and lets their chat enrol: a member whom cards reach."""
        code = await self.invite(name, role, where)
        return await self.join(code), await self.enrolled(code)

    async def enrolled(self, code: str) -> Staff:
        """Let a chat enrol by a code."""
        self._chats += 1
        async with self.work() as unit:
            person = await staff.enrol(unit, self._chats, code)
        assert person is not None
        return person

    async def join(self, code: str) -> Joined:
        """Make somebody a member."""
        drawn = member.draw(self.vault, LIGHT)
        async with self.work() as unit:
            return await member.join(unit, code, drawn)

    async def member(
        self, name: str, role: Role = Role.LAWYER, where: Desk | None = None
    ) -> tuple[Joined, Staff]:
        """Invite somebody and let them join, without a chat."""
        joined = await self.join(await self.invite(name, role, where))
        async with self.reading() as unit:
            return joined, await staff.by_name(unit, name)

    async def keys(self, passphrase: str, name: str | None = None) -> Keys:
        """Open desks' keys with a passphrase, in a second session."""
        async with self.reading() as unit:
            return await member.open_desk_keys(unit, passphrase, name)

    async def current(self, where: Desk) -> DeskKey:
        """Give the key that new cases are sealed to, in a second session."""
        async with self.reading() as unit:
            return await desk.current(unit, where)
