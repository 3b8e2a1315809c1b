from collections.abc import AsyncIterator
from itertools import count

import aiohttp
import pytest
import stamina

from bot.cases.sources.pace import Pace
from bot.cases.sources.uscis_token import UscisAccess
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from tests.bot.cases.sources.bench import NOON, SECRET, Bench, CountedBudget
from tests.bot.sandbox.far_end import FarEnd, StandingClock


@pytest.fixture
async def bench(far_end: FarEnd) -> AsyncIterator[Bench]:
    """A desk without a limit on its rate, and a client that does not wait between its attempts."""
    clock = MovableClock(StandingClock(NOON))
    secrets = (f"{SECRET}-{number}" for number in count())
    far_end.desk = desk = CaseDesk(clock, new_secret=secrets.__next__)
    desk.faults.rate_limit = None
    token_url, api_url = far_end.url + TOKEN_PATH, far_end.url + STATUS_PATH
    access = UscisAccess(token_url, api_url, desk.client_id, desk.client_secret)
    with stamina.set_testing(True, attempts=10, cap=True):
        async with aiohttp.ClientSession() as session:
            yield Bench(desk, clock, session, access, CountedBudget(), Pace(per_second=100_000))
