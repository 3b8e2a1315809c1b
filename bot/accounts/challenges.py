"""Challenges: a code and a link that are mailed, and how they are met (requirement R5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.accounts.codes import Randomness, clean_digits, new_link_token, new_mailed_code
from storage import challenges as rows
from storage.challenges import Challenge
from storage.database import Transaction
from storage.ids import Ids

LIFE = timedelta(minutes=10)
COOL_DOWN = timedelta(seconds=60)
_TRIES = 5


class Purpose(StrEnum):
    """What a challenge allows."""

    VERIFY_EMAIL = "verify-email"
    SECOND_FACTOR = "second-factor"


class WrongChallengeCode(Exception):
    """The code is not the newest one; so many tries are left."""

    def __init__(self, tries_left: int) -> None:
        super().__init__("wrong code")
        self.tries_left = tries_left


class ChallengeOver(Exception):
    """There is nothing to answer any more: used, run out, tried too often, or never sent."""


class TooSoon(Exception):
    """A code was sent just now; another one may be asked for at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__("a code was sent just now")
        self.at = at


@dataclass(frozen=True)
class Sent:
    """A code and a link as they go into the mail."""

    code: str
    link: str
    expires_at: datetime


class Challenges:
    """Makes challenges and judges the answers."""

    def __init__(self, ids: Ids, randomness: Randomness) -> None:
        self._ids = ids
        self._randomness = randomness

    async def renew(
        self, tx: Transaction, subject: str, purpose: Purpose, chat_id: int, now: datetime
    ) -> Sent:
        """Make a challenge in place of an earlier one. Raises TooSoon right after that one."""
        earlier = await rows.newest_challenge(tx, subject, purpose, chat_id)
        if earlier is not None and earlier.used_at is None and now < earlier.created_at + COOL_DOWN:
            raise TooSoon(earlier.created_at + COOL_DOWN)
        sent = Sent(new_mailed_code(self._randomness), new_link_token(self._randomness), now + LIFE)
        await rows.put_challenge(
            tx,
            challenge_id=self._ids.new(now),
            subject=subject,
            purpose=purpose,
            chat_id=chat_id,
            code=sent.code,
            link=sent.link,
            tries=_TRIES,
            now=now,
            expires_at=sent.expires_at,
        )
        return sent

    async def meet(
        self, tx: Transaction, subject: str, purpose: Purpose, chat_id: int, written: str, now: datetime
    ) -> None:
        """Meet a challenge with a written code. Raises WrongChallengeCode or ChallengeOver.

        A wrong try must be counted: the caller lets the transaction commit in spite of the error.
        """
        challenge = await rows.newest_challenge(tx, subject, purpose, chat_id)
        if challenge is None or not _is_open(challenge, now):
            raise ChallengeOver
        code = clean_digits(written) or ""
        if not rows.is_code_of(tx, challenge, code):
            await rows.count_wrong_try(tx, challenge.id)
            if challenge.tries_left <= 1:
                raise ChallengeOver
            raise WrongChallengeCode(challenge.tries_left - 1)
        await rows.use_challenge(tx, challenge.id, now)

    async def meet_by_link(
        self, tx: Transaction, link: str, purpose: Purpose, chat_id: int, now: datetime
    ) -> str:
        """Meet a challenge by its link. Returns its subject. Raises ChallengeOver, also in another chat."""
        challenge = await rows.challenge_by_link(tx, link, purpose)
        if challenge is None or challenge.chat_id != chat_id or not _is_open(challenge, now):
            raise ChallengeOver
        await rows.use_challenge(tx, challenge.id, now)
        return challenge.subject


def _is_open(challenge: Challenge, now: datetime) -> bool:
    return challenge.used_at is None and challenge.tries_left > 0 and now < challenge.expires_at
