"""Deadlines and reminders: who sees which, and who is reminded when, on each database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import cases, deadlines, links, reminders
from storage.database import Database
from storage.deadlines import DeadlineRow
from storage.ids import Ids
from storage.reminders import Planned
from storage.schema import deadlines as deadlines_table
from tests.storage.people import opens_account

IDS = Ids()
DAY = timedelta(days=1)


async def follows(database: Database, account_id: str, now: datetime, *, level: str = "status-only") -> str:
    async with database.transaction() as tx:
        case_id = await cases.add_case(tx, IDS, "EAC2499912345", "uscis", now)
        await links.put_link(
            tx,
            link_id=IDS.new(now),
            account_id=account_id,
            case_id=case_id,
            level=level,
            once_key=account_id,
            now=now,
            awaited_until=None,
        )
    return case_id


def a_row(case_id: str, account_id: str | None, now: datetime, days: int = 7) -> DeadlineRow:
    return DeadlineRow(
        id=IDS.new(now),
        case_id=case_id,
        account_id=account_id,
        kind="evidence",
        day=now.date() + days * DAY,
        at=None,
        zone=None,
        read_from="notice" if account_id else "office",
        stage="evidence_requested",
        place="26 Federal Plaza",
    )


async def adds(database: Database, row: DeadlineRow, now: datetime) -> DeadlineRow:
    async with database.transaction() as tx:
        await deadlines.add_deadline(tx, row, once_key=row.id, now=now)
    return row


async def seen_by(database: Database, account_id: str, now: datetime) -> list[str]:
    async with database.reading() as tx:
        seen = await deadlines.seen_deadlines(tx, account_id, since=now.date(), limit=9)
        assert await deadlines.count_seen_deadlines(tx, account_id, since=now.date()) == len(seen)
    return [each.deadline.id for each in seen]


async def test_a_date_of_ones_own_is_seen_by_nobody_else(database: Database, now: datetime) -> None:
    """R11."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await follows(database, ana, now)
    await follows(database, bo, now, level="full")
    row = await adds(database, a_row(case_id, ana, now), now)
    assert await seen_by(database, ana, now) == [row.id]
    assert await seen_by(database, bo, now) == []
    async with database.transaction() as tx:
        assert await deadlines.seen_deadline(tx, bo, row.id) is None


async def test_one_of_the_office_is_seen_by_who_follows_in_full(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await follows(database, ana, now, level="full")
    await follows(database, bo, now)
    row = await adds(database, a_row(case_id, None, now), now)
    assert await seen_by(database, ana, now) == [row.id]
    assert await seen_by(database, bo, now) == []
    async with database.transaction() as tx:
        assert await links.remove_link(tx, ana, case_id)
    assert await seen_by(database, ana, now) == []


async def test_the_next_comes_first_a_page_at_a_time(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    case_id = await follows(database, ana, now)
    rows = [await adds(database, a_row(case_id, ana, now, days), now) for days in (9, 3, -2, 5)]
    async with database.reading() as tx:
        page = await deadlines.seen_deadlines(tx, ana, since=now.date(), limit=2, offset=1)
    assert [each.deadline.id for each in page] == [rows[3].id, rows[0].id]


async def test_a_date_that_moves_grows_its_sequence_and_one_taken_back_is_gone(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    row = await adds(database, a_row(await follows(database, ana, now), ana, now), now)
    async with database.transaction() as tx:
        moved = await deadlines.change_deadline(
            tx, replace(row, day=row.day + DAY), once_key="2", now=now + DAY
        )
        assert await deadlines.deadline_made_by(tx, "2") == row.id
        seen = await deadlines.seen_deadline(tx, ana, row.id)
        assert seen is not None
        assert (seen.deadline, seen.deadline.sequence) == (moved, 1)
        assert await deadlines.cancel_deadline(tx, row.id, now)
        assert not await deadlines.cancel_deadline(tx, row.id, now)
        gone = await deadlines.seen_deadline(tx, ana, row.id, also_cancelled=True)
        assert gone is not None
        assert gone.deadline.sequence == 2
    assert await seen_by(database, ana, now) == []


async def test_place_and_notes_are_not_to_be_read(database: Database, now: datetime) -> None:
    """R19."""
    ana = await opens_account(database, now)
    await adds(database, a_row(await follows(database, ana, now), ana, now), now)
    async with database.reading() as tx:
        row = await tx.one(select(deadlines_table))
    assert row is not None
    assert b"Federal" not in row["body"]


async def test_what_is_due_is_claimed_with_whom_to_tell(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    row = await adds(database, a_row(await follows(database, ana, now), ana, now), now)
    pair = (row.id, ana)
    async with database.transaction() as tx:
        await reminders.put_reminders(tx, [Planned(row.id, ana, now + DAY, 14)])
        assert await reminders.claim_due_reminders(tx, now, 9) == []
        assert await reminders.claim_due_reminders(tx, now + DAY, 9) == [pair]
        (due,) = await reminders.due_reminders(tx, [pair])
        assert (due.told, due.deadline.id) == (14, row.id)
        assert [each.email for each in due.followers] == ["ana@example.org"]
        await reminders.move_on(tx, [Planned(row.id, ana, now + 3 * DAY, 7)])
        assert await reminders.claim_due_reminders(tx, now + DAY, 9) == []
        await reminders.look_again(tx, ana, now)
        assert await reminders.claim_due_reminders(tx, now, 9) == [pair]
        await reminders.end_reminders(tx, row.id, ana, now)
        assert await reminders.claim_due_reminders(tx, now + 9 * DAY, 9) == []
        assert await reminders.due_reminders(tx, [pair]) == []


async def test_who_sees_a_date_of_the_office_is_found_once(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await follows(database, ana, now, level="full")
    row = await adds(database, a_row(case_id, None, now), now)
    await follows(database, bo, now + DAY, level="full")
    async with database.transaction() as tx:
        found = await reminders.unplanned(tx, now.date(), 9)
        assert [(each.account_id, each.is_news) for each in found] == [(ana, True), (bo, False)]
        await reminders.put_reminders(tx, [Planned(row.id, each.account_id, None, 0) for each in found])
        assert await reminders.unplanned(tx, now.date(), 9) == []


async def test_of_two_processes_each_claims_its_own(
    database: Database, another_process: Database, now: datetime
) -> None:
    if database.is_sqlite:
        pytest.skip("one process owns the file, and its transactions come one after the other")
    ana = await opens_account(database, now)
    case_id = await follows(database, ana, now)
    for _ in range(2):
        row = await adds(database, a_row(case_id, ana, now), now)
        async with database.transaction() as tx:
            await reminders.put_reminders(tx, [Planned(row.id, ana, now, 14)])
    async with database.transaction() as one, another_process.transaction() as other:
        ours = await reminders.claim_due_reminders(one, now, 1)
        theirs = await reminders.claim_due_reminders(other, now, 9)
    assert len(ours) == len(theirs) == 1
    assert ours != theirs


async def test_an_answer_of_which_no_day_is_known_is_found_until_one_is(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    case_id = await follows(database, ana, now)
    async with database.transaction() as tx:
        await cases.write_snapshot(
            tx,
            case_id,
            source="uscis",
            stage="evidence_requested",
            snapshot={},
            changed=True,
            now=now,
            urgency=2,
            due_at=now,
        )
        (found,) = await reminders.unanswered(tx, now.date(), "", 9)
        assert found.account_id == ana
        assert await reminders.unanswered(tx, now.date(), found.link_id, 9) == []
    await adds(database, a_row(case_id, ana, now), now)
    async with database.transaction() as tx:
        assert await reminders.unanswered(tx, now.date(), "", 9) == []
