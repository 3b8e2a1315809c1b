"""Handing over the copy of an account's data: not one message, but an answer that was promised before."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from bot.alerts.kinds import Kind
from bot.alerts.sending import Channel, Refused
from bot.alerts.tidying import Tidying
from bot.telegram.actions import Action, write_actions
from bot.telegram.inbox import Inbox
from storage.deliveries import DueDelivery

STAYS = timedelta(hours=1)
"""How long the copy stays in the chat."""


class Copies(Protocol):
    """Says how a copy is handed over."""

    async def handed_over(
        self, account_id: str, chat_id: int, body: Mapping[str, str], mark: str
    ) -> list[Action]:
        """What to do in the chat; what holds the copy is marked."""
        ...


class HandingOver:
    """Hands copies over in the chat that asked; every other delivery goes on to the channel behind."""

    def __init__(self, channel: Channel, inbox: Inbox, copies: Copies, tidying: Tidying) -> None:
        self._channel = channel
        self._inbox = inbox
        self._copies = copies
        self._tidying = tidying

    async def deliver(self, delivery: DueDelivery) -> None:
        """Deliver one. Raises what the channel behind raises."""
        if delivery.kind != Kind.EXPORT:
            await self._channel.deliver(delivery)
            return
        if delivery.account_id is None or delivery.chat_id is None:
            raise Refused("nobody to hand it to")
        mark = f"copy:{delivery.id}"
        actions = await self._copies.handed_over(delivery.account_id, delivery.chat_id, delivery.body, mark)
        # By the chat's own worker: in order with what the person does, and taken up again after a crash.
        note = json.dumps({"perform": write_actions(actions).decode()})
        await self._inbox.remind(delivery.chat_id, note, key=delivery.id)
        await self._tidying.later(delivery.chat_id, mark, key=delivery.id, stays=STAYS)
