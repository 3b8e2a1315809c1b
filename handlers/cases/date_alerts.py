"""News of a date in words: in full, or so that nobody else learns anything."""

from collections.abc import Sequence
from datetime import date

from bot.alerts.kinds import Kind
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.texts.catalogue import Html
from bot.texts.wording import Wording
from handlers.cases.date_words import DateFacts, days_left, details, is_estimate, said_of, what_to_do

Keyboard = Sequence[Sequence[Button]]

_END = 10
OPEN, DONE, FILE = "o", "d", "c"
"""What a press under an alert does: a button's data has no room for more."""


def date_discreetly(words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
    """Only that there is a date, or news of one."""
    is_coming = alert.kind in (Kind.DATE_NEAR, Kind.DATE_TODAY, Kind.DATE_ADDED)
    key = "deadlines-discreet" if is_coming else "deadlines-discreet-news"
    return words.html(key), () if alert.kind == Kind.DATE_CANCELLED else _ways(alert)


def date_in_full(words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
    """What, when, where, and what to do."""
    facts = DateFacts.told(alert.body)
    said = said_of(words, facts)
    more, do = details(words, facts), what_to_do(words, facts)
    match alert.kind:
        case Kind.DATE_CANCELLED:
            shown = {name: value for name, value in said.items() if name != "left"}
            out = Button("deadlines-file-drop", _PLACE, _said(alert, FILE), reach=Reach.CHAT)
            ways = _ways(alert) if alert.body.get("client") else ((out,),)
            return words.html("deadlines-alert-cancelled", **shown), ways
        case Kind.DATE_MOVED:
            before = alert.body.get("day_before")
            was = words.day(date.fromisoformat(before)) if before else ""
            moved = words.html("deadlines-alert-before", day=was) if was else Html("")
            return words.html("deadlines-alert-moved", before=moved, details=more, **said), _ways(alert)
        case Kind.DATE_ADDED:
            return words.html("deadlines-alert-added", details=more, do=do, **said), _ways(alert)
        case _:
            estimate = is_estimate(words, facts)
            said["left"] = str(said["left"])[:1].upper() + str(said["left"])[1:]
            return words.html("deadlines-alert", details=more, do=do, state=estimate, **said), _ways(alert)


def is_past(words: Wording, alert: Alert) -> bool:
    """Whether nothing need be said any more: the day went by while the message waited."""
    facts = DateFacts.told(alert.body)
    return days_left(words, facts) < 0 or (facts.at is not None and facts.at <= words.now)


_PLACE = "told-date"


def _ways(alert: Alert) -> Keyboard:
    if alert.body.get("client"):
        return ((Button("alert-open", "case", alert.case_id or "", reach=Reach.CHAT),),)

    def to(key: str, what: str) -> Button:
        return Button(key, _PLACE, _said(alert, what), reach=Reach.CHAT)

    return (
        (to("deadlines-done", DONE), to("deadlines-open", OPEN)),
        (to("deadlines-to-calendar", FILE),),
    )


def _said(alert: Alert, what: str) -> str:
    # With the random end of the account's id, as the data of a button has room for no more.
    return f"{what}{alert.body['deadline']} {alert.account_id[-_END:]}"
