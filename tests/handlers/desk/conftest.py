"""An office with a fictitious lawyer at the phone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.staff import Staff
from tests.kit.office import Office
from tests.kit.phone import Phone


@dataclass(frozen=True, slots=True)
class Lawyer:
    """Somebody of the desk with their phone."""

    person: Staff
    phone: Phone


@pytest.fixture
async def office(sqlite_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(sqlite_url, key_file) as office:
        yield office


@pytest.fixture
async def lawyer(office: Office) -> Lawyer:
    return Lawyer(*await office.person("Person A"))


@pytest.fixture
async def colleague(office: Office) -> Lawyer:
    return Lawyer(*await office.person("Person D"))
