"""Loading the configuration: everything that is wrong is found before anything is refused."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.config.house import Database, Security
from bot.config.judging import problems_in
from bot.config.problems import Caution, ConfigurationError, Problem
from bot.config.safety import Facts, cautions, check_files, permission_bits
from bot.config.section import Section
from bot.config.settings import Settings
from bot.config.sources import Values, Written, read_written, secrets_written_in

_Section = TypeVar("_Section", bound=Section)


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of the file at `path`, if any, and of the environment, which wins.

    Relative paths in either are taken from the file's folder, or without a file from the current one.
    Raises ConfigurationError with every problem, unsafe files among them.
    """
    written = read_written(path, environ)
    settings, problems = _judge(written)
    key_file, database = _files_named(written)
    unsafe = check_files(key_file, database, Facts(permission_bits, path))
    problems = [*written.problems, *problems, *unsafe]
    if settings is None or problems:
        raise ConfigurationError(tuple(problems))
    return settings


def cautions_about(settings: Settings, path: Path | None) -> list[Caution]:
    """What is allowed in settings that were loaded from `path`, but should have been meant."""
    secrets = secrets_written_in(path) if path else ()
    return cautions(settings, Facts(permission_bits, path, secrets))


def _judge(written: Written) -> tuple[Settings | None, list[Problem]]:
    # An absent section is an empty one: the keys that it must have are missed by name.
    values: Values = {section: {} for section in Settings.model_fields} | written.values
    try:
        return Settings.model_validate(values, context={"folder": written.folder}), []
    except ValidationError as errors:
        return None, problems_in(errors, written)


def _files_named(written: Written) -> tuple[Path | None, Path | None]:
    """Key file and SQLite file, each judged by itself, so that another key's fault hides neither."""
    security = _only(Security, "security", "key_file", written)
    database = _only(Database, "database", "url", written)
    return (security.key_file if security else None, database.sqlite_path if database else None)


def _only(section: type[_Section], name: str, key: str, written: Written) -> _Section | None:
    """A section as if but one of its keys had been written; None where that one is wrong."""
    keys = written.values.get(name)
    given = {key: keys[key]} if isinstance(keys, dict) and key in keys else {}
    try:
        return section.model_validate(given, context={"folder": written.folder})
    except ValidationError:
        return None
