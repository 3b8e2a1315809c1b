"""Support requests on each database: whose they are, in which order, sealed, gone with the account."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from storage import support
from storage.database import Database
from storage.ids import Ids
from storage.schema import accounts, support_entries, support_requests
from tests.storage.people import opens_account

IDS = Ids()
MINUTE = timedelta(minutes=1)
WORDS = "my name is Gomez, it says Gomes"


async def asks(database: Database, account: str, now: datetime, number: str, state: str = "received") -> str:
    request_id = IDS.new(now)
    async with database.transaction() as tx:
        await support.add_request(
            tx,
            request_id=request_id,
            account_id=account,
            case_id=None,
            number=number,
            kind="typo",
            body={"words": WORDS},
            state="received",
            once_key=number,
            now=now,
        )
        waits = now if state in ("received", "working") else None
        over = now if state in ("closed", "withdrawn") else None
        await support.move_request(tx, request_id, state, waiting_since=waits, ended_at=over)
    return request_id


async def says(database: Database, request_id: str, text: str, now: datetime) -> bool:
    async with database.transaction() as tx:
        return await support.add_entry(
            tx,
            entry_id=IDS.new(now),
            request_id=request_id,
            author="staff",
            kind="answer",
            text=text,
            once_key=text,
            now=now,
        )


async def test_a_request_is_read_in_the_name_of_its_account_only(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    request_id = await asks(database, ana, now, "000001")
    async with database.transaction() as tx:
        mine = await support.request_of(tx, ana, request_id)
        assert mine is not None
        assert (mine.body, mine.personal.legal_name) == ({"words": WORDS}, "Ana López")
        assert mine == await support.request_once(tx, "000001") == await support.request_by_id(tx, request_id)
        assert await support.request_of(tx, bo, request_id) is None
        assert await support.requests_of(tx, bo, 8) == []
        assert await support.count_of(tx, bo) == (0, 0)


async def test_what_waits_for_the_person_comes_first_and_what_is_over_last(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    for number, state in enumerate(("closed", "asking", "received", "withdrawn", "answered")):
        await asks(database, ana, now + number * MINUTE, f"{number:06d}", state)
    async with database.reading() as tx:
        found = [each.state for each in await support.requests_of(tx, ana, 8)]
        assert found == ["asking", "answered", "received", "withdrawn", "closed"]
        assert [each.state for each in await support.requests_of(tx, ana, 2, 3)] == ["withdrawn", "closed"]
        assert await support.count_of(tx, ana) == (5, 1)


async def test_the_staff_see_the_longest_waiting_first_and_the_rest_apart(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    first = await asks(database, ana, now, "000001")
    second = await asks(database, ana, now + MINUTE, "000002")
    resting = [
        await asks(database, ana, now, f"00001{at}", each) for at, each in enumerate(("asking", "answered"))
    ]
    await asks(database, ana, now, "000020", "closed")
    async with database.transaction() as tx:
        assert [each.id for each in await support.waiting_requests(tx, 8)] == [first, second]
        assert (await support.count_waiting(tx), await support.count_resting(tx)) == (2, 2)
        assert {each.id for each in await support.resting_requests(tx, 8)} == set(resting)
        # Who is asked back and answers waits from then on.
        await support.move_request(tx, first, "working", waiting_since=now + 2 * MINUTE)
        assert [each.id for each in await support.waiting_requests(tx, 8)] == [second, first]


async def test_what_is_said_is_said_once_and_read_in_pages_from_the_newest(
    database: Database, now: datetime
) -> None:
    request_id = await asks(database, await opens_account(database, now), now, "000001")
    for number in range(3):
        assert await says(database, request_id, f"{number}", now + number * MINUTE)
    assert not await says(database, request_id, "0", now)
    async with database.reading() as tx:
        assert [each.text for each in await support.entries_of(tx, request_id, 2)] == ["2", "1"]
        assert [each.text for each in await support.entries_of(tx, request_id, 2, 2)] == ["0"]


async def test_a_copy_holds_what_was_asked_and_said(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    request_id = await asks(database, ana, now, "000001")
    await asks(database, bo, now, "000002")
    await says(database, request_id, "it is being corrected", now)
    async with database.reading() as tx:
        (kept,) = await support.requests_kept(tx, ana)
    assert (kept["number"], kept["written"]) == ("000001", {"words": WORDS})
    assert [each["text"] for each in kept["said"]] == ["it is being corrected"]


async def test_nothing_of_it_can_be_read_without_the_key_and_all_goes_with_the_account(
    database: Database, now: datetime
) -> None:
    ana = await opens_account(database, now)
    await says(database, await asks(database, ana, now, "000001"), "it is being corrected", now)
    async with database.transaction() as tx:
        sealed = [
            await tx.value(select(support_requests.c.body)),
            await tx.value(select(support_entries.c.body)),
        ]
        assert not any(each in bytes(row) for row in sealed for each in (b"Gomes", b"corrected"))
        await tx.run(delete(accounts).where(accounts.c.id == ana))
        for table in (support_requests, support_entries):
            assert await tx.value(select(func.count()).select_from(table)) == 0
