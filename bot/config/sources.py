"""Where the values come from: config.toml, then the environment, which wins; secrets also from files.

pydantic-settings is not used for this: it stops at the first variable that it cannot parse, passes
over sections that it does not know, and has no `<key>_file` for a single secret, while an operator
should be told everything at once.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config.problems import ConfigurationError, Problem
from bot.config.settings import SECRET_KEYS

PREFIX = "CASEBELL_"
_SECRET_FILE_BYTES = 64 * 1024

Values = dict[str, Any]
"""By section, and within each by key: what was written, not yet judged."""


@dataclass
class Written:
    """What an operator has written, wherever it stands."""

    folder: Path
    """Where relative paths are taken from."""
    values: Values
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    """The environment variable that a value came from, where it came from one."""
    problems: list[Problem] = field(default_factory=list)


def variable_of(section: str, key: str) -> str:
    """The environment variable of a key."""
    return f"{PREFIX}{section}__{key}".upper()


def read_written(path: Path | None, environ: Mapping[str, str]) -> Written:
    """Everything written in the file at `path`, if any, and in the environment.

    Raises ConfigurationError when the file cannot be read at all. What is wrong with files of secrets is
    among the `problems`.
    """
    from_file = _without_empty(_read_toml(path)) if path else {}
    from_environment = _read_environment(environ)
    written = Written(folder=path.absolute().parent if path else Path.cwd(), values=from_file)
    _take_secrets_from_files(from_file, written)
    # Before merging: a secret of the environment wins over a file that config.toml names, and the reverse.
    _take_secrets_from_files(from_environment, written)
    for section, values in from_environment.items():
        for key, value in values.items():
            written.variables[section, key] = variable_of(section, key)
            into = written.values.setdefault(section, {})
            if isinstance(into, dict):
                into[key] = value
    return written


def secrets_written_in(path: Path) -> tuple[str, ...]:
    """The secret keys whose values stand in the file at `path` itself. Raises ConfigurationError."""
    values = _read_toml(path)
    return tuple(
        f"{section}.{key}"
        for section, key in SECRET_KEYS
        if isinstance(values.get(section), dict) and _holds_secret(values[section].get(key))
    )


def _holds_secret(value: object) -> bool:
    """The URL of an SQLite file is no secret."""
    return isinstance(value, str) and bool(value) and not value.startswith("sqlite:")


def _read_toml(path: Path) -> Values:
    try:
        # Editors on Windows put a mark before the first character that TOML does not know.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = Problem(
            str(path), "", "there is no such file", "Copy config.example.toml there and fill it in."
        )
    except OSError as error:
        problem = Problem(
            str(path),
            "",
            f"it cannot be read ({os.strerror(error.errno or 0)})",
            "Give a file that the user who runs Casebell may read.",
        )
    except UnicodeDecodeError:
        problem = Problem(str(path), "", "it is not UTF-8 text", "Save it as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        problem = Problem(
            str(path),
            "",
            f"it is not TOML: {error}",
            'Put text in "quotes", and each key on a line of its own.',
        )
    raise ConfigurationError((problem,))


def _without_empty(values: Values) -> Values:
    """An empty text counts as not set: what must be there is then missed, and the rest has its default."""
    return {
        name: {key: value for key, value in section.items() if value != ""}
        if isinstance(section, dict)
        else section
        for name, section in values.items()
    }


def _read_environment(environ: Mapping[str, str]) -> Values:
    """The `CASEBELL_SECTION__KEY` variables. An empty one counts as not set: compose files leave such.

    Names without `__` are left alone: container platforms make such ones for a service called casebell.
    """
    values: Values = {}
    for name, value in environ.items():
        section, divider, key = name.removeprefix(PREFIX).lower().partition("__")
        if name.startswith(PREFIX) and divider and value:
            values.setdefault(section, {})[key] = value
    return values


def _take_secrets_from_files(values: Values, written: Written) -> None:
    """Put the content of each `<key>_file` under `<key>`."""
    for section, key in SECRET_KEYS:
        keys = values.get(section)
        if not isinstance(keys, dict) or f"{key}_file" not in keys:
            continue
        named = keys.pop(f"{key}_file")
        if key in keys:
            reason = f"{section}.{key} is given as well, in the same place"
            written.problems.append(
                Problem(f"{section}.{key}_file", str(named), reason, "Keep one of the two.")
            )
            continue
        content = _read_secret(f"{section}.{key}_file", named, written)
        if content is not None:
            keys[key] = content


def _read_secret(key: str, named: object, written: Written) -> str | None:
    mend = "Name a file that holds the secret and nothing else."
    try:
        path = written.folder / str(named)
        with path.open("rb") as file:
            content = file.read(_SECRET_FILE_BYTES + 1)
        text = content.decode().strip()
    except OSError as error:
        reason = f"it cannot be read ({os.strerror(error.errno or 0)})"
        written.problems.append(Problem(key, str(named), reason, mend))
        return None
    except ValueError:
        written.problems.append(Problem(key, str(named), "it is not UTF-8 text", mend))
        return None
    if not text or len(content) > _SECRET_FILE_BYTES:
        reason = "it is empty" if not text else "it is too long for a secret"
        written.problems.append(Problem(key, str(named), reason, mend))
        return None
    return text
