"""Who follows a case, and whether it is watched: linking, waiting for a number, unlinking."""

import asyncio
from datetime import timedelta

import pytest

from bot.accounts.throttling import TooManyAttempts
from bot.cases.linking import AlreadyLinked, TooManyCases
from bot.cases.receipts import ReceiptNumber
from bot.cases.sources.source import ReceiptUnknown, SourceUnavailable
from storage import cases, links
from storage.database import Database
from storage.vault import Vault
from tests.bot.cases.conftest import Opens
from tests.bot.cases.office import RECEIPT, Office
from tests.postgres_server import PostgresServer

OTHER = ReceiptNumber("EAC9999103403")
DAY = 24.0


async def link_while_the_source_is_away(office: Office, account_id: str) -> None:
    office.desk.faults.outage = 503
    with pytest.raises(SourceUnavailable):
        await office.links(account_id)
    await office.keeps_trying(account_id)


# --- unlinking ----------------------------------------------------------------------------------


async def test_a_case_that_nobody_follows_is_watched_no_more(office: Office, ana: str, bo: str) -> None:
    await office.links(ana)
    await office.links(bo)
    case_id = await office.case_id()

    assert await office.linking.unlink(ana, case_id)
    assert await office.watched() == 1
    assert await office.linking.unlink(bo, case_id)
    assert await office.watched() == 0
    assert await office.checks(after_hours=30 * DAY) == 0


async def test_unlinking_what_is_not_linked_does_nothing(office: Office, ana: str, bo: str) -> None:
    await office.links(ana)

    assert not await office.linking.unlink(bo, await office.case_id())
    assert await office.watched() == 1


@pytest.mark.parametrize("answer", ["good", "unknown", "garbled", "away"])
async def test_unlinking_during_a_check_does_not_bring_the_watch_back(
    office: Office, ana: str, answer: str
) -> None:
    await office.links(ana)
    office.desk.faults.hiccups = {"unknown": [404], "away": [503]}.get(answer, [])
    office.desk.faults.garbled = {RECEIPT.value} if answer == "garbled" else set()
    held = office.courier.holds_up_the_next()
    check = asyncio.create_task(office.checks())
    await held.on_its_way.wait()
    await office.linking.unlink(ana, await office.case_id())
    held.arrives.set()
    await check

    assert await office.watched() == 0
    assert await office.checks(after_hours=30 * DAY) == 0


async def test_who_comes_back_follows_the_case_as_it_is_now(office: Office, ana: str) -> None:
    await office.links(ana)
    await office.linking.unlink(ana, await office.case_id())
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    office.hours_pass(100 * DAY)
    await office.links(ana)

    assert await office.title(ana) == "Case Was Approved"
    assert await office.watched() == 1
    assert await office.news(ana) == []


async def test_following_and_unfollowing_at_once_leaves_the_case_watched(
    opens_office: Opens, postgres: PostgresServer, vault: Vault
) -> None:
    """Ana leaves while Bo comes: neither transaction sees what the other has not committed."""
    url = postgres.new_database()
    database = Database.open(url, vault)
    office = opens_office(database)
    ana, bo = await office.opens_account("ana"), await office.opens_account("bo")
    await office.links(ana)
    case_id = await office.case_id()
    async with database.transaction() as tx:
        await cases.make_due(tx, case_id, office.clock.now())
        leaving = asyncio.create_task(office.linking.unlink(ana, case_id))
        await _is_held_up(database)
        await links.put_link(
            tx,
            link_id=office.ids.new(office.clock.now()),
            account_id=bo,
            case_id=case_id,
            level="status-only",
            once_key="bo",
            now=office.clock.now(),
            awaited_until=None,
        )
    assert await leaving

    assert await office.watched() == 1
    await database.close()
    postgres.drop(url)


async def _is_held_up(database: Database) -> None:
    """Return when some transaction waits for a lock."""
    from sqlalchemy import text

    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(10):
        while True:
            async with database.reading() as tx:
                if await tx.value(waiting):
                    return


# --- waiting for a number -----------------------------------------------------------------------


async def test_a_number_that_appears_is_told_to_who_waited_for_it(office: Office, ana: str) -> None:
    office.desk.forgets(RECEIPT.value)
    with pytest.raises(ReceiptUnknown):
        await office.links(ana)
    until = await office.keeps_trying(ana)
    await office.checks(after_hours=DAY)
    assert await office.news(ana) == []
    assert (until - office.clock.now()).days == 13

    office.desk.has(RECEIPT.value, "Case Was Received")
    await office.checks(after_hours=DAY)
    assert await office.news(ana) == [("case-found", "Case Was Received")]
    card = await office.card(ana)
    assert card is not None
    assert card.awaited_until is None

    office.desk.moves(RECEIPT.value, "Case Was Approved")
    await office.checks(after_hours=2)
    assert await office.news(ana) == [("case-changed", "Case Was Approved")]


async def test_a_number_that_does_not_appear_is_given_up_and_that_is_told(office: Office, ana: str) -> None:
    office.desk.forgets(RECEIPT.value)
    await office.keeps_trying(ana)
    for _ in range(13):
        await office.checks(after_hours=DAY)
    assert await office.news(ana) == []
    await office.checks(after_hours=2 * DAY)

    assert await office.news(ana) == [("case-not-found", "")]
    assert await office.card(ana) is None
    assert await office.watched() == 0


async def test_waiting_for_a_case_that_others_follow_ends_with_the_next_answer(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(bo)
    office.hours_pass(2)
    await link_while_the_source_is_away(office, ana)
    office.desk.faults.outage = None
    await office.checks(after_hours=0.5)

    assert await office.news(ana) == [("case-found", "Case Was Received")]
    assert await office.news(bo) == []
    card = await office.card(ana)
    assert card is not None
    assert card.awaited_until is None

    office.desk.moves(RECEIPT.value, "Case Was Approved")
    await office.checks()
    assert await office.news(ana) == await office.news(bo) == [("case-changed", "Case Was Approved")]


async def test_waiting_for_a_known_case_that_has_moved_is_told_once(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(bo)
    office.hours_pass(2)
    await link_while_the_source_is_away(office, ana)
    office.desk.faults.outage = None
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    await office.checks(after_hours=0.5)

    assert await office.news(ana) == [("case-found", "Case Was Approved")]
    assert await office.news(bo) == [("case-changed", "Case Was Approved")]


async def test_waiting_for_a_known_case_that_the_source_denies_ends_too(
    office: Office, ana: str, bo: str
) -> None:
    await office.links(bo)
    office.desk.forgets(RECEIPT.value)
    await office.keeps_trying(ana)
    for _ in range(16):
        await office.checks(after_hours=1.2 * DAY)

    assert await office.news(ana) == [("case-not-found", "")]
    assert await office.card(ana) is None
    assert await office.news(bo) == []
    assert await office.title(bo) == "Case Was Received"
    assert await office.watched() == 1


async def test_waiting_that_began_while_the_source_was_away_ends_soon_after_it_is_back(
    office: Office, ana: str
) -> None:
    await link_while_the_source_is_away(office, ana)
    office.desk.faults.outage = None
    await office.checks(after_hours=0.1)

    assert await office.news(ana) == [("case-found", "Case Was Received")]


async def test_who_waits_a_second_time_is_told_a_second_time(office: Office, ana: str, bo: str) -> None:
    await office.links(bo)
    for _ in range(2):
        office.hours_pass(2)
        await link_while_the_source_is_away(office, ana)
        office.desk.faults.outage = None
        await office.checks(after_hours=0.5)
        assert await office.news(ana) == [("case-found", "Case Was Received")]
        await office.linking.unlink(ana, await office.case_id())


async def test_who_asks_again_waits_as_long_as_was_said_last(office: Office, ana: str) -> None:
    office.desk.forgets(RECEIPT.value)
    await office.keeps_trying(ana)
    office.hours_pass(10 * DAY)
    until = await office.keeps_trying(ana)
    for _ in range(5):
        await office.checks(after_hours=1.2 * DAY)
    assert await office.news(ana) == []
    card = await office.card(ana)
    assert card is not None
    assert card.awaited_until == until


async def test_who_links_what_was_awaited_has_it_and_is_not_told_what_is_on_the_screen(
    office: Office, ana: str
) -> None:
    await link_while_the_source_is_away(office, ana)
    office.desk.faults.outage = None
    office.hours_pass(0.1)
    await office.links(ana)
    await office.checks()

    assert await office.title(ana) == "Case Was Received"
    assert await office.news(ana) == []


# --- limits -------------------------------------------------------------------------------------


async def test_no_account_follows_more_cases_than_it_may(opens_office: Opens, office: Office) -> None:
    small = opens_office(office.database, cases_each=1)
    ana = await small.opens_account("ana")
    await small.keeps_trying(ana)
    for more in (small.links, small.keeps_trying):
        with pytest.raises(TooManyCases):
            await more(ana, OTHER)
    # What it follows already is not one more.
    await small.keeps_trying(ana)
    assert (await small.links(ana)).receipt == RECEIPT
    with pytest.raises(AlreadyLinked):
        await small.links(ana)


async def test_look_ups_are_bounded_by_the_day_also_those_that_fail(
    opens_office: Opens, office: Office, ana: str
) -> None:
    small = opens_office(office.database, lookups_each=2)
    small.desk.forgets(RECEIPT.value)
    for _ in range(2):
        with pytest.raises(ReceiptUnknown):
            await small.links(ana)
    with pytest.raises(TooManyAttempts) as bounded:
        await small.links(ana)
    assert bounded.value.until == small.clock.now() + timedelta(days=1)

    small.hours_pass(DAY)
    with pytest.raises(ReceiptUnknown):
        await small.links(ana)


async def test_the_same_update_links_once_and_finds_what_it_did(office: Office, ana: str) -> None:
    first = await office.linking.link(ana, RECEIPT, key="1:7")
    assert await office.linking.link(ana, RECEIPT, key="1:7") == first
    with pytest.raises(AlreadyLinked):
        await office.linking.link(ana, RECEIPT, key="1:8")


async def test_the_same_update_waits_once(office: Office, ana: str) -> None:
    until = await office.linking.keep_trying(ana, OTHER, key="1:7")
    office.hours_pass(1)
    assert await office.linking.keep_trying(ana, OTHER, key="1:7") == until


async def test_a_case_that_is_followed_is_not_waited_for(office: Office, ana: str) -> None:
    await office.links(ana)
    with pytest.raises(AlreadyLinked):
        await office.keeps_trying(ana)


async def test_a_link_whose_look_up_fails_leaves_nothing(office: Office, ana: str) -> None:
    office.desk.forgets(RECEIPT.value)
    with pytest.raises(ReceiptUnknown):
        await office.links(ana)

    assert await office.card(ana) is None
    assert await office.watched() == 0
