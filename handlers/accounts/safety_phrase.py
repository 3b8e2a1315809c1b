"""A phrase of the person's own, by which they know our e-mails and questions (requirement R30)."""

from enum import StrEnum

from bot.accounts.passwords import TooBusy
from bot.accounts.safety_phrase import MAX_LENGTH, PhraseIsPassword
from bot.accounts.short_texts import BadText
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret
from bot.telegram.turn import Turn
from handlers.keyboards import CANCEL, HOME, SECURITY


class Step(StrEnum):
    """What is awaited."""

    PHRASE = "phrase"


async def show(turn: Turn) -> Next:
    """The phrase there is, and what it is for."""
    phrase = await turn.services.safety_phrases.of(turn.account)
    if phrase is None:
        choose = Button("security-phrase-choose", "choose-phrase", reach=Reach.SESSION)
        await turn.show("security-phrase-none", [choose, (SECURITY, HOME)])
        return END
    change = Button("security-phrase-change", "choose-phrase", reach=Reach.SESSION)
    remove = Button("security-phrase-remove", "remove-phrase", reach=Reach.SESSION)
    await turn.show("security-phrase-screen", [(change, remove), (SECURITY, HOME)], phrase=phrase)
    return END


async def ask(turn: Turn) -> Next:
    """Words that nobody else would guess."""
    await turn.say("security-phrase-ask", [CANCEL])
    return Step.PHRASE


async def take(turn: Turn) -> Next:
    """Take it; the message with it is deleted, for it is between us."""
    try:
        await turn.services.safety_phrases.choose(turn.account, turn.text, by=turn.by)
    except BadText as bad:
        await turn.say(f"security-text-{bad.reason}", count=MAX_LENGTH)
        return await ask(turn)
    except PhraseIsPassword:
        await turn.say("security-phrase-is-password")
        return await ask(turn)
    except TooBusy:
        await turn.say("common-busy")
        return await ask(turn)
    return GoTo("safety-phrase")


async def remove(turn: Turn) -> Next:
    """No phrase any more."""
    await turn.services.safety_phrases.remove(turn.account, by=turn.by)
    await turn.notice("security-phrase-removed")
    return GoTo("safety-phrase")


async def cancel(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("safety-phrase")


phrase_shown = Dialogue(name="phrase-shown", places=[Place("safety-phrase", show, Needs.SESSION)])

phrase_chosen = Dialogue(
    name="phrase-chosen",
    places=[Place("choose-phrase", ask, Needs.PROOF), Place("remove-phrase", remove, Needs.PROOF)],
    steps={Step.PHRASE: [secret(take), pressed("cancel", cancel)]},
    asks={Step.PHRASE: ask},
)
