"""Reminders: the right days at the right hour, once, and never of what is over."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.cases.dates import DateKind
from storage import cases
from tests.bot.cases.dates import DAY, DateOffice, Told
from tests.bot.cases.office import RECEIPT, Office

NEAR, TODAY = "deadline-near", "deadline-today"


@pytest.fixture
async def dates(office: Office, ana: str) -> DateOffice:
    """Ana follows a case; it is the morning before the hour of reminders."""
    await office.links(ana)
    dates = DateOffice(office)
    dates.goes_to(1, 8)
    return dates


async def lives_through(dates: DateOffice, account_id: str, days: int) -> list[int]:
    """Every day at 8, 9 and 12 o'clock; the days that were left in what was told at nine."""
    told = []
    for _ in range(days):
        dates.goes_to(0, 8)
        assert await dates.days_told(account_id) == []
        dates.goes_to(0, 9)
        told += await dates.days_told(account_id)
        dates.goes_to(0, 12)
        assert await dates.days_told(account_id) == []
        dates.goes_to(1, 7)
    return told


async def test_reminders_come_at_nine_on_each_of_their_days(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 35)
    assert await lives_through(dates, ana, 38) == [30, 14, 7, 3, 1, 0]


async def test_the_last_one_says_that_it_is_today(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 1)
    dates.goes_to(0, 9)
    assert await dates.told(ana) == [Told(NEAR, 1, "notice")]
    dates.goes_to(1, 9)
    assert await dates.told(ana) == [Told(TODAY, 0, "notice")]


async def test_those_that_would_have_come_before_it_was_entered_are_left_out(
    dates: DateOffice, ana: str
) -> None:
    dates.goes_to(0, 10)
    await dates.adds(ana, 7)
    assert await dates.days_told(ana) == []
    dates.goes_to(4, 9)
    assert await dates.days_told(ana) == [3]


async def test_an_outage_is_made_up_for_by_one_with_the_days_that_are_left(
    dates: DateOffice, ana: str
) -> None:
    await dates.adds(ana, 31)
    dates.goes_to(26, 15)
    assert await dates.days_told(ana) == [5]
    dates.goes_to(2, 9)
    assert await dates.days_told(ana) == [3]


async def test_what_an_outage_put_off_does_not_come_at_night(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 7)
    dates.goes_to(1, 3)
    assert await dates.days_told(ana) == []
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == [6]


async def test_quiet_hours_are_kept(dates: DateOffice, ana: str) -> None:
    await dates.is_quiet(ana, 22 * 60, 11 * 60)
    await dates.adds(ana, 7)
    dates.goes_to(0, 10, 59)
    assert await dates.days_told(ana) == []
    dates.goes_to(0, 11)
    assert await dates.days_told(ana) == [7]


async def test_quiet_hours_that_were_chosen_later_are_kept_too(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 7)
    await dates.is_quiet(ana, 22 * 60, 11 * 60)
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == []
    dates.goes_to(0, 11)
    assert await dates.days_told(ana) == [7]


async def test_done_ends_them_and_remind_me_begins_them_again(dates: DateOffice, ana: str) -> None:
    date_id = await dates.adds(ana, 7)
    await dates.deadlines.done(ana, date_id)
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == []
    await dates.deadlines.remind(ana, date_id)
    dates.goes_to(4, 9)
    assert await dates.days_told(ana) == [3]


async def test_a_date_that_was_taken_back_is_not_told(dates: DateOffice, ana: str) -> None:
    await dates.deadlines.cancel(ana, await dates.adds(ana, 7))
    assert await lives_through(dates, ana, 9) == []


async def test_a_date_that_moves_is_planned_anew(dates: DateOffice, ana: str) -> None:
    date_id = await dates.adds(ana, 7)
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == [7]
    await dates.deadlines.change(ana, date_id, dates.entry(20), key=dates.key())
    dates.goes_to(6, 9)
    assert await dates.days_told(ana) == [14]


async def test_a_case_that_has_moved_past_it_ends_them(dates: DateOffice, ana: str, office: Office) -> None:
    await dates.adds(ana, 7, DateKind.INTERVIEW)
    office.desk.moves(RECEIPT.value, "Case Was Approved")
    await office.checks(after_hours=26)
    assert await dates.days_told(ana) == []
    assert [each.is_passed for each in await dates.deadlines.of_case(ana, await office.case_id())] == [True]
    dates.goes_to(5, 9)
    assert await dates.days_told(ana) == []


async def test_a_case_that_comes_to_where_the_date_belongs_keeps_them(
    dates: DateOffice, ana: str, office: Office
) -> None:
    await dates.adds(ana, 7)
    office.desk.moves(RECEIPT.value, "Request for Initial Evidence Was Sent")
    await office.checks(after_hours=26)
    assert await dates.days_told(ana) == [6]


async def test_who_follows_the_case_no_more_is_not_told_until_they_do_again(
    dates: DateOffice, ana: str, office: Office
) -> None:
    await dates.adds(ana, 7)
    await office.linking.unlink(ana, await office.case_id())
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == []
    await office.links(ana)
    dates.goes_to(4, 9)
    assert await dates.days_told(ana) == [3]


async def test_a_person_who_moves_to_another_zone_is_told_by_the_clock_there(
    dates: DateOffice, ana: str
) -> None:
    await dates.adds(ana, 7)
    await dates.lives_in(ana, "Pacific/Honolulu")
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == []
    dates.goes_to(0, 14)  # nine o'clock in Honolulu
    assert await dates.days_told(ana) == [7]
    await dates.lives_in(ana, "Asia/Tokyo")
    dates.goes_to(3, 19)  # the next day's nine o'clock in Tokyo
    assert await dates.told(ana, ZoneInfo("Asia/Tokyo")) == [Told(NEAR, 3, "notice")]


async def test_a_zone_that_was_chosen_tells_no_step_twice(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 7)
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == [7]
    await dates.lives_in(ana, "Pacific/Honolulu")
    dates.goes_to(0, 14)
    assert await dates.days_told(ana) == []


async def test_nothing_comes_after_the_hour_of_an_appointment(dates: DateOffice, ana: str) -> None:
    await dates.adds(ana, 1, DateKind.BIOMETRICS, time(8, 30))
    dates.goes_to(0, 9)
    assert await dates.days_told(ana) == [1]
    dates.goes_to(1, 9)
    assert await dates.days_told(ana) == []


async def test_a_case_with_a_date_within_thirty_days_is_urgent(
    dates: DateOffice, ana: str, office: Office
) -> None:
    await dates.adds(ana, 40)
    assert await urgent_until(office) is None
    dates.goes_to(10, 9)
    assert await dates.days_told(ana) == [30]
    assert await urgent_until(office) == (dates.today() + 31 * DAY).isoformat()


async def urgent_until(office: Office) -> str | None:
    async with office.database.reading() as tx:
        case = await cases.case_by_receipt(tx, RECEIPT.value)
    return case.urgent_until.date().isoformat() if case and case.urgent_until else None
