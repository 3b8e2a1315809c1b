"""A PostgreSQL server of our own for the tests, where the machine has its programs."""

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy import make_url

from storage.migrating import migrate

_DEBIAN = Path("/usr/lib/postgresql")
_TEMPLATE = "migrated"
_SETTINGS = {
    "listen_addresses": "",
    # The tests kill nothing here: what a crash of PostgreSQL itself would lose is not our matter.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "deadlock_timeout": "20ms",
}


class NoPostgres(Exception):
    """There is no server to be had here, and why."""


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`. Raises NoPostgres."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(_DEBIAN.glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed here (no initdb on the PATH or in /usr/lib/postgresql)")


def user() -> str | None:
    """Who runs the server: it refuses to run as root. Raises NoPostgres."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres here") from None


class PostgresServer:
    """A server on a socket in a folder of its own; it has no port, so none can be taken."""

    def __init__(self) -> None:
        """Raises NoPostgres."""
        self._programs = programs()
        self._user = user()
        # Not pytest's own folder: that one is closed to the user postgres.
        self._folder = Path(tempfile.mkdtemp(prefix="casebell-pg-"))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._data = self._folder / "data"
        self._numbers = count()

    def start(self) -> None:
        """Return once it answers and the template is migrated."""
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        settings = " ".join(f"-c {name}={value!r}" for name, value in _SETTINGS.items())
        options = f"-k {self._folder} {settings}"
        self._run("pg_ctl", "start", "--wait", "--log", str(self._folder / "log"), "--options", options)
        self._say(f"CREATE DATABASE {_TEMPLATE}")
        migrate(self._url(_TEMPLATE))

    def stop(self) -> None:
        """End it and leave nothing behind."""
        self._run("pg_ctl", "stop", "--mode=immediate")
        shutil.rmtree(self._folder)

    def new_database(self, *, migrated: bool = True) -> str:
        """The URL of a database that nobody has used."""
        name = f"test_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE if migrated else 'template0'}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Forget a database, whoever still uses it."""
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={quote(str(self._folder))}"

    def _say(self, sentence: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sentence.encode())

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - programs of this machine, arguments of our own
            [str(self._programs / program), "--pgdata", str(self._data), *arguments],
            user=self._user,
            cwd=self._folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
