"""The watching half of Casebell, put together for tests: a real database, the real client, a case desk."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp

from bot.alerts.rules import DAILY_AT
from bot.alerts.sending import Sender
from bot.alerts.telling import RuledTeller
from bot.cases.linking import Linked, Linking, LinkLimits
from bot.cases.plan import Plan, Rhythm
from bot.cases.reading import CaseCard, Cases, NoSuchCase
from bot.cases.receipts import ReceiptNumber
from bot.cases.recording import Recorder
from bot.cases.sources.pace import Pace
from bot.cases.sources.several import Sources
from bot.cases.sources.source import Observation, Source
from bot.cases.sources.uscis import UscisSource
from bot.cases.sources.uscis_token import UscisAccess
from bot.cases.stored_budget import StoredBudget
from bot.cases.watching import Watcher, WatchLimits
from bot.open_hours import OpenHours
from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from storage import accounts, alert_rules, cases, sessions, watching
from storage.accounts import Account, Personal
from storage.database import Database
from storage.ids import Ids
from tests.bot.alerts.receiver import Receiver

RECEIPT = ReceiptNumber("IOE0912345678")
ZONE = ZoneInfo("America/New_York")
RHYTHM = Rhythm(shortest=timedelta(hours=1), longest=timedelta(days=1), checks_per_day=None)
HOUR = timedelta(hours=1)


@dataclass
class Held:
    """An answer that has left the source and is still on its way."""

    on_its_way: asyncio.Event = field(default_factory=asyncio.Event)
    arrives: asyncio.Event = field(default_factory=asyncio.Event)


class Courier:
    """Carries questions to a source. The next answer can be held up on its way back, as networks do."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held: Held | None = None

    @property
    def name(self) -> str:
        return self._source.name

    def holds_up_the_next(self) -> Held:
        self._held = Held()
        return self._held

    def holds_up_nothing_more(self) -> None:
        self._held = None

    async def look_up(self, receipt: ReceiptNumber) -> Observation:
        held, self._held = self._held, None
        try:
            return await self._source.look_up(receipt)
        finally:
            if held is not None:
                held.on_its_way.set()
                await held.arrives.wait()


class Office:
    """One process of Casebell, as far as cases go, and what it knows."""

    def __init__(
        self,
        database: Database,
        desk: CaseDesk,
        clock: MovableClock,
        session: aiohttp.ClientSession,
        access: UscisAccess,
        *,
        lookups_each: int = 1_000,
        cases_each: int = 20,
        owner: str = "one",
        per_day: int | None = None,
        hours: OpenHours | None = None,
    ) -> None:
        self.database = database
        self.desk = desk
        self.clock = clock
        self.ids = Ids()
        budget = StoredBudget(database, "uscis", per_day or 100_000, ZONE, 0)
        pace = Pace(per_second=100_000)
        source = UscisSource(session, access, budget=budget, pace=pace, clock=clock, hours=hours)
        self.courier = Courier(source)
        sources = Sources((self.courier,))
        plan = Plan(replace(RHYTHM, checks_per_day=per_day), chance=lambda: 0.5)
        recorder = self.recorder = Recorder(self.ids, plan, RuledTeller(self.ids, ZONE))
        limits = LinkLimits(lookups_per_day=lookups_each, cases=cases_each)
        self.linking = Linking(database, sources, clock, self.ids, plan, recorder, limits)
        self.watcher = Watcher(
            database,
            sources,
            clock,
            plan,
            recorder,
            owner=owner,
            limits=WatchLimits(at_once=1),
            budget=budget if per_day else None,
        )
        self.cases = Cases(database)
        self.chats, self.mails = Receiver(), Receiver()
        channels = {"telegram": self.chats, "email": self.mails}
        self.sender = Sender(database, clock, channels, owner=owner)

    async def opens_account(self, name: str, chat_id: int | None = None, *, sleeps: bool = False) -> str:
        """An account, and the chat in which it is told its news, if any; unless it `sleeps`, at any hour."""
        now = self.clock.now()
        account_id = self.ids.new(now)
        personal = Personal(name, f"{name}@example.org", name.title(), "1990-05-23", f"{name:0>12}")
        async with self.database.transaction() as tx:
            await accounts.add_account(
                tx,
                Account(account_id, personal, "en", "auto", now),
                username_key=name,
                skeleton=name,
                email_key=personal.email,
                password_hash="none",
            )
            if not sleeps:
                await alert_rules.put_habits(tx, account_id, None, DAILY_AT)
            if chat_id is not None:
                await sessions.bind_chat(tx, account_id, chat_id, now)
        return account_id

    async def links(self, account_id: str, receipt: ReceiptNumber = RECEIPT) -> Linked:
        """A person links a case."""
        return await self.linking.link(account_id, receipt, key=self.ids.new(self.clock.now()))

    async def keeps_trying(self, account_id: str, receipt: ReceiptNumber = RECEIPT) -> datetime:
        """A person has a number tried for two weeks."""
        return await self.linking.keep_trying(account_id, receipt, key=self.ids.new(self.clock.now()))

    def hours_pass(self, hours: float = 1) -> None:
        self.clock.move_on(hours * HOUR)

    async def checks(self, *, after_hours: float = 2) -> int:
        """Let time pass and check what has come due by it."""
        self.hours_pass(after_hours)
        return await self.watcher.tick()

    async def card(self, account_id: str, receipt: ReceiptNumber = RECEIPT) -> CaseCard | None:
        """The case as this account sees it; None when it does not follow it."""
        async with self.database.transaction() as tx:
            case = await cases.case_by_receipt(tx, receipt.value)
        if case is None:
            return None
        try:
            return await self.cases.card(account_id, case.id, "en")
        except NoSuchCase:
            return None

    async def title(self, account_id: str, receipt: ReceiptNumber = RECEIPT) -> str | None:
        """The status that this account reads."""
        card = await self.card(account_id, receipt)
        return card.told.title if card and card.told else None

    async def case_id(self, receipt: ReceiptNumber = RECEIPT) -> str:
        async with self.database.transaction() as tx:
            case = await cases.case_by_receipt(tx, receipt.value)
        assert case is not None
        return case.id

    async def watched(self) -> int:
        """How many cases are checked from time to time."""
        async with self.database.reading() as tx:
            return sum((await watching.count_watched(tx)).values())

    async def news(self, account_id: str) -> list[tuple[str, str]]:
        """What this account's chats were told since the last look, as (kind, title)."""
        while await self.sender.tick():
            pass
        told = [each for each in self.chats.arrived if each.account_id == account_id]
        self.chats.arrived = [each for each in self.chats.arrived if each not in told]
        return [(each.kind, each.body.get("title", "")) for each in told]
