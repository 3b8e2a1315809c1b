"""Before a sensitive change: is it still the person who logged in? A place asks for it by `Needs.PROOF`."""

from enum import StrEnum

from bot.accounts.failed_logins import LoginRefused
from bot.accounts.passwords import TooBusy
from bot.accounts.second_factors import FactorKind
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.dialogue import END, Dialogue, GoOn, GoTo, Needs, Next, Place, pressed, secret
from bot.telegram.turn import Turn
from handlers.accounts.failed_tries import say_wait
from handlers.keyboards import CANCEL, HOME, SECURITY


class Step(StrEnum):
    """What is awaited."""

    PROOF = "proof"


async def ask(turn: Turn) -> Next:
    """The password, or the app's code."""
    kinds = await turn.services.second_factors.kinds_of(turn.account)
    has_app = FactorKind.AUTHENTICATOR in kinds
    await turn.say("security-prove-with-app" if has_app else "security-prove", [CANCEL])
    return Step.PROOF


async def take(turn: Turn) -> Next:
    """Go on to what was wanted; it counts for ten minutes."""
    if turn.session is None:
        return GoTo("login")
    try:
        await turn.services.unlocking.prove(
            turn.session, turn.text, chat_id=turn.chat_id, telegram_name=turn.telegram_name
        )
    except LoginRefused as refused:
        await turn.say("security-prove-refused", [CANCEL])
        if refused.again_at is not None:
            await say_wait(turn, refused.again_at, [CANCEL])
        return Step.PROOF
    except TooManyAttempts as many:
        await say_wait(turn, many.until, [CANCEL])
        return Step.PROOF
    except TooBusy:
        await turn.say("common-busy")
        return await ask(turn)
    turn.proved()
    return GoOn()


async def cancel(turn: Turn) -> Next:
    """Not now: nothing is changed."""
    turn.state.wanted = None
    await turn.show("common-cancelled", [(SECURITY, HOME)])
    return END


reauthentication = Dialogue(
    name="reauthentication",
    places=[Place("prove", ask, Needs.SESSION)],
    steps={Step.PROOF: [secret(take), pressed("cancel", cancel)]},
    asks={Step.PROOF: ask},
)
