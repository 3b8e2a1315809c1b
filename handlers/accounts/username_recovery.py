"""Recovery of a forgotten username: it is mailed; the chat says the same to everybody (requirement R3)."""

from enum import StrEnum

from bot.accounts.challenges import TooSoon
from bot.accounts.emails import EmailAddress
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoTo, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.email_slips import chosen_email, read_again, use_email, which_email
from handlers.accounts.failed_tries import seconds_until
from handlers.keyboards import BACK, CANCEL, FORGOT_PASSWORD, LOG_IN

_AGAIN = Button("recovery-again", "again")
_OTHER_ADDRESS = Button("recovery-other-address", "address")
_NO_MAIL = Button("recovery-no-mail", "no-mail")
_WAYS = (LOG_IN, (_NO_MAIL, _OTHER_ADDRESS), FORGOT_PASSWORD)


class Step(StrEnum):
    """What is awaited."""

    EMAIL = "email"
    WHICH_EMAIL = "which-email"
    MAILED = "mailed"


async def ask_email(turn: Turn) -> Next:
    """The address that the account was made with."""
    await turn.say("recovery-ask-email", [CANCEL])
    return Step.EMAIL


async def take_email(turn: Turn) -> Next:
    """Take the address; a likely slip is offered mended."""
    return await use_email(turn, _mail_to, ask=ask_email, ask_which=ask_which_email)


async def ask_which_email(turn: Turn) -> Next:
    """Did you mean the other domain?"""
    return await which_email(turn, Step.WHICH_EMAIL)


async def take_which_email(turn: Turn) -> Next:
    """Mail to the address that was pressed."""
    await turn.close_question()
    return await _mail_to(turn, chosen_email(turn))


async def mail_again(turn: Turn) -> Next:
    """Mail to the same address once more."""
    return await _mail_to(turn, read_again(turn.answers["email"]))


async def _mail_to(turn: Turn, email: EmailAddress) -> Next:
    was_mailed = turn.answers.get("email") == email.shown
    try:
        await turn.services.recovery.remind_of_username(email, language=turn.language, by=turn.by)
    except TooSoon as soon:
        await turn.say("recovery-too-soon", count=seconds_until(turn, soon.at))
        return await (show_mailed(turn) if was_mailed else ask_email(turn))
    except TooManyAttempts as many:
        await turn.say("recovery-too-many", at=turn.when(many.until), contact=turn.house.organisation.contact)
        return await (show_mailed(turn) if was_mailed else ask_email(turn))
    turn.answers["email"] = email.shown
    return await show_mailed(turn)


async def show_mailed(turn: Turn) -> Next:
    """Where to look now."""
    await turn.say("recovery-username-mailed", _WAYS, address=turn.answers["email"])
    return Step.MAILED


async def explain_no_mail(turn: Turn) -> Next:
    """No mail? Spam, a slip, another address; then a human."""
    await turn.say(
        "recovery-no-username-help",
        [(_AGAIN, _OTHER_ADDRESS), BACK],
        address=turn.answers["email"],
        contact=turn.house.organisation.contact,
    )
    return Step.MAILED


async def forgot_password(turn: Turn) -> Next:
    """The password is forgotten too."""
    await turn.close_question()
    return GoTo("recover-password")


async def cancel(turn: Turn) -> Next:
    """Not now: nothing is changed."""
    turn.state.wanted = None
    await turn.notice("common-cancelled")
    return GoTo("home")


username_recovery = Dialogue(
    name="username-recovery",
    places=[Place("recover-username", ask_email)],
    steps={
        Step.EMAIL: [text(take_email), pressed("cancel", cancel)],
        Step.WHICH_EMAIL: [
            pressed("which", take_which_email),
            text(take_email),
            pressed("back", ask_email),
        ],
        Step.MAILED: [
            text(take_email),
            pressed("again", mail_again),
            pressed("no-mail", explain_no_mail),
            pressed("address", ask_email),
            pressed("back", show_mailed),
            pressed("forgot-password", forgot_password),
        ],
    },
    asks={
        Step.EMAIL: ask_email,
        Step.WHICH_EMAIL: ask_which_email,
        Step.MAILED: show_mailed,
    },
)
