"""Links by their level, access codes and requests to open a case: on each database."""

import asyncio
from datetime import datetime, timedelta

import pytest

from storage import access_codes, cases, link_requests, links, own_lists, registry, statements
from storage.database import Database
from storage.ids import Ids
from tests.storage.people import opens_account

IDS = Ids()
DAY = timedelta(days=1)
OURS, THEIRS = {"title": "Blue Folder"}, {"title": "Case Was Received"}


async def keeps(database: Database, now: datetime) -> str:
    """A case that the organisation keeps, and of which only it has told."""
    async with database.transaction() as tx:
        case_id = await cases.add_case(tx, IDS, "EAC2499912345", "registry", now)
        await registry.add_record(tx, case_id, {}, by=None, now=now)
        await cases.write_snapshot(
            tx,
            case_id,
            source="registry",
            stage="received",
            snapshot=OURS,
            changed=False,
            now=now,
            urgency=1,
            due_at=now,
        )
    return case_id


async def follows(
    database: Database, account_id: str, case_id: str, now: datetime, level: str = "status-only"
) -> None:
    async with database.transaction() as tx:
        await links.put_link(
            tx,
            link_id=IDS.new(now),
            account_id=account_id,
            case_id=case_id,
            level=level,
            once_key=f"{account_id}:{level}",
            now=now,
            awaited_until=None,
        )


async def seen(database: Database, account_id: str, case_id: str) -> tuple[str, object]:
    async with database.reading() as tx:
        linked = await links.linked_case(tx, account_id, case_id)
    assert linked is not None
    return linked.case.source, linked.case.snapshot


async def test_a_link_by_number_reads_only_what_the_public_source_says(
    database: Database, now: datetime
) -> None:
    """R11."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await keeps(database, now)
    await follows(database, ana, case_id, now, level="full")
    await follows(database, bo, case_id, now)
    assert await seen(database, ana, case_id) == ("registry", OURS)
    assert await seen(database, bo, case_id) == ("uscis", None)
    async with database.transaction() as tx:
        await statements.put_statement(tx, case_id, "uscis", THEIRS, changed=True, now=now)
    assert await seen(database, ana, case_id) == ("registry", OURS)
    assert await seen(database, bo, case_id) == ("uscis", THEIRS)
    async with database.reading() as tx:
        assert {each.account_id: each.is_full for each in await links.followers_of(tx, case_id)} == {
            ana: True,
            bo: False,
        }


async def test_a_level_is_raised_and_never_lowered(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    case_id = await keeps(database, now)
    for level, is_full in (("status-only", False), ("full", True), ("status-only", True)):
        await follows(database, ana, case_id, now, level=level)
        async with database.reading() as tx:
            linked = await links.linked_case(tx, ana, case_id)
        assert linked is not None
        assert linked.is_full is is_full


async def test_own_words_are_sealed_and_the_accounts_own(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await keeps(database, now)
    await follows(database, ana, case_id, now)
    await follows(database, bo, case_id, now)
    async with database.transaction() as tx:
        mine = await links.linked_case(tx, ana, case_id)
        assert mine is not None
        await own_lists.put_own_words(tx, bo, mine.link_id, name="Bo's", person="")
        await own_lists.put_own_words(tx, ana, mine.link_id, name="Mom's card", person="Mom")
        await own_lists.put_filing(tx, ana, [case_id], "filing")
        await own_lists.put_archived(tx, ana, case_id, now)
        (of_ana,), (of_bo,) = await links.linked_cases(tx, ana), await links.linked_cases(tx, bo)
    assert (of_ana.name, of_ana.person, of_ana.filing, of_ana.archived_at) == (
        "Mom's card",
        "Mom",
        "filing",
        now,
    )
    assert (of_bo.name, of_bo.person, of_bo.filing, of_bo.archived_at) == ("", "", None, None)


async def makes_code(database: Database, case_id: str, code: str, made_by: str, now: datetime) -> None:
    async with database.transaction() as tx:
        await access_codes.add_code(
            tx,
            code_id=IDS.new(now),
            case_id=case_id,
            person_id=None,
            code=code,
            made_by=made_by,
            now=now,
            expires_at=now + DAY,
        )


async def uses(database: Database, code: str, account_id: str, at: datetime) -> bool:
    async with database.transaction() as tx:
        found = await access_codes.code_like(tx, code)
        return found is not None and await access_codes.use_code(tx, found.id, account_id, at)


async def test_of_two_who_use_a_code_at_once_one_gets_it(database: Database, now: datetime) -> None:
    """R5."""
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    await makes_code(database, await keeps(database, now), "ONE", ana, now)
    got = await asyncio.gather(*(uses(database, "ONE", account, now) for account in (ana, bo)))
    assert sorted(got) == [False, True]


async def test_the_newest_code_is_good_until_it_is_too_old(database: Database, now: datetime) -> None:
    """R5."""
    ana = await opens_account(database, now)
    case_id = await keeps(database, now)
    await makes_code(database, case_id, "OLD", ana, now)
    await makes_code(database, case_id, "NEW", ana, now)
    assert not await uses(database, "OLD", ana, now)
    assert not await uses(database, "NEW", ana, now + DAY)
    assert not await uses(database, "NO SUCH", ana, now)
    assert await uses(database, "NEW", ana, now + DAY / 2)


async def test_a_withdrawn_code_is_worth_nothing(database: Database, now: datetime) -> None:
    ana = await opens_account(database, now)
    case_id = await keeps(database, now)
    await makes_code(database, case_id, "ONE", ana, now)
    async with database.transaction() as tx:
        (code,) = await access_codes.codes_of(tx, case_id, 9)
        assert not await access_codes.withdraw_code(tx, "another", code.id, now)
        assert await access_codes.withdraw_code(tx, case_id, code.id, now)
        assert not await access_codes.withdraw_code(tx, case_id, code.id, now)
    assert not await uses(database, "ONE", ana, now)


async def asks(database: Database, account_id: str, case_id: str, now: datetime, key: str) -> bool:
    async with database.transaction() as tx:
        return await link_requests.add_request(
            tx,
            request_id=IDS.new(now),
            account_id=account_id,
            case_id=case_id,
            body={"role": "applicant", "word": ""},
            once_key=key,
            now=now,
        )


async def test_one_request_is_open_of_each_account_and_case(database: Database, now: datetime) -> None:
    ana, bo = await opens_account(database, now), await opens_account(database, now, "bo")
    case_id = await keeps(database, now)
    assert await asks(database, ana, case_id, now, "1")
    assert not await asks(database, ana, case_id, now, "2")
    assert await asks(database, bo, case_id, now, "3")
    async with database.transaction() as tx:
        assert await link_requests.count_waiting(tx) == 2
        await link_requests.drop_open_request(tx, ana, case_id, now)
        (left,) = await link_requests.waiting_requests(tx, 9)
        assert left.account_id == bo
    assert await asks(database, ana, case_id, now, "4")


@pytest.mark.parametrize("answer", ["approved", "refused"])
async def test_a_request_is_answered_once(database: Database, now: datetime, answer: str) -> None:
    ana = await opens_account(database, now)
    case_id = await keeps(database, now)
    await asks(database, ana, case_id, now, "1")
    async with database.transaction() as tx:
        request = await link_requests.newest_request(tx, ana, case_id)
        assert request is not None
        assert await link_requests.answer_request(tx, request.id, answer, by=ana, now=now)
        assert not await link_requests.answer_request(tx, request.id, "refused", by=ana, now=now)
        again = await link_requests.request_by_id(tx, request.id)
    assert again is not None
    assert again.answer == answer
