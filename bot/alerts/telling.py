"""Writes news down for whom they are, by the rules and each person's own; and what the day has gathered."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.accounts.time_zones import zone_named
from bot.alerts.rules import DAILY_AT, QUIET_FROM, QUIET_UNTIL, Channels, Event, Habits, Rhythm, Rule, told_of
from bot.alerts.several import write_several
from bot.cases.telling import News
from bot.clock import Clock
from storage import digests
from storage.alert_rules import HabitsRow, habits_of
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.digests import Item, Reader
from storage.due import are_digests_due
from storage.ids import Ids
from storage.links import Follower

_ACCOUNTS_AT_ONCE = 50


class RuledTeller:
    """Tells followers as the rules say."""

    def __init__(self, ids: Ids, zone: ZoneInfo) -> None:
        self._ids = ids
        self._zone = zone

    async def tell(self, tx: Transaction, news: News, followers: Sequence[Follower], now: datetime) -> None:
        """Write down, within the transaction of the news itself, what is to be sent to whom and when."""
        if not followers:
            return
        habits = await read_habits(tx, {each.account_id for each in followers}, self._zone)
        told = told_of(news, followers, habits, now)
        await add_deliveries(tx, self._ids, now, told.deliveries)
        await digests.put_items(tx, self._ids, now, told.items)


class Digests:
    """Makes the day's one message of what waits for it."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def tick(self) -> int:
        """Put into the outbox what is due. Returns how many messages."""
        made = 0
        async with self._database.reading() as tx:
            if not await are_digests_due(tx, self._clock.now()):
                return 0
        while True:
            now = self._clock.now()
            async with self._database.transaction() as tx:
                items = await digests.take_due_items(tx, now, _ACCOUNTS_AT_ONCE)
                if not items:
                    return made
                made += await self._gather(tx, items, now)

    async def _gather(self, tx: Transaction, items: Sequence[Item], now: datetime) -> int:
        readers = await digests.readers(tx, {each.account_id for each in items})
        waited: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for each in items:
            if each.is_followed and each.account_id in readers:
                waited[each.account_id, each.channel].append(each)
        new = [
            delivery
            for (account_id, channel), theirs in waited.items()
            for delivery in _messages(account_id, channel, theirs, readers[account_id], now)
        ]
        return await add_deliveries(tx, self._ids, now, new)


async def read_habits(
    tx: Transaction, account_ids: Collection[str], otherwise: ZoneInfo
) -> Mapping[str, Habits]:
    """How these people want to be told, `otherwise` being the zone of who chose none."""
    rows = await habits_of(tx, account_ids)
    return {account_id: _habits(row, otherwise) for account_id, row in rows.items()}


def _habits(row: HabitsRow, otherwise: ZoneInfo) -> Habits:
    quiet: tuple[int, int] | None = (QUIET_FROM, QUIET_UNTIL)
    if row.has_chosen:
        quiet = None
        if row.quiet_from is not None and row.quiet_until is not None:
            quiet = (row.quiet_from, row.quiet_until)
    return Habits(
        zone=zone_named(row.zone, otherwise),
        quiet=quiet,
        daily_at=DAILY_AT if row.daily_at is None else row.daily_at,
        own={
            Event(event): Rule(Channels(channels), Rhythm(rhythm))
            for event, (channels, rhythm) in row.rules.items()
            # A row of a later version says nothing to this one.
            if event in set(Event)
        },
        last_here=row.last_here,
    )


def _messages(
    account_id: str, channel: str, items: Sequence[Item], reader: Reader, now: datetime
) -> list[NewDelivery]:
    body = write_several([(each.case_id or "", each.body) for each in items], is_daily=True)
    once = f"digest:{account_id}:{now:%Y%m%d%H%M%S}"
    if channel == "telegram" and reader.chat_ids:
        return [
            NewDelivery(f"{once}:{chat_id}", body.kind, "telegram", body.words, account_id, chat_id=chat_id)
            for chat_id in reader.chat_ids
        ]
    by_mail = {**body.words, "address": reader.email, "name": reader.name, "language": reader.language}
    return [NewDelivery(f"{once}:mail", body.kind, "email", by_mail, account_id)]
