"""SQLite through aiosqlite, with as few hops between threads as may be.

aiosqlite runs each call (cursor, execute, fetchall, close) as a message of its own to the
connection's thread. Everything we ask fits in memory, so our cursor executes and fetches in one
message: measured, a small query costs a third of what it did.

Reads do without the thread. What people look at is a handful of rows by an index, which takes less
than waking a thread does; and a thread that asks for the interpreter's lock at every row slows the
event loop far more than the read itself (measured: a third of the updates per second). Writing, which
waits for the disk, always has its thread.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

_BUSY_TIMEOUT_MS = 5000
_READ_TIMEOUT_MS = 50
READERS = 4
_CHECKPOINT_PAGES = 8000
"""32 MB of log before it is worked into the file: the usual 4 MB would hold up every fiftieth answer."""


class _OneHopCursor:
    """The part of a cursor that SQLAlchemy's adapter uses, one hop an execution."""

    arraysize = 1

    def __init__(self, connection: "_OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = 0

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.hop(self._run, lambda cursor: cursor.execute(sql, parameters))
        return self

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Self:
        await self._connection.hop(self._run, lambda cursor: cursor.executemany(sql, rows))
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    def _run(self, connection: sqlite3.Connection, execute: Callable[[sqlite3.Cursor], Any]) -> None:
        cursor = connection.cursor()
        try:
            execute(cursor)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount = cursor.rowcount
            self.lastrowid = cursor.lastrowid or 0
        finally:
            cursor.close()


class _OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors work in one hop."""

    def cursor(self) -> Any:
        return _OneHopCursor(self)

    async def hop(self, work: Callable[..., None], execute: Callable[[sqlite3.Cursor], Any]) -> None:
        """Run `work` with the plain connection, in the connection's thread."""
        await self._execute(work, self._conn, execute)  # type: ignore[no-untyped-call]


class _InlineConnection(_OneHopConnection):
    """Runs its statements where they are asked for. For short reads only: see above."""

    async def hop(self, work: Callable[..., None], execute: Callable[[sqlite3.Cursor], Any]) -> None:
        """Run `work` with the plain connection, here and now."""
        work(self._conn, execute)


def writing_engine(path: Path) -> AsyncEngine:
    """The engine that writes: one connection, since SQLite has one writer, and BEGIN IMMEDIATE.

    IMMEDIATE, because the driver alone starts no transaction before a SELECT, so that "read, then
    write what follows from it" would lose updates without an error.
    """
    engine = _engine(
        path,
        _OneHopConnection,
        connections=1,
        pragmas=(
            f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}",
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "PRAGMA foreign_keys=ON",
            f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}",
        ),
    )

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path) -> AsyncEngine:
    """The engine that reads: a few connections that cannot write, each statement by itself.

    In WAL mode a reader waits for nobody, so it has next to no patience: the event loop has none.
    """
    return _engine(
        path,
        _InlineConnection,
        connections=READERS,
        pragmas=(f"PRAGMA busy_timeout={_READ_TIMEOUT_MS}", "PRAGMA query_only=ON"),
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )


def _engine(
    path: Path,
    kind: type[_OneHopConnection],
    *,
    connections: int,
    pragmas: Sequence[str],
    **options: Any,
) -> AsyncEngine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    async def create(*_arguments: Any, **_options: Any) -> aiosqlite.Connection:
        connection = kind(connect, iter_chunk_size=64)
        # An engine that is not disposed must not keep the process from ending.
        connection._thread.daemon = True
        return await connection

    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        async_creator=create,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_reset_on_return=None,
        **options,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return engine
