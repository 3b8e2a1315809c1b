"""Challenges: codes and links that were sent, of which only keyed digests are kept (requirement R5)."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update

from storage.database import Transaction
from storage.schema import challenges

_CODE, _LINK = "challenge-code", "challenge-link"


@dataclass(frozen=True)
class Challenge:
    """A challenge that was sent to the person behind `subject`, for one purpose, from one chat."""

    id: str
    subject: str
    purpose: str
    chat_id: int
    tries_left: int
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    code_digest: bytes


async def put_challenge(
    tx: Transaction,
    *,
    challenge_id: str,
    subject: str,
    purpose: str,
    chat_id: int,
    code: str,
    link: str,
    tries: int,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store a challenge. It takes the place of an earlier one: only the newest counts."""
    await tx.run(
        delete(challenges).where(
            challenges.c.subject == subject,
            challenges.c.purpose == purpose,
            challenges.c.chat_id == chat_id,
        )
    )
    await tx.run(
        challenges.insert().values(
            id=challenge_id,
            subject=subject,
            purpose=purpose,
            chat_id=chat_id,
            code_digest=tx.vault.digest(_bound(subject, purpose, chat_id, code), _CODE),
            link_digest=tx.vault.digest(link, _LINK),
            tries_left=tries,
            created_at=now,
            expires_at=expires_at,
        )
    )


async def newest_challenge(tx: Transaction, subject: str, purpose: str, chat_id: int) -> Challenge | None:
    """The challenge for this purpose, locked until the transaction ends."""
    row = await tx.one(
        select(challenges)
        .where(
            challenges.c.subject == subject,
            challenges.c.purpose == purpose,
            challenges.c.chat_id == chat_id,
        )
        .with_for_update()
    )
    return None if row is None else _challenge(row)


async def challenge_by_link(tx: Transaction, link: str, purpose: str) -> Challenge | None:
    """The challenge whose link this is, locked until the transaction ends."""
    row = await tx.one(
        select(challenges)
        .where(challenges.c.link_digest.in_(tx.vault.digests(link, _LINK)), challenges.c.purpose == purpose)
        .with_for_update()
    )
    return None if row is None else _challenge(row)


async def purpose_of_link(tx: Transaction, link: str, chat_id: int) -> str | None:
    """What the link was sent for, from this chat."""
    found: str | None = await tx.value(
        select(challenges.c.purpose).where(
            challenges.c.link_digest.in_(tx.vault.digests(link, _LINK)), challenges.c.chat_id == chat_id
        )
    )
    return found


async def is_awaited(tx: Transaction, purpose: str, chat_id: int, now: datetime) -> bool:
    """Whether something that was sent for this purpose may still be answered in this chat."""
    found = select(challenges.c.id).where(
        challenges.c.purpose == purpose,
        challenges.c.chat_id == chat_id,
        challenges.c.used_at.is_(None),
        challenges.c.expires_at > now,
    )
    return await tx.value(found) is not None


async def drop_challenges(tx: Transaction, subject: str, purpose: str) -> None:
    """Let nothing that was sent to the person behind `subject` for this purpose count any more."""
    await tx.run(delete(challenges).where(challenges.c.subject == subject, challenges.c.purpose == purpose))


def is_code_of(tx: Transaction, challenge: Challenge, code: str) -> bool:
    """Whether this is the challenge's code, in constant time."""
    bound = _bound(challenge.subject, challenge.purpose, challenge.chat_id, code)
    return tx.vault.is_digest_of(challenge.code_digest, bound, _CODE)


async def use_challenge(tx: Transaction, challenge_id: str, now: datetime) -> None:
    """The challenge was met: it never counts again."""
    await tx.run(update(challenges).where(challenges.c.id == challenge_id).values(used_at=now))


async def count_wrong_try(tx: Transaction, challenge_id: str) -> None:
    """One try less."""
    await tx.run(
        update(challenges)
        .where(challenges.c.id == challenge_id)
        .values(tries_left=challenges.c.tries_left - 1)
    )


async def forget_expired_challenges(tx: Transaction, before: datetime) -> int:
    """Drop challenges that ran out before a moment."""
    return await tx.run(delete(challenges).where(challenges.c.expires_at < before))


def _bound(subject: str, purpose: str, chat_id: int, code: str) -> str:
    return json.dumps([subject, purpose, chat_id, code])


def _challenge(row: RowMapping) -> Challenge:
    return Challenge(
        id=row["id"],
        subject=row["subject"],
        purpose=row["purpose"],
        chat_id=row["chat_id"],
        tries_left=row["tries_left"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        code_digest=row["code_digest"],
    )
