"""Whatever people do with shares: nobody ever sees a case that no share covers at that moment (R11, R12)."""

import asyncio
import itertools
import shutil
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.accounts.changes import By, Changes
from bot.cases.representatives import InvitationOver, Kind, NoSuchShare, OwnInvitation, Representatives
from bot.sandbox.clock import MovableClock
from storage import cases, links
from storage.database import Database
from storage.ids import Ids
from storage.vault import Vault
from tests.bot.cases.sources.bench import NOON
from tests.bot.sandbox.far_end import StandingClock
from tests.storage.people import opens_account

T = TypeVar("T")
NAMES = ("ana", "bo", "cy")
PEOPLE = st.sampled_from(NAMES)
DAY = timedelta(days=1)


@dataclass
class Made:
    """A share as the test knows it."""

    owner: str
    code: str
    share_id: str
    cases: frozenset[str]
    ends: datetime | None
    holder: str | None = None
    is_over: bool = False


class World:
    """One loop for all examples; each has a database of its own."""

    def __init__(self, runner: asyncio.Runner, template: Path, vault: Vault) -> None:
        self._runner, self._template, self._vault = runner, template, vault
        self._numbers = itertools.count()

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self._runner.run(done())

    def new_database(self) -> Database:
        path = shutil.copy(self._template, self._template.with_name(f"{next(self._numbers)}.db"))
        return Database.open(f"sqlite:///{path}", self._vault)


class Sharing(RuleBasedStateMachine):
    """Three people, each with two cases, who share, accept, end, follow no more, and let time pass."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.database = self.world.new_database()
        self.clock = MovableClock(StandingClock(NOON))
        self.ids, self.keys = Ids(), itertools.count(1)
        changes = Changes(self.clock, self.ids)
        seeds = itertools.count(1)
        self.service = Representatives(
            self.database,
            self.clock,
            self.ids,
            changes,
            randomness=lambda size: next(seeds).to_bytes(size),
        )
        self.shares: list[Made] = []
        self.followed: dict[str, set[str]] = {name: set() for name in NAMES}
        self.accounts = {
            name: self.world.run(opens_account(self.database, self.clock.now(), name)) for name in NAMES
        }
        for number, name in enumerate(NAMES):
            for at in range(2):
                self.follows(name, f"EAC2499{number}{at}2345")
        for owner, holder, days in (("ana", "bo", 1), ("bo", "cy", 5), ("cy", "ana", None)):
            self.shares_all(owner, self.followed[owner], days)
            self.world.run(self.service.accept(self.accounts[holder], self.shares[-1].code, by=self.by()))
            self.shares[-1].holder = holder

    def follows(self, name: str, receipt: str) -> None:
        async def work() -> str:
            now = self.clock.now()
            async with self.database.transaction() as tx:
                case_id = await cases.add_case(tx, self.ids, receipt, "uscis", now)
                await links.put_link(
                    tx,
                    link_id=self.ids.new(now),
                    account_id=self.accounts[name],
                    case_id=case_id,
                    level="status-only",
                    once_key=f"{next(self.keys)}",
                    now=now,
                    awaited_until=None,
                )
            return case_id

        self.followed[name].add(self.world.run(work()))

    def by(self) -> By:
        number = next(self.keys)
        return By(number, "somebody", f"{number}:{number}")

    @rule(owner=PEOPLE, days=st.sampled_from([1, 5, None]), foreign=st.booleans(), data=st.data())
    def invites(self, owner: str, days: int | None, foreign: bool, data: st.DataObject) -> None:
        mine = sorted(self.followed[owner])
        chosen = data.draw(st.sets(st.sampled_from(mine))) if mine else set()
        self.shares_all(owner, chosen | (set.union(*self.followed.values()) if foreign else set()), days)

    def shares_all(self, owner: str, asked: set[str], days: int | None) -> None:
        made = self.world.run(
            self.service.invite(
                self.accounts[owner],
                kind=Kind.RELATIVE,
                label="Somebody",
                rights=[],
                case_ids=sorted(asked),
                lasts=days * DAY if days else None,
                by=self.by(),
            )
        )
        covered = frozenset(asked & self.followed[owner])
        ends = self.clock.now() + days * DAY if days else None
        self.shares.append(Made(owner, made.code, made.share_id, covered, ends))

    @rule(who=PEOPLE, data=st.data())
    def accepts(self, who: str, data: st.DataObject) -> None:
        if not self.shares:
            return
        made = data.draw(st.sampled_from(self.shares))
        may = made.holder is None and made.owner != who and self.is_alive(made)
        try:
            self.world.run(self.service.accept(self.accounts[who], made.code, by=self.by()))
        except (InvitationOver, OwnInvitation):
            # Codes live for a week; a share that waits longer is given up.
            assert not may or self.is_old(made)
        else:
            assert may
            made.holder = who

    @rule(who=PEOPLE, data=st.data())
    def ends(self, who: str, data: st.DataObject) -> None:
        if not self.shares:
            return
        made = data.draw(st.sampled_from(self.shares))
        try:
            self.world.run(self.service.end(self.accounts[who], made.share_id, by=self.by()))
        except NoSuchShare:
            assert who not in (made.owner, made.holder) or not self.is_alive(made)
        else:
            assert who in (made.owner, made.holder)
            made.is_over = True

    @rule(who=PEOPLE)
    def follows_no_more(self, who: str) -> None:
        async def work(case_id: str) -> None:
            async with self.database.transaction() as tx:
                await links.remove_link(tx, self.accounts[who], case_id)

        if self.followed[who]:
            self.world.run(work(self.followed[who].pop()))

    @rule(days=st.sampled_from([0.5, 2, 8]))
    def time_passes(self, days: float) -> None:
        self.clock.move_on(days * DAY)

    def is_alive(self, made: Made) -> bool:
        return not made.is_over and (made.ends is None or made.ends > self.clock.now())

    def is_old(self, made: Made) -> bool:
        return True if made.holder else made.share_id < self.ids.new(self.clock.now() - 7 * DAY)

    @invariant()
    def each_sees_what_is_shared_and_nothing_else(self) -> None:
        for name in NAMES if hasattr(self, "shares") else ():
            seen = {
                each.case.id for each in self.world.run(self.service.cases_of_clients(self.accounts[name]))
            }
            allowed = {
                case_id
                for made in self.shares
                if made.holder == name and self.is_alive(made)
                for case_id in made.cases & self.followed[made.owner]
            }
            assert seen == allowed

    @rule(who=PEOPLE)
    def looks_at_everything(self, who: str) -> None:
        seen = {each.case.id for each in self.world.run(self.service.cases_of_clients(self.accounts[who]))}
        for case_id in set.union(*self.followed.values()):
            looked = self.world.run(self.service.look(self.accounts[who], case_id, "card"))
            assert (looked is not None) == (case_id in seen)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.world.run(self.database.close())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, vault: Vault) -> Iterator[World]:
    template = shutil.copy(sqlite_template, tmp_path_factory.mktemp("shares") / "template.db")
    with asyncio.Runner() as runner:
        yield World(runner, Path(template), vault)


@pytest.mark.requirement("R11")
def test_nobody_sees_what_no_share_covers(world: World) -> None:
    class Machine(Sharing):
        pass

    Machine.world = world
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
