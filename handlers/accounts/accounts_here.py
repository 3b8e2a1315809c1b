"""Several accounts in one chat: which are open, turning from one to another, and opening one more.

A parent who minds a relative's account has both in one phone. The one at work is named on every screen.
"""

from bot.accounts.sessions import MOST_IN_A_CHAT, SessionState
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import HOME, LOG_OUT, MY_CASES

ACCOUNTS = Button("accounts-open", "accounts", reach=Reach.SESSION)
ANOTHER = Button("accounts-another", "another-login", reach=Reach.CHAT)


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
    if turn.session is not None and turn.session.id == turn.argument:
        return GoTo("home")
    if not await turn.turn_to(turn.argument):
        await turn.notice("common-button-no-longer-valid")
        return GoTo("home")
    unfinished = turn.state.kept_by(turn.account_here)
    return GoTo("resume", unfinished) if unfinished else GoTo("home")


async def open_alert(turn: Turn) -> Next:
    """The case of an alert, in the account that the alert was for."""
    return await in_its_account(turn, "case")


async def remind_of_alert(turn: Turn) -> Next:
    """When to speak of the case of an alert again."""
    return await in_its_account(turn, "remind-case")


async def in_its_account(turn: Turn, place: str) -> Next:
    """Go on at a place with what an alert was about, in the account that it was for."""
    case_id, _, account_end = turn.argument.partition(" ")
    here = turn.account_here
    if here is None or here.endswith(account_end):
        return GoTo(place, case_id)
    for other in turn.others:
        if other.account_id.endswith(account_end) and await turn.turn_to(other.id):
            return GoTo(place, case_id)
    if turn.session is None or turn.session.state is SessionState.NONE:
        return GoTo(place, case_id)
    turn.state.wanted = f"{place} {case_id}"
    await turn.show("accounts-not-open", [ANOTHER, HOME])
    return END


async def say_too_many(turn: Turn) -> Next:
    """No further account before one is closed."""
    await turn.say("accounts-too-many", [*switches(turn), LOG_OUT, HOME], count=MOST_IN_A_CHAT)
    return END


async def go_on_in_the_next(turn: Turn) -> None:
    """After one account was closed here: say which is at work now, if any is."""
    if turn.others:
        turn.opened(turn.others[0])
        await turn.say("accounts-now", [MY_CASES, *switches(turn), HOME], name=turn.named_at_work)


def switches(turn: Turn) -> list[Button]:
    """One press for each other account that is open here."""
    return [
        Button("accounts-switch", "switch", each.id, reach=Reach.CHAT, words=(("name", turn.named(each)),))
        for each in turn.others
    ]


def has_room(turn: Turn) -> bool:
    """Whether one more account may be opened in this chat."""
    at_work = turn.session is not None and turn.session.state is not SessionState.NONE
    return len(turn.others) + at_work < MOST_IN_A_CHAT


accounts_here = Dialogue(
    name="accounts",
    places=[
        Place("accounts", show, Needs.ANY_SESSION, command=True, lays_aside=True),
        Place("switch", switch, lays_aside=True),
        Place("alert", open_alert, lays_aside=True),
        Place("alert-remind", remind_of_alert, lays_aside=True),
    ],
)
