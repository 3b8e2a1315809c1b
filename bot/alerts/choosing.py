"""A person's own choices for their alerts, reminders that they ask for, and an example to look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.alerts.kinds import Kind
from bot.alerts.rules import Channels, Event, Habits, Rhythm, Rule
from bot.alerts.telling import read_habits
from bot.clock import Clock
from storage import alert_rules, digests, reminders
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_MORNING = time(9)
_DAY_IN_MINUTES = 24 * 60


class RemindIn(StrEnum):
    """When to be reminded; always in the morning."""

    TOMORROW = "1"
    THREE_DAYS = "3"
    A_WEEK = "7"


class NotYours(Exception):
    """The account neither follows the case nor represents who does."""


class AlertChoices:
    """Keeps what a person chose."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._zone = zone

    async def of(self, account_id: str) -> Habits:
        """How the person is told just now."""
        async with self._database.reading() as tx:
            return await self._habits(tx, account_id)

    async def choose(self, account_id: str, event: Event, channels: Channels, rhythm: Rhythm) -> Rule:
        """Let an event be told like this. Returns how it is told from now on: nothing vital gets lost."""
        async with self._database.transaction() as tx:
            habits = await self._habits(tx, account_id)
            rule = replace(habits, own={event: Rule(channels, rhythm)}).rule(event)
            await alert_rules.put_rule(tx, account_id, event, rule.channels, rule.rhythm)
        return rule

    async def choose_quiet(self, account_id: str, quiet: tuple[int, int] | None) -> None:
        """Leave the person alone between these minutes of the day, or never."""
        if quiet is not None and (quiet[0] == quiet[1] or not all(map(_is_minute, quiet))):
            raise ValueError("no hours of a day")
        async with self._database.transaction() as tx:
            habits = await self._habits(tx, account_id)
            await alert_rules.put_habits(tx, account_id, quiet, habits.daily_at)
            # A reminder that falls into hours that are quiet from now on would come when nobody is told.
            await reminders.look_again(tx, account_id, self._clock.now())

    async def choose_daily(self, account_id: str, minute: int) -> None:
        """Send the day's one message at this minute of the day."""
        if not _is_minute(minute):
            raise ValueError("no minute of a day")
        async with self._database.transaction() as tx:
            habits = await self._habits(tx, account_id)
            await alert_rules.put_habits(tx, account_id, habits.quiet, minute)

    async def choose_usual(self, account_id: str) -> None:
        """Forget all choices."""
        async with self._database.transaction() as tx:
            await alert_rules.forget_rules(tx, account_id)
            await reminders.look_again(tx, account_id, self._clock.now())

    async def touched(self, account_id: str) -> Mapping[str, bool]:
        """For each case: whether the person hears of touches without a new status too."""
        async with self._database.reading() as tx:
            return await alert_rules.touched_wanted(tx, account_id)

    async def choose_touched(self, account_id: str, case_id: str, *, wanted: bool) -> None:
        """Tell of those too, or no more."""
        async with self._database.transaction() as tx:
            await alert_rules.set_touched(tx, account_id, case_id, wanted=wanted)

    async def remind(
        self, account_id: str, chat_id: int, case_id: str, days: RemindIn, *, key: str
    ) -> datetime:
        """Speak of a case again in this chat some mornings later. Returns when. Raises NotYours."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if not await digests.cases_told(tx, account_id, [case_id], now):
                raise NotYours
            zone = (await self._habits(tx, account_id)).zone
            day = now.astimezone(zone).date() + timedelta(days=int(days))
            due_at = datetime.combine(day, _MORNING, zone).astimezone(now.tzinfo)
            reminder = NewDelivery(
                once_key=f"remind:{key}",
                kind=Kind.CASE_REMINDER,
                channel="telegram",
                account_id=account_id,
                case_id=case_id,
                chat_id=chat_id,
                body={},
                due_at=due_at,
            )
            await add_deliveries(tx, self._ids, now, [reminder])
        return due_at

    async def send_example(self, account_id: str, chat_id: int, *, key: str) -> None:
        """Send what an alert looks like in this chat."""
        now = self._clock.now()
        example = NewDelivery(
            once_key=f"example:{key}",
            kind=Kind.CASE_EXAMPLE,
            channel="telegram",
            account_id=account_id,
            chat_id=chat_id,
            body={},
        )
        async with self._database.transaction() as tx:
            await add_deliveries(tx, self._ids, now, [example])

    async def _habits(self, tx: Transaction, account_id: str) -> Habits:
        habits = await read_habits(tx, [account_id], self._zone)
        return habits.get(account_id) or Habits(self._zone)


def _is_minute(minute: int) -> bool:
    return 0 <= minute < _DAY_IN_MINUTES
