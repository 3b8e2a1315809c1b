"""The key file: the keys that everything personal in the database is encrypted under.

Text, one key a line: its id of four letters or digits, a space, and base64 of its 32 bytes. The last
line is the newest key and writes; all of them read. Lines that begin with `#` are for people.
"""

import base64
import binascii
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from storage.vault import Key

_GROUP_AND_OTHERS = 0o077
_MOST_BYTES = 64 * 1024
_SECRET_BYTES = 32
_ID_BYTES = 2  # four hexadecimal digits

_HEADER = """\
# The keys of a Casebell database, made on {day}.
# Without this file nobody can read the names, messages and documents in the database, Casebell included.
# Keep a copy of it, apart from the copies of the database: whoever has both can read everything.
# One key a line. The last one is used to write, all of them to read: never remove a line.
"""


class KeyFileUnusable(Exception):
    """The key file at `path` cannot be used, for a `reason`; `mend` says what to do."""

    def __init__(self, path: Path, reason: str, mend: str) -> None:
        super().__init__(f"{path}: {reason}. {mend}")
        self.path = path
        self.reason = reason
        self.mend = mend


class KeyFileUnreadable(KeyFileUnusable):
    """There is no such file, or we may not read it."""


class KeyFileOpenToOthers(KeyFileUnusable):
    """Its mode lets others than its owner at the keys (requirement R20)."""


class KeyFileGarbled(KeyFileUnusable):
    """Its text is not that of a key file."""


class KeyFileExists(KeyFileUnusable):
    """A new key file would take the place of what is there."""


class KeyFileNotWritten(KeyFileUnusable):
    """It could not be made; nothing is left of the attempt."""


def read_key_file(path: Path) -> list[Key]:
    """The keys in the file at `path`, the newest last.

    Raises KeyFileUnreadable, KeyFileOpenToOthers or KeyFileGarbled; none repeats what the file holds.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        mend = "Name the key file in security.key_file, or put it back from its copy."
        raise KeyFileUnreadable(path, _words_for(error), mend) from None
    if mode & _GROUP_AND_OTHERS:
        reason = f"others than its owner may use it (mode {mode:04o})"
        raise KeyFileOpenToOthers(path, reason, f"Run: chmod 600 {path}")
    return _keys_in(content, path)


def make_key_file(path: Path, *, randomness: Callable[[int], bytes], now: datetime) -> Key:
    """Make a key file with one new key at `path`, for its owner only, safely on disk on return.

    Raises KeyFileExists or KeyFileNotWritten.
    """
    key = Key(randomness(_ID_BYTES).hex(), randomness(_SECRET_BYTES))
    line = f"{key.id} {base64.b64encode(key.secret).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        mend = "Use it as it is: a database cannot be read with another key than its own."
        raise KeyFileExists(path, "there is a file already", mend) from None
    except OSError as error:
        raise KeyFileNotWritten(path, _words_for(error), "Choose a folder that we may write to.") from None
    try:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(_HEADER.format(day=now.date().isoformat()) + line)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise KeyFileNotWritten(path, _words_for(error), "Make room on the disk and try again.") from None
    return key


def _sync_folder(folder: Path) -> None:
    """A new file's name outlives a power cut only once its folder is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keys_in(content: bytes, path: Path) -> list[Key]:
    mend = "Put the file back from its copy."
    if len(content) > _MOST_BYTES:
        raise KeyFileGarbled(path, "it is too long for a key file", mend)
    keys: dict[str, Key] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        key = _key_on(line)
        if key is None:
            reason = f"line {number} is not a key: four letters or digits, a space, base64 of 32 bytes"
            raise KeyFileGarbled(path, reason, mend)
        if key.id in keys:
            raise KeyFileGarbled(path, f"line {number} has the id of an earlier line", mend)
        keys[key.id] = key
    if not keys:
        raise KeyFileGarbled(path, "it holds no key", mend)
    return list(keys.values())


def _key_on(line: bytes) -> Key | None:
    try:
        key_id, secret = line.decode("ascii").split()
        return Key(key_id, base64.b64decode(secret, validate=True))
    except (ValueError, binascii.Error):
        return None


def _words_for(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else "it cannot be used"
