"""Opening the database, and the two ways to use it: a transaction, and a reading.

One schema and one set of queries serve SQLite (one process, no server) and PostgreSQL (replicas).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Executable, RowMapping, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.sqlite import READERS, reading_engine, writing_engine
from storage.vault import Vault

# A server that vanished without a word is noticed within half a minute, not when TCP gives up.
_POSTGRES_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

Insert = sqlite.Insert | postgresql.Insert


class DatabaseUnavailable(Exception):
    """The database could not do it now; the same may go through later. Nothing was written."""


class DatabaseBusy(DatabaseUnavailable):
    """Somebody else holds the database longer than we wait."""


class DatabaseContended(DatabaseUnavailable):
    """Somebody else wrote the same at the same moment: the next try finds what they wrote."""


class DatabaseFull(DatabaseUnavailable):
    """The disk, or the room that the database may take, is full."""


class Transaction:
    """What a query needs: a connection inside a transaction, and the vault."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault

    @property
    def is_sqlite(self) -> bool:
        """Which of the two it is: for what each has a way of its own for, as full-text search."""
        return self._connection.dialect.name == "sqlite"

    async def run(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
        """Run a statement, for each of `rows` where given. Returns how many rows it changed."""
        if rows is not None and not rows:
            return 0
        result: CursorResult[Any] = await self._connection.execute(statement, rows)
        return result.rowcount

    async def all(
        self, statement: Executable, given: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Sequence[RowMapping]:
        """Every row of the answer; `given` fills the statement's named places, once or several times."""
        return (await self._connection.execute(statement, given)).mappings().all()

    async def one(self, statement: Executable) -> RowMapping | None:
        """The first row of the answer, or None."""
        return (await self._connection.execute(statement)).mappings().first()

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self._connection.execute(statement)).scalar()

    def insert(self, table: Table) -> Insert:
        """An INSERT that knows ON CONFLICT, which each database has in a module of its own."""
        if self.is_sqlite:
            return sqlite.insert(table)
        return postgresql.insert(table)


class Database:
    """The database of one `database.url`."""

    def __init__(self, writing: AsyncEngine, reading: AsyncEngine, vault: Vault) -> None:
        self._writing = writing
        self._reading = reading
        self._vault = vault
        self._readers = _Held(reading, READERS) if self.is_sqlite else None

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
            connect_args=_POSTGRES_PATIENCE,
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
            if self._readers is None:
                async with self._reading.connect() as connection:
                    yield Transaction(connection, self._vault)
                return
            held = await self._readers.take()
            try:
                yield Transaction(held, self._vault)
            finally:
                self._readers.give_back(held)

    async def close(self) -> None:
        """Let go of every connection."""
        if self._readers is not None:
            await self._readers.close()
        await self._writing.dispose()
        await self._reading.dispose()


class _Held:
    """Connections that stay open: those to a local file do not break.

    Checking one out of a pool costs as much as a small query.
    """

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self._engine = engine
        self._left = most
        self._free: asyncio.LifoQueue[AsyncConnection] = asyncio.LifoQueue()
        self._all: list[AsyncConnection] = []

    async def take(self) -> AsyncConnection:
        """A connection that nobody uses, as soon as there is one."""
        if self._free.empty() and self._left:
            self._left -= 1
            try:
                connection = await self._engine.connect()
            except BaseException:
                self._left += 1
                raise
            self._all.append(connection)
            return connection
        return await self._free.get()

    def give_back(self, connection: AsyncConnection) -> None:
        """Let somebody else use it."""
        self._free.put_nowait(connection)

    async def close(self) -> None:
        """Close all of them."""
        for connection in self._all:
            await connection.close()
        self._all.clear()


class _named_errors:  # noqa: N801 - read as a verb where it is used
    """Turns what lies with the database, or with others who use it, into ours; leaves every other error."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, NoConnectionFree):
            raise DatabaseBusy from error
        if isinstance(error, IntegrityError) and "unique constraint" in str(error.orig).lower():
            raise DatabaseContended from error
        if isinstance(error, OperationalError) and _is_our_mistake(error):
            return
        if isinstance(error, OperationalError) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        ):
            reason = str(error.orig).lower()
            if "full" in reason or "disk" in reason or "no space" in reason:
                raise DatabaseFull(reason) from error
            if "locked" in reason or "busy" in reason or "deadlock" in reason:
                raise DatabaseBusy(reason) from error
            raise DatabaseUnavailable(reason) from error


def _is_our_mistake(error: OperationalError) -> bool:
    """Whether SQLite finds fault with the statement, which it calls operational too: no waiting helps."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
