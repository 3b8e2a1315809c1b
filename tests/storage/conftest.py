"""Every test of the storage runs on SQLite and on PostgreSQL, unless it says otherwise."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.ids import Ids
from storage.vault import Vault
from tests.postgres_server import PostgresServer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("sqlite_path")
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    database = Database.open(database_url, vault)
    yield database
    await database.close()


@pytest.fixture
async def another_process(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """The same database over connections of its own, as another process has it."""
    database = Database.open(database_url, vault)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def ids() -> Ids:
    return Ids()


@pytest.fixture
def now() -> datetime:
    return NOON
