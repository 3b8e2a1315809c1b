"""Writing a message, by the person or the staff: in as many parts as one likes, looked over, sent once."""

from collections.abc import Sequence
from enum import StrEnum

from bot.correspondence.drafts import Draft, DraftFull
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, Handler, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html

_SEND = Button("messages-send", "send")
_DROP = Button("messages-drop-last", "drop")
_LATER = Button("messages-later", "later")
_THROW = Button("messages-throw-away", "throw")


class Step(StrEnum):
    """What is awaited."""

    PARTS = "parts"
    THROW = "throw"


async def ask_parts(turn: Turn) -> Next:
    """What is gathered so far, and room for more."""
    draft = await turn.services.drafts.of(turn.account, turn.answers["target"])
    if not draft.parts:
        await turn.show("messages-write", [_LATER])
        return Step.PARTS
    await _show(turn, draft)
    return Step.PARTS


async def take_part(turn: Turn) -> Next:
    """Gather it."""
    try:
        draft = await turn.services.drafts.add(
            turn.account, turn.answers["target"], turn.text, key=turn.once_key
        )
    except DraftFull as full:
        await turn.say("messages-full", count=full.left)
        return await ask_parts(turn)
    await _show(turn, draft)
    return Step.PARTS


async def drop_last(turn: Turn) -> Next:
    """Take the last part out."""
    await turn.services.drafts.drop_last(turn.account, turn.answers["target"])
    return await ask_parts(turn)


async def ask_throw(turn: Turn) -> Next:
    """Before all of it is gone."""
    await turn.show("messages-throw-ask", [(Button("common-yes", "yes"), Button("common-no", "no"))])
    return Step.THROW


async def _show(turn: Turn, draft: Draft) -> None:
    parts = Html("\n\n".join(turn.html("messages-part", text=each.text) for each in draft.parts))
    await turn.show(
        "messages-gathered", [_SEND, _DROP, (_LATER, _THROW)], count=len(draft.parts), parts=parts
    )


def writing(
    name: str, places: Sequence[Place], *, send: Handler, later: Handler, thrown: Handler
) -> Dialogue:
    """The dialogue; its places put into `answers` as "target" where the message goes."""

    async def throw(turn: Turn) -> Next:
        """All of it is gone."""
        await turn.services.drafts.throw_away(turn.account, turn.answers["target"])
        await turn.notice("messages-thrown")
        return await thrown(turn)

    return Dialogue(
        name=name,
        places=places,
        steps={
            Step.PARTS: [
                text(take_part),
                pressed("send", send),
                pressed("drop", drop_last),
                pressed("later", later),
                pressed("throw", ask_throw),
            ],
            Step.THROW: [pressed("yes", throw), pressed("no", ask_parts)],
        },
        asks={Step.PARTS: ask_parts, Step.THROW: ask_throw},
    )
