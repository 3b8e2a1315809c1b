"""Dates that people and the staff enter: what is taken, who sees it, what an estimate gives way to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.cases.dates import BadEntry, DateKind, Entry, EntryProblem, ReadFrom, has_moved_past
from bot.cases.deadlines import NoSuchDeadline
from bot.cases.estimates import estimated_day
from bot.cases.statuses import Stage
from storage import staff_actions
from storage.cases import CaseRow
from tests.bot.cases.dates import DAY, DateOffice, Told
from tests.bot.cases.office import RECEIPT, ZONE, Office

EVIDENCE = "Request for Initial Evidence Was Sent"


@pytest.fixture
async def dates(office: Office, ana: str, bo: str) -> DateOffice:
    """Ana follows a case in full, Bo only its status; it is the morning before the hour of reminders."""
    await office.links(ana)
    await office.links(bo)
    dates = DateOffice(office)
    await dates.sees_in_full(ana)
    dates.goes_to(1, 8)
    return dates


async def of(dates: DateOffice, account_id: str) -> list[tuple[ReadFrom, int]]:
    """Where the account's dates were read, and how far away they are."""
    found = await dates.deadlines.of_case(account_id, await dates.office.case_id())
    return [(each.read_from, (each.entry.day - dates.today()).days) for each in found]


@pytest.mark.parametrize(
    ("days", "at", "zone", "reason"),
    [
        (-1, None, None, EntryProblem.PAST),
        (0, time(7), "America/New_York", EntryProblem.PAST),
        (732, None, None, EntryProblem.TOO_FAR),
    ],
)
async def test_a_date_that_cannot_be_right_is_refused(
    dates: DateOffice, ana: str, days: int, at: time | None, zone: str | None, reason: EntryProblem
) -> None:
    with pytest.raises(BadEntry) as bad:
        await dates.adds(ana, days, DateKind.INTERVIEW, at, zone)
    assert bad.value.reason == reason


def test_an_hour_that_the_clocks_leave_out_is_refused() -> None:
    entry = Entry(DateKind.INTERVIEW, date(2027, 3, 14), time(2, 30), "America/New_York")
    with pytest.raises(BadEntry) as bad:
        entry.require_sense(datetime(2027, 1, 1, tzinfo=UTC), ZONE)
    assert bad.value.reason == EntryProblem.NO_SUCH_TIME


async def test_the_same_update_adds_a_date_once(dates: DateOffice, ana: str, office: Office) -> None:
    case_id = await office.case_id()
    first = await dates.deadlines.add(ana, case_id, dates.entry(9), key="1")
    assert await dates.deadlines.add(ana, case_id, dates.entry(9), key="1") == first
    await dates.deadlines.change(ana, first, dates.entry(10), key="2")
    await dates.deadlines.change(ana, first, dates.entry(10), key="2")
    assert (await dates.deadlines.one(ana, first)).sequence == 1


async def test_nobody_touches_anothers_date(dates: DateOffice, ana: str, bo: str) -> None:
    """R11."""
    date_id = await dates.adds(ana, 9)
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.one(bo, date_id)
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.change(bo, date_id, dates.entry(3), key=dates.key())
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.cancel(bo, date_id)
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.done(bo, date_id)
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.for_calendar(bo, date_id)
    assert not await dates.deadlines.is_to_be_told(bo, date_id)


async def test_a_date_is_added_only_to_a_case_that_one_follows(dates: DateOffice, office: Office) -> None:
    stranger = await office.opens_account("eva", chat_id=3)
    with pytest.raises(NoSuchDeadline):
        await dates.adds(stranger, 9)


async def test_a_date_of_the_office_reaches_who_follows_in_full_and_nobody_else(
    dates: DateOffice, ana: str, bo: str, office: Office
) -> None:
    date_id = await dates.staff.add_for_case(await office.case_id(), dates.entry(9), by=dates.by(bo))
    dates.goes_to(0, 10)
    assert await dates.told(ana) == [Told("deadline-added", 9, "office")]
    assert await of(dates, ana) == [(ReadFrom.OFFICE, 9)]
    assert await of(dates, bo) == []
    assert date_id is not None
    with pytest.raises(NoSuchDeadline):
        await dates.deadlines.change(ana, date_id, dates.entry(3), key=dates.key())
    dates.goes_to(2, 9)
    assert await dates.days_told(ana) == [7]


async def test_who_comes_to_see_it_later_is_reminded_but_not_told_of_it_as_news(
    dates: DateOffice, bo: str, office: Office
) -> None:
    await dates.staff.add_for_case(await office.case_id(), dates.entry(9), by=dates.by(bo))
    dates.goes_to(1, 10)
    await dates.told(bo)
    eva = await office.opens_account("eva", chat_id=3)
    await office.links(eva)
    await dates.sees_in_full(eva)
    assert await dates.told(eva) == []
    dates.goes_to(1, 9)
    assert await dates.days_told(eva) == [7]


async def test_the_staff_move_a_date_and_take_it_back(
    dates: DateOffice, bo: str, ana: str, office: Office
) -> None:
    date_id = await dates.staff.add_for_case(await office.case_id(), dates.entry(9), by=dates.by(bo))
    assert date_id is not None
    dates.goes_to(0, 10)
    await dates.told(ana)
    await dates.staff.change_for_case(date_id, dates.entry(20), by=dates.by(bo))
    assert await dates.told(ana) == [Told("deadline-moved", 20, "office")]
    dates.goes_to(6, 9)
    assert await dates.days_told(ana) == [14]
    await dates.staff.cancel_for_case(date_id, by=dates.by(bo))
    assert [each.kind for each in await dates.told(ana)] == ["deadline-cancelled"]
    dates.goes_to(7, 9)
    assert await dates.told(ana) == []


async def test_what_the_staff_do_is_noted_once(dates: DateOffice, bo: str, office: Office) -> None:
    """R13."""
    by = dates.by(bo)
    for _ in range(2):
        await dates.staff.add_for_case(await office.case_id(), dates.entry(9), by=by)
    async with dates.database.reading() as tx:
        noted = await staff_actions.staff_actions_before(tx, None, 9)
    assert [each.action for each in noted] == ["date-added"]
    assert len(await dates.staff.of_case(await office.case_id())) == 1


async def test_an_estimate_is_made_where_nothing_was_read_and_gives_way_to_what_is(
    dates: DateOffice, ana: str, office: Office
) -> None:
    office.desk.moves(RECEIPT.value, EVIDENCE)
    await office.checks(after_hours=26)
    await dates.told(ana)
    ((read_from, days),) = await of(dates, ana)
    assert read_from is ReadFrom.ESTIMATE
    assert 82 <= days <= 84
    estimate = (await dates.deadlines.of_case(ana, await office.case_id()))[0]
    assert await dates.adds(ana, 30) == estimate.id
    await dates.told(ana)
    assert await of(dates, ana) == [(ReadFrom.NOTICE, 30)]
    assert (await dates.deadlines.one(ana, estimate.id)).sequence == 1


async def test_an_estimate_never_takes_the_place_of_what_was_read(
    dates: DateOffice, ana: str, office: Office
) -> None:
    await dates.adds(ana, 30)
    office.desk.moves(RECEIPT.value, EVIDENCE)
    await office.checks(after_hours=26)
    await dates.told(ana)
    assert [read for read, _ in await of(dates, ana)] == [ReadFrom.NOTICE]


async def test_what_the_office_read_ends_the_estimates_of_who_sees_it(
    dates: DateOffice, ana: str, bo: str, office: Office
) -> None:
    office.desk.moves(RECEIPT.value, EVIDENCE)
    await office.checks(after_hours=26)
    await dates.told(ana)
    await dates.staff.add_for_case(await office.case_id(), dates.entry(30), by=dates.by(bo))
    await dates.told(ana)
    assert [read for read, _ in await of(dates, ana)] == [ReadFrom.OFFICE]
    assert [read for read, _ in await of(dates, bo)] == [ReadFrom.ESTIMATE]


@pytest.mark.parametrize(
    ("title", "form", "days"),
    [
        (EVIDENCE, "I-485", 84),
        (EVIDENCE, "I-539", 30),
        ("Notice of Intent to Deny Was Sent", "I-485", 30),
        ("Case Was Received", "I-485", None),
    ],
)
def test_estimates_follow_the_longest_times_that_uscis_prints(
    title: str, form: str, days: int | None
) -> None:
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    snapshot = {
        "form": form,
        "title": title,
        "title_es": None,
        "description": {"text": "On November 20, 2026, we sent it.", "links": []},
        "description_es": None,
        "submitted": None,
        "changes": 1,
    }
    case = CaseRow("c", "EAC2499912345", "uscis", snapshot, moment, None, None, 0, 1, moment, None)
    assert estimated_day(case) == (date(2026, 11, 20) + timedelta(days=days) if days else None)


@pytest.mark.parametrize(
    ("kind", "set_in", "stage", "passed"),
    [
        (DateKind.EVIDENCE, Stage.EVIDENCE_REQUESTED, Stage.IN_REVIEW, True),
        (DateKind.EVIDENCE, Stage.RECEIVED, Stage.EVIDENCE_REQUESTED, False),
        (DateKind.INTERVIEW, Stage.IN_REVIEW, Stage.INTERVIEW, False),
        (DateKind.INTERVIEW, Stage.INTERVIEW, Stage.APPROVED, True),
        (DateKind.OATH, Stage.APPROVED, Stage.OATH, False),
        (DateKind.OTHER, Stage.RECEIVED, Stage.DENIED, False),
        (DateKind.BIOMETRICS, Stage.DENIED, Stage.DENIED, False),
    ],
)
def test_a_case_moves_past_a_date(kind: DateKind, set_in: Stage, stage: Stage, passed: bool) -> None:
    assert has_moved_past(kind, set_in, stage) is passed


async def test_an_account_has_its_dates_across_cases_a_page_at_a_time(dates: DateOffice, ana: str) -> None:
    for days in range(20, 8, -1):
        await dates.adds(ana, days, DateKind.OTHER)
    page = await dates.deadlines.all_of(ana)
    assert (page.total, len(page.dates), page.has_more) == (12, 8, True)
    assert page.dates[0].entry.day == dates.today() + 9 * DAY
    last = await dates.deadlines.all_of(ana, 7)
    assert (last.number, len(last.dates), last.has_more) == (1, 4, False)
