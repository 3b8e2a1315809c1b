"""Telegram's limits on sending, by a watch in hand."""

import asyncio

import pytest

from bot.telegram.pace import Pace
from tests.bot.telegram.watch import Watch

ANA, BO = 71, 72


async def pass_all(pace: Pace, watch: Watch, count: int, chat_id: int, *, in_no_hurry: bool) -> list[float]:
    """When each of so many messages went."""
    went = []
    for _ in range(count):
        await pace.turn(chat_id, in_no_hurry=in_no_hurry)
        went.append(round(watch.seconds, 3))
    return went


def started(rate: float) -> tuple[Pace, Watch]:
    watch = Watch()
    return Pace(rate, monotonic=watch.now, sleep=watch.sleep), watch


async def test_over_all_chats_no_more_goes_than_the_rate() -> None:
    pace, watch = started(10)
    for number in range(40):
        await pace.turn(number)

    assert round(watch.seconds, 3) == 3.0  # the burst of the first second, then ten a second


async def test_what_goes_by_itself_keeps_to_one_a_second_within_a_chat_after_a_burst() -> None:
    pace, watch = started(1_000)

    went = await pass_all(pace, watch, 11, ANA, in_no_hurry=True)

    assert went == [0.0] * 8 + [1.0, 2.0, 3.0]


async def test_an_answer_does_not_wait_for_its_chat() -> None:
    pace, watch = started(1_000)

    assert await pass_all(pace, watch, 20, ANA, in_no_hurry=False) == [0.0] * 20


async def test_a_chat_that_has_had_much_holds_up_no_other() -> None:
    pace, watch = started(1_000)
    await pass_all(pace, watch, 8, ANA, in_no_hurry=True)

    assert await pass_all(pace, watch, 1, BO, in_no_hurry=True) == [0.0]


async def test_what_goes_by_itself_leaves_part_of_the_whole_to_answers() -> None:
    pace, watch = started(10)
    for number in range(8):
        await pace.turn(number, in_no_hurry=True)
    assert watch.seconds == 0
    await pass_all(pace, watch, 2, ANA, in_no_hurry=False)
    assert watch.seconds == 0

    await pace.turn(9, in_no_hurry=True)
    assert watch.seconds > 0


async def test_a_pause_that_telegram_asked_for_is_kept_to_the_second_and_by_that_chat_only() -> None:
    pace, watch = started(1_000)
    pace.pause(7, ANA)
    assert (pace.paused_for(ANA), pace.paused_for(BO)) == (7, 0)

    await pace.turn(BO)
    assert watch.seconds == 0
    await pace.turn(ANA)
    assert watch.seconds == 7


async def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pace, watch = started(1_000)
    pace.pause(9, ANA)
    pace.pause(2, ANA)
    await pace.turn(ANA)

    assert watch.seconds == 9


@pytest.mark.parametrize("rate", [0.2, 1, 1.2])
async def test_a_slow_pace_is_slow_and_not_silent(rate: float) -> None:
    pace, watch = started(rate)
    for number in range(3):
        await pace.turn(number, in_no_hurry=True)
        await pace.turn(number)

    assert watch.seconds <= 6 / rate


async def test_many_that_wait_at_once_all_go_in_the_end() -> None:
    pace, watch = started(5)

    await asyncio.gather(*(pace.turn(number) for number in range(50)))

    assert round(watch.seconds, 3) >= 9
