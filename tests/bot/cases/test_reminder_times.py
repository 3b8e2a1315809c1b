"""When a person is reminded of a date."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.reminder_times import DAYS_BEFORE, QuietHours, days_left, next_reminder

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(["America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC"]).map(ZoneInfo)
MINUTES = st.integers(0, 24 * 60 - 1)
DAY = date(2027, 3, 20)


def _all(day: date, zone: ZoneInfo, quiet: QuietHours | None = None) -> list[datetime]:
    after = datetime(2026, 1, 1, tzinfo=UTC)
    found: list[datetime] = []
    while (moment := next_reminder(day, zone, after=after, quiet=quiet)) is not None:
        found.append(moment)
        after = moment
    return found


def test_each_step_is_at_nine_by_the_persons_clock_on_both_sides_of_summer_time() -> None:
    moments = [moment.astimezone(NEW_YORK) for moment in _all(DAY, NEW_YORK)]
    assert [(DAY - moment.date()).days for moment in moments] == list(DAYS_BEFORE)
    assert {(moment.hour, moment.minute) for moment in moments} == {(9, 0)}
    assert len({moment.utcoffset() for moment in moments}) == 2


@pytest.mark.parametrize(
    ("quiet", "told"),
    [
        (QuietHours(22 * 60, 7 * 60), (9, 0)),
        (QuietHours(22 * 60, 10 * 60), (10, 0)),
        (QuietHours(8 * 60, 9 * 60), (9, 0)),
        (QuietHours(9 * 60, 24 * 60), (8, 59)),
        (QuietHours(9 * 60, 6 * 60), (8, 59)),
    ],
)
def test_quiet_hours_move_the_hour_within_the_same_day(quiet: QuietHours, told: tuple[int, int]) -> None:
    moments = [moment.astimezone(NEW_YORK) for moment in _all(DAY, NEW_YORK, quiet)]
    assert {(moment.hour, moment.minute) for moment in moments} == {told}


@given(
    day=st.dates(date(2026, 12, 1), date(2028, 12, 1)),
    zone=ZONES,
    quiet=st.builds(QuietHours, MINUTES, MINUTES),
)
def test_every_step_comes_once_on_its_own_day_and_never_in_quiet_hours(
    day: date, zone: ZoneInfo, quiet: QuietHours
) -> None:
    moments = _all(day, zone, quiet)
    assert [days_left(day, zone, moment) for moment in moments] == list(DAYS_BEFORE)
    for moment in moments:
        local = moment.astimezone(zone)
        assert not quiet.holds(local.hour * 60 + local.minute)


def test_what_an_outage_missed_is_not_made_up_for() -> None:
    back = datetime(2027, 3, 16, 12, tzinfo=UTC)
    assert days_left(DAY, NEW_YORK, back) == 4
    assert next_reminder(DAY, NEW_YORK, after=back) == datetime(2027, 3, 17, 13, tzinfo=UTC)


def test_nothing_comes_after_the_day_itself() -> None:
    assert next_reminder(DAY, NEW_YORK, after=datetime(2027, 3, 20, 13, tzinfo=UTC)) is None
    assert days_left(DAY, NEW_YORK, datetime(2027, 3, 21, 13, tzinfo=UTC)) == -1


def test_a_minute_that_the_clocks_leave_out_is_not_put_into_the_quiet_hours() -> None:
    quiet = QuietHours(2 * 60 + 31, 60)
    lost = date(2027, 3, 14)  # from 2:00 to 3:00 in New York
    moment = next_reminder(lost, NEW_YORK, after=datetime(2027, 3, 14, tzinfo=UTC), quiet=quiet)
    assert moment is not None
    assert moment.astimezone(NEW_YORK).strftime("%H:%M") == "01:30"
