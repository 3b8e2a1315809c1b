"""When a source that keeps hours may be asked, and that nobody asks it at other times."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.sources.source import SourceClosed
from bot.open_hours import OpenHours
from tests.bot.cases.sources.bench import RECEIPT, Bench

HOUR = timedelta(hours=1)
EASTERN = ZoneInfo("America/New_York")
OFFICE = OpenHours(frozenset(range(5)), 7 * HOUR, 20 * HOUR, EASTERN)
"""Those of USCIS's sandbox."""
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
HOURS = st.builds(
    lambda days, opens, lasts, zone: OpenHours(days, opens * HOUR, min(opens + lasts, 24) * HOUR, zone),
    st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    st.integers(0, 23),
    st.integers(1, 24),
    # Havana's and Santiago's clocks change at midnight.
    st.sampled_from(["UTC", "America/New_York", "America/Havana", "America/Santiago"]).map(ZoneInfo),
)


def moment(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (moment(24, 7), None),
        (moment(24, 19, 59), None),
        (moment(24, 6, 59), moment(24, 7)),
        (moment(24, 20), moment(25, 7)),
        # The 27th is a Friday.
        (moment(27, 20), moment(30, 7)),
        (moment(28, 12), moment(30, 7)),
        # The clocks change in these two nights from Saturday to Sunday.
        (moment(6, 21, month=3), moment(9, 7, month=3)),
        (moment(30, 21, month=10), moment(2, 7, month=11)),
    ],
)
def test_it_is_open_on_weekdays_by_the_clocks_of_its_zone(now: datetime, opening: datetime | None) -> None:
    assert OFFICE.next_opening(now.astimezone(UTC)) == opening


@given(MOMENTS, HOURS)
def test_where_it_is_closed_it_opens_within_a_week_and_not_before_it_says(
    now: datetime, hours: OpenHours
) -> None:
    opening = hours.next_opening(now)
    if opening is not None:
        assert now < opening <= now + timedelta(days=7, hours=1)
        assert hours.next_opening(opening) is None
        assert hours.next_opening(opening - timedelta(minutes=1)) == opening


async def test_outside_its_hours_nobody_is_asked_and_no_look_up_is_spent(bench: Bench) -> None:
    bench.desk.faults.closed_hours = True
    source = bench.source(hours=OFFICE)
    # Noon in UTC is seven o'clock Eastern.
    await source.look_up(RECEIPT)
    bench.wait(13 * 3600)
    left, asked = bench.budget.left, len(bench.desk.requests)
    for _ in range(3):
        with pytest.raises(SourceClosed) as closed:
            await source.look_up(RECEIPT)
        assert closed.value.retry_at == moment(25, 7)
    assert (bench.budget.left, len(bench.desk.requests)) == (left, asked)

    bench.wait(11 * 3600)
    await source.look_up(RECEIPT)
    assert {request.status for request in bench.desk.requests} == {200}


async def test_without_hours_a_closed_source_is_found_out_by_asking_and_then_left_alone(bench: Bench) -> None:
    bench.desk.faults.closed_hours = True
    bench.wait(13 * 3600)
    source = bench.source()
    for _ in range(3):
        with pytest.raises(Exception, match="503"):
            await source.look_up(RECEIPT)
    assert [request.status for request in bench.desk.requests] == [200, 503]
