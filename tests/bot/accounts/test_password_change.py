"""Changing the password on a real database: what happens to sessions elsewhere, and after a crash."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.accounts.changes import By, Changes
from bot.accounts.password_change import PasswordChanging, SamePassword
from bot.accounts.passwords import Argon2Parameters, Passwords
from bot.sandbox.clock import MovableClock
from storage import accounts, deliveries, sessions
from storage.database import Database
from storage.ids import Ids
from tests.bot.sandbox.far_end import StandingClock
from tests.storage.people import opens_account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE, THERE = 71, 72
NEW = "velvet anchor drinks monday"
BY = By(HERE, "Ana", "71:5")


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    passwords = Passwords(Argon2Parameters(memory_kib=8, passes=1), at_once=1, waiting=10)
    yield passwords
    await passwords.close()


@pytest.fixture
def changing(sqlite_database: Database, passwords: Passwords) -> PasswordChanging:
    clock = MovableClock(StandingClock(NOON))
    return PasswordChanging(sqlite_database, clock, passwords, Changes(clock, Ids()))


@pytest.fixture
async def ana(sqlite_database: Database, passwords: Passwords) -> str:
    """Ana's account, open here and there."""
    ana = await opens_account(sqlite_database, NOON)
    async with sqlite_database.transaction() as tx:
        for chat in (HERE, THERE):
            await sessions.add_session(
                tx,
                session_id=f"session{chat}",
                account_id=ana,
                chat_id=chat,
                once_key=f"{chat}:1",
                now=NOON,
                ends_at=NOON + timedelta(days=1),
            )
            await sessions.bind_chat(tx, ana, chat, NOON, "Ana")
        await accounts.set_password_hash(tx, ana, await passwords.hash("the one before"), NOON)
    return ana


async def open_in(database: Database, account_id: str) -> list[int]:
    async with database.reading() as tx:
        chats = await sessions.chats_of(tx, account_id)
    return [each.chat_id for each in chats if each.session_started_at is not None]


async def told(database: Database, channel: str) -> list[tuple[str, int | None]]:
    async with database.transaction() as tx:
        due = await deliveries.claim_due_deliveries(tx, channel, "test", NOON, NOON, 10)
    return [(each.kind, each.chat_id) for each in due]


@pytest.mark.requirement("R12")
async def test_other_sessions_end_and_their_chats_are_told(
    sqlite_database: Database, changing: PasswordChanging, ana: str
) -> None:
    """R12: a password change takes effect in every chat."""
    await changing.change(ana, await changing.hash_password(ana, NEW, by=BY), by=BY)
    assert await open_in(sqlite_database, ana) == [HERE]
    assert await told(sqlite_database, "telegram") == [("session-closed", THERE)]
    assert await told(sqlite_database, "email") == [("security-changed", None)]


async def test_the_same_update_after_a_crash_changes_nothing_more(
    sqlite_database: Database, changing: PasswordChanging, ana: str
) -> None:
    for _ in range(2):
        await changing.change(ana, await changing.hash_password(ana, NEW, by=BY), by=BY)
    assert await told(sqlite_database, "email") == [("security-changed", None)]
    with pytest.raises(SamePassword):
        await changing.hash_password(ana, NEW, by=By(HERE, "Ana", "71:6"))
