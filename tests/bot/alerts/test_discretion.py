"""How much an alert may say where, decided at the moment of sending."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.accounts.sessions import SessionLimits, Sessions
from bot.alerts.discretion import Audience, Discretion
from bot.sandbox.clock import MovableClock
from storage import sessions
from storage.database import Database
from storage.ids import Ids
from storage.schema import accounts
from tests.storage.people import opens_account

HERE, THERE = 71, 72
HOUR = timedelta(hours=1)
IN_FULL, DISCREETLY = Audience("en", in_full=True), Audience("en", in_full=False)


class Home:
    """An account, where it is open, and who may be told what."""

    def __init__(self, database: Database, clock: MovableClock, account_id: str) -> None:
        self._database = database
        self._clock = clock
        self._account_id = account_id
        self.sessions = Sessions(database, clock, Ids(), SessionLimits(idle=HOUR, absolute=24 * HOUR))
        self._discretion = Discretion(database, clock, self.sessions)

    async def opens(self, chat_id: int = HERE) -> None:
        async with self._database.transaction() as tx:
            await self.sessions.begin(
                tx, self._account_id, "en", chat_id, key=f"{chat_id}:{self._clock.now()}"
            )

    async def prefers(self, detail: str) -> None:
        async with self._database.transaction() as tx:
            await tx.run(update(accounts).values(alert_detail=detail))

    async def leaves(self, chat_id: int = HERE, *, keeps_alerts: bool) -> None:
        async with self._database.transaction() as tx:
            await sessions.end_session_of(tx, self._account_id, chat_id, "logged-out", self._clock.now())
            if not keeps_alerts:
                await sessions.stop_alerts(tx, self._account_id, chat_id)

    async def audience(self, chat_id: int = HERE) -> Audience | None:
        return await self._discretion.audience(self._account_id, chat_id)


@pytest.fixture
async def home(sqlite_database: Database, clock: MovableClock) -> Home:
    return Home(sqlite_database, clock, await opens_account(sqlite_database, clock.now()))


async def test_where_the_account_was_never_open_nothing_is_told(home: Home) -> None:
    await home.opens(THERE)

    assert await home.audience(HERE) is None


async def test_while_the_account_is_open_it_is_told_in_full(home: Home) -> None:
    await home.opens()

    assert await home.audience() == IN_FULL


@pytest.mark.parametrize("hours", [1, 5, 24, 500])
async def test_once_it_is_locked_or_over_it_is_told_discreetly(
    home: Home, clock: MovableClock, hours: int
) -> None:
    await home.opens()
    clock.move_on(hours * HOUR)

    assert await home.audience() == DISCREETLY


@pytest.mark.parametrize(("detail", "when_open", "when_locked"), [
    ("auto", IN_FULL, DISCREETLY),
    ("full", IN_FULL, IN_FULL),
    ("discreet", DISCREETLY, DISCREETLY),
])  # fmt: skip
async def test_the_person_decides(
    home: Home, clock: MovableClock, detail: str, when_open: Audience, when_locked: Audience
) -> None:
    await home.opens()
    await home.prefers(detail)
    assert await home.audience() == when_open
    clock.move_on(HOUR)
    assert await home.audience() == when_locked


async def test_who_logs_in_elsewhere_is_told_discreetly_where_they_were(home: Home) -> None:
    await home.opens(HERE)
    await home.opens(THERE)

    assert (await home.audience(HERE), await home.audience(THERE)) == (DISCREETLY, IN_FULL)


async def test_after_a_log_out_alerts_come_only_if_they_were_kept(home: Home) -> None:
    await home.opens()
    await home.leaves(keeps_alerts=True)
    assert await home.audience() == DISCREETLY
    await home.leaves(keeps_alerts=False)
    assert await home.audience() is None
