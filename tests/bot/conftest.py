"""A Bot API of one answer on loopback, and the way to it."""

from collections.abc import AsyncIterator

import pytest

from bot.client import Client
from tests.kit.loopback import Loopback, serving


@pytest.fixture
async def api() -> AsyncIterator[Loopback]:
    """Serve a Bot API that answers as it is told to."""
    async with serving() as loopback:
        yield loopback


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Open a client that does not wait long."""
    async with Client(read_timeout=0.5) as opened:
        yield opened
