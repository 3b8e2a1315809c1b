"""Registration: one question a screen, everything shown again before it is sent."""

from datetime import date

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_birth_date
from bot.accounts.emails import BadEmail, MistypedEmail, read_email
from bot.accounts.names import BadName, read_name
from bot.accounts.password_rules import WeakPassword, has_edge_space
from bot.accounts.passwords import TooBusy
from bot.accounts.registration import Applicant, NoRegistration
from bot.accounts.throttling import TooManyAttempts
from bot.accounts.usernames import BadUsername, read_username
from bot.telegram.dialogue import END, Answer, Dialogue, GoTo, Handler, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.accounts.email_slips import chosen_email, note_slip, read_again
from handlers.accounts.registration_questions import (
    Step,
    ask_birth_date,
    ask_edge_space,
    ask_email,
    ask_name,
    ask_password,
    ask_username,
    ask_which_date,
    ask_which_email,
    is_reviewing,
    review,
    suggest_username,
)
from handlers.keyboards import LOG_IN, REGISTER
from handlers.start import has_account_here


async def begin(turn: Turn) -> Next:
    """Begin, or go on where a mail is being waited for."""
    if has_account_here(turn):
        await turn.show("registration-has-account")
        return GoTo("home")
    try:
        await turn.services.registering.waiting(turn.chat_id)
    except NoRegistration:
        return await begin_anew(turn)
    return GoTo("verify")


async def begin_anew(turn: Turn) -> Next:
    """Begin with the first question, even when an earlier registration waits for its mail."""
    await turn.say("registration-begin")
    return await ask_name(turn)


async def take_name(turn: Turn) -> Next:
    """Take the name, or say what is wrong with it."""
    try:
        turn.answers["name"] = read_name(turn.text)
    except BadName as bad:
        await turn.say(f"registration-name-{bad.reason}")
        return await ask_name(turn)
    return await _go_on(turn, ask_birth_date)


async def take_birth_date(turn: Turn) -> Next:
    """Take the date; where it can be read two ways, ask which."""
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        born = read_birth_date(turn.text, today=turn.now.date(), order=order)
    except AmbiguousDate as ambiguous:
        turn.answers["dates"] = " ".join(day.isoformat() for day in ambiguous.candidates)
        return await ask_which_date(turn)
    except BadDate as bad:
        await turn.say(f"registration-birth-date-{bad.reason}")
        return await ask_birth_date(turn)
    turn.answers["birth"] = born.isoformat()
    return await _go_on(turn, ask_email)


async def take_which_date(turn: Turn) -> Next:
    """Take the day that was pressed."""
    turn.answers.pop("dates", None)
    turn.answers["birth"] = turn.argument
    await turn.close_question()
    return await _go_on(turn, ask_email)


async def take_email(turn: Turn) -> Next:
    """Take the address; a likely typing slip is offered mended, never mended silently."""
    try:
        turn.answers["email"] = read_email(turn.text).shown
    except MistypedEmail as slip:
        note_slip(turn, slip)
        return await ask_which_email(turn)
    except BadEmail as bad:
        await turn.say(f"registration-email-{bad.reason}")
        return await ask_email(turn)
    return await _go_on(turn, ask_username)


async def take_which_email(turn: Turn) -> Next:
    """Take the address that was pressed."""
    turn.answers["email"] = chosen_email(turn).shown
    await turn.close_question()
    return await _go_on(turn, ask_username)


async def take_username(turn: Turn) -> Next:
    """Take it when it is well formed. Whether it is taken, only the mail tells."""
    try:
        turn.answers["username"] = read_username(turn.text).shown
    except BadUsername as bad:
        await turn.say(f"registration-username-{bad.reason}")
        return await (suggest_username(turn, bad.suggestion) if bad.suggestion else ask_username(turn))
    return await _go_on(turn, ask_password)


async def take_suggestion(turn: Turn) -> Next:
    """Take the username that was suggested."""
    turn.answers["username"] = turn.argument
    await turn.close_question()
    return await _go_on(turn, ask_password)


async def take_password(turn: Turn) -> Next:
    """Take a good password; only its hash is kept. The message itself is being deleted."""
    answers = turn.answers
    try:
        hashed = await turn.services.registering.hash_password(
            turn.text,
            names=(answers["name"],),
            username=answers["username"],
            email=answers["email"],
            birth_date=date.fromisoformat(answers["birth"]),
        )
    except WeakPassword as weak:
        await turn.say(f"registration-password-{weak.reason}", count=weak.by)
        return await ask_password(turn)
    except TooBusy:
        await turn.say("common-busy")
        return await ask_password(turn)
    if has_edge_space(turn.text):
        answers["spaced"] = hashed
        return await ask_edge_space(turn)
    answers["password"] = hashed
    await turn.say("registration-password-taken")
    return await review(turn)


async def keep_space(turn: Turn) -> Next:
    """The space was meant."""
    turn.answers["password"] = turn.answers.pop("spaced")
    await turn.close_question()
    return await review(turn)


async def send_off(turn: Turn) -> Next:
    """Send the registration off; the mail tells the rest."""
    answers = turn.answers
    applicant = Applicant(
        username=read_username(answers["username"]),
        email=read_again(answers["email"]),
        legal_name=answers["name"],
        birth_date=date.fromisoformat(answers["birth"]),
        password_hash=answers["password"],
        language=turn.language,
    )
    try:
        await turn.services.registering.begin(
            applicant, chat_id=turn.chat_id, telegram_user_id=turn.telegram_user_id, key=turn.once_key
        )
    except TooManyAttempts as many:
        await turn.say("registration-too-many-mails", at=turn.when(many.until))
        return await review(turn)
    await turn.close_question()
    return GoTo("verify")


async def cancel(turn: Turn) -> Next:
    """Drop the answers: the person said so."""
    await turn.show("registration-cancelled", [REGISTER, LOG_IN])
    return END


async def _go_on(turn: Turn, ask_next: Handler) -> Next:
    """To the next question, or back to the review when one answer was being changed there."""
    return await (review(turn) if is_reviewing(turn) else ask_next(turn))


def _back_to(ask: Handler) -> Answer:
    """Back to the question before, or to the review when one answer was being changed there."""

    async def back(turn: Turn) -> Next:
        return await _go_on(turn, ask)

    return pressed("back", back)


_CANCELLED = pressed("cancel", cancel)

registration = Dialogue(
    name="registration",
    places=[Place("register", begin, command=True), Place("register-anew", begin_anew)],
    steps={
        Step.NAME: [text(take_name), _back_to(ask_name), _CANCELLED],
        Step.BIRTH_DATE: [text(take_birth_date), _back_to(ask_name), _CANCELLED],
        Step.WHICH_DATE: [
            pressed("date", take_which_date),
            text(take_birth_date),
            pressed("back", ask_birth_date),
            _CANCELLED,
        ],
        Step.EMAIL: [text(take_email), _back_to(ask_birth_date), _CANCELLED],
        Step.WHICH_EMAIL: [pressed("which", take_which_email), text(take_email), pressed("back", ask_email)],
        Step.USERNAME: [
            text(take_username),
            pressed("use", take_suggestion),
            _back_to(ask_email),
            _CANCELLED,
        ],
        Step.PASSWORD: [secret(take_password), _back_to(ask_username), _CANCELLED],
        Step.EDGE_SPACE: [pressed("keep", keep_space), pressed("again", ask_password), secret(take_password)],
        Step.REVIEW: [
            pressed("create", send_off),
            pressed("name", ask_name),
            pressed("birth", ask_birth_date),
            pressed("email", ask_email),
            pressed("username", ask_username),
            pressed("password", ask_password),
            _CANCELLED,
        ],
    },
    asks={
        Step.NAME: ask_name,
        Step.BIRTH_DATE: ask_birth_date,
        Step.WHICH_DATE: ask_which_date,
        Step.EMAIL: ask_email,
        Step.WHICH_EMAIL: ask_which_email,
        Step.USERNAME: ask_username,
        Step.PASSWORD: ask_password,
        Step.EDGE_SPACE: ask_edge_space,
        Step.REVIEW: review,
    },
    keeps=True,
)
