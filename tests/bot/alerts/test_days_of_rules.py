"""Days of news, faults and changed habits: told once by each way chosen, nothing lost, nobody woken."""

import asyncio
import itertools
import shutil
from collections import Counter
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.alerts.choosing import AlertChoices
from bot.alerts.rules import USUAL, Channels, Event, Habits, Rhythm, event_of
from bot.alerts.sending import Sender, TryLater
from bot.alerts.several import read_several
from bot.alerts.telling import Digests, RuledTeller
from bot.cases.telling import CHANGED, News
from bot.sandbox.clock import MovableClock
from storage import accounts, cases, links, sessions
from storage.accounts import Account, Personal
from storage.database import Database
from storage.deliveries import DueDelivery
from storage.ids import Ids
from storage.vault import Vault
from tests.bot.alerts.receiver import Receiver
from tests.bot.sandbox.far_end import StandingClock

T = TypeVar("T")

HOUSE = ZoneInfo("America/New_York")
ZONES = ("America/New_York", "Pacific/Honolulu", "Europe/Madrid")
STAGES = (("received", False), ("denied", False), ("interview", True))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHAT = 1


@dataclass
class Expected:
    """What must be told: from when on, and until when at the latest where no fault delays it."""

    number: str
    case: str
    event: Event
    channel: str
    daily: bool
    not_before: datetime
    replaced: bool = False


class Days(RuleBasedStateMachine):
    """Ana follows three cases. `arrived` is what she was told, by the number of the news."""

    runner: asyncio.Runner
    template: Path
    vault: Vault
    numbers = itertools.count()

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self.runner.run(done())

    @initialize()
    def begins(self) -> None:
        path = shutil.copy(self.template, self.template.with_name(f"days-{next(self.numbers)}.db"))
        self.clock = MovableClock(StandingClock(datetime(2026, 10, 30, 16, tzinfo=UTC)))
        self.database = Database.open(f"sqlite:///{path}", self.vault)
        self.ids = Ids()
        self.chats, self.mails = Receiver(), Receiver()
        self.teller = RuledTeller(self.ids, HOUSE)
        self.choices = AlertChoices(self.database, self.clock, self.ids, HOUSE)
        self.restarts()
        self.expected: list[Expected] = []
        self.seen: Counter[tuple[str, str]] = Counter()
        self.open_since = self.clock.now()
        self.run(self._moves_in())

    async def _moves_in(self) -> None:
        now = self.clock.now()
        self.ana = self.ids.new(now)
        personal = Personal("ana", "ana@example.org", "Ana", "1990-05-23", "000000000ana")
        self.cases = []
        async with self.database.transaction() as tx:
            await accounts.add_account(
                tx,
                Account(self.ana, personal, "en", "auto", now),
                username_key="ana",
                skeleton="ana",
                email_key=personal.email,
                password_hash="none",
            )
            await sessions.bind_chat(tx, self.ana, CHAT, now)
            for number in range(3):
                case_id = await cases.add_case(tx, self.ids, f"IOE091234567{number}", "uscis", now)
                await links.put_link(
                    tx,
                    link_id=self.ids.new(now),
                    account_id=self.ana,
                    case_id=case_id,
                    level="status-only",
                    once_key=case_id,
                    now=now,
                    awaited_until=None,
                )
                self.cases.append(case_id)

    # --- what happens ----------------------------------------------------------------------------

    @rule(which=st.sets(st.integers(0, 2), min_size=1), what=st.sampled_from(STAGES), twice=st.booleans())
    def cases_have_news(self, which: set[int], what: tuple[str, bool], twice: bool) -> None:
        """Written by the recorder, and once more where it died and did it again."""
        stage, acts = what
        habits = self.run(self.choices.of(self.ana))
        for each in sorted(which):
            number = str(next(self.numbers))
            body = {"stage": stage, "needs_action": "yes" if acts else "", "title": number}
            news = News(CHANGED, self.cases[each], body, number)
            for _ in range(1 + twice):
                self.run(self._tells(news, self.cases[each]))
            self._expects(news, self.cases[each], number, habits)

    async def _tells(self, news: News, case_id: str) -> None:
        async with self.database.transaction() as tx:
            followers = await links.followers_of(tx, case_id)
            await self.teller.tell(tx, news, followers, self.clock.now())

    def _expects(self, news: News, case_id: str, number: str, habits: Habits) -> None:
        now, event = self.clock.now(), event_of(news)
        how = habits.rule(event)
        ways = {"both": ["telegram", "email"], "none": []}.get(how.channels, [how.channels.value])
        daily = how.rhythm is Rhythm.DAILY
        for channel in ways:
            if daily:
                for earlier in self.expected:
                    same = (earlier.case, earlier.channel, earlier.daily) == (case_id, channel, True)
                    earlier.replaced |= same and not self.seen[earlier.number, channel]
            wakes = USUAL[event].wakes
            start = now if wakes or daily else habits.not_before(now)
            self.expected.append(Expected(number, case_id, event, channel, daily, start))

    @rule(event=st.sampled_from(Event), channels=st.sampled_from(Channels), rhythm=st.sampled_from(Rhythm))
    def she_changes_a_rule(self, event: Event, channels: Channels, rhythm: Rhythm) -> None:
        self.run(self.choices.choose(self.ana, event, channels, rhythm))

    @rule(quiet=st.sampled_from([None, (21 * 60, 8 * 60), (60, 300), (12 * 60, 14 * 60)]))
    def she_changes_her_quiet_hours(self, quiet: tuple[int, int] | None) -> None:
        self.run(self.choices.choose_quiet(self.ana, quiet))

    @rule(hour=st.sampled_from([7, 9, 18, 23]))
    def she_changes_the_hour_of_the_summary(self, hour: int) -> None:
        self.run(self.choices.choose_daily(self.ana, hour * 60))

    @rule(zone=st.sampled_from(ZONES))
    def she_moves(self, zone: str) -> None:
        async def moves() -> None:
            async with self.database.transaction() as tx:
                await accounts.set_zone(tx, self.ana, zone)

        self.run(moves())

    @rule(of_mails=st.booleans())
    def a_way_is_closed_for_a_while(self, of_mails: bool) -> None:
        (self.mails if of_mails else self.chats).away = TryLater(MINUTE)

    @rule()
    def all_ways_are_open(self) -> None:
        self.chats.away = self.mails.away = None
        self.open_since = self.clock.now()

    @rule()
    def restarts(self) -> None:
        channels = {"telegram": self.chats, "email": self.mails}
        self.sender = Sender(self.database, self.clock, channels, owner="one")
        self.digests = Digests(self.database, self.clock, self.ids)

    @rule(hours=st.sampled_from([0.1, 0.5, 3, 9]))
    def time_passes(self, hours: float) -> None:
        while hours > 0:
            self.clock.move_on(min(hours, 3) * HOUR)
            hours -= 3
            self.run(self.works())

    @rule()
    def all_is_well_for_two_days(self) -> None:
        """Then everything was told, by each way that was chosen when it happened, but what was replaced."""
        self.all_ways_are_open()
        for _ in range(13):
            self.clock.move_on(4 * HOUR)
            self.run(self.works())
        self.she_is_told_once_and_never_too_early()
        missing = [
            each for each in self.expected if not each.replaced and not self.seen[each.number, each.channel]
        ]
        assert missing == []

    async def works(self) -> None:
        while await self.digests.tick() + await self.sender.tick():
            pass

    # --- what must be true -----------------------------------------------------------------------

    @invariant()
    def she_is_told_once_and_never_too_early(self) -> None:
        due = {(each.number, each.channel): each for each in self.expected}
        for receiver in (self.chats, self.mails):
            arrived, receiver.arrived = receiver.arrived, []
            for delivery in arrived:
                for number in _numbers(delivery):
                    self.seen[number, delivery.channel] += 1
                    each = due[number, delivery.channel]
                    assert each.not_before <= self.clock.now()
                    assert self.seen[number, delivery.channel] == 1, "told twice"
                    assert delivery.chat_id in {None, CHAT}

    @invariant()
    def what_asks_for_an_act_waits_for_nothing_but_a_closed_way(self) -> None:
        self.run(self.works())
        self.she_is_told_once_and_never_too_early()
        for each in self.expected:
            way = self.mails if each.channel == "email" else self.chats
            if each.event is Event.ACT and way.away is None and self.clock.now() > self.open_since + MINUTE:
                assert self.seen[each.number, each.channel] == 1

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.run(self.database.close())


def _numbers(delivery: DueDelivery) -> list[str]:
    if "items" in delivery.body:
        return [each.body["title"] for each in read_several(delivery.body)]
    return [delivery.body["title"]]


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("days") / "template.db"))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


def test_any_days_of_news_faults_and_changed_habits(
    template: Path, runner: asyncio.Runner, vault: Vault
) -> None:
    class DaysInTheWorld(Days):
        pass

    DaysInTheWorld.template, DaysInTheWorld.runner, DaysInTheWorld.vault = template, runner, vault
    run_state_machine_as_test(
        DaysInTheWorld,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
