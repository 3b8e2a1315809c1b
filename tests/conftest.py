"""Databases for tests: each test has one of its own, migrated and empty."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from storage.database import Database
from storage.migrating import migrate
from storage.vault import Key, Vault
from tests.postgres_server import NoPostgres, PostgresServer, programs, user

# How long an example takes says how busy the machine is, not whether something is right.
hypothesis.settings.register_profile(
    "whole", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("whole")


def pytest_report_header() -> str:
    """Say once whether the tests on PostgreSQL run."""
    try:
        user()
        return f"PostgreSQL: {programs()}"
    except NoPostgres as reason:
        return f"PostgreSQL: its tests are skipped: {reason}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    try:
        server = PostgresServer()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "casebell.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault([Key("test", bytes(range(32)))])


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "casebell.db"))


@pytest.fixture
async def sqlite_database(sqlite_path: Path, vault: Vault) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{sqlite_path}", vault)
    yield database
    await database.close()
