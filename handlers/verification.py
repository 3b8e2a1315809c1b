"""Verification of the e-mail address: by the code of the mail, or by its link."""

from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, TooSoon, WrongChallengeCode
from bot.accounts.emails import BadEmail, EmailAddress, MistypedEmail, read_email
from bot.accounts.registration import NoRegistration, UsernameTaken
from bot.accounts.throttling import TooManyAttempts
from bot.accounts.usernames import BadUsername, Username, read_username
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.email_slips import read_again, which_email
from handlers.keyboards import BACK, LOG_IN, REGISTER


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
    await turn.say(
        "verification-ask-code",
        [
            (Button("verification-resend", "resend"), Button("verification-no-mail", "no-mail")),
            Button("verification-wrong-address", "address"),
        ],
        address=waiting.email,
    )
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Take the code of the mail."""
    try:
        username = await turn.services.registering.verify_by_code(turn.chat_id, turn.text, key=turn.once_key)
    except NoRegistration:
        return await _nothing_waits(turn)
    except UsernameTaken as taken:
        return await _ask_other_username(turn, taken.suggestion)
    except WrongChallengeCode as wrong:
        await turn.say("verification-wrong-code", count=wrong.tries_left)
        return Step.CODE
    except ChallengeOver:
        await turn.say("verification-code-over", [Button("verification-resend", "resend")])
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
        wait = max(1, round((soon.at - turn.now).total_seconds()))
        await turn.notice("verification-too-soon", count=wait)
        return Step.CODE
    except TooManyAttempts as many:
        await turn.notice("registration-too-many-mails", at=turn.when(many.until))
        return Step.CODE
    await turn.say("verification-sent-again", address=address)
    return Step.CODE


async def explain_no_mail(turn: Turn) -> Next:
    """No mail? Spam, a slip in the address, patience; then a human."""
    await turn.say(
        "verification-no-mail-help",
        [
            (Button("verification-resend", "resend"), Button("verification-wrong-address", "address")),
            BACK,
        ],
        contact=turn.house.organisation.contact,
    )
    return Step.CODE


async def ask_email(turn: Turn) -> Next:
    """The right address, then."""
    await turn.say("verification-ask-email", [BACK])
    return Step.EMAIL


async def take_email(turn: Turn) -> Next:
    """Send the mail to another address."""
    try:
        return await _send_to(turn, read_email(turn.text))
    except MistypedEmail as slip:
        turn.answers["email"] = slip.as_written.shown
        turn.answers["likely"] = slip.suggestion.shown
        return await ask_which_email(turn)
    except BadEmail as bad:
        await turn.say(f"registration-email-{bad.reason}")
        return await ask_email(turn)


async def ask_which_email(turn: Turn) -> Next:
    """Did you mean the other domain?"""
    return await which_email(turn, Step.WHICH_EMAIL)


async def take_likely_email(turn: Turn) -> Next:
    """The suggestion was right."""
    return await _send_to(turn, read_again(turn.answers["likely"]))


async def take_written_email(turn: Turn) -> Next:
    """The address was meant as it was written."""
    return await _send_to(turn, read_again(turn.answers["email"]))


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
    await turn.say("verification-username-taken")
    return Step.USERNAME


async def _ask_other_username(turn: Turn, suggestion: str) -> Next:
    await turn.say(
        "verification-username-taken",
        [Button("verification-use-username", "use", suggestion, words=(("username", suggestion),))],
    )
    return Step.USERNAME


async def take_username(turn: Turn) -> Next:
    """Another username, written."""
    try:
        return await _choose(turn, read_username(turn.text))
    except BadUsername as bad:
        await turn.say(f"registration-username-{bad.reason}")
        return await ask_username(turn)


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
    return await _welcome(turn, chosen)


async def _welcome(turn: Turn, username: str) -> Next:
    await turn.say("verification-done", username=username)
    return GoTo("login", username)


async def _nothing_waits(turn: Turn) -> Next:
    await turn.say("verification-nothing-waits", [REGISTER, LOG_IN])
    return END


verification = Dialogue(
    name="verification",
    places=[Place("verify", ask_code), Place("verify-link", take_link)],
    steps={
        Step.CODE: [
            secret(take_code),
            pressed("resend", resend),
            pressed("no-mail", explain_no_mail),
            pressed("address", ask_email),
            pressed("back", ask_code),
        ],
        Step.EMAIL: [text(take_email), pressed("back", ask_code)],
        Step.WHICH_EMAIL: [
            pressed("likely", take_likely_email),
            pressed("written", take_written_email),
            text(take_email),
        ],
        Step.USERNAME: [text(take_username), pressed("use", take_suggestion)],
    },
    asks={
        Step.CODE: ask_code,
        Step.EMAIL: ask_email,
        Step.WHICH_EMAIL: ask_which_email,
        Step.USERNAME: ask_username,
    },
)
