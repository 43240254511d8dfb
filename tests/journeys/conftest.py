"""What every journey stands on: a sandbox, and the machine against it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.kit.agreement import disagreements
from tests.kit.machine import Machine


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Serve a small Telegram; nothing that we called may have been refused without a script."""
    async with Sandbox(patience=20.0) as served:
        yield served
        assert await served.refused() == []
        assert await disagreements(served) == []


@pytest.fixture
async def rough() -> AsyncIterator[Sandbox]:
    """Serve a small Telegram for journeys with faults: what is sent again may be refused."""
    async with Sandbox(patience=30.0) as served:
        yield served
        assert await disagreements(served) == []


@pytest.fixture
async def machine(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Machine]:
    """Run the machine on SQLite, with content in Telegram."""
    async with Machine(sandbox, tmp_path / "machine") as running:
        yield running
