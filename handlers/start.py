"""The first screen, the home screen, the language, and logging out."""

from enum import StrEnum

from bot.accounts.challenges import Purpose
from bot.accounts.sessions import SessionState
from bot.cases.representatives import CODE_PREFIX
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, End, GoTo, Next, Place, pressed
from bot.telegram.turn import Turn
from handlers.accounts.accounts_here import ACCOUNTS, go_on_in_the_next, switches
from handlers.alert_settings import ALERTS
from handlers.keyboards import (
    CANCEL,
    FINISH_REGISTERING,
    HELP,
    HOME,
    LINK_A_CASE,
    LOG_IN,
    LOG_OUT,
    MESSAGES,
    MY_CASES,
    PROFILE,
    REGISTER,
    REPRESENTATIVES,
    SECURITY,
    SUPPORT,
    language_choice,
)


class Step(StrEnum):
    """Where logging out waits for an answer."""

    ALERTS = "alerts"


async def start(turn: Turn) -> Next:
    """Say who runs this and what it is not; with the token of a mail, go on where that leads."""
    if turn.argument.startswith(CODE_PREFIX):
        await turn.forget_message()
        return GoTo("accept-share", turn.argument)
    if turn.argument:
        if await turn.services.email_changing.is_undo_link(turn.argument):
            return GoTo("undo-email", turn.argument)
        if await turn.services.recovery_requests.is_stop_link(turn.argument):
            return GoTo("stop-request", turn.argument)
        is_recovery = await turn.services.links.is_for(Purpose.RECOVERY, turn.argument, turn.chat_id)
        return GoTo("recover-link" if is_recovery else "verify-link", turn.argument)
    if has_account_here(turn):
        return GoTo("home")
    organisation = turn.house.organisation
    others = [code for code in turn.house.texts.languages if code != turn.language]
    await turn.show(
        "start-welcome",
        [register(turn), LOG_IN, (*(language_choice(code) for code in others), HELP)],
        organisation=organisation.name,
    )
    return END


async def home(turn: Turn) -> Next:
    """What one can do here, the likeliest first. Nothing of it tells anything about the account."""
    if not has_account_here(turn):
        return GoTo("start")
    office = [(MESSAGES, SUPPORT)] if turn.services.support.can_be_asked() else []
    await turn.show("start-home", [*switches(turn), MY_CASES, LINK_A_CASE, PROFILE, *office, (HELP, LOG_OUT)])
    return END


async def change_language(turn: Turn) -> Next:
    """Speak another language from now on, mails and alerts included."""
    code = turn.house.texts.closest(turn.argument)
    turn.state.language = code
    if turn.session:
        await turn.services.sessions.speak(turn.session, code)
    await turn.notice("start-language-changed")
    return GoTo("home")


async def settings(turn: Turn) -> Next:
    """What can be set: for now the language."""
    choices = [language_choice(code) for code in turn.house.texts.languages]
    await turn.show(
        "start-settings",
        [
            tuple(choices),
            *([ALERTS, SECURITY, REPRESENTATIVES, ACCOUNTS] if has_account_here(turn) else []),
            *unfinished(turn),
            HOME,
        ],
    )
    return END


async def ask_about_alerts(turn: Turn) -> Next:
    """Before logging out: shall news of the cases still come here?"""
    if not has_account_here(turn):
        await turn.show("logout-nobody", [LOG_IN, HOME])
        return END
    await turn.show(
        "logout-ask",
        [Button("logout-keep-alerts", "keep"), Button("logout-stop-alerts", "stop"), CANCEL],
    )
    return Step.ALERTS


async def log_out_and_keep_alerts(turn: Turn) -> Next:
    """Log out; discreet alerts still come."""
    return await _log_out(turn, keep_alerts=True)


async def log_out_and_stop_alerts(turn: Turn) -> Next:
    """Log out; nothing more comes here."""
    return await _log_out(turn, keep_alerts=False)


async def stay(turn: Turn) -> Next:
    """Not logging out after all."""
    return GoTo("home")


async def _log_out(turn: Turn, *, keep_alerts: bool) -> End:
    if turn.session is not None:
        await turn.services.sessions.log_out(turn.session, turn.chat_id, keep_alerts=keep_alerts)
    turn.closed()
    await turn.show(
        "logout-done-with-alerts" if keep_alerts else "logout-done", [] if turn.others else [LOG_IN]
    )
    await go_on_in_the_next(turn)
    return END


def has_account_here(turn: Turn) -> bool:
    """Whether somebody is logged in here, be the account locked by now."""
    return turn.session is not None and turn.session.state is not SessionState.NONE


def register(turn: Turn) -> Button:
    """Create an account, or finish what was laid aside."""
    return FINISH_REGISTERING if turn.state.keeps("registration") else REGISTER


def unfinished(turn: Turn) -> list[Button]:
    """The way back to a registration that was laid aside for a screen in between."""
    return [FINISH_REGISTERING] if turn.state.keeps("registration") and not has_account_here(turn) else []


starting = Dialogue(
    name="start",
    places=[
        Place("start", start, command=True),
        Place("home", home),
        Place("language", change_language),
        Place("settings", settings, command=True),
    ],
)

logging_out = Dialogue(
    name="logout",
    places=[Place("logout", ask_about_alerts, command=True)],
    steps={
        Step.ALERTS: [
            pressed("keep", log_out_and_keep_alerts),
            pressed("stop", log_out_and_stop_alerts),
            pressed("cancel", stay),
        ]
    },
    asks={Step.ALERTS: ask_about_alerts},
)
