"""Names and numbers for a new account that nobody has."""

from bot.accounts.codes import Randomness
from bot.accounts.usernames import Username, read_username
from storage import accounts as rows
from storage.database import Transaction

_NUMBER_DIGITS = 12


async def free_number(tx: Transaction, randomness: Randomness) -> str:
    """A 12-digit account number that nobody has, as USCIS numbers its accounts; never with a 0 first."""
    while True:
        span = 9 * 10 ** (_NUMBER_DIGITS - 1)
        number = str(10 ** (_NUMBER_DIGITS - 1) + int.from_bytes(randomness(16)) % span)
        if not await rows.number_is_taken(tx, number):
            return number


async def free_username(tx: Transaction, taken: Username, randomness: Randomness) -> str:
    """A username close to the one that is taken."""
    while True:
        suggestion = read_username(f"{taken.key[:27]}.{_digits(randomness)}")
        if not await rows.username_is_taken(tx, suggestion.key, suggestion.skeleton):
            return suggestion.shown


def _digits(randomness: Randomness) -> str:
    # Digits that no letter looks like, so that the suggestion is told apart from its neighbours.
    return "".join("2346789"[byte % 7] for byte in randomness(3))
