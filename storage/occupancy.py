"""One process for one SQLite database.

The lock is the operating system's, on a file beside the database: it ends with the process, however
that ends, so whoever holds it knows that no earlier owner is alive.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class DatabaseOccupied(Exception):
    """Another Casebell works on this SQLite database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"another Casebell works on {path}; stop it first, or use PostgreSQL for several")
        self.path = path


class Occupancy:
    """Holds the lock from `with` to its end. Raises DatabaseOccupied."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lock = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def __enter__(self) -> Self:
        self._file = os.open(self._lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise DatabaseOccupied(self._database) from None
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
