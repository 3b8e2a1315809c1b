"""How often each case is asked for: by how pressing it is, and never more in all than the budget."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.plan import DAY, Plan, Rhythm, Urgency, fair_intervals, urgency_of
from bot.cases.statuses import classify

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTS = st.dictionaries(st.sampled_from(Urgency), st.integers(0, 1_000_000))
BUDGETS = st.integers(1, 500_000)


def rhythm(checks_per_day: int | None = None) -> Rhythm:
    return Rhythm(shortest=HOUR, longest=DAY, checks_per_day=checks_per_day)


def checks_a_day(intervals: Mapping[Urgency, timedelta], counts: Mapping[Urgency, int]) -> float:
    return sum(count * (DAY / intervals[each]) for each, count in counts.items())


@pytest.mark.parametrize(
    ("title", "days", "urgency"),
    [
        ("Case Was Received", 1, Urgency.LIVELY),
        ("Case Was Received", 8, Urgency.ORDINARY),
        ("Card Was Mailed To Me", 8, Urgency.LIVELY),
        ("Card Was Mailed To Me", 31, Urgency.ORDINARY),
        ("Case Was Denied", 1, Urgency.FINISHED),
        ("A Title That Nobody Has Seen Before", 8, Urgency.ORDINARY),
    ],
)
def test_a_case_is_lively_while_its_status_is_likely_to_change(
    title: str, days: int, urgency: Urgency
) -> None:
    changed_at = NOW - days * DAY
    assert urgency_of(NOW, classify(title), changed_at=changed_at, urgent_until=None) is urgency


@pytest.mark.parametrize("title", ["Case Was Received", "Case Was Denied"])
def test_a_near_deadline_makes_any_case_urgent_until_it_is_over(title: str) -> None:
    long_ago = NOW - 100 * DAY
    near, over = (
        urgency_of(NOW, classify(title), changed_at=long_ago, urgent_until=until)
        for until in (NOW + HOUR, NOW)
    )
    assert near is Urgency.URGENT
    assert over is not Urgency.URGENT


def test_without_a_budget_every_wish_is_granted() -> None:
    assert fair_intervals(rhythm(), {Urgency.ORDINARY: 10**9}) == rhythm().wishes


@pytest.mark.parametrize(
    ("counts", "hours"),
    [
        # 1,000 checks are enough for everybody's wish.
        ({Urgency.URGENT: 10, Urgency.ORDINARY: 700}, (1, 24)),
        # The urgent ones have theirs still; the ordinary ones share the rest.
        ({Urgency.URGENT: 10, Urgency.ORDINARY: 1520}, (1, 48)),
        # Half is everybody's, however many are urgent: the other half is theirs alone.
        ({Urgency.URGENT: 1000, Urgency.ORDINARY: 1000}, (32, 96)),
    ],
)
def test_a_scarce_budget_is_shared_out_by_urgency_and_nobody_is_forgotten(
    counts: Mapping[Urgency, int], hours: tuple[float, float]
) -> None:
    intervals = fair_intervals(rhythm(1000), counts)
    told = (intervals[Urgency.URGENT] / HOUR, intervals[Urgency.ORDINARY] / HOUR)
    assert told == pytest.approx(hours, rel=0.001)


@given(COUNTS, BUDGETS)
def test_all_checks_together_are_the_budget_or_what_the_cases_wish_for(
    counts: dict[Urgency, int], budget: int
) -> None:
    wished = checks_a_day(rhythm().wishes, counts)
    planned = checks_a_day(fair_intervals(rhythm(budget), counts), counts)
    assert planned == pytest.approx(min(wished, budget), rel=0.001)


@given(COUNTS, BUDGETS)
def test_no_case_waits_longer_than_its_wish_or_twice_an_even_share(
    counts: dict[Urgency, int], budget: int
) -> None:
    intervals = fair_intervals(rhythm(budget), counts)
    even = DAY * sum(counts.values()) / budget
    for each, wish in rhythm().wishes.items():
        assert wish * 0.999 <= intervals[each] <= max(wish, 2 * even) * 1.001


@given(COUNTS, BUDGETS)
def test_the_more_pressing_never_waits_longer(counts: dict[Urgency, int], budget: int) -> None:
    intervals = fair_intervals(rhythm(budget), counts)
    waits = [intervals[each] for each in Urgency if counts.get(each)]
    assert all(one <= other * 1.001 for one, other in itertools.pairwise(waits))


@given(st.floats(0, 1), st.sampled_from(Urgency))
def test_cases_that_were_asked_for_together_come_due_apart(chance: float, urgency: Urgency) -> None:
    due = Plan(rhythm(), chance=lambda: chance).next_check(NOW, urgency)
    assert 0.9 * rhythm().wishes[urgency] <= due - NOW <= 1.1 * rhythm().wishes[urgency]


def test_failures_in_a_row_are_tried_again_later_and_later_but_within_a_day() -> None:
    plan = Plan(rhythm(), chance=lambda: 0.5)
    waits = [(plan.next_try(NOW, failures=failures) - NOW) / HOUR for failures in (0, 1, 2, 20)]
    assert waits == pytest.approx([1 / 12, 1 / 6, 1 / 3, 24])
