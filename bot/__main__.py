"""The command line: `casebell run`, `sandbox`, `check`, `migrate`."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from bot.config import ConfigurationError, Settings, cautions_about, load
from bot.key_file import KeyFileUnusable, read_key_file
from bot.logs import set_up_logging

DONE, FAILED, WRONG_CONFIGURATION = 0, 1, 2
_PLACES = (Path("config.toml"), Path("/etc/casebell/config.toml"))

_with_config = click.option(
    "--config",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The configuration. Without it: ./config.toml, then /etc/casebell/config.toml.",
)


@click.group()
@click.version_option(version("casebell"), message="%(version)s")
def main() -> None:
    """Casebell: a Telegram bot that gives immigration applicants an account for their cases."""


@main.command()
@_with_config
def run(path: Path | None) -> None:
    """Run the bot until it is told to stop."""
    settings = _settings(path)
    set_up_logging(settings.log, secrets=settings.secrets)
    from bot import running

    _or_fail(lambda: running.run(settings))


@main.command()
@click.option("--port", default=8181, show_default=True, help="Where the page is served, on 127.0.0.1.")
@click.option("--no-browser", is_flag=True, help="Only tell the address.")
def sandbox(port: int, no_browser: bool) -> None:
    """Try Casebell in the browser: no token, no internet, nothing kept."""
    from bot.sandbox.start import run_sandbox

    _or_fail(lambda: run_sandbox(port=port, opens_browser=not no_browser))


@main.command()
@_with_config
def check(path: Path | None) -> None:
    """Look for everything that is wrong with configuration, keys and database."""
    settings = _settings(path)
    for caution in cautions_about(settings, path):
        click.echo(f"mind: {caution}")
    click.echo("ok: configuration")
    if settings.security.key_file.exists():
        try:
            keys = read_key_file(settings.security.key_file)
        except KeyFileUnusable as problem:
            click.echo(f"problem: {problem}", err=True)
            sys.exit(WRONG_CONFIGURATION)
        click.echo(f"ok: key file with {len(keys)} key(s)")
    else:
        click.echo("ok: no key file yet; `casebell run` makes it at its first start")
    _or_fail(lambda: _check_database(settings))


@main.command()
@_with_config
def migrate(path: Path | None) -> None:
    """Bring the database to this version. Make a copy of it first."""
    settings = _settings(path)
    from storage import migrating

    def bring_up_to_date() -> None:
        before, after = migrating.migrate(settings.database.url)
        click.echo(f"ok: the database is at {after}" + (f", from {before}" if before else ", new"))

    _or_fail(bring_up_to_date)


def _check_database(settings: Settings) -> None:
    from storage.migrating import MigrationState, state_of

    sqlite = settings.database.sqlite_path
    if sqlite is not None and not sqlite.exists():
        click.echo("ok: no database yet; `casebell run` makes it at its first start")
        return
    words = {
        MigrationState.EMPTY: "ok: database reached; it is empty",
        MigrationState.CURRENT: "ok: database reached; it is up to date",
        MigrationState.BEHIND: "mind: the database is of an earlier version; run `casebell migrate`",
    }
    click.echo(words[state_of(settings.database.url)])


def _settings(path: Path | None) -> Settings:
    """The settings, or every problem and the end."""
    found = path or next((place for place in _PLACES if place.exists()), None)
    try:
        return load(found, os.environ)
    except ConfigurationError as wrong:
        for problem in wrong.problems:
            click.echo(f"problem: {problem}", err=True)
        sys.exit(WRONG_CONFIGURATION)


def _or_fail(work: Callable[[], None]) -> None:
    """Do it; an operator's error ends in one sentence that names what is at fault."""
    from sqlalchemy.exc import SQLAlchemyError
    from telegram.error import TelegramError

    from bot.running import DatabaseNotMigrated
    from storage.database import DatabaseUnavailable
    from storage.migrating import DatabaseIsNewer
    from storage.occupancy import DatabaseOccupied
    from storage.seals import ForeignKeyFile

    try:
        work()
    except KeyFileUnusable as problem:
        click.echo(f"problem: security.key_file: {problem}", err=True)
        sys.exit(WRONG_CONFIGURATION)
    except (DatabaseOccupied, DatabaseNotMigrated, DatabaseUnavailable, SQLAlchemyError) as problem:
        click.echo(f"problem: database.url: {problem}", err=True)
        sys.exit(FAILED)
    except DatabaseIsNewer as problem:
        click.echo(f"problem: database.url: it was used by a later Casebell ({problem})", err=True)
        sys.exit(FAILED)
    except ForeignKeyFile as problem:
        click.echo(f"problem: security.key_file: {problem}", err=True)
        sys.exit(FAILED)
    except TelegramError as problem:
        click.echo(f"problem: telegram.token or telegram.api_url: {problem}", err=True)
        sys.exit(FAILED)
    except OSError as problem:
        click.echo(f"problem: {problem}", err=True)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
