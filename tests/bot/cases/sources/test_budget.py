from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.sources.budget import day_of, next_day_start

EASTERN = ZoneInfo("America/New_York")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
# Havana's and Santiago's clocks change at midnight.
ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Europe/London", "America/Havana", "America/Santiago"]
).map(ZoneInfo)


@given(MOMENTS, ZONES, st.integers(0, 23))
def test_the_next_day_starts_exactly_when_the_day_turns(now: datetime, zone: ZoneInfo, hour: int) -> None:
    start = next_day_start(now, zone, hour)
    today, tick = day_of(now, zone, hour), timedelta(microseconds=1)
    assert now < start <= now + timedelta(hours=25)
    assert day_of(start - tick, zone, hour) == today
    assert day_of(start, zone, hour) == today + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "day", "next_start"),
    [
        (
            datetime(2026, 11, 24, 4, 59, tzinfo=UTC),
            date(2026, 11, 23),
            datetime(2026, 11, 24, 5, tzinfo=UTC),
        ),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), date(2026, 11, 24), datetime(2026, 11, 25, 5, tzinfo=UTC)),
        # Summer time begins on the 8th of March 2026: a day of 23 hours.
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        # It ends on the 1st of November: a day of 25.
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
def test_a_day_that_begins_at_midnight_eastern(now: datetime, day: date, next_start: datetime) -> None:
    assert day_of(now, EASTERN, 0) == day
    assert next_day_start(now, EASTERN, 0) == next_start


def test_an_hour_that_the_clocks_jump_over_begins_the_day_at_the_jump() -> None:
    before_the_jump = datetime(2026, 3, 8, 6, 59, tzinfo=UTC)  # 01:59, and next comes 03:00
    assert next_day_start(before_the_jump, EASTERN, 2) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_an_hour_that_the_clocks_pass_twice_begins_the_day_the_first_time() -> None:
    before_both = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    assert next_day_start(before_both, EASTERN, 1) == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert day_of(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), EASTERN, 1) == date(2026, 11, 1)
