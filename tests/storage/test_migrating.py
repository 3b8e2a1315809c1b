"""Bringing a database to the schema of this version."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from storage.migrating import DatabaseIsNewer, MigrationState, migrate, state_of
from storage.schema import metadata
from tests.postgres_server import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(migrated=False)
    yield url
    server.drop(url)


@pytest.fixture
def engine(new_url: str) -> Iterator[Engine]:
    url = make_url(new_url)
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    engine = create_engine(url.set(drivername=driver))
    yield engine
    engine.dispose()


def test_a_new_database_is_migrated_once(new_url: str) -> None:
    assert state_of(new_url) is MigrationState.EMPTY
    before, after = migrate(new_url)
    assert before is None
    assert state_of(new_url) is MigrationState.CURRENT
    assert migrate(new_url) == (after, after)


def test_the_migrations_make_exactly_the_schema(new_url: str, engine: Engine) -> None:
    migrate(new_url)
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_of_the_schema}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_indexes_have_the_conditions_of_the_schema(new_url: str, engine: Engine) -> None:
    migrate(new_url)
    found = _conditions(engine)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)

    assert found == _conditions(engine)


def test_several_processes_that_start_at_once_migrate_once(new_url: str) -> None:
    with ThreadPoolExecutor(4) as starts:
        revisions = list(starts.map(migrate, [new_url] * 4))

    assert [before for before, _ in revisions].count(None) == 1
    assert len({after for _, after in revisions}) == 1
    assert state_of(new_url) is MigrationState.CURRENT


def test_a_database_of_a_later_version_is_left_alone(new_url: str, engine: Engine) -> None:
    migrate(new_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))

    for look in (migrate, state_of):
        with pytest.raises(DatabaseIsNewer, match="later"):
            look(new_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM accounts")).scalar() == 0


def test_a_migration_that_fails_leaves_nothing(new_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE deliveries (something INTEGER)"))

    with pytest.raises(Exception, match="deliveries"):
        migrate(new_url)
    assert inspect(engine).get_table_names() == ["deliveries"]
    assert state_of(new_url) is MigrationState.EMPTY


def _is_of_the_schema(name: str | None, kind: str, _parents: object) -> bool:
    """Not the text index and what FTS5 keeps for it: each database has one of its own make."""
    return kind != "table" or not (name or "").startswith("help_index")


def _conditions(engine: Engine) -> dict[str | None, Any]:
    """What each index holds, and of which rows."""
    look = inspect(engine)
    return {
        index["name"]: (index["column_names"], index["unique"], _where(index))
        for table in metadata.tables
        for index in look.get_indexes(table)
    }


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))
