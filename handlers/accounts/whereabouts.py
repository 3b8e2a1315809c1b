"""Where an account is open and which chats get its messages; closing it there."""

from bot.accounts.whereabouts import Whereabout
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import HOME, SECURITY

_MOST_BUTTONS = 8


async def show(turn: Turn) -> Next:
    """This chat and the others."""
    chats = await turn.services.whereabouts.of(turn.account)
    others = [each for each in chats if each.chat_id != turn.chat_id]
    close = [
        Button(
            "security-chat-close",
            "close-chat",
            str(each.chat_id),
            reach=Reach.SESSION,
            words=(("name", _name(turn, each)),),
        )
        for each in others[:_MOST_BUTTONS]
    ]
    close_all = Button("security-chat-close-others", "close-other-chats", reach=Reach.SESSION)
    await turn.show(
        "security-chats-screen" if others else "security-chats-only-here",
        [*close, *([close_all] if len(others) > 1 else []), (SECURITY, HOME)],
        chats=Html("\n\n".join(_line(turn, each) for each in chats)),
    )
    return END


async def close(turn: Turn) -> Next:
    """End it in one chat."""
    await turn.services.whereabouts.close(turn.account, int(turn.argument), by=turn.by)
    await turn.notice("security-chat-closed")
    return await show(turn)


async def close_others(turn: Turn) -> Next:
    """End it everywhere but here."""
    await turn.services.whereabouts.close_others(turn.account, by=turn.by)
    await turn.notice("security-chat-closed")
    return await show(turn)


def _line(turn: Turn, chat: Whereabout) -> Html:
    given = {
        "name": _name(turn, chat),
        "since": turn.when(chat.since),
        "used": turn.when(turn.now if chat.chat_id == turn.chat_id else chat.last_used_at),
    }
    if chat.chat_id == turn.chat_id:
        return turn.html("security-chat-here", **given)
    return turn.html("security-chat-open" if chat.is_open else "security-chat-messages", **given)


def _name(turn: Turn, chat: Whereabout) -> str:
    return chat.telegram_name or turn.words("activity-nobody")


whereabouts = Dialogue(
    name="whereabouts",
    places=[
        Place("chats", show, Needs.SESSION),
        Place("close-chat", close, Needs.PROOF),
        Place("close-other-chats", close_others, Needs.PROOF),
    ],
)
