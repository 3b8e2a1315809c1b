"""What nobody needs any more is dropped by its age, and what somebody needs stays."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from storage import cases, links, registry, sessions
from storage.database import Database
from storage.ids import Ids
from storage.schema import metadata
from tests.storage.people import opens_account

DAY = timedelta(days=1)


async def count(database: Database, table: str) -> int:
    async with database.reading() as tx:
        return int(await tx.value(select(func.count()).select_from(metadata.tables[table])))


async def test_sessions_are_dropped_once_they_are_long_over(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        for chat_id, ends_at in ((1, now + DAY), (2, now + 2 * DAY), (3, now + 9 * DAY)):
            await sessions.add_session(
                tx,
                session_id=f"session-{chat_id}",
                account_id=ana,
                chat_id=chat_id,
                once_key=f"{chat_id}:1",
                now=now,
                ends_at=ends_at,
            )
        await sessions.end_session_of(tx, ana, 3, "logged-out", now)
    async with database.transaction() as tx:
        assert await sessions.forget_old_sessions(tx, now + 2 * DAY) == 2
    assert await count(database, "sessions") == 1


async def test_a_case_is_dropped_when_nobody_has_followed_it_for_long(
    database: Database, ids: Ids, now: datetime
) -> None:
    ana = await opens_account(database, now)
    async with database.transaction() as tx:
        followed = await cases.add_case(tx, ids, "IOE0900000001", "uscis", now)
        await cases.add_case(tx, ids, "IOE0900000002", "uscis", now)
        kept = await cases.add_case(tx, ids, "IOE0900000003", "registry", now)
        await registry.add_record(tx, kept, {"form": "I-485"}, by=None, now=now)
        await links.put_link(
            tx,
            link_id=ids.new(now),
            account_id=ana,
            case_id=followed,
            level="status-only",
            once_key="1:1",
            now=now,
            awaited_until=None,
        )
        assert await cases.forget_unfollowed_cases(tx, now) == 0
        assert await cases.forget_unfollowed_cases(tx, now + DAY) == 1
        assert await cases.lock_case(tx, followed) is not None
        assert await registry.record_of(tx, kept) is not None
    assert await count(database, "cases") == 2
