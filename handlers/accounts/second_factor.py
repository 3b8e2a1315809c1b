"""Setting up the second factor, at the first log-in: an authenticator app, or codes by e-mail."""

from datetime import datetime
from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, TooSoon, WrongChallengeCode
from bot.accounts.login import PasswordReplaced
from bot.accounts.second_factors import FactorKind, NothingToConfirm, UsedFactorCode, WrongFactorCode
from bot.accounts.sessions import SessionState, TooManyAccountsHere
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoOn, GoTo, Next, Place, pressed, secret
from bot.telegram.qr import qr_picture
from bot.telegram.turn import Turn
from handlers.accounts.accounts_here import say_too_many
from handlers.accounts.failed_tries import MAIL_AGAIN, say_code_problem, seconds_until
from handlers.accounts.login import password_is_fresh
from handlers.accounts.vanishing import (
    AUTHENTICATOR,
    RECOVERY_CODES,
    forget_secrets,
    in_groups_of_four,
    mark_secret,
)
from handlers.keyboards import BACK, CANCEL

_SAVED = Button("factor-saved", "saved")
_NEW_CODES = Button("factor-new-codes", "new-codes")
_NEW_PICTURE = Button("factor-new-picture", "new-picture")


class Step(StrEnum):
    """What is awaited."""

    WHICH = "which"
    AUTHENTICATOR = "authenticator"
    EMAIL = "email"
    SAVED = "saved"


async def begin(turn: Turn) -> Next:
    """The password was right; the account has no second factor yet."""
    turn.answers["account"], _, turn.answers["name"] = turn.argument.partition(" ")
    turn.answers["password_at"] = turn.now.isoformat()
    return await ask_which(turn)


async def ask_which(turn: Turn) -> Next:
    """An app or the mailbox, with what speaks for each."""
    await forget_secrets(turn, AUTHENTICATOR)
    await turn.say(
        "factor-ask-which",
        [Button("factor-use-app", "app"), Button("factor-use-email", "email"), CANCEL],
    )
    return Step.WHICH


async def show_authenticator(turn: Turn) -> Next:
    """A picture to scan and the same key to copy; the message is deleted after use or five minutes.

    Each showing makes a new key: what an app has scanned before does not count any more.
    """
    await forget_secrets(turn, AUTHENTICATOR)
    if not password_is_fresh(turn):
        return await _ask_password_again(turn)
    set_up = await turn.services.second_factors.begin_authenticator(turn.answers["account"])
    await turn.say_picture(
        qr_picture(set_up.uri),
        "factor-scan",
        [(BACK, CANCEL)],
        mark=await mark_secret(turn, AUTHENTICATOR),
        secret=in_groups_of_four(set_up.secret),
    )
    return Step.AUTHENTICATOR


async def ask_app_code(turn: Turn) -> Next:
    """The code of the app that has scanned the picture; the key stays as it is."""
    await turn.say("factor-ask-app-code", [_NEW_PICTURE, (BACK, CANCEL)])
    return Step.AUTHENTICATOR


async def take_authenticator_code(turn: Turn) -> Next:
    """The app shows its first code: then it works."""
    return await _confirm(turn, FactorKind.AUTHENTICATOR, Step.AUTHENTICATOR)


async def mail_code(turn: Turn) -> Next:
    """Mail a first code."""
    if not password_is_fresh(turn):
        return await _ask_password_again(turn)
    try:
        address = await turn.services.second_factors.begin_email(
            turn.answers["account"], turn.chat_id, key=turn.once_key
        )
    except TooSoon as soon:
        await turn.say("verification-too-soon", count=seconds_until(turn, soon.at))
        return await ask_mailed_code(turn)
    await turn.say("factor-code-mailed", [MAIL_AGAIN, (BACK, CANCEL)], address=address)
    return Step.EMAIL


async def ask_mailed_code(turn: Turn) -> Next:
    """The code of the mail that was sent."""
    await turn.say("factor-ask-mailed-code", [MAIL_AGAIN, (BACK, CANCEL)])
    return Step.EMAIL


async def take_mailed_code(turn: Turn) -> Next:
    """The mail arrives: then it works."""
    return await _confirm(turn, FactorKind.EMAIL, Step.EMAIL)


async def _confirm(turn: Turn, kind: FactorKind, step: Step) -> Next:
    if not password_is_fresh(turn):
        await forget_secrets(turn, AUTHENTICATOR)
        return await _ask_password_again(turn)
    try:
        opened = await turn.services.logging_in.pass_second_factor(
            turn.answers["account"],
            turn.text,
            chat_id=turn.chat_id,
            telegram_name=turn.telegram_name,
            key=turn.once_key,
            password_at=datetime.fromisoformat(turn.answers["password_at"]),
            set_up=kind,
        )
    except PasswordReplaced:
        await forget_secrets(turn, AUTHENTICATOR)
        await turn.say("login-password-replaced")
        return GoTo("login", turn.answers["name"])
    except TooManyAccountsHere:
        await forget_secrets(turn, AUTHENTICATOR)
        return await say_too_many(turn)
    except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver, TooManyAttempts) as problem:
        await say_code_problem(turn, problem)
        if not isinstance(problem, WrongFactorCode):
            return step
        return await (ask_mailed_code(turn) if kind is FactorKind.EMAIL else ask_app_code(turn))
    except NothingToConfirm:
        await forget_secrets(turn, AUTHENTICATOR)
        await turn.say("factor-already-set-up")
        return GoTo("login", turn.answers["name"])
    turn.opened(opened.session)
    await forget_secrets(turn, AUTHENTICATOR)
    return await show_recovery_codes(turn)


async def _ask_password_again(turn: Turn) -> Next:
    await turn.say("login-password-too-long-ago")
    return GoTo("login", turn.answers["name"])


async def show_recovery_codes(turn: Turn) -> Next:
    """Ten codes for the day when phone or mailbox is lost; shown once, and those before are void."""
    if turn.session is None or turn.session.state is not SessionState.OPEN:
        return GoTo("login")
    codes = await turn.services.second_factors.renew_recovery_codes(turn.session.account_id)
    await forget_secrets(turn, RECOVERY_CODES)
    await turn.say(
        "factor-recovery-codes",
        [_SAVED],
        protect=True,
        mark=await mark_secret(turn, RECOVERY_CODES),
        codes="\n".join(codes),
    )
    return Step.SAVED


async def ask_whether_saved(turn: Turn) -> Next:
    """Are they on paper? Only a press makes new ones."""
    await turn.say("factor-ask-saved", [_SAVED, _NEW_CODES])
    return Step.SAVED


async def saved(turn: Turn) -> Next:
    """They are on paper: out of the chat with them."""
    await forget_secrets(turn, RECOVERY_CODES)
    if turn.session and turn.session.state is SessionState.OPEN:
        await turn.show("login-done")
    return GoOn()


async def cancel(turn: Turn) -> Next:
    """Not now; without a second factor the account stays closed."""
    await forget_secrets(turn, AUTHENTICATOR)
    turn.state.wanted = None
    await turn.show("factor-cancelled")
    return GoTo("home")


second_factor = Dialogue(
    name="second-factor",
    places=[Place("set-up-factor", begin)],
    steps={
        Step.WHICH: [
            pressed("app", show_authenticator),
            pressed("email", mail_code),
            pressed("cancel", cancel),
        ],
        Step.AUTHENTICATOR: [
            secret(take_authenticator_code),
            pressed("new-picture", show_authenticator),
            pressed("back", ask_which),
            pressed("cancel", cancel),
        ],
        Step.EMAIL: [
            secret(take_mailed_code),
            pressed("mail", mail_code),
            pressed("back", ask_which),
            pressed("cancel", cancel),
        ],
        Step.SAVED: [pressed("saved", saved), pressed("new-codes", show_recovery_codes)],
    },
    asks={
        Step.WHICH: ask_which,
        Step.AUTHENTICATOR: ask_app_code,
        Step.EMAIL: ask_mailed_code,
        Step.SAVED: ask_whether_saved,
    },
)
