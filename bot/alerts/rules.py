"""Who is told of which news, by which way and when: a table, what people may change in it, one function.

The table is ours; a person's own rules take its place, as far as nothing that must be known gets lost.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.cases.statuses import Stage
from bot.cases.telling import CHANGED, DATES, FOUND, NOT_FOUND, TAKEN_BACK, TOUCHED, News
from bot.correspondence.support import SUPPORT_NEWS
from bot.correspondence.threads import MESSAGE_NEWS
from storage.deliveries import NewDelivery
from storage.digests import NewItem
from storage.links import Follower


class Event(StrEnum):
    """What a person can have a rule for."""

    ACT = "needs-action"
    DECISION = "decision"
    STATUS = "status-changed"
    TAKEN_BACK = "taken-back"
    FOUND = "case-found"
    NOT_FOUND = "not-found"
    TOUCHED = "touched"
    DATES = "dates"
    SUPPORT = "support"


class Channels(StrEnum):
    """By which ways."""

    BOTH = "both"
    TELEGRAM = "telegram"
    EMAIL = "email"
    NONE = "none"


class Rhythm(StrEnum):
    """At once, or in the day's one message."""

    AT_ONCE = "at-once"
    DAILY = "daily"


@dataclass(frozen=True)
class Rule:
    """How one event is told."""

    channels: Channels
    rhythm: Rhythm = Rhythm.AT_ONCE


@dataclass(frozen=True)
class Usual:
    """How an event is told to who chose nothing, and what they may choose."""

    rule: Rule
    wakes: bool = False
    """Told at night too."""
    can_wait: bool = True
    """May come in the day's one message."""
    can_be_off: bool = True


_EVERYWHERE: Final = Rule(Channels.BOTH)

USUAL: Final[Mapping[Event, Usual]] = {
    #                          channels, rhythm       at night      in the day's message  may be off
    Event.ACT:        Usual(_EVERYWHERE,              wakes=True,   can_wait=False,       can_be_off=False),
    Event.DECISION:   Usual(_EVERYWHERE,                            can_wait=False,       can_be_off=False),
    Event.STATUS:     Usual(_EVERYWHERE),
    Event.TAKEN_BACK: Usual(_EVERYWHERE,                            can_wait=False,       can_be_off=False),
    Event.FOUND:      Usual(_EVERYWHERE),
    Event.NOT_FOUND:  Usual(_EVERYWHERE,                            can_wait=False,       can_be_off=False),
    Event.TOUCHED:    Usual(_EVERYWHERE),
    Event.DATES:      Usual(_EVERYWHERE,                            can_wait=False,       can_be_off=False),
    Event.SUPPORT:    Usual(_EVERYWHERE,                            can_wait=False,       can_be_off=False),
}  # fmt: skip

_DECISIONS: Final = frozenset(
    {Stage.APPROVED, Stage.DENIED, Stage.REVOKED, Stage.REJECTED, Stage.REOPENED, Stage.CLOSED}
)
_EVENTS: Final = {
    TAKEN_BACK: Event.TAKEN_BACK,
    FOUND: Event.FOUND,
    NOT_FOUND: Event.NOT_FOUND,
    SUPPORT_NEWS: Event.SUPPORT,
    MESSAGE_NEWS: Event.SUPPORT,
}

QUIET_FROM, QUIET_UNTIL, DAILY_AT = 21 * 60, 8 * 60, 9 * 60
_IS_HERE_FOR = timedelta(minutes=10)
"""Who has done something in the chat so lately is awake."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Habits:
    """What a person chose, over what is usual. Hours are minutes after midnight by the person's own clock."""

    zone: ZoneInfo
    quiet: tuple[int, int] | None = (QUIET_FROM, QUIET_UNTIL)
    daily_at: int = DAILY_AT
    own: Mapping[Event, Rule] = field(default_factory=dict)
    last_here: datetime | None = None

    def rule(self, event: Event) -> Rule:
        """The person's own rule where it is safe, else ours."""
        usual, own = USUAL[event], self.own.get(event)
        if own is None:
            return usual.rule
        if own.channels is Channels.NONE and not usual.can_be_off:
            own = replace(own, channels=usual.rule.channels)
        if own.rhythm is Rhythm.DAILY and not usual.can_wait:
            own = replace(own, rhythm=Rhythm.AT_ONCE)
        return own

    def not_before(self, now: datetime) -> datetime:
        """Now, or the end of the quiet hours that it is in."""
        if self.quiet is None or (self.last_here is not None and now - self.last_here < _IS_HERE_FOR):
            return now
        begin, end = self.quiet
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        is_quiet = begin <= minute < end if begin <= end else minute >= begin or minute < end
        return self._next(now, end) if is_quiet else now

    def next_daily(self, now: datetime) -> datetime:
        """When the day's one message goes next."""
        return self._next(now, self.daily_at)

    def _next(self, now: datetime, minute: int) -> datetime:
        local = now.astimezone(self.zone)
        for days in (0, 1, 2):
            clock = time(minute // 60, minute % 60)
            then = datetime.combine(local.date() + days * _DAY, clock, self.zone).astimezone(now.tzinfo)
            if then > now:
                return then
        raise LookupError("a day without its hours")


@dataclass(frozen=True)
class Told:
    """What comes of news."""

    deliveries: Sequence[NewDelivery] = ()
    items: Sequence[NewItem] = ()
    """Waits for the day's one message."""


def event_of(news: News) -> Event:
    """Which row of the table news fall under: what asks for an act always does so first."""
    if news.kind == TOUCHED:
        return Event.TOUCHED
    if news.kind in DATES:
        return Event.DATES
    if news.body.get("needs_action"):
        return Event.ACT
    if news.kind == CHANGED:
        return Event.DECISION if news.body["stage"] in _DECISIONS else Event.STATUS
    return _EVENTS[news.kind]


def told_of(news: News, followers: Sequence[Follower], habits: Mapping[str, Habits], now: datetime) -> Told:
    """What each follower is told of news, by which way and when.

    Each is told once for a link, its wait and a change: who asks again is told again. Nobody is left
    without any way: where no chat can be reached, it goes by e-mail.
    """
    deliveries: list[NewDelivery] = []
    items: list[NewItem] = []
    event = event_of(news)
    by_link: dict[str, list[Follower]] = defaultdict(list)
    for each in followers:
        by_link[each.link_id].append(each)
    for rows in by_link.values():
        theirs = habits[rows[0].account_id]
        rule = theirs.rule(event)
        channels = _reachable(rule.channels, rows)
        if rule.rhythm is Rhythm.DAILY:
            items += [_item(news, rows[0], channel, theirs.next_daily(now)) for channel in channels]
            continue
        due_at = now if USUAL[event].wakes else theirs.not_before(now)
        if "telegram" in channels:
            vital = "email" not in channels and not USUAL[event].can_be_off
            deliveries += [
                _to_chat(news, each, due_at, vital=vital) for each in rows if each.chat_id is not None
            ]
        if "email" in channels:
            deliveries.append(_by_mail(news, rows[0], due_at))
    return Told(deliveries, items)


def _reachable(wanted: Channels, rows: Sequence[Follower]) -> Sequence[str]:
    has_chat = any(each.chat_id is not None for each in rows)
    match wanted:
        case Channels.NONE:
            return ()
        case Channels.EMAIL:
            return ("email",)
        case Channels.TELEGRAM:
            return ("telegram",) if has_chat else ("email",)
        case Channels.BOTH:
            return ("telegram", "email") if has_chat else ("email",)


def _to_chat(news: News, follower: Follower, due_at: datetime, *, vital: bool) -> NewDelivery:
    instead = {**_reader(follower), "instead": f"{_once(news, follower)}:mail"} if vital else {}
    return NewDelivery(
        once_key=f"{_once(news, follower)}:{follower.chat_id}",
        kind=news.kind,
        channel="telegram",
        account_id=follower.account_id,
        case_id=news.case_id,
        chat_id=follower.chat_id,
        body={**_body(news, follower), **instead},
        due_at=due_at,
    )


def _by_mail(news: News, follower: Follower, due_at: datetime) -> NewDelivery:
    return NewDelivery(
        once_key=f"{_once(news, follower)}:mail",
        kind=news.kind,
        channel="email",
        account_id=follower.account_id,
        case_id=news.case_id,
        body={**_body(news, follower), **_reader(follower)},
        due_at=due_at,
    )


def _reader(follower: Follower) -> Mapping[str, str]:
    return {"address": follower.email, "name": follower.name, "language": follower.language}


def _item(news: News, follower: Follower, channel: str, due_at: datetime) -> NewItem:
    """Of a case only the newest waits."""
    return NewItem(
        once_key=f"{follower.link_id}:{channel}",
        account_id=follower.account_id,
        case_id=news.case_id,
        channel=channel,
        body={**_body(news, follower), "kind": news.kind},
        due_at=due_at,
    )


def _once(news: News, follower: Follower) -> str:
    waited = f"{follower.awaited_until:%Y%m%d%H%M%S}" if follower.awaited_until else ""
    return f"{news.kind}:{follower.link_id}:{waited}:{news.change}"


def _body(news: News, follower: Follower) -> Mapping[str, str]:
    """A representative is told whose case it is."""
    return news.body if follower.client is None else {**news.body, "client": follower.client}
