"""Deliveries by Telegram: alerts in the words of the moment, and tidying away what is secret."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.alerts.kinds import Kind
from bot.alerts.sending import Refused, TryLater, Unreachable
from bot.telegram.actions import Send
from bot.telegram.inbox import Inbox
from bot.telegram.performing import ChatUnreachable, Performer, TelegramUnavailable
from storage.deliveries import DueDelivery

Blocked = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Alert:
    """What is to be told in a chat."""

    kind: str
    account_id: str
    chat_id: int
    case_id: str | None
    body: Mapping[str, str]


class NobodyListens(Exception):
    """Messages of this account go into that chat no more."""


class Screens(Protocol):
    """Puts an alert into words for a chat, as its account is open or locked there just now."""

    async def screen(self, alert: Alert) -> Send | None:
        """The message, or None when nothing need be said any more. Raises NobodyListens."""
        ...


class TelegramChannel:
    """Sends alerts into chats."""

    def __init__(self, performer: Performer, inbox: Inbox, screens: Screens, blocked: Blocked) -> None:
        self._performer = performer
        self._inbox = inbox
        self._screens = screens
        self._blocked = blocked

    async def deliver(self, delivery: DueDelivery) -> None:
        """Deliver one. Raises Unreachable when the chat is closed to it, Refused, TryLater."""
        if delivery.chat_id is None:
            raise Refused("no chat")
        if delivery.kind == Kind.TIDY:
            await self._tidy(delivery.chat_id, delivery)
            return
        # Who is about to register has no account yet, and waits for a mail.
        if delivery.account_id is None and delivery.kind != Kind.MAIL_REFUSED:
            raise Refused("no account")
        account_id = delivery.account_id or ""
        alert = Alert(delivery.kind, account_id, delivery.chat_id, delivery.case_id, delivery.body)
        try:
            screen = await self._screens.screen(alert)
        except NobodyListens:
            # What must not get lost goes by e-mail.
            raise Unreachable("the account speaks there no more") from None
        if screen is None:
            raise Refused("nothing to say any more")
        try:
            await self._performer.send_by_itself(delivery.chat_id, screen)
        except ChatUnreachable:
            await self._blocked(delivery.chat_id)
            raise Unreachable("the chat is closed") from None
        except TelegramUnavailable as trouble:
            raise TryLater(timedelta(seconds=trouble.retry_after)) from None

    async def _tidy(self, chat_id: int, delivery: DueDelivery) -> None:
        """Ask the chat's own worker, so that it happens in order with what the person does."""
        await self._inbox.remind(chat_id, json.dumps({"forget": delivery.body["mark"]}), key=delivery.id)
