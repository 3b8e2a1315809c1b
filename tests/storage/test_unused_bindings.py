"""Chats in which nobody has opened an account for long."""

from datetime import datetime, timedelta

from storage import sessions
from storage.database import Database
from storage.unused_bindings import EndedBinding, end_unused_bindings
from tests.storage.people import opens_account

DAY = timedelta(days=1)
HERE, THERE, ELSEWHERE = 71, 72, 73


async def end(database: Database, before: datetime, most: int = 10) -> list[EndedBinding]:
    async with database.transaction() as tx:
        return await end_unused_bindings(tx, before, most)


async def test_only_what_was_used_last_before_the_moment_ends_and_only_once(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await sessions.bind_chat(tx, ana, HERE, now, "Ana")
        await sessions.bind_chat(tx, ana, THERE, now + DAY)

    assert await end(database, now) == []
    assert await end(database, now + DAY) == [EndedBinding(ana, HERE, "Ana", now, got_messages=True)]
    assert await end(database, now + DAY) == []
    async with database.reading() as tx:
        assert await sessions.chats_bound_to(tx, ana) == [THERE]


async def test_a_chat_whose_session_was_used_since_stays(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        await sessions.bind_chat(tx, ana, HERE, now)
        await sessions.add_session(
            tx,
            session_id="one",
            account_id=ana,
            chat_id=HERE,
            once_key="71:1",
            now=now + DAY,
            ends_at=now + 2 * DAY,
        )

    assert await end(database, now + DAY) == []


async def test_chats_that_got_no_messages_are_told_apart_and_no_more_end_than_asked(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        for chat_id in (HERE, THERE, ELSEWHERE):
            await sessions.bind_chat(tx, ana, chat_id, now)
        await sessions.stop_alerts(tx, ana, HERE)
        await sessions.mark_chat_blocked(tx, THERE, now)

    ended = await end(database, now + DAY, most=2) + await end(database, now + DAY, most=2)
    assert {each.chat_id: each.got_messages for each in ended} == {HERE: False, THERE: False, ELSEWHERE: True}
