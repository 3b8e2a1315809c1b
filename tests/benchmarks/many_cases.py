"""Databases with very many cases, written fast: past the library, in one go."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cases.plan import Urgency
from storage import accounts
from storage.accounts import Account, Personal
from storage.database import Database
from storage.ids import Ids
from storage.migrating import migrate
from storage.vault import Vault
from tests.benchmarks.case_far_end import TITLE
from tests.benchmarks.house import KEY

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_SNAPSHOT = {
    "form": "I-485",
    "title": TITLE,
    "title_es": None,
    "description": {"text": "We received your form.", "links": []},
    "description_es": None,
    "submitted": "2026-01-05",
    "changes": 0,
}
_CASE = """INSERT INTO cases (id, receipt_digest, receipt, snapshot, source, stage, created_at, changed_at,
    checked_at, tried_at, failures, answers, due_at, urgency, fence)
    VALUES (?, ?, ?, ?, 'uscis', 'received', ?, ?, ?, ?, 0, 1, ?, ?, 0)"""
_LINK = """INSERT INTO links (id, account_id, case_id, level, created_at, once_key, touched)
    VALUES (?, ?, ?, 'status-only', ?, ?, 0)"""


def receipt(number: int) -> str:
    """The receipt number of a case, by its place."""
    return f"IOE{number:010d}"


async def open_with_cases(path: Path, count: int, *, due: int) -> Database:
    """A database in which one account follows `count` cases, of which the first `due` are due at NOW."""
    migrate(f"sqlite:///{path}")
    vault = Vault([KEY])
    database = Database.open(f"sqlite:///{path}", vault)
    account_id = (await add_accounts(database, 1))[0]
    plain = sqlite3.connect(path)
    plain.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;")
    with plain:
        plain.executemany(_CASE, _cases(vault, count, due))
        moment = _text(NOW)
        links = ((f"L{n:019d}", account_id, _id(n), moment, f"{n}") for n in range(count))
        plain.executemany(_LINK, links)
        plain.execute("ANALYZE")
    plain.close()
    return database


async def add_accounts(database: Database, count: int) -> list[str]:
    """So many accounts, named by their numbers. Returns their ids."""
    ids = Ids()
    added = [ids.new(NOW) for _ in range(count)]
    async with database.transaction() as tx:
        for number, account_id in enumerate(added):
            name = f"follower{number}-{account_id}"
            personal = Personal(name, f"{name}@example.org", name, "1990-05-23", account_id)
            await accounts.add_account(
                tx,
                Account(account_id, personal, "en", "auto", NOW),
                username_key=name,
                skeleton=name,
                email_key=personal.email,
                password_hash="none",
            )
    return added


def _cases(vault: Vault, count: int, due: int) -> Iterator[tuple[object, ...]]:
    snapshot = json.dumps(_SNAPSHOT).encode()
    seen = _text(NOW - timedelta(days=30))
    spread = timedelta(days=10) / max(1, count - due)
    for number in range(count):
        case_id = _id(number)
        late = number - due + (number >= due)
        due_at = NOW + (spread * late if number >= due else -timedelta(seconds=due - number))
        yield (
            case_id,
            number.to_bytes(28, "big"),
            vault.seal(receipt(number).encode(), f"cases.receipt:{case_id}"),
            vault.seal(snapshot, f"cases.snapshot:{case_id}"),
            *(seen,) * 4,
            _text(due_at),
            Urgency.ORDINARY if number % 20 else Urgency.LIVELY,
        )


def _id(number: int) -> str:
    return f"C{number:019d}"


def _text(moment: datetime) -> str:
    """As the library writes it for SQLite."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"
