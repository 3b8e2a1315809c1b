"""What an alert says in the chat: as much as may be seen there at that moment."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.accounts.time_zones import zone_named
from bot.alerts.discretion import Discretion
from bot.alerts.kinds import ABOUT_A_CASE, ABOUT_A_DATE, ABOUT_HELP, FOR_THE_STAFF, Kind
from bot.alerts.several import read_several, write_several
from bot.telegram.actions import Send
from bot.telegram.alert_channel import Alert, NobodyListens
from bot.telegram.buttons import Belonging, Button, Reach
from bot.telegram.turn import House
from bot.texts.catalogue import Html
from bot.texts.wording import Wording
from handlers.accounts.deletion import KEEP
from handlers.accounts.help_news import help_news, staff_news
from handlers.accounts.refused_mail import refused_mail
from handlers.cases.case_alerts import Keyboard, discreetly, in_full
from handlers.cases.date_alerts import date_discreetly, date_in_full, is_past
from handlers.correspondence.message_words import message_news
from handlers.correspondence.support_words import support_news

_SHARES = Button("representatives-list", "representatives", reach=Reach.CHAT)


_Says = Callable[..., tuple[Html, Keyboard]]
_FROM_THE_OFFICE: Final[Mapping[str, _Says]] = {
    Kind.SUPPORT_NEWS: support_news,
    Kind.MESSAGE_NEWS: message_news,
}
"""What the staff wrote, each discreetly or in full."""


class AlertScreens:
    """Puts alerts into words."""

    def __init__(self, house: House, discretion: Discretion) -> None:
        self._house = house
        self._discretion = discretion

    async def screen(self, alert: Alert) -> Send | None:
        """The message, or None when nothing need be said any more. Raises NobodyListens."""
        house = self._house
        if alert.kind in ABOUT_HELP | FOR_THE_STAFF | {Kind.MAIL_REFUSED}:
            return self._by_itself(alert)
        audience = await self._discretion.audience(alert.account_id, alert.chat_id)
        if audience is None:
            raise NobodyListens
        words = Wording(
            house.texts,
            house.dates,
            house.texts.closest(audience.language),
            house.clock.now(),
            zone_named(audience.zone, house.organisation.zone),
        )
        if alert.kind in ABOUT_A_CASE:
            told = await self._still_told(alert)
            if told is None:
                return None
            text, keyboard = in_full(words, told) if audience.in_full else discreetly(words, told)
        elif alert.kind in ABOUT_A_DATE:
            if not await self._date_stands(words, alert):
                return None
            say = date_in_full if audience.in_full else date_discreetly
            text, keyboard = say(words, alert)
        elif say_so := _FROM_THE_OFFICE.get(alert.kind):
            text, keyboard = say_so(words, alert, in_full=audience.in_full)
        else:
            text, keyboard = self._of_the_account(words, alert)
        if audience.in_full and (client := alert.body.get("client")):
            text = words.html("clients-banner", who=client, text=text)
        if audience.name is not None:
            text = words.html("accounts-banner", name=audience.name, text=text)
        return Send(text, self._markup(words, alert.chat_id, keyboard))

    async def _still_told(self, alert: Alert) -> Alert | None:
        """The alert without what the account may hear of no more; None when nothing is left of it."""
        if alert.kind == Kind.CASES_NEWS:
            news = read_several(alert.body)
            told = await self._discretion.cases_told(alert.account_id, {each.case_id for each in news})
            kept = [(each.case_id, each.body) for each in news if each.case_id in told]
            several = write_several(kept, is_daily=bool(alert.body["daily"]))
            return replace(alert, body=several.words) if kept else None
        # Who is told that a number did not appear follows it no more.
        if alert.case_id is None or alert.kind == Kind.CASE_NOT_FOUND:
            return alert
        return alert if await self._discretion.cases_told(alert.account_id, [alert.case_id]) else None

    async def _date_stands(self, words: Wording, alert: Alert) -> bool:
        """Whether a date need still be spoken of: it may be done, past or gone by now."""
        # A representative hears of it with the client, and keeps no dates of their own.
        if alert.kind == Kind.DATE_CANCELLED or alert.body.get("client"):
            if is_past(words, alert):
                return False
            return await self._still_told(alert) is not None
        deadlines = self._house.services.deadlines
        stands = await deadlines.is_to_be_told(alert.account_id, alert.body["deadline"])
        return stands and not is_past(words, alert)

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
        elif alert.kind == Kind.MAIL_REFUSED:
            text, button = refused_mail(words, alert, house.organisation.contact)
        else:
            text, button = help_news(words, alert, house.organisation.contact)
        return Send(text, self._markup(words, alert.chat_id, ((button,),) if button else ()))

    def _of_the_account(self, words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
        match alert.kind:
            case Kind.EMAIL_UNDONE:
                contact = self._house.organisation.contact
                return words.html("alert-email-undone", contact=contact), ()
            case Kind.SESSION_ENDED | Kind.SESSION_CLOSED | Kind.PASSWORD_RECOVERED:
                contact, name = self._house.organisation.contact, alert.body["telegram_name"]
                return words.html(f"alert-{alert.kind}", telegram_name=name, contact=contact), ()
            case Kind.SHARE_ACCEPTED | Kind.SHARE_ENDED:
                return words.html(f"alert-{alert.kind}", who=alert.body["who"]), ((_SHARES,),)
            case Kind.LINK_APPROVED | Kind.LINK_REFUSED:
                look = Button("cases-open", "case", alert.case_id or "", reach=Reach.CHAT)
                contact = self._house.organisation.contact
                return words.html(f"alert-{alert.kind}", contact=contact), ((look,),)
            case Kind.DELETION_ASKED | Kind.DELETION_SOON:
                return _account_leaves(words, alert), ((KEEP,),)
            case _:
                raise LookupError(f"no words for an alert of kind {alert.kind!r}")

    def _markup(self, words: Wording, chat_id: int, keyboard: Keyboard) -> dict[str, object] | None:
        belonging = Belonging(chat_id, serial=0)
        rows = [
            [
                {
                    "text": words.plain(each.key, **dict(each.words)),
                    "callback_data": self._house.buttons.write(each, belonging),
                }
                for each in row
            ]
            for row in keyboard
        ]
        return {"inline_keyboard": rows} if rows else None


def _account_leaves(words: Wording, alert: Alert) -> Html:
    """The account will be deleted: who asked for it, and until when it can be kept."""
    name, due = alert.body["telegram_name"], words.when(datetime.fromisoformat(alert.body["due"]))
    if alert.kind == Kind.DELETION_ASKED:
        return words.html("alert-deletion-asked", telegram_name=name, due=due)
    return words.html("alert-deletion-soon", due=due)
