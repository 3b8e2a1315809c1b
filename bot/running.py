"""`casebell run` and `migrate`: what must hold before the work begins, and ending it well."""

import asyncio
import contextlib
import gc
import secrets
import signal
import sys
from collections.abc import Iterator

import structlog

from bot.clock import SystemClock
from bot.config import Settings
from bot.key_file import make_key_file, read_key_file
from storage.migrating import MigrationState, migrate, state_of
from storage.occupancy import Occupancy
from storage.vault import Key

_log = structlog.get_logger()


class DatabaseNotMigrated(Exception):
    """The database is of an earlier version, and nobody was there to say that it may be migrated."""

    def __init__(self) -> None:
        super().__init__("the database is of an earlier version: back it up, then run `casebell migrate`")


def keys_of(settings: Settings) -> list[Key]:
    """The keys of the key file, which is made at the first start and said so once.

    Raises KeyFileUnusable. A database without its key file is no first start: then the file is missing.
    """
    path = settings.security.key_file
    if not path.exists() and is_first_start(settings):
        make_key_file(path, randomness=secrets.token_bytes, now=SystemClock().now())
        _log.warning("key_file_made", path=str(path), mend="keep a copy apart from the database's copies")
    return read_key_file(path)


def run(settings: Settings) -> None:
    """Run until told to stop.

    Raises KeyFileUnusable, DatabaseOccupied, DatabaseNotMigrated, DatabaseIsNewer, ForeignKeyFile.
    """
    keys = keys_of(settings)
    with _alone(settings):
        _migrate_where_agreed(settings)
        asyncio.run(_run(settings, keys))


def bring_up_to_date(settings: Settings) -> tuple[str | None, str]:
    """Migrate the database, whatever its version. Returns the revisions before and after.

    A new one is begun as `run` would: with its key file, and for its owner only.
    Raises KeyFileUnusable, DatabaseOccupied, DatabaseIsNewer.
    """
    if is_first_start(settings):
        keys_of(settings)
    with _alone(settings):
        return migrate(settings.database.url)


def is_first_start(settings: Settings) -> bool:
    """Whether nothing has been stored yet, so that there need be no key file."""
    sqlite = settings.database.sqlite_path
    if sqlite is not None and not sqlite.exists():
        return True
    return state_of(settings.database.url) is MigrationState.EMPTY


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold an SQLite database for this process alone, making its file where there is none."""
    sqlite = settings.database.sqlite_path
    if sqlite is None:
        yield
        return
    sqlite.touch(mode=0o600)
    with Occupancy(sqlite):
        yield


def _migrate_where_agreed(settings: Settings) -> None:
    """Migrate a new database by itself, an old one when the person at the terminal agrees."""
    url = settings.database.url
    state = state_of(url)
    if state is MigrationState.CURRENT:
        return
    if state is MigrationState.BEHIND and not _is_agreed():
        raise DatabaseNotMigrated
    before, after = migrate(url)
    _log.info("database_migrated", before=before, after=after)


async def _run(settings: Settings, keys: list[Key]) -> None:
    # Imported here: `casebell check` and its kind need not wait for Telegram's library.
    from bot.app import App

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with App(settings, keys, clock=SystemClock()) as app:
        keep_what_lasts()
        working = asyncio.create_task(app.run())
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if working.done():
            working.result()
        working.cancel()


def keep_what_lasts() -> None:
    """Take what lives as long as the process out of the search for garbage.

    Else everybody waits a tenth of a second, now and then, while it is looked through once more.
    """
    gc.collect()
    gc.freeze()


def _is_agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    print("The database is of an earlier version of Casebell. Is there a copy of it?")  # noqa: T201
    return input("Migrate it now? [y/N] ").strip().lower() in {"y", "yes"}
