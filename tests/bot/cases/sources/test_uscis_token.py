import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.sources.pace import Pause
from bot.cases.sources.source import (
    LookUpFailed,
    SourceBusy,
    SourceGarbled,
    SourceRefusesUs,
    SourceUnavailable,
)
from bot.cases.sources.uscis_token import AccessTokens
from bot.cases.sources.uscis_wire import UscisWire
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from tests.bot.cases.sources.bench import RECEIPT, Bench


async def test_calls_at_the_same_time_share_one_token(bench: Bench) -> None:
    source = bench.source()
    await asyncio.gather(*(source.look_up(RECEIPT) for _ in range(5)))
    assert (bench.asked(TOKEN_PATH), bench.asked(STATUS_PATH)) == (1, 5)


async def test_a_token_is_used_until_shortly_before_it_expires(bench: Bench) -> None:
    source = bench.source()
    await source.look_up(RECEIPT)
    bench.wait(1700)
    await source.look_up(RECEIPT)
    assert bench.asked(TOKEN_PATH) == 1
    bench.wait(60)
    await source.look_up(RECEIPT)
    assert bench.asked(TOKEN_PATH) == 2
    assert 401 not in {request.status for request in bench.desk.requests}


async def test_a_token_that_is_refused_is_replaced_once_for_all_calls(bench: Bench) -> None:
    source = bench.source()
    await source.look_up(RECEIPT)
    bench.desk.expires_tokens()
    seen = await asyncio.gather(*(source.look_up(RECEIPT) for _ in range(5)))
    assert {observation.title for observation in seen} == {bench.desk.cases[RECEIPT.value].title}
    assert bench.asked(TOKEN_PATH) == 2


async def test_no_third_token_is_tried(bench: Bench) -> None:
    bench.desk.faults.refuses_tokens = True
    with pytest.raises(SourceRefusesUs):
        await bench.source().look_up(RECEIPT)
    assert (bench.asked(TOKEN_PATH), bench.asked(STATUS_PATH)) == (2, 2)


async def test_wrong_keys_are_the_operators_matter(bench: Bench) -> None:
    bench.access = replace(bench.access, client_secret="another")
    with pytest.raises(SourceRefusesUs) as refusal:
        await bench.source().look_up(RECEIPT)
    assert bench.asked(STATUS_PATH) == 0
    assert "another" not in str(refusal.value) + repr(bench.access)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (503, SourceUnavailable),
        (429, SourceBusy),
        (500, SourceUnavailable),
        (403, SourceRefusesUs),
        (302, SourceGarbled),
    ],
)
async def test_failures_at_the_token_address_have_the_same_names(
    bench: Bench, status: int, error: type[LookUpFailed]
) -> None:
    bench.desk.faults.token_outage = status
    with pytest.raises(error):
        await bench.source().look_up(RECEIPT)
    assert bench.asked(STATUS_PATH) == 0


async def test_a_late_refusal_of_an_old_token_does_not_cost_the_new_one(bench: Bench) -> None:
    wire = UscisWire(
        bench.session,
        pace=bench.pace,
        budget=bench.budget,
        clock=bench.clock,
        pause=Pause(timedelta(seconds=1), timedelta(seconds=1)),
        timeout=timedelta(seconds=10),
    )
    tokens = AccessTokens(wire, bench.access, bench.clock)
    old = await tokens.current()
    tokens.drop(old)
    new = await tokens.current()
    tokens.drop(old)
    assert await tokens.current() is new
    assert new.value != old.value


async def test_the_secret_is_not_carried_on_to_where_a_redirect_leads(bench: Bench) -> None:
    bench.access = replace(bench.access, token_url=bench.access.token_url + "/")  # redirected to the true one
    with pytest.raises(SourceGarbled, match="307"):
        await bench.source().look_up(RECEIPT)
    assert not bench.desk.requests
