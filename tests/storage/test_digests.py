"""What waits for the day's one message, and a person's own rules, on each database."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storage import alert_rules, cases, deliveries, digests, links
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.digests import NewItem
from storage.ids import Ids
from storage.schema import digest_items
from tests.storage.people import opens_account

IDS = Ids()
HOUR = timedelta(hours=1)


async def follows(database: Database, account_id: str, receipt: str, now: datetime) -> str:
    async with database.transaction() as tx:
        case_id = await cases.add_case(tx, IDS, receipt, "uscis", now)
        await links.put_link(
            tx,
            link_id=IDS.new(now),
            account_id=account_id,
            case_id=case_id,
            level="status-only",
            once_key=receipt,
            now=now,
            awaited_until=None,
        )
    return case_id


async def puts(database: Database, account_id: str, case_id: str, title: str, now: datetime) -> None:
    item = NewItem(f"{account_id}:{case_id}", account_id, case_id, "telegram", {"title": title}, now + HOUR)
    async with database.transaction() as tx:
        await digests.put_items(tx, IDS, now, [item])


async def takes(database: Database, now: datetime) -> list[tuple[str, bool]]:
    async with database.transaction() as tx:
        return [(each.body["title"], each.is_followed) for each in await digests.take_due_items(tx, now, 50)]


async def test_of_each_case_the_newest_waits_and_is_taken_once(
    database: Database, another_process: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    one, two = [await follows(database, ana, f"EAC249991234{each}", now) for each in (5, 6)]
    await puts(database, ana, one, "received", now)
    await puts(database, ana, two, "mailed", now + HOUR / 4)
    await puts(database, ana, one, "approved", now + HOUR / 2)
    assert await takes(database, now + HOUR / 2) == []
    assert await takes(database, now + HOUR) == [("approved", True), ("mailed", True)]
    assert await takes(another_process, now + HOUR) == []


async def test_what_is_followed_no_more_says_so(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    case_id = await follows(database, ana, "EAC2499912345", now)
    await puts(database, ana, case_id, "received", now)
    async with database.transaction() as tx:
        await links.remove_link(tx, ana, case_id)
        assert await digests.cases_told(tx, ana, [case_id], now) == frozenset()
    assert await takes(database, now + HOUR) == [("received", False)]


async def test_what_waits_is_not_to_be_read(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    await puts(database, ana, await follows(database, ana, "EAC2499912345", now), "Denied", now)
    async with database.reading() as tx:
        row = await tx.one(select(digest_items))
    assert row is not None
    assert b"Denied" not in row["body"]


async def test_rules_and_hours_are_each_accounts_own(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    async with database.transaction() as tx:
        await alert_rules.put_rule(tx, ana, "decision", "email", "at-once")
        await alert_rules.put_rule(tx, ana, "decision", "both", "at-once")
        await alert_rules.put_habits(tx, ana, (60, 120), 540)
        found = await alert_rules.habits_of(tx, [ana, bo])
        assert (found[ana].rules, found[bo].rules) == ({"decision": ("both", "at-once")}, {})
        assert (found[ana].quiet_from, found[ana].quiet_until, found[ana].daily_at) == (60, 120, 540)
        assert (found[ana].has_chosen, found[bo].has_chosen) == (True, False)
        await alert_rules.forget_rules(tx, ana)
        assert not (await alert_rules.habits_of(tx, [ana]))[ana].has_chosen


async def test_what_is_due_for_the_same_chat_and_account_is_claimed_together(
    database: Database, now: datetime
) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    new = [
        NewDelivery(f"{account_id}:{number}", "news", "telegram", {}, account_id, chat_id=1)
        for number in range(4)
        for account_id in (ana, bo)
    ]
    later = NewDelivery("later", "news", "telegram", {}, ana, chat_id=1, due_at=now + HOUR)
    other = NewDelivery("other", "tidy", "telegram", {}, ana, chat_id=1)
    async with database.transaction() as tx:
        await deliveries.add_deliveries(tx, IDS, now, [*new, later, other])
        first = await deliveries.claim_due_deliveries(tx, "telegram", "me", now, now + HOUR, 10)
        more = await deliveries.claim_others_to_the_same(tx, first, {"news"}, "me", now, now + HOUR, 2)
        again = await deliveries.claim_others_to_the_same(tx, first, {"news"}, "me", now, now + HOUR, 2)
    assert [each.account_id for each in (*first, *more, *again)] == [ana] * 4
    assert len({each.id for each in (*first, *more, *again)}) == 4
