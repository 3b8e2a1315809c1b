"""A stolen database shows nothing of the people in it (requirement R19)."""

from pathlib import Path

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "IOE0912345678"


@pytest.mark.requirement("R19")
async def test_the_files_of_the_database_hold_nothing_that_a_person_said_or_was_told(tmp_path: Path) -> None:
    async with Sandbox(tmp_path, hurried=True) as sandbox:
        ana = Person(sandbox, "Ana")
        sandbox.desk.has(RECEIPT, "Case Was Received", form="I-765")
        await ana.is_logged_in()
        code = await sandbox.mailbox.code_for(ana.email)
        await ana.follows(RECEIPT)
        sandbox.desk.moves(RECEIPT, "Interview Was Scheduled")
        await sandbox.passes(hours=2)
        await ana.sends("something that nobody else should read")
        # A registration that is in the middle, a mail and an alert that wait.
        sandbox.mailbox.is_down = True
        bo = Person(sandbox, "Bo")
        await bo.answers_registration()
        await bo.phone.presses("Create my account")
        await sandbox.stop_bot()
        await bo.phone.sends("a message that nobody has answered")
        await sandbox.start_bot()

        files = _contents(tmp_path)
        said = [
            *("López", "1990-05-23", "May 23, 1990"),
            *(ana.email, ana.username, bo.email, bo.username, PASSWORD),
            *(RECEIPT, RECEIPT[3:], ana.secret, *ana.recovery_codes, code),
            *("nobody else should read", "nobody has answered", "Please check your answers"),
            *("Interview Was Scheduled", "Case Was Received", "Your code"),
        ]
    assert "sandbox.db" in files
    assert "sandbox.db-wal" in files
    assert len(ana.recovery_codes) == 10
    for name, content in files.items():
        assert not [each for each in said if any(spelling in content for spelling in _spellings(each))], name


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _spellings(words: str) -> set[bytes]:
    plain = {words, words.casefold(), words.replace("-", "")}
    return {each.encode(encoding) for each in plain for encoding in ("utf-8", "utf-16-le")}
