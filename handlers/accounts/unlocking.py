"""Unlocking: an account that nobody used for a while is opened again, by the password or the app's code."""

from enum import StrEnum

from bot.accounts.failed_logins import LoginRefused
from bot.accounts.passwords import TooBusy
from bot.accounts.second_factors import FactorKind
from bot.accounts.sessions import SessionState
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.dialogue import Dialogue, GoOn, GoTo, Needs, Next, Place, pressed, secret
from bot.telegram.turn import Keyboard, Turn
from handlers.accounts.accounts_here import ANOTHER, switches
from handlers.accounts.failed_tries import say_wait
from handlers.keyboards import FORGOT_PASSWORD, LOG_OUT


class Step(StrEnum):
    """What is awaited."""

    PROOF = "proof"


async def ask(turn: Turn) -> Next:
    """The account is locked after a while of quiet: the password opens it, or the app's code."""
    if turn.session is None or turn.session.state is SessionState.NONE:
        return GoTo("login")
    kinds = await turn.services.second_factors.kinds_of(turn.session.account_id)
    has_app = FactorKind.AUTHENTICATOR in kinds
    # Only here: this chat is bound to the account, while a name can be typed by anybody (requirement R30).
    phrase = await turn.services.safety_phrases.of(turn.session.account_id)
    if phrase is not None:
        await turn.say("login-safety-phrase", phrase=phrase)
    await turn.say("login-ask-unlock-with-app" if has_app else "login-ask-unlock", _ways(turn))
    return Step.PROOF


def _ways(turn: Turn) -> Keyboard:
    return [FORGOT_PASSWORD, *switches(turn), (ANOTHER, LOG_OUT)]


async def take(turn: Turn) -> Next:
    """Unlock with the password or with an authenticator's code."""
    session = turn.session
    if session is None or session.state is SessionState.NONE:
        return GoTo("login")
    if session.state is SessionState.OPEN:
        return GoOn()
    try:
        unlocked = await turn.services.unlocking.unlock(
            session, turn.text, chat_id=turn.chat_id, telegram_name=turn.telegram_name
        )
        turn.opened(unlocked)
    except LoginRefused as refused:
        await turn.say("login-unlock-refused", _ways(turn))
        if refused.again_at is not None:
            await say_wait(turn, refused.again_at, _ways(turn))
        return Step.PROOF
    except TooManyAttempts as many:
        await say_wait(turn, many.until, _ways(turn))
        return Step.PROOF
    except TooBusy:
        await turn.say("common-busy")
        return await ask(turn)
    return GoOn()


async def forgot_password(turn: Turn) -> Next:
    """A new one, then."""
    await turn.close_question()
    return GoTo("recover-password")


unlocking = Dialogue(
    name="unlocking",
    places=[Place("unlock", ask, Needs.ANY_SESSION)],
    steps={Step.PROOF: [secret(take), pressed("forgot-password", forgot_password)]},
    asks={Step.PROOF: ask},
)
