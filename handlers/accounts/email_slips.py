"""A likely slip in an e-mail address, asked about wherever an address is taken."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from bot.accounts.emails import BadEmail, EmailAddress, MistypedEmail, email_key, read_email
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Handler, Next
from bot.telegram.turn import Turn
from handlers.keyboards import BACK

_LIKELY, _WRITTEN = "likely", "written"
"""The two readings among the answers. Neither is the e-mail address before the person has chosen."""


async def use_email(
    turn: Turn,
    use: Callable[[Turn, EmailAddress], Awaitable[Next]],
    *,
    ask: Handler,
    ask_which: Handler,
) -> Next:
    """Use the address that was written; a likely slip is offered mended, never mended silently."""
    try:
        return await use(turn, read_email(turn.text))
    except MistypedEmail as slip:
        note_slip(turn, slip)
        return await ask_which(turn)
    except BadEmail as bad:
        await turn.say(f"registration-email-{bad.reason}")
        return await ask(turn)


def note_slip(turn: Turn, slip: MistypedEmail) -> None:
    """Keep both addresses until the person says which was meant."""
    turn.answers[_LIKELY] = slip.suggestion.shown
    turn.answers[_WRITTEN] = slip.as_written.shown


async def which_email(turn: Turn, step: StrEnum) -> Next:
    """Ask which of the two addresses was meant."""
    likely, written = turn.answers[_LIKELY], turn.answers[_WRITTEN]
    await turn.say(
        "registration-which-email",
        [
            Button("registration-email-likely", "which", _LIKELY, words=(("address", likely),)),
            Button("registration-email-written", "which", _WRITTEN, words=(("address", written),)),
            BACK,
        ],
        likely=likely,
    )
    return step


def chosen_email(turn: Turn) -> EmailAddress:
    """The address whose button was pressed; the question is settled."""
    chosen = turn.answers[turn.argument]
    del turn.answers[_LIKELY], turn.answers[_WRITTEN]
    return read_again(chosen)


def read_again(shown: str) -> EmailAddress:
    """An address that was found good before and waited among the answers."""
    return EmailAddress(shown, email_key(shown))
