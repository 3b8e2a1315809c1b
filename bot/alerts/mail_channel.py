"""Deliveries by e-mail."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Protocol

from bot.alerts.sending import OutcomeUnknown, Refused, TryLater, Undeliverable
from bot.mail.message import Letter, Letterhead
from bot.mail.smtp import MailOutcomeUnknown, MailRefused, MailServer, MailServerUnreachable
from storage.deliveries import DueDelivery

_SERVER_AWAY = timedelta(minutes=1)
_ASKED_TO_WAIT = timedelta(minutes=5)


class Letters(Protocol):
    """Puts a delivery into words."""

    def letter(self, kind: str, body: Mapping[str, str]) -> Letter | None:
        """The letter, or None when there is nothing to say by e-mail."""
        ...


PhraseOf = Callable[[str], Awaitable[str | None]]
"""The safety phrase of an account, as it is at the moment of sending."""


class MailChannel:
    """Sends letters."""

    def __init__(
        self,
        server: MailServer,
        letterhead: Letterhead,
        letters: Letters,
        *,
        phrase_of: PhraseOf | None = None,
    ) -> None:
        self._server = server
        self._letterhead = letterhead
        self._letters = letters
        self._phrase_of = phrase_of

    async def deliver(self, delivery: DueDelivery) -> None:
        """Send one letter. Raises Refused, TryLater, OutcomeUnknown."""
        letter = self._letters.letter(delivery.kind, await self._body(delivery))
        if letter is None:
            raise Refused("nothing to say by e-mail")
        # The delivery's own id: a second sending after an unknown outcome is known by it as the same.
        message = self._letterhead.message(letter, delivery.body["address"], message_id=delivery.id)
        try:
            await self._server.send(message)
        except MailServerUnreachable as away:
            raise TryLater(_SERVER_AWAY) from away
        except MailOutcomeUnknown as unknown:
            raise OutcomeUnknown from unknown
        except MailRefused as refused:
            if refused.permanent:
                raise Undeliverable(f"the mail server refused it with {refused.code}") from refused
            raise TryLater(_ASKED_TO_WAIT) from refused

    async def _body(self, delivery: DueDelivery) -> Mapping[str, str]:
        """With the person's own phrase, where they have one (requirement R30)."""
        if self._phrase_of is None or delivery.account_id is None:
            return delivery.body
        phrase = await self._phrase_of(delivery.account_id)
        return {**delivery.body, "safety_phrase": phrase} if phrase else delivery.body
