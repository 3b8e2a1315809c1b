"""Several accounts in one chat: which are open, turning from one to another, and opening one more.

A parent who minds a relative's account has both in one phone. The one at work is named on every screen.
"""

from bot.accounts.sessions import MOST_IN_A_CHAT
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import HOME

ACCOUNTS = Button("accounts-open", "accounts", reach=Reach.SESSION)
ANOTHER = Button("accounts-another", "login-another", reach=Reach.CHAT)


async def show(turn: Turn) -> Next:
    """What is open here, the one at work first."""
    here = [*([turn.session] if turn.session else []), *turn.others]
    lines = [turn.html("accounts-line", name=turn.named(each)) for each in here]
    await turn.show(
        "accounts-screen",
        [*switches(turn), ANOTHER, HOME],
        lines=Html("\n".join(lines)),
        now=turn.named(here[0]),
    )
    return END


async def switch(turn: Turn) -> Next:
    """Turn to another account. What was begun in the one before waits there."""
    if not await turn.turn_to(turn.argument):
        await turn.notice("common-button-no-longer-valid")
    return GoTo("home")


def switches(turn: Turn) -> list[Button]:
    """One press for each other account that is open here."""
    return [
        Button("accounts-switch", "switch", each.id, reach=Reach.CHAT, words=(("name", turn.named(each)),))
        for each in turn.others
    ]


def has_room(turn: Turn) -> bool:
    """Whether one more account may be opened in this chat."""
    return len(turn.others) + 1 < MOST_IN_A_CHAT


accounts_here = Dialogue(
    name="accounts",
    places=[Place("accounts", show, Needs.ANY_SESSION, command=True), Place("switch", switch)],
)
