"""What has served its time is forgotten, and nothing else."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.accounts.changes import Changes
from bot.accounts.deletion import Deletions
from bot.accounts.unused_chats import UnusedChats
from bot.housekeeping import Housekeeping
from bot.sandbox.sandbox import Sandbox
from storage.database import Database
from storage.ids import Ids
from storage.vault import Vault
from tests.dialogues.person import Person

KEPT = ("accounts", "second_factors", "cases", "links")
FORGOTTEN = ("inbox", "registrations", "challenges", "deliveries", "sessions")


def count(path: Path, *tables: str) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608


@pytest.mark.parametrize(
    ("span", "gone"),
    [
        ({"hours": 1}, set()),
        ({"hours": 25}, {"registrations", "challenges"}),
        ({"hours": 49}, {"registrations", "inbox", "challenges"}),
        ({"days": 91}, {"registrations", "inbox", "challenges", "deliveries", "sessions"}),
    ],
)
async def test_each_thing_is_forgotten_in_its_time(
    tmp_path: Path, vault: Vault, span: dict[str, float], gone: set[str]
) -> None:
    path = tmp_path / "sandbox.db"
    async with Sandbox(tmp_path, hurried=True) as sandbox:
        ana, bo = Person(sandbox, "Ana"), Person(sandbox, "Bo")
        await ana.is_logged_in()
        sandbox.desk.has("IOE0912345678", "Case Was Received")
        await ana.follows("IOE0912345678")
        await bo.answers_registration()
        await bo.presses("Create my account")
        await sandbox.passes(minutes=6)  # until the recovery codes are taken off the screen
    before, kept = count(path, *FORGOTTEN), count(path, *KEPT)
    assert all(before.values())
    assert all(kept.values())

    database = Database.open(f"sqlite:///{path}", vault)
    sandbox.clock.move_on(timedelta(**span))
    deletions = Deletions(database, sandbox.clock, Ids(), grace=timedelta(days=7))
    unused_chats = UnusedChats(database, sandbox.clock, Changes(sandbox.clock, Ids()))
    await Housekeeping(database, sandbox.clock, deletions, unused_chats).tick()
    await database.close()
    assert {table for table, rows in count(path, *FORGOTTEN).items() if rows == 0} == gone
    assert count(path, *KEPT) == kept
