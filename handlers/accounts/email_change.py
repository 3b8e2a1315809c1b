"""Another e-mail address (requirement R28): a code to the new one, a way back from the old one."""

from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, NotACode, TooSoon, WrongChallengeCode
from bot.accounts.email_change import NoEmailChange, OldEmailTaken, SameEmail, UndoOver
from bot.accounts.emails import EmailAddress
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.accounts.email_slips import chosen_email, use_email, which_email
from handlers.accounts.failed_tries import seconds_until
from handlers.accounts.profile import go_back
from handlers.keyboards import BACK, CANCEL, HOME, LOG_IN

_RESEND = Button("verification-resend", "resend")
_NO_CODE = Button("verification-no-mail", "no-code")
_WRONG_ADDRESS = Button("verification-wrong-address", "address")
_WAYS = ((_RESEND, _NO_CODE), (_WRONG_ADDRESS, CANCEL))


class Step(StrEnum):
    """What is awaited."""

    EMAIL = "new-address"
    WHICH_EMAIL = "which-email"
    CODE = "code"


class UndoStep(StrEnum):
    """What is awaited from who opened the link in the mail to the old address."""

    SURE = "sure"


async def ask_email(turn: Turn) -> Next:
    """The new address."""
    profile = await turn.services.profiles.of(turn.account)
    await turn.say("email-ask", [CANCEL], email=profile.email)
    return Step.EMAIL


async def take_email(turn: Turn) -> Next:
    """Take the address; a likely typing slip is offered mended, never mended silently."""
    return await use_email(turn, _send_to, ask=ask_email, ask_which=ask_which_email)


async def ask_which_email(turn: Turn) -> Next:
    """Did you mean the other domain?"""
    return await which_email(turn, Step.WHICH_EMAIL)


async def take_which_email(turn: Turn) -> Next:
    """Take the address that was pressed."""
    await turn.close_question()
    return await _send_to(turn, chosen_email(turn))


async def _send_to(turn: Turn, email: EmailAddress) -> Next:
    try:
        await turn.services.email_changing.begin(turn.account, email, turn.by)
    except SameEmail:
        await turn.say("email-same")
        return await ask_email(turn)
    except TooManyAttempts as many:
        await turn.say("registration-too-many-mails", at=turn.when(many.until))
        return await ask_email(turn)
    return await ask_code(turn)


async def ask_code(turn: Turn) -> Next:
    """Where the mail went. The answer is the same whether or not that address is taken (R1)."""
    try:
        address = await turn.services.email_changing.waiting(turn.account)
    except NoEmailChange:
        return await _nothing_waits(turn)
    await turn.say("email-ask-code", _WAYS, address=address)
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Take the new address, if this is the code that went there."""
    try:
        address = await turn.services.email_changing.confirm(turn.account, turn.text, turn.by)
    except NotACode:
        await turn.say("verification-not-a-code", _WAYS)
        return Step.CODE
    except NoEmailChange:
        return await _nothing_waits(turn)
    except WrongChallengeCode as wrong:
        await turn.say("verification-wrong-code", _WAYS, count=wrong.tries_left)
        return Step.CODE
    except ChallengeOver:
        await turn.say("verification-code-over", _WAYS)
        return Step.CODE
    await turn.say("email-changed", address=address)
    return GoTo("profile")


async def resend(turn: Turn) -> Next:
    """Mail a new code, not too often."""
    try:
        address = await turn.services.email_changing.resend(turn.account, turn.by)
    except NoEmailChange:
        return await _nothing_waits(turn)
    except TooSoon as soon:
        await turn.notice("verification-too-soon", count=seconds_until(turn, soon.at))
        return Step.CODE
    except TooManyAttempts as many:
        await turn.say("registration-too-many-mails", _WAYS, at=turn.when(many.until))
        return Step.CODE
    await turn.say("verification-sent-again", _WAYS, address=address)
    return Step.CODE


async def explain_no_code(turn: Turn) -> Next:
    """No code? Spam, a slip, an address that another account has; then a human."""
    try:
        address = await turn.services.email_changing.waiting(turn.account)
    except NoEmailChange:
        return await _nothing_waits(turn)
    contact = turn.house.organisation.contact
    await turn.say(
        "email-no-code-help", [(_RESEND, _WRONG_ADDRESS), (BACK, CANCEL)], address=address, contact=contact
    )
    return Step.CODE


async def stop(turn: Turn) -> Next:
    """The address stays as it is."""
    await turn.services.email_changing.stop(turn.account)
    await turn.close_question()
    await turn.say("email-stays")
    return GoTo("profile")


async def _nothing_waits(turn: Turn) -> Next:
    await turn.say("email-nothing-waits")
    return await ask_email(turn)


# --- undone from the old address ---------------------------------------------------------------------


async def ask_undo(turn: Turn) -> Next:
    """The link in the mail to the old address was pressed, in whatever chat."""
    turn.answers["link"] = turn.argument or turn.answers["link"]
    try:
        address = await turn.services.email_changing.undoing(turn.answers["link"])
    except UndoOver:
        return await _undo_is_over(turn)
    await turn.say(
        "email-ask-undo",
        [Button("email-undo", "undo"), Button("email-leave", "leave")],
        address=address,
    )
    return UndoStep.SURE


async def undo(turn: Turn) -> Next:
    """Put the old address back; every chat is logged out."""
    contact = turn.house.organisation.contact
    try:
        address = await turn.services.email_changing.undo(turn.answers["link"], turn.by)
    except UndoOver:
        return await _undo_is_over(turn)
    except OldEmailTaken:
        await turn.say("email-old-is-taken", [HOME], contact=contact)
        return END
    await turn.close_question()
    await turn.say("email-undone", [LOG_IN], address=address, contact=contact)
    return END


async def leave(turn: Turn) -> Next:
    """The new address stays; the link still works for its time."""
    await turn.show("email-left", [HOME])
    return END


async def _undo_is_over(turn: Turn) -> Next:
    await turn.say("email-undo-over", [HOME], contact=turn.house.organisation.contact)
    return END


email_change = Dialogue(
    name="new-email",
    places=[Place("new-email", ask_email, Needs.PROOF)],
    steps={
        Step.EMAIL: [text(take_email), pressed("cancel", go_back)],
        Step.WHICH_EMAIL: [pressed("which", take_which_email), text(take_email), pressed("back", ask_email)],
        Step.CODE: [
            secret(take_code),
            pressed("resend", resend),
            pressed("no-code", explain_no_code),
            pressed("address", ask_email),
            pressed("back", ask_code),
            pressed("cancel", stop),
        ],
    },
    asks={Step.EMAIL: ask_email, Step.WHICH_EMAIL: ask_which_email, Step.CODE: ask_code},
)

email_undo = Dialogue(
    name="undo-email",
    places=[Place("undo-email", ask_undo)],
    steps={UndoStep.SURE: [pressed("undo", undo), pressed("leave", leave)]},
    asks={UndoStep.SURE: ask_undo},
)
