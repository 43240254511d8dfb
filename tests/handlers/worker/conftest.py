"""A street with an open desk, and a worker with a phone who speaks English."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.staff import Staff
from tests.kit.phone import Phone, Street


@pytest.fixture
async def street(sqlite_url: str, key_file: Path) -> AsyncIterator[Street]:
    """Give a store with both desks made, and nobody on duty."""
    async with Street.opened(sqlite_url, key_file) as street:
        await street.found(full=True)
        yield street


@pytest.fixture
async def lawyer(street: Street) -> Staff:
    """Put a fictitious lawyer of the general desk on duty."""
    return await street.enrol("Sinov")


@pytest.fixture
async def phone(street: Street) -> Phone:
    """Give a phone on which the language was chosen."""
    phone = street.phone()
    await phone.say("/start")
    await phone.press("English")
    return phone
