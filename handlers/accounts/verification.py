"""Verification of the e-mail address: by the code of the mail, or by its link."""

from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, NotACode, TooSoon, WrongChallengeCode
from bot.accounts.emails import EmailAddress
from bot.accounts.registration import NoRegistration, UsernameTaken
from bot.accounts.throttling import TooManyAttempts
from bot.accounts.usernames import BadUsername, Username, read_username
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.accounts.email_slips import chosen_email, use_email, which_email
from handlers.accounts.failed_tries import seconds_until
from handlers.accounts.registration_questions import use_username
from handlers.keyboards import BACK, LOG_IN, REGISTER
from handlers.start import has_account_here

_RESEND = Button("verification-resend", "resend")
_NO_MAIL = Button("verification-no-mail", "no-mail")
_WRONG_ADDRESS = Button("verification-wrong-address", "address")
_START_OVER = Button("verification-start-over", "over")
_WAYS = ((_RESEND, _NO_MAIL), (_WRONG_ADDRESS, _START_OVER))


class Step(StrEnum):
    """What is awaited."""

    CODE = "code"
    EMAIL = "email"
    WHICH_EMAIL = "which-email"
    USERNAME = "username"


async def ask_code(turn: Turn) -> Next:
    """Where the mail went, and what to do with it."""
    try:
        waiting = await turn.services.registering.waiting(turn.chat_id)
    except NoRegistration:
        return await _nothing_waits(turn)
    if waiting.is_verified:
        return await ask_username(turn)
    await turn.say("verification-ask-code", _WAYS, address=waiting.email)
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Take the code of the mail."""
    try:
        username = await turn.services.registering.verify_by_code(turn.chat_id, turn.text, key=turn.once_key)
    except NotACode:
        await turn.say("verification-not-a-code", _WAYS)
        return Step.CODE
    except NoRegistration:
        return await _nothing_waits(turn)
    except UsernameTaken as taken:
        return await _ask_other_username(turn, taken.suggestion)
    except WrongChallengeCode as wrong:
        await turn.say("verification-wrong-code", _WAYS, count=wrong.tries_left)
        return Step.CODE
    except ChallengeOver:
        await turn.say("verification-code-over", _WAYS)
        return Step.CODE
    return await _welcome(turn, username)


async def take_link(turn: Turn) -> Next:
    """The link of the mail was pressed, which opens this chat with its token."""
    try:
        username = await turn.services.registering.verify_by_link(
            turn.chat_id, turn.argument, key=turn.once_key
        )
    except NoRegistration:
        return await _nothing_waits(turn)
    except UsernameTaken as taken:
        return await _ask_other_username(turn, taken.suggestion)
    except ChallengeOver:
        await turn.say("verification-link-over")
        return await ask_code(turn)
    return await _welcome(turn, username)


async def resend(turn: Turn) -> Next:
    """Mail a new code, not too often."""
    try:
        address = await turn.services.registering.resend(turn.chat_id, key=turn.once_key)
    except NoRegistration:
        return await _nothing_waits(turn)
    except TooSoon as soon:
        await turn.notice("verification-too-soon", count=seconds_until(turn, soon.at))
        return Step.CODE
    except TooManyAttempts as many:
        await turn.say("registration-too-many-mails", _WAYS, at=turn.when(many.until))
        return Step.CODE
    await turn.say("verification-sent-again", _WAYS, address=address)
    return Step.CODE


async def explain_no_mail(turn: Turn) -> Next:
    """No code? Spam, a slip in the address, an account that is there already; then a human."""
    try:
        waiting = await turn.services.registering.waiting(turn.chat_id)
    except NoRegistration:
        return await _nothing_waits(turn)
    await turn.say(
        "verification-no-mail-help",
        [(_RESEND, _WRONG_ADDRESS), (LOG_IN, BACK)],
        address=waiting.email,
        contact=turn.house.organisation.contact,
    )
    return Step.CODE


async def start_over(turn: Turn) -> Next:
    """Another answer was wrong: from the first question on. The old mail holds until the new one is sent."""
    await turn.close_question()
    return GoTo("register-anew")


async def ask_email(turn: Turn) -> Next:
    """The right address, then."""
    await turn.say("verification-ask-email", [BACK])
    return Step.EMAIL


async def take_email(turn: Turn) -> Next:
    """Send the mail to another address."""
    return await use_email(turn, _send_to, ask=ask_email, ask_which=ask_which_email)


async def ask_which_email(turn: Turn) -> Next:
    """Did you mean the other domain?"""
    return await which_email(turn, Step.WHICH_EMAIL)


async def take_which_email(turn: Turn) -> Next:
    """Send the mail to the address that was pressed."""
    await turn.close_question()
    return await _send_to(turn, chosen_email(turn))


async def _send_to(turn: Turn, email: EmailAddress) -> Next:
    try:
        await turn.services.registering.change_email(turn.chat_id, email, key=turn.once_key)
    except NoRegistration:
        return await _nothing_waits(turn)
    except TooManyAttempts as many:
        await turn.say("registration-too-many-mails", at=turn.when(many.until))
        return await ask_email(turn)
    return await ask_code(turn)


async def ask_username(turn: Turn) -> Next:
    """The address is verified, but the username is taken."""
    await turn.say("verification-username-taken", [_START_OVER])
    return Step.USERNAME


async def _ask_other_username(turn: Turn, suggestion: str) -> Next:
    await turn.say("verification-username-taken", [use_username(suggestion), _START_OVER])
    return Step.USERNAME


async def take_username(turn: Turn) -> Next:
    """Another username, written."""
    try:
        return await _choose(turn, read_username(turn.text))
    except BadUsername as bad:
        await turn.say(f"registration-username-{bad.reason}")
        if bad.suggestion is None:
            await turn.say("verification-other-username", [_START_OVER])
            return Step.USERNAME
        await turn.say(
            "registration-username-suggestion",
            [use_username(bad.suggestion), _START_OVER],
            suggestion=bad.suggestion,
        )
        return Step.USERNAME


async def take_suggestion(turn: Turn) -> Next:
    """The username that was suggested."""
    return await _choose(turn, read_username(turn.argument))


async def _choose(turn: Turn, username: Username) -> Next:
    try:
        chosen = await turn.services.registering.choose_username(turn.chat_id, username, key=turn.once_key)
    except NoRegistration:
        return await _nothing_waits(turn)
    except UsernameTaken as taken:
        return await _ask_other_username(turn, taken.suggestion)
    except ChallengeOver:
        # This person has shown that the address is theirs, so they may be told.
        await turn.say("verification-has-account", [LOG_IN])
        return END
    return await _welcome(turn, chosen)


async def _welcome(turn: Turn, username: str) -> Next:
    await turn.say("verification-done", username=username)
    return GoTo("login", username)


async def _nothing_waits(turn: Turn) -> Next:
    if has_account_here(turn):
        await turn.say("verification-done-before")
        return GoTo("home")
    await turn.say("verification-nothing-waits", [REGISTER, LOG_IN])
    return END


verification = Dialogue(
    name="verification",
    places=[Place("verify", ask_code), Place("verify-link", take_link), Place("verify-address", ask_email)],
    steps={
        Step.CODE: [
            secret(take_code),
            pressed("resend", resend),
            pressed("no-mail", explain_no_mail),
            pressed("address", ask_email),
            pressed("over", start_over),
            pressed("back", ask_code),
        ],
        Step.EMAIL: [text(take_email), pressed("back", ask_code)],
        Step.WHICH_EMAIL: [
            pressed("which", take_which_email),
            text(take_email),
            pressed("back", ask_email),
        ],
        Step.USERNAME: [text(take_username), pressed("use", take_suggestion), pressed("over", start_over)],
    },
    asks={
        Step.CODE: ask_code,
        Step.EMAIL: ask_email,
        Step.WHICH_EMAIL: ask_which_email,
        Step.USERNAME: ask_username,
    },
)
