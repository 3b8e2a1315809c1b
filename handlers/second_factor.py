"""Setting up the second factor, at the first log-in: an authenticator app, or codes by e-mail."""

from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, TooSoon, WrongChallengeCode
from bot.accounts.second_factors import FactorKind, NothingToConfirm, UsedFactorCode, WrongFactorCode
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoOn, GoTo, Next, Place, pressed, secret
from bot.telegram.qr import qr_picture
from bot.telegram.turn import Turn
from handlers.keyboards import BACK, CANCEL
from handlers.login import password_is_fresh, say_code_problem

_AUTHENTICATOR, _RECOVERY_CODES = "authenticator", "recovery-codes"
"""Marks of messages that hold a secret and are deleted once they have served."""


class Step(StrEnum):
    """What is awaited."""

    WHICH = "which"
    AUTHENTICATOR = "authenticator"
    EMAIL = "email"
    SAVED = "saved"


async def begin(turn: Turn) -> Next:
    """The password was right; the account has no second factor yet."""
    turn.answers["account"] = turn.argument
    turn.answers["password_at"] = turn.now.isoformat()
    return await ask_which(turn)


async def ask_which(turn: Turn) -> Next:
    """An app or the mailbox, with what speaks for each."""
    await turn.forget_marked(_AUTHENTICATOR)
    await turn.say(
        "factor-ask-which",
        [Button("factor-use-app", "app"), Button("factor-use-email", "email"), CANCEL],
    )
    return Step.WHICH


async def show_authenticator(turn: Turn) -> Next:
    """A picture to scan and the same key to copy; the message is deleted after use or five minutes."""
    set_up = await turn.services.second_factors.begin_authenticator(turn.answers["account"])
    await turn.forget_marked(_AUTHENTICATOR)
    await turn.say_picture(
        qr_picture(set_up.uri),
        "factor-scan",
        [(BACK, CANCEL)],
        mark=_AUTHENTICATOR,
        secret=" ".join(set_up.secret[i : i + 4] for i in range(0, len(set_up.secret), 4)),
    )
    await turn.services.tidying.later(turn.chat_id, _AUTHENTICATOR, key=turn.once_key)
    return Step.AUTHENTICATOR


async def take_authenticator_code(turn: Turn) -> Next:
    """The app shows its first code: then it works."""
    return await _confirm(turn, FactorKind.AUTHENTICATOR, Step.AUTHENTICATOR)


async def mail_code(turn: Turn) -> Next:
    """Mail a first code."""
    try:
        address = await turn.services.second_factors.begin_email(
            turn.answers["account"], turn.chat_id, key=turn.once_key
        )
    except TooSoon as soon:
        wait = max(1, round((soon.at - turn.now).total_seconds()))
        await turn.notice("verification-too-soon", count=wait)
        return Step.EMAIL
    await turn.say(
        "factor-code-mailed", [Button("login-mail-again", "mail"), (BACK, CANCEL)], address=address
    )
    return Step.EMAIL


async def ask_mailed_code(turn: Turn) -> Next:
    """The code of the mail that was sent."""
    await turn.say("login-ask-mailed-code", [Button("login-mail-again", "mail"), (BACK, CANCEL)])
    return Step.EMAIL


async def take_mailed_code(turn: Turn) -> Next:
    """The mail arrives: then it works."""
    return await _confirm(turn, FactorKind.EMAIL, Step.EMAIL)


async def _confirm(turn: Turn, kind: FactorKind, step: Step) -> Next:
    if not password_is_fresh(turn):
        await turn.say("login-password-too-long-ago")
        return GoTo("login")
    try:
        opened = await turn.services.logging_in.pass_second_factor(
            turn.answers["account"],
            turn.text,
            chat_id=turn.chat_id,
            telegram_name=turn.telegram_name,
            key=turn.once_key,
            set_up=kind,
        )
    except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver, TooManyAttempts) as problem:
        await say_code_problem(turn, problem)
        return step
    except NothingToConfirm:
        return await ask_which(turn)
    turn.opened(opened.session)
    await turn.forget_marked(_AUTHENTICATOR)
    return await show_recovery_codes(turn)


async def show_recovery_codes(turn: Turn) -> Next:
    """Ten codes for the day when phone or mailbox is lost; shown once."""
    if turn.session is None:
        return GoTo("login")
    codes = await turn.services.second_factors.renew_recovery_codes(turn.session.account_id)
    await turn.forget_marked(_RECOVERY_CODES)
    await turn.say(
        "factor-recovery-codes",
        [Button("factor-saved", "saved")],
        protect=True,
        mark=_RECOVERY_CODES,
        codes="\n".join(codes),
    )
    await turn.services.tidying.later(turn.chat_id, _RECOVERY_CODES, key=turn.once_key)
    return Step.SAVED


async def saved(turn: Turn) -> Next:
    """They are on paper: out of the chat with them."""
    await turn.forget_marked(_RECOVERY_CODES)
    await turn.say("login-done")
    return GoOn()


async def cancel(turn: Turn) -> Next:
    """Not now; without a second factor the account stays closed."""
    await turn.forget_marked(_AUTHENTICATOR)
    turn.state.wanted = None
    await turn.say("factor-cancelled")
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
            pressed("back", ask_which),
            pressed("cancel", cancel),
        ],
        Step.EMAIL: [
            secret(take_mailed_code),
            pressed("mail", mail_code),
            pressed("back", ask_which),
            pressed("cancel", cancel),
        ],
        Step.SAVED: [pressed("saved", saved)],
    },
    asks={
        Step.WHICH: ask_which,
        Step.AUTHENTICATOR: show_authenticator,
        Step.EMAIL: ask_mailed_code,
        Step.SAVED: show_recovery_codes,
    },
)
