"""Opening the database, and the two ways to use it: a transaction, and a reading.

One schema and one set of queries serve SQLite (one process, no server) and PostgreSQL (replicas).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Executable, RowMapping, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.sqlite import reading_engine, writing_engine
from storage.vault import Vault

Insert = sqlite.Insert | postgresql.Insert


class DatabaseUnavailable(Exception):
    """The database could not do it now; the same may go through later. Nothing was written."""


class DatabaseBusy(DatabaseUnavailable):
    """Somebody else holds the database longer than we wait."""


class DatabaseFull(DatabaseUnavailable):
    """The disk, or the room that the database may take, is full."""


class Transaction:
    """What a query needs: a connection inside a transaction, and the vault."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault

    async def run(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
        """Run a statement, for each of `rows` where given. Returns how many rows it changed."""
        if rows is not None and not rows:
            return 0
        result: CursorResult[Any] = await self._connection.execute(statement, rows)
        return result.rowcount

    async def all(self, statement: Executable) -> Sequence[RowMapping]:
        """Every row of the answer."""
        return (await self._connection.execute(statement)).mappings().all()

    async def one(self, statement: Executable) -> RowMapping | None:
        """The first row of the answer, or None."""
        return (await self._connection.execute(statement)).mappings().first()

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self._connection.execute(statement)).scalar()

    def insert(self, table: Table) -> Insert:
        """An INSERT that knows ON CONFLICT, which each database has in a module of its own."""
        if self._connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)


class Database:
    """The database of one `database.url`."""

    def __init__(self, writing: AsyncEngine, reading: AsyncEngine, vault: Vault) -> None:
        self._writing = writing
        self._reading = reading
        self._vault = vault

    @classmethod
    def open(cls, url: str, vault: Vault) -> "Database":
        """Open `sqlite:///path` or `postgresql://…`. Connects at the first use."""
        parts = make_url(url)
        if parts.get_backend_name() == "sqlite":
            path = Path(parts.database or "")
            return cls(writing_engine(path), reading_engine(path), vault)
        engine = create_async_engine(
            parts.set(drivername="postgresql+psycopg"),
            pool_size=8,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},
        )
        return cls(engine, engine.execution_options(isolation_level="AUTOCOMMIT"), vault)

    @property
    def is_sqlite(self) -> bool:
        """Whether one process owns this database."""
        return self._writing.dialect.name == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction that writes: commits at the end, or changes nothing.

        Raises DatabaseUnavailable (DatabaseBusy, DatabaseFull) when the database cannot serve it.
        """
        with _named_errors():
            async with self._writing.begin() as connection:
                yield Transaction(connection, self._vault)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A look at what is committed. Each statement by itself: join rather than ask twice."""
        with _named_errors():
            async with self._reading.connect() as connection:
                yield Transaction(connection, self._vault)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._writing.dispose()
        await self._reading.dispose()


class _named_errors:  # noqa: N801 - read as a verb where it is used
    """Turns the drivers' operational errors into ours; leaves every other error alone."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, NoConnectionFree):
            raise DatabaseBusy from error
        if isinstance(error, OperationalError) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        ):
            reason = str(error.orig).lower()
            if "full" in reason or "disk" in reason or "no space" in reason:
                raise DatabaseFull(reason) from error
            if "locked" in reason or "busy" in reason or "deadlock" in reason:
                raise DatabaseBusy(reason) from error
            raise DatabaseUnavailable(reason) from error
