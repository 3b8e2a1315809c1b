"""Logging in: name, password, second factor."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, TooSoon, WrongChallengeCode
from bot.accounts.failed_logins import LoginRefused
from bot.accounts.login import PasswordReplaced
from bot.accounts.passwords import TooBusy
from bot.accounts.second_factors import FactorKind, NotAFactorCode, UsedFactorCode, WrongFactorCode
from bot.accounts.sessions import SessionState, TooManyAccountsHere
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import (
    END,
    Dialogue,
    GoOn,
    GoTo,
    Next,
    Place,
    pressed,
    secret,
    text,
)
from bot.telegram.turn import Turn
from handlers.accounts.accounts_here import ANOTHER, has_room, say_too_many, switches
from handlers.accounts.failed_tries import MAIL_AGAIN, say_code_problem, say_wait, seconds_until
from handlers.accounts.refused_mail import hinted
from handlers.keyboards import BACK, CANCEL, FORGOT_PASSWORD, FORGOT_USERNAME, LOG_OUT, MY_CASES

_NONE_OF_THESE = Button("recovery-neither", "none-of-these")

_PASSWORD_WAYS = ((FORGOT_PASSWORD, FORGOT_USERNAME), (BACK, CANCEL))

_PASSWORD_COUNTS_FOR = timedelta(minutes=10)


class Step(StrEnum):
    """What is awaited."""

    NAME = "name"
    PASSWORD = "password"  # noqa: S105 - a step's name
    CODE = "code"


async def begin(turn: Turn) -> Next:
    """Ask for the name, unless it is known; an open account needs no log-in."""
    if turn.argument:
        if not has_room(turn):
            return await say_too_many(turn)
        turn.answers["name"] = turn.argument
        return await ask_password(turn)
    state = turn.session.state if turn.session else None
    if state is SessionState.OPEN:
        await turn.say("login-already", [MY_CASES, *switches(turn), (ANOTHER, LOG_OUT)])
        return END
    if state is SessionState.LOCKED:
        return GoTo("unlock")
    if state is SessionState.NONE:
        await turn.say("login-ran-out")
    return await ask_name(turn)


async def begin_another(turn: Turn) -> Next:
    """One more account in this chat, beside those that are open."""
    return await ask_name(turn) if has_room(turn) else await say_too_many(turn)


async def ask_name(turn: Turn) -> Next:
    """Username or e-mail address."""
    await turn.say("login-ask-name", [FORGOT_USERNAME, CANCEL])
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """Any name is taken: whether it exists is told to nobody."""
    turn.answers["name"] = turn.text.strip()[:254]
    return await ask_password(turn)


async def ask_password(turn: Turn) -> Next:
    """The password; the message with it will be deleted."""
    await turn.say("login-ask-password", _PASSWORD_WAYS, name=turn.answers["name"])
    return Step.PASSWORD


async def take_password(turn: Turn) -> Next:
    """Check it, and go on to the second factor."""
    try:
        greeted = await turn.services.logging_in.check_password(
            turn.answers["name"],
            turn.text,
            telegram_user_id=turn.telegram_user_id,
            telegram_name=turn.telegram_name,
        )
    except LoginRefused as refused:
        await turn.say("login-refused")
        if refused.again_at is not None:
            return await _ask_password_later(turn, refused.again_at)
        return await ask_password(turn)
    except TooManyAttempts as many:
        return await _ask_password_later(turn, many.until)
    except TooBusy:
        await turn.say("common-busy")
        return await ask_password(turn)
    turn.answers["account"] = greeted.account_id
    turn.answers["password_at"] = turn.now.isoformat()
    if not greeted.factors:
        return GoTo("set-up-factor", f"{greeted.account_id} {turn.answers['name']}")
    turn.answers["factors"] = " ".join(greeted.factors)
    if greeted.factors[0] is FactorKind.EMAIL:
        return await mail_code(turn)
    return await ask_code(turn)


async def _ask_password_later(turn: Turn, until: datetime) -> Next:
    await say_wait(turn, until, _PASSWORD_WAYS)
    return Step.PASSWORD


async def forgot_password(turn: Turn) -> Next:
    """A new one, then: for the name that was typed, so that it need not be typed again."""
    await turn.close_question()
    return GoTo("recover-password", turn.answers.get("name", ""))


async def forgot_username(turn: Turn) -> Next:
    """It is mailed."""
    await turn.close_question()
    return GoTo("recover-username")


async def ask_code(turn: Turn) -> Next:
    """The code of the authenticator app, of the mail, or a recovery code."""
    factors = turn.answers.get("factors", "").split()
    by_mail = [Button("login-mail-code", "mail")] if FactorKind.EMAIL in factors else []
    key = "login-ask-code" if FactorKind.AUTHENTICATOR in factors else "login-ask-mailed-code"
    await turn.say(key, [*by_mail, _NONE_OF_THESE, (BACK, CANCEL)])
    return Step.CODE


async def mail_code(turn: Turn) -> Next:
    """Mail a code."""
    if not password_is_fresh(turn):
        return await _ask_password_again(turn)
    try:
        address = await turn.services.second_factors.mail_code(
            turn.answers["account"], turn.chat_id, key=turn.once_key
        )
    except TooSoon as soon:
        await turn.say("verification-too-soon", count=seconds_until(turn, soon.at))
        return await ask_code(turn)
    await turn.say("login-code-mailed", [MAIL_AGAIN, _NONE_OF_THESE, (BACK, CANCEL)], address=hinted(address))
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Open the account, if the code is right and the password is not too long ago."""
    if not password_is_fresh(turn):
        return await _ask_password_again(turn)
    try:
        opened = await turn.services.logging_in.pass_second_factor(
            turn.answers["account"],
            turn.text,
            chat_id=turn.chat_id,
            telegram_name=turn.telegram_name,
            key=turn.once_key,
            password_at=datetime.fromisoformat(turn.answers["password_at"]),
        )
    except PasswordReplaced:
        await turn.say("login-password-replaced")
        return await ask_password(turn)
    except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver, TooManyAttempts) as problem:
        await say_code_problem(turn, problem)
        return await ask_code(turn) if isinstance(problem, NotAFactorCode) else Step.CODE
    except TooManyAccountsHere:
        return await say_too_many(turn)
    turn.opened(opened.session)
    if opened.passed.by_recovery_code:
        await turn.say("login-recovery-code-used", count=opened.passed.recovery_codes_left)
    await turn.say("deletion-undone" if opened.kept else "login-done")
    return GoOn()


async def lost_everything(turn: Turn) -> Next:
    """No code from anywhere: the mailbox first, and from there to a person who can help."""
    await turn.close_question()
    return GoTo("recover-password", turn.answers["name"])


async def _ask_password_again(turn: Turn) -> Next:
    await turn.say("login-password-too-long-ago")
    return await ask_password(turn)


def password_is_fresh(turn: Turn) -> bool:
    """Whether the password was given within the last ten minutes of this dialogue."""
    return turn.now - datetime.fromisoformat(turn.answers["password_at"]) <= _PASSWORD_COUNTS_FOR


async def cancel(turn: Turn) -> Next:
    """Not now."""
    turn.state.wanted = None
    return GoTo("home")


login = Dialogue(
    name="login",
    places=[
        Place("login", begin, command=True),
        Place("another-login", begin_another),
    ],
    steps={
        Step.NAME: [text(take_name), pressed("forgot-username", forgot_username), pressed("cancel", cancel)],
        Step.PASSWORD: [
            secret(take_password),
            pressed("forgot-password", forgot_password),
            pressed("forgot-username", forgot_username),
            pressed("back", ask_name),
            pressed("cancel", cancel),
        ],
        Step.CODE: [
            secret(take_code),
            pressed("mail", mail_code),
            pressed("none-of-these", lost_everything),
            pressed("back", ask_password),
            pressed("cancel", cancel),
        ],
    },
    asks={
        Step.NAME: ask_name,
        Step.PASSWORD: ask_password,
        Step.CODE: ask_code,
    },
)
