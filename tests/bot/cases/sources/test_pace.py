from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.sources.pace import Pace, Pause, QueueTooLong

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Stopwatch:
    """Time as `Pace` sees it: it stands still, and what was slept is written down."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


async def test_turns_come_at_even_distances() -> None:
    watch = Stopwatch()
    pace = Pace(5, monotonic=watch.now, sleep=watch.sleep)
    for _ in range(4):
        await pace.turn()
    assert watch.slept == [0, 0.2, 0.4, 0.6]


async def test_time_not_used_is_not_saved_up() -> None:
    watch = Stopwatch()
    pace = Pace(5, monotonic=watch.now, sleep=watch.sleep)
    await pace.turn()
    watch.time += 60
    for _ in range(3):
        await pace.turn()
    assert watch.slept == [0, 0, 0.2, 0.4]


async def test_nobody_waits_beyond_the_longest_wait_and_those_refused_take_no_turn() -> None:
    watch = Stopwatch()
    pace = Pace(1, longest_wait=timedelta(seconds=2), monotonic=watch.now, sleep=watch.sleep)
    for _ in range(3):
        await pace.turn()
    for _ in range(2):
        with pytest.raises(QueueTooLong) as refusal:
            await pace.turn()
        assert refusal.value.wait == timedelta(seconds=3)
    watch.time += 1
    await pace.turn()
    assert watch.slept[-1] == 2


def test_a_pause_doubles_to_its_bound_and_begins_anew_after_an_answer() -> None:
    pause = Pause(timedelta(seconds=30), timedelta(minutes=3))
    waits = [pause.after_refusal(NOW) - NOW for _ in range(40)]
    assert [wait.total_seconds() for wait in waits[:4]] == [30, 60, 120, 180]
    assert set(waits[3:]) == {timedelta(minutes=3)}
    pause.end()
    assert pause.after_refusal(NOW) - NOW == timedelta(seconds=30)


def test_a_longer_wait_that_was_asked_for_is_granted_up_to_the_bound() -> None:
    pause = Pause(timedelta(seconds=30), timedelta(minutes=3))
    assert pause.after_refusal(NOW, timedelta(seconds=90)) - NOW == timedelta(seconds=90)
    assert pause.after_refusal(NOW, timedelta(days=9)) - NOW == timedelta(minutes=3)


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 40), (0.5, 45), (1.0, 50)])
def test_chance_only_lengthens_a_pause(chance: float, seconds: float) -> None:
    pause = Pause(timedelta(seconds=40), timedelta(minutes=3), chance=lambda: chance)
    assert pause.after_refusal(NOW) - NOW == timedelta(seconds=seconds)
