"""The key file: made once, for its owner only, and read with care (requirement R20)."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.key_file import (
    KeyFileExists,
    KeyFileGarbled,
    KeyFileNotWritten,
    KeyFileOpenToOthers,
    KeyFileUnreadable,
    KeyFileUnusable,
    make_key_file,
    read_key_file,
)
from storage.vault import Key

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECRETS = [bytes([number]) * 32 for number in range(3)]
LINES = [f"key{number} {base64.b64encode(secret).decode()}" for number, secret in enumerate(SECRETS)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "casebell.key"


def counting(count: int) -> bytes:
    return bytes(range(count))


def holding(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return path


def test_a_new_key_file_is_read_as_it_was_made(path: Path) -> None:
    key = make_key_file(path, randomness=counting, now=NOW)
    assert read_key_file(path) == [key] == [Key("0001", bytes(range(32)))]


def test_a_new_key_file_is_for_its_owner_and_explains_itself(path: Path) -> None:
    make_key_file(path, randomness=counting, now=NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "made on 2026-11-24" in path.read_text()
    assert "Keep a copy of it, apart from the copies of the database" in path.read_text()


def test_a_key_file_is_never_written_over(path: Path) -> None:
    holding(path, "precious")
    with pytest.raises(KeyFileExists):
        make_key_file(path, randomness=counting, now=NOW)
    assert path.read_text() == "precious"


def test_a_link_to_nowhere_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileExists):
        make_key_file(path, randomness=counting, now=NOW)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileNotWritten, match=r"No such file or directory\. Choose a folder"):
        make_key_file(tmp_path / "no" / "casebell.key", randomness=counting, now=NOW)


def test_the_last_line_is_the_newest_key_and_words_for_people_are_passed_over(path: Path) -> None:
    holding(path, f"# ours\n\n{LINES[0]}\r\n  # older above\n  {LINES[1]}  \n{LINES[2]}")
    assert [key.secret for key in read_key_file(path)] == SECRETS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it holds no key"),
        ("# nothing yet\n", "it holds no key"),
        (f"{LINES[0]}\nkey1\n", "line 2 is not a key"),
        (f"key {LINES[0][5:]}\n", "line 1 is not a key"),
        (f"k-y0 {LINES[0][5:]}\n", "line 1 is not a key"),
        ("key0 c2hvcnQ=\n", "line 1 is not a key"),
        (f"key0 {LINES[0][5:]}!\n", "line 1 is not a key"),
        (f"{LINES[0]} more\n", "line 1 is not a key"),
        (f"{LINES[0]}\n{LINES[0]}\n", "line 2 has the id of an earlier line"),
        (b"\xff\xfe" + LINES[0].encode("utf-16-le"), "line 1 is not a key"),
        ("#" * 70_000, "it is too long"),
    ],
)
def test_a_garbled_file_is_refused_and_not_repeated(path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(KeyFileGarbled) as refused:
        read_key_file(holding(path, content))
    assert reason in refused.value.reason
    assert "from its copy" in refused.value.mend
    assert LINES[0][5:] not in str(refused.value)


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o620, 0o777])
def test_a_file_that_others_may_use_is_refused(path: Path, mode: int) -> None:
    holding(path, LINES[0]).chmod(mode)
    with pytest.raises(KeyFileOpenToOthers, match=f"mode {mode:04o}.*chmod 600 {path}"):
        read_key_file(path)


def test_a_file_that_is_not_there_or_a_folder_is_told(path: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnreadable, match="No such file"):
        read_key_file(path)
    with pytest.raises(KeyFileUnusable, match="Is a directory"):
        read_key_file(tmp_path)


def test_a_key_does_not_show_its_secret(path: Path) -> None:
    (key,) = read_key_file(holding(path, LINES[1]))
    assert repr(key) == "Key(id='key1')"
