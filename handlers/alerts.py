"""What an alert says in the chat: as much as may be seen there at that moment."""

from collections.abc import Mapping
from datetime import datetime

from bot.accounts.time_zones import zone_named
from bot.alerts.discretion import Discretion
from bot.alerts.kinds import ABOUT_A_CASE, ABOUT_HELP, FOR_THE_STAFF, Kind
from bot.cases.statuses import Stage
from bot.telegram.actions import Send
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Belonging, Button, Reach
from bot.telegram.turn import House
from bot.texts.catalogue import Html
from bot.texts.wording import Wording
from handlers.case_words import stage_meaning, what_to_do
from handlers.deletion import KEEP
from handlers.help_news import help_news, staff_news

_END = 10

_SHARES = Button("representatives-list", "representatives", reach=Reach.CHAT)


class AlertScreens:
    """Puts alerts into words."""

    def __init__(self, house: House, discretion: Discretion) -> None:
        self._house = house
        self._discretion = discretion

    async def screen(self, alert: Alert) -> Send | None:
        """The message, or None when nothing may or need be said any more."""
        house = self._house
        if alert.kind in ABOUT_HELP | FOR_THE_STAFF:
            return self._by_itself(alert)
        audience = await self._discretion.audience(alert.account_id, alert.chat_id)
        if audience is None:
            return None
        words = Wording(
            house.texts,
            house.dates,
            house.texts.closest(audience.language),
            house.clock.now(),
            zone_named(audience.zone, house.organisation.zone),
        )
        if alert.kind in ABOUT_A_CASE and not audience.in_full:
            text, button = _discreet(words, alert)
        else:
            text, button = self._in_full(words, alert)
        if audience.name is not None:
            text = words.html("accounts-banner", name=audience.name, text=text)
        return Send(text, self._markup(words, alert.chat_id, button))

    def _by_itself(self, alert: Alert) -> Send:
        """What brings its own language along: the chat need not be one of the account."""
        house, body = self._house, alert.body
        language, zone = (
            house.texts.closest(body.get("language")),
            zone_named(body.get("zone"), house.organisation.zone),
        )
        words = Wording(house.texts, house.dates, language, house.clock.now(), zone)
        if alert.kind in FOR_THE_STAFF:
            text, button = staff_news(words, alert)
        else:
            text, button = help_news(words, alert, house.organisation.contact)
        return Send(text, self._markup(words, alert.chat_id, button))

    def _in_full(self, words: Wording, alert: Alert) -> tuple[Html, Button | None]:
        match alert.kind:
            case Kind.CASE_CHANGED:
                return _case_changed(words, alert.body), _open(alert, "alert-open")
            case Kind.CASE_FOUND:
                facts = _facts(words, alert.body)
                return words.html("alert-case-found", **facts), _open(alert, "alert-open")
            case Kind.CASE_NOT_FOUND:
                again = Button("alert-try-again", "link", reach=Reach.CHAT)
                return words.html("alert-case-not-found", last4=alert.body["last4"]), again
            case Kind.EMAIL_UNDONE:
                contact = self._house.organisation.contact
                return words.html("alert-email-undone", contact=contact), None
            case Kind.SESSION_ENDED | Kind.SESSION_CLOSED | Kind.PASSWORD_RECOVERED:
                contact, name = self._house.organisation.contact, alert.body["telegram_name"]
                return words.html(f"alert-{alert.kind}", telegram_name=name, contact=contact), None
            case Kind.SHARE_ACCEPTED | Kind.SHARE_ENDED:
                return words.html(f"alert-{alert.kind}", who=alert.body["who"]), _SHARES
            case Kind.DELETION_ASKED | Kind.DELETION_SOON:
                return _account_leaves(words, alert), KEEP
            case _:
                raise LookupError(f"no words for an alert of kind {alert.kind!r}")

    def _markup(self, words: Wording, chat_id: int, button: Button | None) -> dict[str, object] | None:
        if button is None:
            return None
        data = self._house.buttons.write(button, Belonging(chat_id, serial=0))
        return {"inline_keyboard": [[{"text": words.plain(button.key), "callback_data": data}]]}


def _discreet(words: Wording, alert: Alert) -> tuple[Html, Button | None]:
    return words.html("alert-discreet"), _open(alert, "alert-open-discreet")


def _account_leaves(words: Wording, alert: Alert) -> Html:
    """The account will be deleted: who asked for it, and until when it can be kept."""
    name, due = alert.body["telegram_name"], words.when(datetime.fromisoformat(alert.body["due"]))
    if alert.kind == Kind.DELETION_ASKED:
        return words.html("alert-deletion-asked", telegram_name=name, due=due)
    return words.html("alert-deletion-soon", due=due)


def _case_changed(words: Wording, body: Mapping[str, str]) -> Html:
    stage, acts = Stage(body["stage"]), bool(body["needs_action"])
    return words.html(
        "alert-case-changed-act" if acts else "alert-case-changed",
        means=stage_meaning(words, stage),
        do=what_to_do(words, stage, needs_action=acts),
        **_facts(words, body),
    )


def _facts(words: Wording, body: Mapping[str, str]) -> dict[str, str]:
    """What every full alert about a case says of it."""
    title = (body["title_es"] if words.language == "es" else "") or body["title"]
    return {"form": body["form"] or words.plain("cases-form-unknown"), "last4": body["last4"], "title": title}


def _open(alert: Alert, key: str) -> Button:
    # Good for as long as the chat: the place it leads to asks for a session by itself.
    # With the random end of the account's id, as the data of a button has room for no more.
    return Button(key, "alert", f"{alert.case_id} {alert.account_id[-_END:]}", reach=Reach.CHAT)
