"""What is claimed first, what is written of an answer that says nothing new, and how fresh the cases are."""

from datetime import datetime, timedelta

import pytest

from storage import cases, freshness, links, source_states, throttles, watching
from storage.cases import DueCase
from storage.database import Database
from storage.ids import Ids
from storage.source_states import SourceState
from tests.storage.people import opens_account

HOUR = timedelta(hours=1)
URGENT, ORDINARY = 0, 3


class Shelf:
    """Cases that Ana follows."""

    def __init__(self, database: Database, ids: Ids, now: datetime) -> None:
        self.database = database
        self.ids = ids
        self.now = now
        self.account_id = ""
        self.ids_of: dict[str, str] = {}

    async def has(
        self, name: str, *, urgency: int = ORDINARY, due: timedelta, seen: timedelta = HOUR
    ) -> None:
        """A case of this urgency that is due so long from now, and was seen so long ago."""
        self.account_id = self.account_id or await opens_account(self.database, self.now)
        async with self.database.transaction() as tx:
            case_id = await cases.add_case(tx, self.ids, f"IOE{name:0>10}", "uscis", self.now)
            await links.put_link(
                tx,
                link_id=self.ids.new(self.now),
                account_id=self.account_id,
                case_id=case_id,
                level="status-only",
                once_key=name,
                now=self.now,
                awaited_until=None,
            )
            await cases.write_snapshot(
                tx,
                case_id,
                source="uscis",
                stage="received",
                snapshot={"title": name},
                changed=False,
                now=self.now - seen,
                urgency=urgency,
                due_at=self.now + due,
            )
        self.ids_of[name] = case_id

    async def claims(self, limit: int, *, urgency: int | None = None) -> list[str]:
        """The names of the cases that are claimed."""
        return [str((due.case.snapshot or {})["title"]) for due in await self.claimed(limit, urgency=urgency)]

    async def claimed(self, limit: int, *, urgency: int | None = None) -> list[DueCase]:
        async with self.database.transaction() as tx:
            until = self.now + HOUR
            return await watching.claim_due_cases(tx, "me", self.now, until, limit, urgency=urgency)

    async def is_found_as_it_was(self, due: DueCase, *, source: str = "uscis") -> bool:
        async with self.database.transaction() as tx:
            next_time = self.now + 24 * HOUR
            return await watching.write_same_answer(
                tx, due, source=source, now=self.now, urgency=ORDINARY, due_at=next_time
            )

    async def case(self, name: str) -> cases.CaseRow:
        async with self.database.transaction() as tx:
            case = await cases.lock_case(tx, self.ids_of[name])
        assert case is not None
        return case


@pytest.fixture
def shelf(database: Database, ids: Ids, now: datetime) -> Shelf:
    return Shelf(database, ids, now)


async def test_of_one_urgency_only_its_cases_are_claimed_the_longest_due_first(shelf: Shelf) -> None:
    await shelf.has("1", due=-5 * HOUR)
    await shelf.has("2", due=-HOUR, urgency=URGENT)
    await shelf.has("3", due=-2 * HOUR, urgency=URGENT)
    await shelf.has("4", due=HOUR, urgency=URGENT)
    assert await shelf.claims(1, urgency=URGENT) == ["3"]
    assert await shelf.claims(1) == ["1"]
    assert await shelf.claims(5) == ["2"]


async def test_cases_are_counted_by_urgency_and_not_those_that_nobody_watches(shelf: Shelf) -> None:
    await shelf.has("1", due=HOUR)
    await shelf.has("2", due=-HOUR)
    await shelf.has("3", due=HOUR, urgency=URGENT)
    async with shelf.database.transaction() as tx:
        await cases.add_case(tx, shelf.ids, "IOE0000000009", "", shelf.now)
        assert await watching.count_watched(tx) == {URGENT: 1, ORDINARY: 2}


async def test_an_urgent_case_is_due_at_once_and_in_its_place(shelf: Shelf) -> None:
    await shelf.has("1", due=20 * HOUR)
    until = shelf.now + 100 * HOUR
    async with shelf.database.transaction() as tx:
        await cases.make_urgent(tx, shelf.ids_of["1"], until, urgency=URGENT, now=shelf.now)
    assert (await shelf.case("1")).urgent_until == until
    assert await shelf.claims(1, urgency=URGENT) == ["1"]


async def test_an_answer_that_says_nothing_new_is_written_in_one_statement(shelf: Shelf) -> None:
    await shelf.has("1", due=-HOUR)
    (due,) = await shelf.claimed(1)
    assert await shelf.is_found_as_it_was(due)
    case = await shelf.case("1")
    assert (case.answers, case.checked_at, case.snapshot) == (2, shelf.now, due.case.snapshot)
    assert await shelf.claims(1) == []
    # Once: the claim is over.
    assert not await shelf.is_found_as_it_was(due)


async def test_it_is_not_written_where_another_answer_came_meanwhile(shelf: Shelf) -> None:
    await shelf.has("1", due=-HOUR)
    (due,) = await shelf.claimed(1)
    async with shelf.database.transaction() as tx:
        await cases.write_snapshot(
            tx,
            due.case.id,
            source="uscis",
            stage="approved",
            snapshot={"title": "newer"},
            changed=True,
            now=shelf.now,
            urgency=ORDINARY,
            due_at=shelf.now,
        )
    assert not await shelf.is_found_as_it_was(due)
    assert (await shelf.case("1")).answers == 2


async def test_it_is_not_written_where_somebody_waits_for_the_case_or_another_source_told_it(
    shelf: Shelf,
) -> None:
    await shelf.has("1", due=-HOUR)
    (due,) = await shelf.claimed(1)
    assert not await shelf.is_found_as_it_was(due, source="registry")
    bo = await opens_account(shelf.database, shelf.now, "bo")
    async with shelf.database.transaction() as tx:
        await links.put_link(
            tx,
            link_id=shelf.ids.new(shelf.now),
            account_id=bo,
            case_id=due.case.id,
            level="status-only",
            once_key="bo",
            now=shelf.now,
            awaited_until=shelf.now + HOUR,
        )
    assert not await shelf.is_found_as_it_was(due)
    assert (await shelf.case("1")).answers == 1


async def test_how_fresh_the_cases_are(shelf: Shelf) -> None:
    async with shelf.database.reading() as tx:
        assert await freshness.last_checks(tx) == freshness.Checked(None, None)
    for number in range(5):
        await shelf.has(str(number), due=HOUR, seen=number * HOUR)
    async with shelf.database.reading() as tx:
        checked = await freshness.last_checks(tx)
    assert (checked.oldest, checked.median) == (shelf.now - 4 * HOUR, shelf.now - 2 * HOUR)


async def test_the_overdue_are_counted_each_by_the_patience_of_its_urgency(shelf: Shelf) -> None:
    for number, (urgency, due) in enumerate([(URGENT, -2), (ORDINARY, -2), (ORDINARY, -30), (ORDINARY, 2)]):
        await shelf.has(str(number), urgency=urgency, due=due * HOUR)
    patience = {URGENT: shelf.now - HOUR, ORDINARY: shelf.now - 24 * HOUR}
    async with shelf.database.reading() as tx:
        assert await freshness.count_due(tx, patience) == 2
        assert await freshness.count_due(tx, {URGENT: shelf.now}) == 1


async def test_a_source_is_away_since_its_first_trouble_until_it_answers(
    database: Database, now: datetime
) -> None:
    async with database.transaction() as tx:
        assert await source_states.state_of_source(tx, "uscis") == SourceState()
        for hours in (0, 1):
            at = now + hours * HOUR
            await source_states.note_trouble(tx, "uscis", "SourceBusy", at, paused_until=at + HOUR)
        await source_states.note_trouble(tx, "uscis", "SourceGarbled", now + 3 * HOUR, paused_until=None)
        away = await source_states.state_of_source(tx, "uscis")
        await source_states.note_answer(tx, "uscis")
        back = await source_states.state_of_source(tx, "uscis")
    assert away == SourceState("SourceGarbled", now + 3 * HOUR, now, now + 2 * HOUR)
    assert back == SourceState("SourceGarbled", now + 3 * HOUR, None, None)


async def test_what_was_counted_can_be_taken_back_but_no_more(database: Database, now: datetime) -> None:
    async with database.transaction() as tx:
        for _ in range(2):
            await throttles.count_up(tx, "lookups:ana", now, now - HOUR)
        for _ in range(3):
            await throttles.count_down(tx, "lookups:ana")
        assert await throttles.count_up(tx, "lookups:ana", now, now - HOUR) == 1
