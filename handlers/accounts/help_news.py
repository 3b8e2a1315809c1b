"""What a chat is told of a request to the staff, and what the staff are told in theirs."""

from datetime import datetime

from bot.alerts.kinds import Kind
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.texts.wording import Wording
from handlers.keyboards import LOG_IN


def help_news(words: Wording, alert: Alert, contact: str) -> tuple[str, Button | None]:
    """How a request goes on, and the one thing to do about it."""
    body, request = alert.body, alert.body["request"]
    number = spoken(body["number"])
    match alert.kind:
        case Kind.HELP_ASKED:
            stop = Button("office-stop-it", "stop-request-here", request, reach=Reach.CHAT)
            name = body["telegram_name"]
            return words.html("alert-help-asked", telegram_name=name, contact=contact), stop
        case Kind.HELP_APPROVED:
            ready = words.when(datetime.fromisoformat(body["ready"]))
            return words.html("alert-help-approved", number=number, ready=ready), _look(request)
        case Kind.HELP_READY:
            until = words.when(datetime.fromisoformat(body["until"]))
            choose = Button("office-choose-password", "recover-approved", reach=Reach.CHAT)
            return words.html("alert-help-ready", until=until), choose
        case Kind.HELP_REFUSED:
            why = words.html(f"office-refused-{body['why']}")
            return words.html("alert-help-refused", number=number, why=why, contact=contact), None
        case _:
            return words.html("alert-help-stopped", number=number, contact=contact), LOG_IN


def staff_news(words: Wording, alert: Alert) -> tuple[str, Button | None]:
    """That something waits at the desk."""
    if alert.kind == Kind.STAFF_HELP:
        return words.html("desk-news-help"), Button("desk-look", "desk-requests", reach=Reach.CHAT)
    if alert.kind == Kind.STAFF_LINK:
        return words.html("desk-news-link"), Button("desk-look", "desk-links", reach=Reach.CHAT)
    if alert.kind == Kind.STAFF_SUPPORT:
        return words.html("support-desk-news"), Button("desk-look", "staff-support", reach=Reach.CHAT)
    if alert.kind == Kind.STAFF_MESSAGE:
        return words.html("messages-desk-news"), Button("desk-look", "staff-messages", reach=Reach.CHAT)
    if alert.kind == Kind.STAFF_LATE:
        return words.html("messages-desk-news-late"), Button("desk-look", "staff-messages", reach=Reach.CHAT)
    return words.html("desk-news-address"), Button("desk-look", "desk-addresses", reach=Reach.CHAT)


def spoken(number: str) -> str:
    """A number as it is said on the phone: in two groups."""
    return f"{number[:3]} {number[3:]}"


def _look(request: str) -> Button:
    return Button("office-look", "my-request", request, reach=Reach.CHAT)
