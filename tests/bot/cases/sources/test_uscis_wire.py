import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.sources.pace import Pace
from bot.cases.sources.source import (
    BudgetSpent,
    SourceBusy,
    SourceUnavailable,
)
from bot.sandbox.case_api import STATUS_PATH
from tests.bot.cases.sources.bench import NOON, RECEIPT, Bench, CountedBudget


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_passing_failure_is_tried_again(bench: Bench, status: int) -> None:
    bench.desk.faults.hiccups = [status, status]
    assert (await bench.source().look_up(RECEIPT)).receipt == RECEIPT
    assert bench.asked(STATUS_PATH) == 3


async def test_a_lasting_failure_is_given_up_and_then_left_alone_for_a_while(bench: Bench) -> None:
    bench.desk.faults.outage = 500
    source = bench.source()
    for _ in range(2):
        with pytest.raises(SourceUnavailable) as failure:
            await source.look_up(RECEIPT)
        assert failure.value.retry_at == NOON + timedelta(seconds=30)
    assert bench.asked(STATUS_PATH) == 3
    bench.desk.faults.outage = None
    bench.wait(30)
    await source.look_up(RECEIPT)


async def test_refusals_in_a_row_lengthen_the_wait_and_one_answer_resets_it(bench: Bench) -> None:
    source = bench.source()
    waits = []
    bench.desk.faults.outage = 503
    for _ in range(3):
        with pytest.raises(SourceUnavailable) as failure:
            await source.look_up(RECEIPT)
        waits.append((failure.value.retry_at - bench.clock.now()).total_seconds())
        bench.wait(waits[-1])
    bench.desk.faults.outage = None
    await source.look_up(RECEIPT)
    bench.desk.faults.outage = 503
    with pytest.raises(SourceUnavailable) as failure:
        await source.look_up(RECEIPT)
    waits.append((failure.value.retry_at - bench.clock.now()).total_seconds())
    assert waits == [30, 60, 120, 30]


async def test_calls_that_are_refused_together_count_as_one_refusal(bench: Bench) -> None:
    bench.desk.faults.outage = 503
    source = bench.source()
    failures = await asyncio.gather(*(source.look_up(RECEIPT) for _ in range(5)), return_exceptions=True)
    assert {getattr(failure, "retry_at", None) for failure in failures} == {NOON + timedelta(seconds=30)}


async def test_who_waits_for_a_turn_while_another_is_refused_does_not_ask_any_more(bench: Bench) -> None:
    seconds, turn_comes = [0.0], asyncio.Event()

    async def sleep(wait: float) -> None:
        if wait:
            await turn_comes.wait()

    bench.pace = Pace(0.1, monotonic=lambda: seconds[0], sleep=sleep)
    source = bench.source()
    turn_comes.set()
    await source.look_up(RECEIPT)
    turn_comes.clear()
    seconds[0] = 100.0
    bench.desk.faults.outage = 503
    first, second = (asyncio.create_task(source.look_up(RECEIPT)) for _ in range(2))
    with pytest.raises(SourceUnavailable):
        await first
    turn_comes.set()
    with pytest.raises(SourceUnavailable):
        await second
    assert bench.asked(STATUS_PATH) == 2


async def test_too_fast_is_told_with_the_time_to_come_back(bench: Bench) -> None:
    bench.desk.faults.rate_limit = 5
    bench.desk.faults.retry_after = "45"
    source = bench.source()
    for _ in range(5):
        await source.look_up(RECEIPT)
    with pytest.raises(SourceBusy) as refusal:
        await source.look_up(RECEIPT)
    assert refusal.value.retry_at == NOON + timedelta(seconds=45)
    bench.wait(45)
    await source.look_up(RECEIPT)


async def test_an_answer_that_does_not_come_is_not_waited_for(bench: Bench) -> None:
    bench.desk.faults.slow_seconds = 60
    with pytest.raises(SourceUnavailable):
        await bench.source(timeout=timedelta(milliseconds=100)).look_up(RECEIPT)


async def test_nobody_there_is_unavailable_and_the_number_is_not_in_what_is_said(bench: Bench) -> None:
    bench.access = replace(bench.access, token_url="http://127.0.0.1:1/token")
    with pytest.raises(SourceUnavailable) as failure:
        await bench.source().look_up(RECEIPT)
    assert "127.0.0.1" not in str(failure.value)


async def test_a_queue_that_is_too_long_is_told_with_the_time_to_come_back(
    bench: Bench,
) -> None:
    stopped = 0.0
    bench.pace = Pace(0.01, longest_wait=timedelta(), monotonic=lambda: stopped)
    source = bench.source()
    with pytest.raises(SourceBusy) as refusal:
        await source.look_up(RECEIPT)  # its token takes the only turn
    assert refusal.value.retry_at == NOON + timedelta(seconds=100)
    assert bench.asked(STATUS_PATH) == 0
    with pytest.raises(SourceBusy):
        await source.look_up(RECEIPT)


async def test_the_budget_counts_every_request_and_ends_them(bench: Bench) -> None:
    bench.budget = CountedBudget(3)
    source = bench.source()
    await source.look_up(RECEIPT)
    await source.look_up(RECEIPT)
    with pytest.raises(BudgetSpent) as spent:
        await source.look_up(RECEIPT)
    assert spent.value.until == NOON + timedelta(hours=12)
    assert len(bench.desk.requests) == 3
