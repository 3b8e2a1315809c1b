"""What makes a start unsafe although every value is right: who else may read or change the files (R20, R24).

Nothing here looks at the disk: what the disk says comes in as `Facts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from bot.config.problems import Caution, Problem
from bot.config.rules import is_this_machine
from bot.config.section import Section
from bot.config.settings import WITHOUT_EFFECT, Settings

_GROUP_AND_OTHERS = 0o077
_OTHERS = 0o007
_OTHERS_READ = 0o004
_OTHERS_WRITE = 0o002
_SQLITE_FILES = ("", "-wal", "-shm")
_ENCRYPTED = {"require", "verify-ca", "verify-full"}  # libpq, sslmode


@dataclass(frozen=True)
class Facts:
    """What the machine says of the files that the configuration names."""

    mode_of: Callable[[Path], int | None]
    """The permission bits of a file, following links; None where there is no such file."""
    config_file: Path | None = None
    secrets_in_config: tuple[str, ...] = ()
    """The secret keys whose values stand in the configuration file itself."""


def permission_bits(path: Path) -> int | None:
    """The permission bits of the file at `path`; None where there is none, or none that we may see."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return None


def check_files(key_file: Path | None, database: Path | None, facts: Facts) -> list[Problem]:
    """What is unsafe about the key file, the SQLite file and the configuration file.

    None stands for a path that is not known, or not used.
    """
    problems: list[Problem] = []
    if key_file is not None:
        # Where there is no database yet, the first start makes the key file.
        is_needed = database is not None and facts.mode_of(database) is not None
        problems += _check_key_file(key_file, facts.mode_of(key_file), is_needed=is_needed)
    if database is not None:
        problems += _check_database(database, facts)
    if facts.config_file is not None and (facts.mode_of(facts.config_file) or 0) & _OTHERS_WRITE:
        reason = "every user of this machine may change it"
        problems.append(Problem(str(facts.config_file), "", reason, f"Run: chmod o-w {facts.config_file}"))
    return problems


def _check_key_file(path: Path, mode: int | None, *, is_needed: bool) -> list[Problem]:
    key = "security.key_file"
    if mode is None:
        mend = "Put back the key file that belongs to the database: without it nobody can read that."
        return [Problem(key, str(path), "there is no such file", mend)] if is_needed else []
    if mode & _GROUP_AND_OTHERS:
        reason = f"others than its owner may use it (mode {mode:04o})"
        return [Problem(key, str(path), reason, f"Run: chmod 600 {path}")]
    return []


def _check_database(path: Path, facts: Facts) -> list[Problem]:
    key = "database.url"
    if facts.mode_of(path.parent) is None:
        return [Problem(key, str(path), "its folder does not exist", f"Run: mkdir -p {path.parent}")]
    files = [path.with_name(path.name + end) for end in _SQLITE_FILES]
    return [
        Problem(key, str(file), "every user of this machine may use it", f"Run: chmod o-rwx {file}")
        for file in files
        if (facts.mode_of(file) or 0) & _OTHERS
    ]


def cautions(settings: Settings, facts: Facts) -> list[Caution]:
    """What is allowed, but should have been meant."""
    return [
        *_readable_secrets(facts),
        *_open_doors(settings),
        *_unencrypted_ways(settings),
        *_without_effect(settings),
    ]


def _readable_secrets(facts: Facts) -> list[Caution]:
    path = facts.config_file
    if path is None or not facts.secrets_in_config or not (facts.mode_of(path) or 0) & _OTHERS_READ:
        return []
    held = ", ".join(facts.secrets_in_config)
    return [Caution(str(path), f"every user of this machine can read {held} in it", f"Run: chmod 600 {path}")]


def _open_doors(settings: Settings) -> list[Caution]:
    telegram = settings.telegram
    if telegram.mode != "webhook" or not _is_every_address(telegram.webhook_listen):
        return []
    reason = "the webhook speaks plain HTTP on every address of this machine"
    mend = "Listen on 127.0.0.1, or let nobody but your proxy reach the port."
    return [Caution("telegram.webhook_listen", reason, mend)]


def _is_every_address(listen: str) -> bool:
    try:
        return ip_address(listen).is_unspecified
    except ValueError:
        return False


def _unencrypted_ways(settings: Settings) -> list[Caution]:
    found = []
    if settings.mail.security == "none" and not is_this_machine(settings.mail.host):
        reason = "codes and names cross the network in clear, as mail.insecure_ok allows"
        found.append(Caution("mail.security", reason, 'Use "starttls" or "tls" if the mail server can.'))
    if settings.database.sqlite_path is None and _may_be_unencrypted(settings.database.url):
        reason = "the connection to the database may be unencrypted"
        found.append(Caution("database.url", reason, "Add ?sslmode=verify-full to the address."))
    return found


def _may_be_unencrypted(url: str) -> bool:
    # Imported here: a start on SQLite need not wait for it.
    from sqlalchemy import make_url

    parts = make_url(url)
    host = parts.host or str(parts.query.get("host", ""))
    # Without a host, or with a path for one, it is a socket of this machine's.
    is_near = not host or host.startswith("/") or is_this_machine(host)
    return not is_near and parts.query.get("sslmode") not in _ENCRYPTED


def _without_effect(settings: Settings) -> list[Caution]:
    """What was written, and will do nothing: whoever wrote it should not wait for it."""
    mend = "Remove it, or leave it for a later version."
    return [
        Caution(key, "it has no effect in this version", mend)
        for key in WITHOUT_EFFECT
        if _is_written(settings, *key.split("."))
    ]


def _is_written(settings: Settings, section: str, key: str) -> bool:
    values: Section = getattr(settings, section)
    return key in values.model_fields_set
