"""A letter that its mailbox does not take: told in the chat that waits for it, where one does."""

from bot.alerts.kinds import Kind
from storage.deliveries import DueDelivery, NewDelivery


def told_in_the_chat(delivery: DueDelivery) -> list[NewDelivery]:
    """The word to the chat that `waits` for the letter, as its body says.

    It goes as long as the letter would have been good for something. A letter that nobody waits for, or of
    which nobody may know whether it was sent, has no such chat.
    """
    waits = delivery.body.get("waits")
    if waits is None:
        return []
    told = ("address", "language", "zone")
    return [
        NewDelivery(
            once_key=f"{Kind.MAIL_REFUSED}:{delivery.id}",
            kind=Kind.MAIL_REFUSED,
            channel="telegram",
            body={"of": delivery.kind, **{name: delivery.body.get(name, "") for name in told}},
            account_id=delivery.account_id,
            chat_id=int(waits),
            expires_at=delivery.expires_at,
        )
    ]
