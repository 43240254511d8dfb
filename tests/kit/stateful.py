"""Ground for stateful tests of the store: a database of its own for each run of steps."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from storage.store import Store
from tests.kit.desk import LegalDesk

T = TypeVar("T")


class Died(Exception):
    """A process died here: its connection is gone, and what was not committed with it."""


class StoreMachine(RuleBasedStateMachine):
    """Steps on a fresh SQLite store. `template` is a database with all tables, to be copied."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="terimchi-stateful-"))
        shutil.copy(self.template, self.folder / "one.db")
        self.runner = asyncio.Runner()
        url = f"sqlite+aiosqlite:///{self.folder / 'one.db'}"
        self.legal = LegalDesk(url, self.folder / "key")

    @property
    def store(self) -> Store:
        """The store that every process shares."""
        return self.legal.store

    def do(self, work: Awaitable[T]) -> T:
        """Do some work now."""

        async def run() -> T:
            return await work

        return self.runner.run(run())

    def teardown(self) -> None:
        """Close the store and leave nothing behind."""
        self.do(self.store.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)
