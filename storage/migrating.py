"""Bringing a database to the schema of this version, one process at a time."""

from enum import Enum, auto
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

# Any number will do; the same in every process (PostgreSQL's advisory locks are numbered).
_MIGRATION_LOCK = 7_226_573


class MigrationState(Enum):
    """How a database stands to this version's schema."""

    EMPTY = auto()
    BEHIND = auto()
    CURRENT = auto()


class DatabaseIsNewer(Exception):
    """The database was migrated by a later version of Casebell than this one."""


def migrate(url: str) -> tuple[str | None, str]:
    """Migrate the database at `url` to the newest revision. Returns the revisions before and after.

    Several processes may call it at once: the first does the work, the others wait and find it done.
    Raises DatabaseIsNewer when its revision is not among ours.
    """
    engine = _engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            before, newest = _revision(connection), _head()
            if before != newest:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            return before, newest
    finally:
        engine.dispose()


def state_of(url: str) -> MigrationState:
    """How the database at `url` stands to this version. Raises DatabaseIsNewer as `migrate`."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            revision = _revision(connection)
    finally:
        engine.dispose()
    if revision is None:
        return MigrationState.EMPTY
    return MigrationState.CURRENT if revision == _head() else MigrationState.BEHIND


def _engine(url: str) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return create_engine(parts.set(drivername="postgresql+psycopg"))
    engine = create_engine(parts.set(drivername="sqlite"), connect_args={"isolation_level": None})

    # The driver starts no transaction before DDL by itself: a killed migration would stay half done.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise DatabaseIsNewer(revision)
    return revision


def _head() -> str:
    return _scripts().get_current_head() or ""


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
