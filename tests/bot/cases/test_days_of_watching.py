"""The plan and the allowance together, over simulated days with outages and bursts of new links."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.cases.allowance import Allowance, DayBudget
from bot.cases.plan import DAY, Urgency
from tests.bot.cases.simulated_days import RHYTHM_LONGEST, START, TICK, SimulatedDays

HOUR = timedelta(hours=1)
PER_DAY = 600
MIXED = {
    Urgency.URGENT: 6,
    Urgency.LIVELY: 20,
    Urgency.AWAITED: 5,
    Urgency.ORDINARY: 700,
    Urgency.FINISHED: 300,
}
COUNTS = st.fixed_dictionaries(
    {
        Urgency.URGENT: st.integers(0, 40),
        Urgency.LIVELY: st.integers(0, 100),
        Urgency.AWAITED: st.integers(0, 40),
        # Alone more than the budget, so that all of it is needed.
        Urgency.ORDINARY: st.integers(PER_DAY * 12 // 10, 1500),
        Urgency.FINISHED: st.integers(0, 500),
    }
)
# Not made smaller when it fails: each example takes half a second.
simulated = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@simulated
@given(COUNTS, st.integers(0, 16), st.integers(0, 4), st.integers(0, PER_DAY // 5), st.integers(0, 99))
def test_the_budget_is_used_up_and_never_overdrawn_and_no_case_is_forgotten(
    counts: Mapping[Urgency, int], away_at: int, away_for: int, burst: int, seed: int
) -> None:
    # It ends by eight in the evening: what an outage until midnight has saved nobody can use any more.
    away = START + DAY + away_at * HOUR
    days = SimulatedDays(
        counts,
        PER_DAY,
        seed=seed,
        outages=[(away, away + away_for * HOUR)],
        bursts={START + 2 * DAY + 9 * HOUR: burst},
    )
    for day in range(6):
        days.passes(DAY)
        assert days.used[day] <= PER_DAY
        nobody_waits = all(case.due > days.now - 2 * TICK for case in days.cases)
        assert days.used[day] >= 0.99 * PER_DAY or (nobody_waits and day < 4)
    assert days.turned_away == 0
    # What the plan allows for, half as much again for chance and the queue, and the outage.
    bound = 1.5 * max(3 * RHYTHM_LONGEST, 2 * DAY * len(days.cases) / PER_DAY) + away_for * HOUR
    assert max(max(case.longest_wait, days.now - case.asked) for case in days.cases) <= bound


def test_fewer_checks_are_made_where_the_wishes_need_no_more() -> None:
    days = SimulatedDays({Urgency.URGENT: 2, Urgency.ORDINARY: 100}, PER_DAY)
    days.passes(3 * DAY)
    # 2 x 24 + 100 a day are wished for.
    assert days.used[2] == pytest.approx(148, rel=0.1)


def test_after_an_outage_what_is_overdue_is_spread_over_the_hours() -> None:
    days = SimulatedDays(MIXED, PER_DAY, outages=[(START + 10 * HOUR, START + 12 * HOUR)])
    days.passes(12 * HOUR)
    overdue = sum(case.due <= days.now for case in days.cases)
    begins = len(days.by_minute)
    days.passes(3 * HOUR)

    first_hour, second, third = (sum(days.by_minute[begins + n * 60 :][:60]) for n in range(3))
    even = PER_DAY / 24
    assert overdue > 1.8 * even
    # An hour's worth was saved up; what else was not spent goes to the rest of the day evenly.
    assert first_hour <= 2.2 * even
    assert second == pytest.approx(third, abs=even / 4)


def test_after_an_outage_the_urgent_ones_are_asked_for_first() -> None:
    days = SimulatedDays(MIXED, PER_DAY, outages=[(START + 10 * HOUR, START + 16 * HOUR)])
    days.passes(16 * HOUR)
    assert min(days.waits(Urgency.URGENT)) > 5 * HOUR
    days.passes(TICK)
    assert max(days.waits(Urgency.URGENT)) <= TICK
    waits = days.waits(Urgency.ORDINARY)
    assert sum(wait > 5 * HOUR for wait in waits) > len(waits) / 2


def test_an_outage_over_midnight_leaves_the_new_day_its_pace() -> None:
    days = SimulatedDays(MIXED, PER_DAY, outages=[(START + 2 * HOUR, START + 26 * HOUR)])
    days.passes(2 * DAY)
    assert days.used[1] >= 0.99 * PER_DAY
    morning = sum(days.by_minute[26 * 60 : 32 * 60])
    evening = sum(days.by_minute[42 * 60 :])
    assert morning == pytest.approx(evening, rel=0.35)


def test_a_burst_of_ten_thousand_links_is_absorbed() -> None:
    counts = {Urgency.URGENT: 100, Urgency.ORDINARY: 30_000}
    noon = START + DAY + 12 * HOUR
    days = SimulatedDays(counts, per_day=30_000, per_minute=600, bursts={noon: 10_000})
    days.passes(DAY + 12 * HOUR)
    before = days.plan.intervals[Urgency.ORDINARY]
    days.passes(HOUR)

    assert days.turned_away == 0
    assert days.plan.intervals[Urgency.ORDINARY] > 1.2 * before
    # The hour after it is as even as any, and the urgent ones do not feel it.
    assert max(days.by_minute[-60:]) < 60
    assert max(days.waits(Urgency.URGENT)) < 1.3 * HOUR
    days.passes(11 * HOUR)
    assert 0.99 * 30_000 <= days.used[1] <= 30_000


@pytest.mark.parametrize("limit", [1, 2, 10, 100, 10_000])
def test_even_a_tiny_budget_is_spent_by_the_end_of_the_day(limit: int) -> None:
    allowance, used = Allowance(), 0
    for minute in range(24 * 60):
        now = START + minute * TICK
        room = allowance.now(now, DayBudget(limit, used, START + DAY))
        allowance.spend(room)
        used += room
    assert 0.99 * limit <= used <= limit


def test_what_people_who_link_may_need_is_kept_until_the_day_is_over() -> None:
    allowance = Allowance()
    almost_spent = DayBudget(limit=1000, used=975, ends_at=START + DAY)
    assert allowance.now(START + 11 * HOUR, almost_spent) == 0
    assert Allowance().now(START + DAY - HOUR, almost_spent) > 0
