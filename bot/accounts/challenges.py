"""Challenges: a code and a link that are mailed, and how they are met (requirement R5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.accounts.codes import Randomness, clean_digits, new_link_token, new_mailed_code
from bot.clock import Clock
from storage import challenges as rows
from storage.challenges import Challenge
from storage.database import Database, Transaction
from storage.ids import Ids

LIFE = timedelta(minutes=10)
COOL_DOWN = timedelta(seconds=60)
RECOVERY_LIFE = timedelta(minutes=30)
"""Long enough for slow mail, and no longer (OWASP ASVS 6.4)."""
_TRIES = 5


class Purpose(StrEnum):
    """What a challenge allows."""

    VERIFY_EMAIL = "verify-email"
    SECOND_FACTOR = "second-factor"
    CHANGE_EMAIL = "change-email"
    RECOVERY = "recovery"


class NotACode(Exception):
    """What was written cannot be a code, so it is not counted as a try."""


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
        return await self.replace(tx, subject, purpose, chat_id, now, LIFE)

    async def replace(
        self, tx: Transaction, subject: str, purpose: Purpose, chat_id: int, now: datetime, life: timedelta
    ) -> Sent:
        """Make a challenge in place of an earlier one, however new that is."""
        sent = Sent(new_mailed_code(self._randomness), new_link_token(self._randomness), now + life)
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


class Links:
    """Knows which dialogue the link of a mail belongs to."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def is_for(self, purpose: Purpose, link: str, chat_id: int) -> bool:
        """Whether the link is for this purpose, in its own chat, or may be an older one of what is awaited.

        Any other chat is told the same as of a link that was never sent.
        """
        async with self._database.reading() as tx:
            found = await rows.purpose_of_link(tx, link, chat_id)
            return found == purpose or (
                found is None and await rows.is_awaited(tx, purpose, chat_id, self._clock.now())
            )


def _is_open(challenge: Challenge, now: datetime) -> bool:
    return challenge.used_at is None and challenge.tries_left > 0 and now < challenge.expires_at
