"""Databases for tests: a fresh SQLite file, or a fresh database on the run's PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from storage.migrate import upgrade
from tests.kit.postgres import GIVEN, Postgres, Prepare, apart, find

#: Set to 1 where PostgreSQL cannot start: its tests are then left out, and the run's end says so.
WITHOUT = "TERIMCHI_TEST_WITHOUT_POSTGRES"
#: What SQLite databases are called, as in a data folder.
FILE = "terimchi.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Find or start the run's PostgreSQL; fail loudly where there is none (see WITHOUT)."""
    try:
        server = find()
    except Exception as fault:  # noqa: BLE001  # whatever it is, a person has to read it
        _explain(fault)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give an empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give an empty SQLite database."""
    return _sqlite(tmp_path)


@pytest.fixture
def postgresql_url(postgres: Postgres) -> Iterator[str]:
    """Give an empty PostgreSQL database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def prepare_database() -> Prepare:
    """Say how tables are made: the migrations, run to their head."""
    return lambda url: apart(upgrade(url))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, prepare_database: Prepare) -> Path:
    """Make all tables once in a SQLite file that tests copy."""
    folder = tmp_path_factory.mktemp("template")
    prepare_database(_sqlite(folder))
    return folder / FILE


@pytest.fixture
def ready_sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """Give a SQLite database with all tables made."""
    shutil.copy(sqlite_template, tmp_path / FILE)
    return _sqlite(tmp_path)


@pytest.fixture
def ready_postgresql_url(postgres: Postgres, prepare_database: Prepare) -> Iterator[str]:
    """Give a PostgreSQL database with all tables made."""
    url = postgres.create(prepare_database)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest) -> str:
    """Give a database of each kind with all tables made."""
    return str(request.getfixturevalue(f"ready_{request.param}_url"))


def _sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / FILE}"


def _explain(fault: Exception) -> NoReturn:
    reason = f"PostgreSQL could not start ({type(fault).__name__}: {fault})"
    if os.environ.get(WITHOUT) == "1":
        pytest.skip(reason)
    pytest.fail(f"{reason}. Give one in {GIVEN}, or set {WITHOUT}=1 to leave its tests out.")
