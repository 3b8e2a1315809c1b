"""The command line: `casebell run`, `sandbox`, `check`, `migrate`, `sources`, `import-cases`."""

import asyncio
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click
import structlog

from bot.config import ConfigurationError, Problem, Settings, cautions_about, load
from bot.config.sources import PREFIX
from bot.failures import DONE, FAILED, WRONG_CONFIGURATION, explained
from bot.key_file import read_key_file
from bot.logs import set_up_logging

_PLACES = (Path("config.toml"), Path("/etc/casebell/config.toml"))
_WEBHOOK = "telegram.webhook_listen and telegram.webhook_port"

_log = structlog.get_logger()
_with_config = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    callback=lambda _context, _option, path: path or _found(),
    help="The configuration. Without it: ./config.toml, then /etc/casebell/config.toml.",
)


@click.group()
@click.version_option(version("casebell"), message="%(version)s")
def main() -> None:
    """Casebell: a Telegram bot that gives immigration applicants an account for their cases."""


@main.command()
@_with_config
def run(path: Path | None) -> None:
    """Run the bot until it is told to stop.

    The first start makes the database and the key file.
    """
    settings = _settings(path)
    for caution in cautions_about(settings, path):
        _log.warning("unsafe", key=caution.key, why=caution.reason, mend=caution.mend)
    from bot import running

    _or_fail(lambda: running.run(settings))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8181,
    show_default=True,
    help="Where the page is served, on 127.0.0.1; 0 for any free port.",
)
@click.option("--no-browser", is_flag=True, help="Only tell the address.")
def sandbox(port: int, no_browser: bool) -> None:
    """Try Casebell in the browser: no token, no internet, nothing kept."""
    from bot.sandbox.start import run_sandbox

    _or_fail(lambda: run_sandbox(port=port, opens_browser=not no_browser), listening="--port")


@main.command()
@_with_config
@click.option("--mail", is_flag=True, help="Log in to the mail server, too. Nothing is sent.")
def check(path: Path | None, mail: bool) -> None:
    """Find what is wrong, and how to mend it.

    Looks at the configuration, the database and the key file, and changes nothing.
    """
    settings = _settings(path)
    for caution in cautions_about(settings, path):
        click.echo(f"mind: {caution}")
    click.echo("ok: configuration")
    code = _told(lambda: _check_database(settings))
    # Only the database can tell whether there ought to be a key file.
    if settings.security.key_file.exists() or code == DONE:
        code = max(code, _told(lambda: _check_key_file(settings)))
    if mail:
        code = max(code, _told(lambda: _check_mail_server(settings)))
    sys.exit(code)


@main.command()
@_with_config
def migrate(path: Path | None) -> None:
    """Bring the database to this version.

    Stop Casebell and make a copy of the database first. A new database is made, with its key file.
    """
    settings = _settings(path)
    from bot import running

    def bring_up_to_date() -> None:
        before, after = running.bring_up_to_date(settings)
        came_from = ", new" if before is None else " already" if before == after else f", from {before}"
        click.echo(f"ok: the database is at {after}{came_from}")

    _or_fail(bring_up_to_date)


@main.command()
@_with_config
def sources(path: Path | None) -> None:
    """See how the official source does, and how fresh the cases are.

    Works while Casebell runs. Ends with 1 when somebody should look into it.
    """
    settings = _settings(path)
    from bot.source_report import report

    def tell() -> None:
        if not _is_in_use(settings):
            click.echo("ok: no database yet; `casebell run` makes it at its first start")
            return
        lines, is_well = report(settings)
        for line in lines:
            click.echo(line)
        if not is_well:
            sys.exit(FAILED)

    _or_fail(tell)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_with_config
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--good-rows", is_flag=True, help="Take the rows that are right; without it, all or nothing.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column holds, where its heading does not tell; HEADING= leaves it out. Remembered.",
)
@click.option("--day-first", is_flag=True, help="Dates such as 03/04/2026 are the 3rd of April.")
def import_cases(
    file: Path, path: Path | None, dry_run: bool, good_rows: bool, columns: tuple[str, ...], day_first: bool
) -> None:
    """Bring the registry up to a table of cases: CSV, JSON Lines or XLSX.

    Works while Casebell runs. Cases are known by their receipt numbers: the same file a second time
    changes nothing. Who follows a case hears of its new status.
    """
    settings = _settings(path)
    from bot.import_report import Wish, import_cases

    wish = Wish(_chosen(columns), day_first=day_first, dry_run=dry_run, good_rows_only=good_rows)

    def bring_up() -> None:
        if not _is_in_use(settings):
            raise click.UsageError("There is no database yet: `casebell migrate` makes it.")
        with click.progressbar(length=0, label=file.name, show_eta=False, file=sys.stderr) as bar:

            def show(rows: int) -> None:
                bar.label = f"{file.name}: {rows:,} rows"
                bar.render_progress()

            outcome = import_cases(settings, file, wish, show)
        for line in outcome.lines:
            click.echo(line)
        if not outcome.is_good:
            sys.exit(FAILED)

    _or_fail(bring_up)


def _chosen(columns: tuple[str, ...]) -> dict[str, str]:
    """What each column holds. Raises a usage error for a field that there is not."""
    from bot.cases.importing.columns import Field

    chosen = {}
    for each in columns:
        heading, sign, field = (part.strip() for part in each.rpartition("="))
        if not sign or not heading or (field and field not in set(Field)):
            raise click.UsageError(
                f"--column {each!r}: HEADING=FIELD, where FIELD is one of {', '.join(Field)}"
            )
        chosen[heading] = field
    return chosen


def _is_in_use(settings: Settings) -> bool:
    """Whether there is a database of this version. Raises DatabaseNotMigrated for one of an earlier one."""
    from bot.running import DatabaseNotMigrated, is_first_start
    from storage.migrating import MigrationState, state_of

    if is_first_start(settings):
        return False
    if state_of(settings.database.url) is MigrationState.BEHIND:
        raise DatabaseNotMigrated
    return True


def _check_key_file(settings: Settings) -> None:
    from bot.running import is_first_start

    path = settings.security.key_file
    if not path.exists() and is_first_start(settings):
        click.echo("ok: no key file yet; `casebell run` makes it at its first start")
        return
    keys = read_key_file(path)
    click.echo("ok: key file with one key" if len(keys) == 1 else f"ok: key file with {len(keys)} keys")


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


def _check_mail_server(settings: Settings) -> None:
    from bot.mail.smtp import mail_server

    asyncio.run(mail_server(settings.mail).check())
    click.echo("ok: mail server reached")


def _found() -> Path | None:
    """The configuration where it stands by itself."""
    # Not Path.exists, which raises where we may not look.
    return next((place for place in _PLACES if os.path.exists(place)), None)


def _settings(path: Path | None) -> Settings:
    """The settings, or every problem and the end. From then on everything is logged as they say."""
    try:
        settings = load(path, os.environ)
    except ConfigurationError as wrong:
        for problem in (*_nothing_written(path), *wrong.problems):
            click.echo(f"problem: {problem}", err=True)
        sys.exit(WRONG_CONFIGURATION)
    set_up_logging(settings.log, secrets=settings.secrets)
    return settings


def _nothing_written(path: Path | None) -> list[Problem]:
    if path is not None or any(name.startswith(PREFIX) for name in os.environ):
        return []
    places = " nor at ".join(str(place) for place in _PLACES)
    mend = "Copy config.example.toml to config.toml and fill it in, or name yours with --config."
    return [Problem("--config", "", f"there is no configuration, neither at {places}", mend)]


def _told(work: Callable[[], None], *, listening: str = _WEBHOOK) -> int:
    """Do it and return the exit code; an operator's error is told in one sentence."""
    try:
        work()
    except Exception as error:
        failure = explained(error, listening=listening)
        if failure is None:
            raise
        click.echo(f"problem: {failure.sentence}", err=True)
        return failure.code
    return DONE


def _or_fail(work: Callable[[], None], *, listening: str = _WEBHOOK) -> None:
    if code := _told(work, listening=listening):
        sys.exit(code)


if __name__ == "__main__":
    main()
