"""Sessions, and which chats an account's alerts go to."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from storage import accounts, chats, sessions
from storage.chats import NewUpdate, Outcome
from storage.database import Database, DatabaseContended
from storage.open_sessions import OpenSession, open_sessions
from storage.sessions import BoundChat
from tests.storage.people import opens_account

DAY = timedelta(days=1)
HERE, THERE = 71, 72
_NUMBERS = count(1)


async def open_session(
    database: Database, account_id: str, now: datetime, chat_id: int = HERE, key: str = "71:1"
) -> None:
    async with database.transaction() as tx:
        await sessions.add_session(
            tx,
            session_id=f"session-{key}",
            account_id=account_id,
            chat_id=chat_id,
            once_key=key,
            now=now,
            ends_at=now + DAY,
        )
        await sessions.bind_chat(tx, account_id, chat_id, now)


async def session_in(database: Database, now: datetime, chat_id: int = HERE) -> OpenSession | None:
    """The session as an update to the chat finds it."""
    async with database.transaction() as tx:
        await chats.add_updates(tx, [NewUpdate(next(_NUMBERS), chat_id, b"{}")], now)
        (work,) = await chats.claim_chats(tx, "one", now, now, [chat_id])
        await chats.settle(tx, "one", [Outcome(work)], now)
    return work.session


async def audience(database: Database, account_id: str, chat_id: int = HERE) -> BoundChat | None:
    async with database.reading() as tx:
        return await sessions.bound_chat(tx, account_id, chat_id)


async def test_an_update_comes_with_the_session_of_its_own_chat(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await open_session(database, ana, now)

    assert await session_in(database, now) == OpenSession(
        "session-71:1", ana, "en", now, now, now + DAY, None, name="Ana López"
    )
    assert await session_in(database, now, THERE) is None


async def test_the_same_update_opens_a_session_once(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await open_session(database, ana, now)
    async with database.reading() as tx:
        assert await sessions.session_opened_by(tx, "71:1") == "session-71:1"
        assert await sessions.session_opened_by(tx, "71:2") is None

    with pytest.raises(DatabaseContended):
        await open_session(database, ana, now)


async def test_ending_the_session_in_a_chat_leaves_those_elsewhere(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await open_session(database, ana, now)
    await open_session(database, ana, now, THERE, "72:1")
    async with database.transaction() as tx:
        await sessions.end_session_of(tx, ana, HERE, "logged-out", now)
        assert await sessions.session_opened_by(tx, "71:1") is None

    assert await session_in(database, now) is None
    assert await session_in(database, now, THERE)


async def test_a_new_log_in_ends_the_sessions_of_that_account_elsewhere(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await open_session(database, ana, now)
    await open_session(database, ana, now, THERE, "72:1")
    await open_session(database, bo, now, 73, "73:1")
    async with database.transaction() as tx:
        assert await sessions.end_sessions_elsewhere(tx, ana, HERE, "new-login", now) == [THERE]

    assert await session_in(database, now)
    assert await session_in(database, now, THERE) is None
    assert await session_in(database, now, 73)


async def test_use_and_unlocking_are_noted(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await open_session(database, ana, now)
    later = now + DAY / 4
    async with database.transaction() as tx:
        await sessions.unlock_session(tx, "session-71:1", later)

    session = await session_in(database, now)
    assert session
    assert (session.last_used_at, session.locked_at) == (later, None)


async def test_alerts_find_the_chat_its_language_and_how_open_it_is(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    assert await audience(database, ana) is None
    await open_session(database, ana, now)
    async with database.transaction() as tx:
        await accounts.set_language(tx, ana, "es")
    assert await audience(database, ana) == BoundChat(HERE, "es", "auto", now, now + DAY, None)

    async with database.transaction() as tx:
        await sessions.end_session_of(tx, ana, HERE, "logged-out", now)
        assert await sessions.chats_bound_to(tx, ana) == [HERE]
    assert await audience(database, ana) == BoundChat(HERE, "es", "auto", None, None, None)


async def test_the_session_of_somebody_else_in_the_chat_opens_nothing(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        await sessions.bind_chat(tx, ana, HERE, now)
    await open_session(database, bo, now)

    told = await audience(database, ana)
    assert told
    assert told.session_ends_at is None


async def test_no_alert_goes_to_a_chat_that_was_left_or_blocked(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    for chat_id in (HERE, THERE, 73):
        async with database.transaction() as tx:
            await sessions.bind_chat(tx, ana, chat_id, now)
    async with database.transaction() as tx:
        await sessions.stop_alerts(tx, ana, HERE)
        await sessions.mark_chat_blocked(tx, THERE, now)
    told = [await audience(database, ana, chat_id) for chat_id in (HERE, THERE, 73)]
    assert [each and each.chat_id for each in told] == [None, None, 73]

    async with database.transaction() as tx:
        await sessions.mark_chat_blocked(tx, THERE, None)
        await sessions.bind_chat(tx, ana, HERE, now)
    assert await audience(database, ana, HERE)
    assert await audience(database, ana, THERE)


async def test_of_several_accounts_in_a_chat_the_one_turned_to_last_comes_first(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await open_session(database, ana, now)
    await open_session(database, bo, now, HERE, "71:2")
    assert await accounts_in(database, now) == [bo, ana]
    async with database.transaction() as tx:
        assert await sessions.turn_to(tx, "session-71:1", HERE, now)
        assert not await sessions.turn_to(tx, "session-71:1", THERE, now)
    assert await accounts_in(database, now) == [ana, bo]


async def accounts_in(database: Database, now: datetime) -> list[str]:
    async with database.reading() as tx:
        return [each.account_id for each in (await open_sessions(tx, [HERE], now))[HERE]]
