"""The keys with which first members join go when they have served."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.desk import LegalDesk


@pytest.fixture
async def legal(ready_sqlite_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_sqlite_url, key_file) as legal:
        yield legal


async def test_a_founding_key_goes_when_its_desk_has_a_case_and_a_member(legal: LegalDesk) -> None:
    await legal.found()
    assert set(legal.vault.key_file.founding_open(now=legal.now)) == {"general", "protection"}
    legal.vault.key_file.founding_drop("general")
    assert set(legal.vault.key_file.founding_open(now=legal.now)) == {"protection"}
    legal.vault.key_file.founding_drop("general")
    legal.vault.key_file.founding_drop("protection")
    assert not legal.vault.key_file.founding_open(now=legal.now)
