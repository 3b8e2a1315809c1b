"""The security screen: everything that keeps an account safe, and locking it at once."""

from bot.alerts.discretion import Detail
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place
from bot.telegram.turn import Turn
from handlers.keyboards import HOME, SECURITY


def _open(key: str, place: str, argument: str = "") -> Button:
    return Button(key, place, argument, reach=Reach.SESSION)


async def show(turn: Turn) -> Next:
    """What there is to see and to change."""
    kept = await turn.services.factor_keeping.of(turn.account)
    await turn.show(
        "security-screen",
        [
            _open("security-password", "change-password"),
            _open("security-factors", "code-ways"),
            _open("security-recovery-codes", "renew-codes"),
            _open("security-chats", "chats"),
            _open("security-activity", "activity"),
            _open("security-detail", "detail"),
            _open("security-phrase", "safety-phrase"),
            (_open("security-lock", "lock"), HOME),
        ],
        count=kept.recovery_codes_left,
    )
    return END


async def lock(turn: Turn) -> Next:
    """Lock everything that is open here at once, as an hour of quiet would."""
    if turn.session is not None:
        await turn.services.sessions.lock(turn.chat_id)
        turn.locked()
    turn.state.proved = None
    await turn.show("security-locked", [Button("security-unlock", "unlock", reach=Reach.CHAT)])
    return END


async def show_detail(turn: Turn) -> Next:
    """How much alerts say, and what else they could."""
    chosen = await turn.services.alert_details.of(turn.account)
    choices = [_open(f"security-detail-choose-{each}", "choose-detail", each) for each in Detail]
    await turn.show(
        "security-detail-screen",
        [*choices, (SECURITY, HOME)],
        chosen=turn.html(f"security-detail-now-{chosen}"),
    )
    return END


async def choose_detail(turn: Turn) -> Next:
    """Let alerts say more or less."""
    await turn.services.alert_details.choose(turn.account, Detail(turn.argument), by=turn.by)
    await turn.notice("security-detail-changed")
    return await show_detail(turn)


security = Dialogue(
    name="security",
    places=[
        Place("security", show, Needs.SESSION, command=True),
        Place("lock", lock, Needs.SESSION),
        Place("detail", show_detail, Needs.SESSION),
        Place("choose-detail", choose_detail, Needs.SESSION),
    ],
)
