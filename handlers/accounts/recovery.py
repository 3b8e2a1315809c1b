"""Recovery of a forgotten password: a mail, the second factor, the new password (requirement R4).

Until the mail was shown, the chat says the same to everybody (requirement R3).
"""

from datetime import datetime
from enum import StrEnum

from bot.accounts.challenges import ChallengeOver, NotACode, TooSoon, WrongChallengeCode
from bot.accounts.password_change import SamePassword
from bot.accounts.password_rules import WeakPassword, has_edge_space
from bot.accounts.passwords import TooBusy
from bot.accounts.recovery import MailboxProved, Proof, RecoveryOver
from bot.accounts.recovery_requests import RequestOver
from bot.accounts.second_factors import UsedFactorCode, WrongFactorCode, WrongRecoveryCode
from bot.accounts.throttling import TooManyAttempts
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.accounts.failed_tries import say_code_problem, seconds_until
from handlers.keyboards import ASK_OFFICE, BACK, CANCEL, FORGOT_PASSWORD, FORGOT_USERNAME, HOME, LOG_IN

_AGAIN = Button("recovery-again", "again")
_OTHER_NAME = Button("recovery-other-name", "name")
_NO_MAIL = Button("recovery-no-mail", "no-mail")
_NEITHER = Button("recovery-neither", "neither")
_WAYS = ((_AGAIN, _NO_MAIL), (_OTHER_NAME, CANCEL))


class Step(StrEnum):
    """What is awaited."""

    WHICH = "which"
    NAME = "name"
    CODE = "code"
    FACTOR = "factor"
    OFFICE = "office"
    PASSWORD = "password"  # noqa: S105 - a step's name
    EDGE_SPACE = "edge-space"


async def begin(turn: Turn) -> Next:
    """What was forgotten?"""
    await turn.say("recovery-ask-which", [(FORGOT_PASSWORD, FORGOT_USERNAME), CANCEL])
    return Step.WHICH


async def begin_with_password(turn: Turn) -> Next:
    """The password; the name may be known already."""
    if turn.argument:
        turn.answers["name"] = turn.argument
        return await mail_code(turn)
    return await ask_name(turn)


async def forgot_username(turn: Turn) -> Next:
    """It was the username."""
    await turn.close_question()
    return GoTo("recover-username")


async def ask_name(turn: Turn) -> Next:
    """Whose password?"""
    await turn.say("recovery-ask-name", [FORGOT_USERNAME, CANCEL])
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """Any name is taken: whether it exists is told to nobody."""
    turn.answers["name"] = turn.text.strip()[:254]
    return await mail_code(turn)


async def mail_code(turn: Turn) -> Next:
    """Mail a code and a link, if there is an account of this name."""
    try:
        turn.answers["subject"] = await turn.services.recovery.mail_code(
            turn.answers["name"], language=turn.language, by=turn.by
        )
    except TooSoon as soon:
        await turn.say("recovery-too-soon", count=seconds_until(turn, soon.at))
        return await _go_on_waiting(turn)
    except TooManyAttempts as many:
        await turn.say("recovery-too-many", at=turn.when(many.until), contact=turn.house.organisation.contact)
        return await _go_on_waiting(turn)
    return await ask_code(turn)


async def _go_on_waiting(turn: Turn) -> Next:
    """No mail went out: an earlier one still counts, where there is one of this name."""
    return await (ask_code(turn) if "subject" in turn.answers else ask_name(turn))


async def ask_other_name(turn: Turn) -> Next:
    """Another name, then; what was mailed for this one is laid down."""
    turn.answers.clear()
    return await ask_name(turn)


async def ask_code(turn: Turn) -> Next:
    """The code of the mail that was sent."""
    await turn.say("recovery-ask-code", _WAYS, name=turn.answers["name"])
    return Step.CODE


async def take_code(turn: Turn) -> Next:
    """Take the code of the mail."""
    try:
        proved = await turn.services.recovery.meet_code(
            turn.answers["subject"], turn.text, chat_id=turn.chat_id, key=turn.once_key
        )
    except NotACode:
        await turn.say("verification-not-a-code", _WAYS)
        return Step.CODE
    except WrongChallengeCode as wrong:
        await turn.say("verification-wrong-code", _WAYS, count=wrong.tries_left)
        return Step.CODE
    except ChallengeOver:
        await turn.say("recovery-code-over", _WAYS)
        return Step.CODE
    return await _go_on_to_factor(turn, proved)


async def take_link(turn: Turn) -> Next:
    """The link of the mail was pressed, in the chat that asked for it."""
    try:
        proved = await turn.services.recovery.meet_link(
            turn.argument, chat_id=turn.chat_id, key=turn.once_key
        )
    except ChallengeOver:
        await turn.say("recovery-link-over")
        return await begin(turn)
    return await _go_on_to_factor(turn, proved)


async def explain_no_mail(turn: Turn) -> Next:
    """No mail? Spam, a slip in the name, the other name, another address; then a human."""
    await turn.say(
        "recovery-no-mail-help",
        [(_AGAIN, _OTHER_NAME), (FORGOT_USERNAME, BACK)],
        name=turn.answers["name"],
        contact=turn.house.organisation.contact,
    )
    return Step.CODE


async def _go_on_to_factor(turn: Turn, proved: MailboxProved) -> Next:
    turn.answers.clear()
    turn.answers["account"] = proved.account_id
    turn.answers["proved_at"] = turn.now.isoformat()
    turn.answers["proof"] = proved.proof
    if proved.proof is Proof.OFFICE:
        turn.answers["by_office"] = "yes"
        return await ask_password(turn)
    if proved.proof is Proof.NOTHING:
        return await ask_password(turn)
    if proved.proof is Proof.PERSON:
        return await show_office(turn)
    return await ask_factor(turn)


async def show_office(turn: Turn) -> Next:
    """There is nothing that could be shown here: only a person can help."""
    contact = turn.house.organisation.contact
    if not turn.services.staff.is_there:
        await turn.say("recovery-ask-office", [(LOG_IN, HOME)], contact=contact)
        return END
    await turn.say("recovery-offer-office", [ASK_OFFICE, CANCEL], contact=contact)
    return Step.OFFICE


async def ask_office(turn: Turn) -> Next:
    """Ask the staff: the mailbox was proved just now."""
    await turn.close_question()
    return GoTo("ask-office", turn.answers["account"])


async def begin_approved(turn: Turn) -> Next:
    """The staff have helped, and the cooling time is over: a code is mailed, then the new password."""
    try:
        turn.answers["name"] = await turn.services.recovery_requests.name_to_recover(turn.chat_id)
    except RequestOver:
        await turn.say("office-right-over", [HOME], contact=turn.house.organisation.contact)
        return END
    return await mail_code(turn)


async def ask_factor(turn: Turn) -> Next:
    """The mailbox alone is not enough: whoever reads it could else take the account."""
    has_app = turn.answers["proof"] == Proof.APP
    await turn.say("recovery-ask-app-code" if has_app else "recovery-ask-recovery-code", [_NEITHER, CANCEL])
    return Step.FACTOR


async def take_factor(turn: Turn) -> Next:
    """Take the code of the app, or one from paper."""
    try:
        await turn.services.recovery.show_factor(turn.answers["account"], turn.text, by=turn.by)
    except (WrongFactorCode, UsedFactorCode, TooManyAttempts) as problem:
        is_no_such_code = isinstance(problem, WrongFactorCode) and not isinstance(problem, WrongRecoveryCode)
        if turn.answers["proof"] == Proof.PAPER and is_no_such_code:
            await turn.say("recovery-not-a-recovery-code")
        else:
            await say_code_problem(turn, problem)
        return await ask_factor(turn)
    return await ask_password(turn)


async def explain_neither(turn: Turn) -> Next:
    """Neither app nor paper: where they may be found, and a human."""
    contact = turn.house.organisation.contact
    if turn.services.staff.is_there:
        await turn.say("recovery-neither-office", [ASK_OFFICE, (BACK, CANCEL)], contact=contact)
    else:
        await turn.say("recovery-neither-help", [BACK, CANCEL], contact=contact)
    return Step.FACTOR


async def ask_password(turn: Turn) -> Next:
    """The new password."""
    turn.answers["proof"] = "shown"
    await turn.say("recovery-ask-password", [CANCEL])
    return Step.PASSWORD


async def take_password(turn: Turn) -> Next:
    """Take a good password; only its hash is kept. The message itself is being deleted."""
    try:
        hashed = await turn.services.recovery.hash_password(turn.answers["account"], turn.text, by=turn.by)
    except WeakPassword as weak:
        await turn.say(f"registration-password-{weak.reason}", count=weak.by)
        return await ask_password(turn)
    except SamePassword:
        await turn.say("recovery-same-password")
        return await ask_password(turn)
    except TooBusy:
        await turn.say("common-busy")
        return await ask_password(turn)
    except RecoveryOver:
        return await _begin_anew(turn)
    if has_edge_space(turn.text):
        turn.answers["spaced"] = hashed
        return await ask_edge_space(turn)
    return await _set(turn, hashed)


async def ask_edge_space(turn: Turn) -> Next:
    """A space at an end is often a slip of the keyboard."""
    await turn.say(
        "registration-edge-space",
        [Button("registration-edge-space-keep", "keep"), Button("registration-edge-space-again", "again")],
    )
    return Step.EDGE_SPACE


async def keep_space(turn: Turn) -> Next:
    """The space was meant."""
    await turn.close_question()
    return await _set(turn, turn.answers["spaced"])


async def _set(turn: Turn, password_hash: str) -> Next:
    account_id = turn.answers["account"]
    try:
        username = await turn.services.recovery.set_password(
            account_id,
            password_hash,
            proved_at=datetime.fromisoformat(turn.answers["proved_at"]),
            by=turn.by,
            by_office="by_office" in turn.answers,
        )
    except RecoveryOver:
        return await _begin_anew(turn)
    if turn.account_here == account_id:
        turn.closed()
    await turn.say("recovery-done")
    return GoTo("login", username)


async def _begin_anew(turn: Turn) -> Next:
    turn.answers.clear()
    await turn.say("recovery-took-too-long")
    return await ask_name(turn)


async def cancel(turn: Turn) -> Next:
    """Not now: nothing is changed."""
    turn.state.wanted = None
    await turn.notice("common-cancelled")
    return GoTo("home")


_CANCELLED = pressed("cancel", cancel)
_USERNAME_FORGOTTEN = pressed("forgot-username", forgot_username)

recovery = Dialogue(
    name="recovery",
    places=[
        Place("recover", begin, command=True),
        Place("recover-password", begin_with_password),
        Place("recover-link", take_link),
        Place("recover-approved", begin_approved),
    ],
    steps={
        Step.WHICH: [pressed("forgot-password", ask_name), _USERNAME_FORGOTTEN, _CANCELLED],
        Step.NAME: [text(take_name), _USERNAME_FORGOTTEN, _CANCELLED],
        Step.CODE: [
            secret(take_code),
            pressed("again", mail_code),
            pressed("no-mail", explain_no_mail),
            pressed("name", ask_other_name),
            pressed("back", ask_code),
            _USERNAME_FORGOTTEN,
            _CANCELLED,
        ],
        Step.FACTOR: [
            secret(take_factor),
            pressed("neither", explain_neither),
            pressed("ask-office", ask_office),
            pressed("back", ask_factor),
            _CANCELLED,
        ],
        Step.OFFICE: [pressed("ask-office", ask_office), _CANCELLED],
        Step.PASSWORD: [secret(take_password), _CANCELLED],
        Step.EDGE_SPACE: [pressed("keep", keep_space), pressed("again", ask_password), secret(take_password)],
    },
    asks={
        Step.WHICH: begin,
        Step.NAME: ask_name,
        Step.CODE: ask_code,
        Step.FACTOR: ask_factor,
        Step.OFFICE: show_office,
        Step.PASSWORD: ask_password,
        Step.EDGE_SPACE: ask_edge_space,
    },
)
