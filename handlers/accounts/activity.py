"""What happened to an account, in words; and "this was not me" (requirement R26)."""

from bot.accounts.activity import Happening
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html, MissingSentence
from handlers.accounts.accounts_here import go_on_in_the_next
from handlers.keyboards import HOME, SECURITY

_NOT_ME = Button("activity-not-me", "not-me", reach=Reach.SESSION)


async def show(turn: Turn) -> Next:
    """The newest entries, or those before one; each says what, who and when."""
    page = await turn.services.activity.page(turn.account, turn.argument or None)
    turning = []
    if turn.argument:
        turning.append(Button("activity-newest", "page-of-activity", reach=Reach.SESSION))
    if page.earlier:
        turning.append(Button("activity-earlier", "page-of-activity", page.earlier, reach=Reach.SESSION))
    await turn.show(
        "activity-screen",
        [*([tuple(turning)] if turning else []), _NOT_ME, (SECURITY, HOME)],
        entries=Html("\n".join(_line(turn, each) for each in page.happenings)),
    )
    return END


async def show_newest(turn: Turn) -> Next:
    """From the command: whatever stands behind it."""
    turn.argument = ""
    return await show(turn)


async def not_me(turn: Turn) -> Next:
    """Somebody else was here: close the account everywhere at once, and say what comes next."""
    await turn.services.activity.hold(turn.account, by=turn.by)
    turn.closed()
    await turn.show("activity-closed", contact=turn.house.organisation.contact)
    await go_on_in_the_next(turn)
    return END


def _line(turn: Turn, happening: Happening) -> Html:
    words = {**happening.detail, "telegram_name": _name(turn, happening)}
    try:
        what = turn.html(f"activity-did-{happening.kind}", **words)
    except MissingSentence:
        what = turn.html("activity-did-something")
    return turn.html("activity-line", at=turn.when(happening.at), what=what)


def _name(turn: Turn, happening: Happening) -> str:
    return happening.detail.get("telegram_name") or turn.words("activity-nobody")


activity = Dialogue(
    name="activity",
    places=[
        Place("activity", show_newest, Needs.SESSION, command=True),
        Place("page-of-activity", show, Needs.SESSION),
        Place("not-me", not_me, Needs.SESSION),
    ],
)
