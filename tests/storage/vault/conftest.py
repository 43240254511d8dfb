"""A vault of its own for these tests; the day is a Monday of an invented harvest."""

from datetime import UTC, datetime

import pytest

from storage.vault import Vault

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Give one vault to a whole module: nothing here turns it."""
    return Vault.open(tmp_path_factory.mktemp("keys") / "key", now=MONDAY)
