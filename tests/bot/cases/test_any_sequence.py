"""Whatever the source answers and whatever fails: one alert for each real change that was seen, none else."""

import asyncio
import itertools
import shutil
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
import stamina
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.cases.linking import AlreadyLinked
from bot.cases.sources.source import LookUpFailed
from bot.cases.sources.uscis_token import UscisAccess
from bot.cases.statuses import change_key
from bot.sandbox.case_api import STATUS_PATH, TOKEN_PATH
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.case_faults import BodyFault
from bot.sandbox.clock import MovableClock
from storage.database import Database
from storage.vault import Vault
from tests.bot.cases.office import RECEIPT, Held, Office
from tests.bot.cases.sources.bench import NOON
from tests.bot.sandbox.far_end import FarEnd, StandingClock, far_end_served

T = TypeVar("T")

TITLES = (
    "Case Was Received",
    "Case Was Approved",
    "Interview Was Scheduled",
    "A Title That Nobody Has Seen Before",
)
SPELLINGS = (str, str.upper, lambda title: f" {title}. ")
ERRORS = (400, 401, 403, 404, 422, 429, 500, 502, 503)


class World:
    """One loop and one server for all examples; each has a database, a desk and two processes of its own."""

    def __init__(self, runner: asyncio.Runner, template: Path, vault: Vault) -> None:
        self._runner = runner
        self._template = template
        self._vault = vault
        self._numbers = itertools.count()
        self._stack = AsyncExitStack()

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self._runner.run(done())

    async def opens(self) -> None:
        self._far_end: FarEnd = await self._stack.enter_async_context(far_end_served())
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())

    async def closes(self) -> None:
        await self._stack.aclose()

    def new_offices(self) -> tuple[Office, Office]:
        path = shutil.copy(self._template, self._template.with_name(f"{next(self._numbers)}.db"))
        clock = MovableClock(StandingClock(NOON))
        desk = self._far_end.desk = CaseDesk(clock)
        url = self._far_end.url
        access = UscisAccess(url + TOKEN_PATH, url + STATUS_PATH, desk.client_id, desk.client_secret)
        database = Database.open(f"sqlite:///{path}", self._vault)
        one, two = (Office(database, desk, clock, self._session, access, owner=name) for name in ("1", "2"))
        two.sender, two.chats, two.mails = one.sender, one.chats, one.mails
        return one, two


class Watching(RuleBasedStateMachine):
    """Ana follows a case all the time, Bo now and then. `truth` is what the source has had, in order."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.held: list[tuple[Held, asyncio.Task[object]]] = []

    @initialize()
    def begins(self) -> None:
        self.offices = self.world.new_offices()
        self.office = self.offices[0]
        self.desk = self.office.desk
        self.desk.faults.rate_limit = None
        self.desk.has(RECEIPT.value, TITLES[0])
        self.truth = [change_key(TITLES[0])]
        self.ana = self.world.run(self.office.opens_account("ana", chat_id=1))
        self.bo = self.world.run(self.office.opens_account("bo"))
        self.world.run(self.office.links(self.ana))

    # --- what happens ----------------------------------------------------------------------------

    @rule(title=st.sampled_from(TITLES), spelled=st.sampled_from(SPELLINGS))
    def the_case_moves(self, title: str, spelled: type[str]) -> None:
        self.desk.moves(RECEIPT.value, spelled(title))
        self.truth.append(change_key(title))

    @rule(body=st.sampled_from(BodyFault))
    def answers_go_wrong(self, body: BodyFault) -> None:
        self.desk.faults.body = body

    @rule(status=st.sampled_from(ERRORS))
    def one_question_fails(self, status: int) -> None:
        self.desk.faults.hiccups.append(status)

    @rule(status=st.sampled_from(ERRORS), of_tokens=st.booleans())
    def the_source_goes_away(self, status: int, of_tokens: bool) -> None:
        if of_tokens:
            self.desk.faults.token_outage = status
        else:
            self.desk.faults.outage = status

    @rule()
    def the_source_comes_back(self) -> None:
        faults = self.desk.faults
        faults.body = faults.outage = faults.token_outage = None
        faults.hiccups.clear()

    @rule()
    def tokens_run_out(self) -> None:
        self.desk.expires_tokens()

    @rule(process=st.integers(0, 1), hours=st.sampled_from([0.01, 0.2, 2.0, 30.0]))
    def a_process_checks(self, process: int, hours: float) -> None:
        self.world.run(self.offices[process].checks(after_hours=hours))

    @rule(process=st.integers(0, 1), hours=st.sampled_from([2.0, 30.0]))
    def a_check_is_slow(self, process: int, hours: float) -> None:
        """Its answer is held up on the way, until it arrives or the process dies."""
        office = self.offices[process]
        held = office.courier.holds_up_the_next()

        async def begins() -> asyncio.Task[object]:
            check: asyncio.Task[object] = asyncio.create_task(office.checks(after_hours=hours))
            on_its_way = asyncio.create_task(held.on_its_way.wait())
            await asyncio.wait({check, on_its_way}, return_when=asyncio.FIRST_COMPLETED)
            on_its_way.cancel()
            return check

        check = self.world.run(begins())
        office.courier.holds_up_nothing_more()
        self.held.append((held, check))

    @rule(dies=st.booleans())
    def a_slow_answer_arrives(self, dies: bool) -> None:
        if not self.held:
            return
        held, check = self.held.pop()
        if dies:
            check.cancel()
        held.arrives.set()
        self.world.run(asyncio.wait({check}))

    @rule(process=st.integers(0, 1))
    def bo_comes(self, process: int) -> None:
        """He asks for the case himself, or has it asked for where that fails."""
        office = self.offices[process]

        async def comes() -> None:
            office.hours_pass(0.01)
            try:
                await office.links(self.bo)
            except AlreadyLinked:
                pass
            except LookUpFailed:
                await office.keeps_trying(self.bo)

        self.world.run(comes())

    @rule(process=st.integers(0, 1))
    def bo_goes(self, process: int) -> None:
        office = self.offices[process]

        async def goes() -> None:
            await office.linking.unlink(self.bo, await office.case_id())

        self.world.run(goes())

    @rule(process=st.integers(0, 1), title=st.sampled_from(TITLES))
    def bo_overtakes_a_slow_check(self, process: int, title: str) -> None:
        self.bo_goes(process)
        self.a_check_is_slow(process, hours=30.0)
        self.the_case_moves(title, spelled=str)
        self.bo_comes(1 - process)
        self.a_slow_answer_arrives(dies=False)

    @rule()
    def all_is_well_for_a_day(self) -> None:
        """Then what is known is the truth, and the last alert said it."""
        while self.held:
            self.a_slow_answer_arrives(dies=False)
        self.the_source_comes_back()
        for _ in range(3):
            self.world.run(self.office.checks(after_hours=30))
        self.hears()
        known = [*self.truth[:1], *self.told]
        assert known[-1] == self.truth[-1]

    # --- what must be true -----------------------------------------------------------------------

    @invariant()
    def hears(self) -> None:
        """Every alert is a change from what was told before, and the changes come as they really came."""
        news = self.world.run(self.office.news(self.ana))
        for kind, title in news:
            known = [*self.truth[:1], *self.told]
            went_back = len(known) > 1 and known[-2] == change_key(title)
            assert kind == "case-changed" or (kind == "case-taken-back" and went_back)
            self.told.append(change_key(title))
        known = [*self.truth[:1], *self.told]
        assert all(before != after for before, after in itertools.pairwise(known))
        really = iter(self.truth)
        assert all(title in really for title in known), f"{known} in {self.truth}"

    def teardown(self) -> None:
        async def ends() -> None:
            for held, check in self.held:
                held.arrives.set()
                await asyncio.wait({check})
            await self.office.database.close()

        if hasattr(self, "office"):
            self.world.run(ends())


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> Iterator[World]:
    template = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("sequences") / "template.db"))
    with asyncio.Runner() as runner, stamina.set_testing(True, attempts=2, cap=True):
        world = World(runner, template, vault)
        world.run(world.opens())
        yield world
        world.run(world.closes())


def test_any_sequence_of_answers_and_faults(world: World) -> None:
    class WatchingInTheWorld(Watching):
        pass

    WatchingInTheWorld.world = world
    run_state_machine_as_test(
        WatchingInTheWorld,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
