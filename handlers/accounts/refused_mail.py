"""What a chat is told when the mailbox does not take the e-mail that it waits for."""

from bot.alerts.kinds import Kind
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.texts.catalogue import Html
from bot.texts.wording import Wording

_TYPED_FOR_AN_ACCOUNT = Button("alert-other-address", "verify-address", reach=Reach.CHAT)
_TYPED_FOR_A_CHANGE = Button("alert-other-address", "new-email", reach=Reach.CHAT)


def refused_mail(words: Wording, alert: Alert, contact: str) -> tuple[Html, Button | None]:
    """That it did not arrive, and how to go on. A log-in code's address is only hinted at."""
    address = alert.body["address"]
    match alert.body["of"]:
        case Kind.LOGIN_CODE:
            return words.html("alert-code-refused", address=hinted(address), contact=contact), None
        case Kind.CONFIRM_EMAIL | Kind.NEW_EMAIL_TAKEN:
            return words.html("alert-change-refused", address=address), _TYPED_FOR_A_CHANGE
        case _:
            return words.html("alert-mail-refused", address=address), _TYPED_FOR_AN_ACCOUNT


def hinted(address: str) -> str:
    """Enough of an address for its owner to know it."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"
