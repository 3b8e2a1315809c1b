"""An office that keeps dates and reminds of them, and what its people were told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.accounts.staff import StaffMember
from bot.cases.dates import DateKind, Entry
from bot.cases.deadlines import Deadlines
from bot.cases.office_dates import OfficeDates
from bot.cases.reminding import Reminding
from storage import accounts, alert_rules, links, reminders
from storage.database import Database
from tests.bot.cases.office import ZONE, Office

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """A message about a date."""

    kind: str
    days_left: int
    read_from: str


class DateOffice:
    """The part of an office that knows of dates. Its mornings are by New York's clock."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.database: Database = office.database
        self.clock = office.clock
        teller = office.recorder.teller
        self.deadlines = Deadlines(self.database, self.clock, office.ids, ZONE)
        self.staff = OfficeDates(self.database, self.clock, office.ids, teller, ZONE)
        self.reminding = Reminding(self.database, self.clock, office.ids, teller, ZONE)
        self._keys = 0

    def today(self, zone: ZoneInfo = ZONE) -> date:
        return self.clock.now().astimezone(zone).date()

    def by(self, account_id: str) -> StaffMember:
        """One of the staff, with the next thing they do."""
        return StaffMember(7, account_id, self.key())

    def key(self) -> str:
        self._keys += 1
        return f"1:{self._keys}"

    def entry(
        self, days: int, kind: DateKind = DateKind.EVIDENCE, at: time | None = None, zone: str | None = None
    ) -> Entry:
        return Entry(kind, self.today() + days * DAY, at, zone or (ZONE.key if at else None))

    async def adds(
        self,
        account_id: str,
        days: int,
        kind: DateKind = DateKind.EVIDENCE,
        at: time | None = None,
        zone: str | None = None,
    ) -> str:
        """A person enters a date that is so many days away."""
        entry = self.entry(days, kind, at, zone)
        return await self.deadlines.add(account_id, await self.office.case_id(), entry, key=self.key())

    async def lives_in(self, account_id: str, zone: str) -> None:
        async with self.database.transaction() as tx:
            await accounts.set_zone(tx, account_id, zone)
            await reminders.look_again(tx, account_id, self.clock.now())

    async def sees_in_full(self, account_id: str) -> None:
        case_id = await self.office.case_id()
        async with self.database.transaction() as tx:
            await links.put_link(
                tx,
                link_id=self.office.ids.new(self.clock.now()),
                account_id=account_id,
                case_id=case_id,
                level=links.FULL,
                once_key=self.key(),
                now=self.clock.now(),
                awaited_until=None,
            )

    async def is_quiet(self, account_id: str, begin: int, end: int) -> None:
        async with self.database.transaction() as tx:
            await alert_rules.put_habits(tx, account_id, (begin, end), 9 * 60)

    def goes_to(self, days: int, hour: int, minute: int = 0) -> None:
        """Move the clock to an hour of New York's, so many days from today."""
        then = datetime.combine(self.today() + days * DAY, time(hour, minute), ZONE).astimezone(UTC)
        self.clock.move_on(then - self.clock.now())

    async def told(self, account_id: str, zone: ZoneInfo = ZONE) -> list[Told]:
        """What a tick at this moment tells this person."""
        await self.reminding.tick()
        while await self.office.sender.tick():
            pass
        chats = self.office.chats
        mine = [each for each in chats.arrived if each.account_id == account_id and "day" in each.body]
        chats.arrived = []
        return [
            Told(
                each.kind,
                (date.fromisoformat(each.body["day"]) - self.today(zone)).days,
                each.body["read_from"],
            )
            for each in mine
        ]

    async def days_told(self, account_id: str) -> list[int]:
        """The days that were left in what a tick at this moment tells."""
        return [each.days_left for each in await self.told(account_id)]
