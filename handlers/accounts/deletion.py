"""Deleting one's account, and keeping it after all."""

from enum import StrEnum

from bot.accounts.deletion import Asker
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from handlers.accounts.accounts_here import go_on_in_the_next
from handlers.accounts.privacy import COPY

KEEP = Button("deletion-keep", "keep-account", reach=Reach.CHAT)


class Step(StrEnum):
    """Where an answer is awaited."""

    CONFIRM = "confirm"


async def explain(turn: Turn) -> Next:
    """What will be gone, and until when it can be taken back."""
    await turn.show(
        "deletion-ask",
        [Button("deletion-go-on", "delete"), COPY, Button("deletion-not-now", "cancel")],
        count=turn.services.deletions.grace.days,
    )
    return Step.CONFIRM


async def go_on(turn: Turn) -> Next:
    """First it must be certain who asks."""
    return GoTo("delete-account-now")


async def delete(turn: Turn) -> Next:
    """From now on the account is closed everywhere, and waits for its end."""
    due = await turn.services.deletions.ask(Asker(turn.account, turn.chat_id, turn.telegram_name))
    turn.closed()
    await turn.say("deletion-asked", [KEEP], at=turn.when(due))
    await go_on_in_the_next(turn)
    return END


async def cancel(turn: Turn) -> Next:
    """Not now."""
    return GoTo("privacy")


async def keep(turn: Turn) -> Next:
    """Whoever is logged in again has kept the account by that."""
    await turn.notice("deletion-kept")
    return GoTo("home")


deletion = Dialogue(
    name="deletion",
    places=[
        Place("delete-account", explain, Needs.SESSION),
        Place("delete-account-now", delete, Needs.PROOF),
    ],
    steps={Step.CONFIRM: [pressed("delete", go_on), pressed("cancel", cancel)]},
    asks={Step.CONFIRM: explain},
)

keeping = Dialogue(name="keeping", places=[Place("keep-account", keep, Needs.SESSION)])
