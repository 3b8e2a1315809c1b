from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import stamina

from bot.cases.sources.uscis_token import UscisAccess
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from storage.database import Database
from tests.bot.cases.office import RECEIPT, Office
from tests.bot.cases.sources.bench import NOON
from tests.bot.sandbox.far_end import FarEnd, StandingClock, far_end_served

Opens = Callable[..., Office]


@pytest.fixture(scope="session")
async def far_end() -> AsyncIterator[FarEnd]:
    async with far_end_served() as served:
        yield served


@pytest.fixture
async def opens_office(far_end: FarEnd) -> AsyncIterator[Opens]:
    """Opens offices on a database: the first one's desk and clock are the others' too."""
    clock = MovableClock(StandingClock(NOON))
    far_end.desk = desk = CaseDesk(clock)
    desk.faults.rate_limit = None
    desk.has(RECEIPT.value, "Case Was Received", form="I-765")
    access = UscisAccess(
        far_end.url + TOKEN_PATH, far_end.url + STATUS_PATH, desk.client_id, desk.client_secret
    )
    with stamina.set_testing(True, attempts=10, cap=True):
        async with aiohttp.ClientSession() as session:

            def opens(database: Database, **limits: Any) -> Office:
                return Office(database, desk, clock, session, access, **limits)

            yield opens


@pytest.fixture
def office(opens_office: Opens, sqlite_database: Database) -> Office:
    return opens_office(sqlite_database)


@pytest.fixture
async def ana(office: Office) -> str:
    return await office.opens_account("ana", chat_id=1)


@pytest.fixture
async def bo(office: Office) -> str:
    return await office.opens_account("bo", chat_id=2)
