"""Days with all that goes wrong at the official source: no false alert, no missed change, no overdraft."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.receipts import ReceiptNumber
from bot.cases.sources.source import BudgetSpent
from bot.open_hours import OpenHours
from bot.sandbox.case_faults import BodyFault, Faults
from storage import budgets, source_states
from storage.schema import deliveries
from storage.source_states import SourceState
from tests.bot.cases.conftest import Opens
from tests.bot.cases.office import ZONE, Office

CASES = [ReceiptNumber(f"IOE09{number:08d}") for number in range(12)]
PER_DAY = 400
WEEKDAYS = OpenHours(frozenset(range(5)), timedelta(hours=7), timedelta(hours=20), ZONE)

GOES_WRONG: dict[str, Callable[[Faults], None]] = {
    "an outage": lambda faults: setattr(faults, "outage", 503),
    "a gateway without a back end": lambda faults: setattr(faults, "outage", 502),
    "a storm of too many requests": lambda faults: setattr(faults, "outage", 429),
    "a maintenance page": lambda faults: setattr(faults, "body", BodyFault.HTML_PAGE),
    "answers about other cases": lambda faults: setattr(faults, "body", BodyFault.WRONG_RECEIPT),
    "no tokens": lambda faults: setattr(faults, "token_outage", 500),
    "tokens that are refused": lambda faults: setattr(faults, "refuses_tokens", True),
    "cases that are denied": lambda faults: setattr(faults, "outage", 404),
}


async def passes(office: Office, hours: float) -> None:
    """Time passes, with a tick every quarter of an hour."""
    for _ in range(round(hours * 4)):
        office.hours_pass(0.25)
        await office.watcher.tick()


async def follows_all(office: Office, account_id: str) -> None:
    for receipt in CASES:
        office.desk.has(receipt.value, "Case Was Received")
        await office.links(account_id, receipt)


def heals(faults: Faults) -> None:
    faults.outage = faults.body = faults.token_outage = None
    faults.refuses_tokens = False


def asked_by_day(office: Office) -> Counter[str]:
    """Requests by the source's own day."""
    return Counter(f"{request.at.astimezone(ZONE):%d %b}" for request in office.desk.requests)


async def state(office: Office) -> SourceState:
    async with office.database.reading() as tx:
        return await source_states.state_of_source(tx, "uscis")


async def told(office: Office) -> Counter[str]:
    """How often the chat is told of a change, by case; several may come in one message."""
    written = select(deliveries.c.case_id).where(
        deliveries.c.kind == "case-changed", deliveries.c.channel == "telegram"
    )
    async with office.database.reading() as tx:
        return Counter(row["case_id"] for row in await tx.all(written))


@pytest.fixture
async def busy(opens_office: Opens, office: Office, ana: str) -> Office:
    """An office with a day's budget, and twelve cases that Ana follows."""
    busy = opens_office(office.database, per_day=PER_DAY)
    await follows_all(busy, ana)
    return busy


@pytest.mark.parametrize("what", GOES_WRONG)
async def test_two_hours_of_trouble_alert_nobody_and_hide_no_change(
    busy: Office, ana: str, what: str
) -> None:
    await passes(busy, hours=3)
    GOES_WRONG[what](busy.desk.faults)
    before = len(busy.desk.requests)
    await passes(busy, hours=1)
    for receipt in CASES[:4]:
        busy.desk.moves(receipt.value, "Case Was Approved")
    await passes(busy, hours=1)
    assert not await told(busy)
    assert len(busy.desk.requests) - before <= 5 * len(CASES)

    heals(busy.desk.faults)
    await passes(busy, hours=8)
    assert await told(busy) == {await busy.case_id(receipt): 1 for receipt in CASES[:4]}
    for receipt in CASES:
        moved = receipt in CASES[:4]
        assert await busy.title(ana, receipt) == ("Case Was Approved" if moved else "Case Was Received")
    assert max(asked_by_day(busy).values()) <= PER_DAY


@pytest.mark.parametrize("what", ["an outage", "a storm of too many requests", "no tokens"])
async def test_a_source_that_is_away_is_left_alone_for_longer_and_longer(busy: Office, what: str) -> None:
    await passes(busy, hours=3)
    GOES_WRONG[what](busy.desk.faults)
    before = len(busy.desk.requests)
    await passes(busy, hours=6)
    # Each of a failing token's attempts is a request; the wait grows to an hour.
    assert len(busy.desk.requests) - before <= 45
    away = await state(busy)
    assert away.away_since is not None
    assert away.paused_until is not None

    heals(busy.desk.faults)
    await passes(busy, hours=2)
    assert (await state(busy)).away_since is None
    assert (await state(busy)).trouble == away.trouble


async def test_where_38_of_100_answers_are_garbled_every_change_is_seen_in_the_end(busy: Office) -> None:
    busy.desk.faults.garbled_share = 0.38
    await passes(busy, hours=2)
    for receipt in CASES:
        busy.desk.moves(receipt.value, "Case Was Approved")
    await passes(busy, hours=12)
    assert 0 < len(await told(busy)) < len(CASES)
    assert (await state(busy)).trouble == "SourceGarbled"
    assert (await state(busy)).away_since is None

    busy.desk.faults.garbled_share = 0
    await passes(busy, hours=24)
    assert await told(busy) == {await busy.case_id(receipt): 1 for receipt in CASES}
    assert max(asked_by_day(busy).values()) <= PER_DAY


async def test_a_token_that_runs_out_on_the_way_is_replaced_and_no_check_is_lost(
    busy: Office, ana: str
) -> None:
    for _ in range(4):
        await passes(busy, hours=1.5)
        busy.desk.expires_tokens()
    assert (await state(busy)).trouble is None
    for receipt in CASES:
        card = await busy.card(ana, receipt)
        assert card is not None
        assert not card.is_stale


async def test_a_night_and_a_weekend_without_the_source_cost_nothing_and_are_no_trouble(
    opens_office: Opens, office: Office, ana: str
) -> None:
    sandboxed = opens_office(office.database, per_day=PER_DAY, hours=WEEKDAYS)
    await follows_all(sandboxed, ana)
    sandboxed.desk.faults.closed_hours = True
    # From Tuesday to Monday.
    await passes(sandboxed, hours=24 * 6 + 4)
    statuses = Counter(request.status for request in sandboxed.desk.requests)
    assert set(statuses) == {200}
    days = {f"{request.at.astimezone(ZONE):%a}" for request in sandboxed.desk.requests}
    assert days == {"Tue", "Wed", "Thu", "Fri", "Mon"}
    assert await state(sandboxed) == SourceState()


async def test_the_budget_holds_over_restarts_and_for_replicas_together(
    opens_office: Opens, office: Office, ana: str
) -> None:
    small = 40
    one, two = (opens_office(office.database, per_day=small, owner=name) for name in ("one", "two"))
    await follows_all(one, ana)
    for _ in range(4):
        one = opens_office(office.database, per_day=small, owner="restarted")
        for _ in range(6):
            await passes(one, hours=1)
            await two.watcher.tick()
    # 24 hours from seven o'clock in the morning are two of the source's days.
    by_day = asked_by_day(one)
    assert len(by_day) == 2
    assert max(by_day.values()) <= small
    assert by_day["24 Nov"] >= small - 2


async def test_who_links_finds_a_look_up_late_in_the_day(
    opens_office: Opens, office: Office, ana: str
) -> None:
    small = opens_office(office.database, per_day=100)
    await follows_all(small, ana)
    await passes(small, hours=15)
    await small.links(ana, ReceiptNumber("EAC9999103403"))


async def test_a_spent_budget_begins_anew_at_midnight_of_the_source(
    opens_office: Opens, office: Office, ana: str
) -> None:
    tiny = opens_office(office.database, per_day=3)
    receipts = iter(CASES)
    for receipt in CASES:
        tiny.desk.has(receipt.value, "Case Was Received")
    for _ in range(2):  # and one for the token
        await tiny.links(ana, next(receipts))
    with pytest.raises(BudgetSpent) as spent:
        await tiny.links(ana, next(receipts))
    assert f"{spent.value.until.astimezone(ZONE):%d %H:%M}" == "25 00:00"
    tiny.clock.move_on(spent.value.until - tiny.clock.now())
    await tiny.links(ana, next(receipts))


async def test_a_large_budget_is_taken_in_blocks_and_never_beyond_its_limit(
    opens_office: Opens, office: Office, ana: str
) -> None:
    large = opens_office(office.database, per_day=50_000)
    await follows_all(large, ana)
    async with large.database.reading() as tx:
        used = await budgets.used_of_budget(tx, "uscis", large.clock.now().astimezone(ZONE).date())
    assert used == 50
