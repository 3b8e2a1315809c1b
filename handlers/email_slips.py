"""A likely slip in an e-mail address, asked about wherever an address is taken."""

from enum import StrEnum

from bot.accounts.emails import EmailAddress, email_key
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Next
from bot.telegram.turn import Turn


async def which_email(turn: Turn, step: StrEnum) -> Next:
    """Ask which of the two addresses in the answers was meant: the likely or the written one."""
    likely, written = turn.answers["likely"], turn.answers["email"]
    await turn.say(
        "registration-which-email",
        [
            Button("registration-email-likely", "likely", words=(("address", likely),)),
            Button("registration-email-written", "written", words=(("address", written),)),
        ],
        likely=likely,
    )
    return step


def read_again(shown: str) -> EmailAddress:
    """An address that was found good before and waited among the answers."""
    return EmailAddress(shown, email_key(shown))
