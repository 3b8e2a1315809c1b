"""Updates in, the dialogue of each chat, and whose turn it is to work on a chat.

A worker leases a chat, is handed its oldest waiting update together with the chat's dialogue and
session, and gives back what came of it. Everything for many chats goes in one transaction.
The fence grows with each lease: what a worker writes after its lease ran out changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, func, select, tuple_, update

from storage.database import Transaction
from storage.open_sessions import OpenSession, open_sessions
from storage.schema import chats, inbox, sessions


@dataclass(frozen=True)
class NewUpdate:
    """An update as Telegram sent it."""

    update_id: int
    chat_id: int
    body: bytes
    is_press: bool = False
    """A press on a button, beside which a wheel turns until it is answered."""


@dataclass(frozen=True)
class ChatWork:
    """One update to work on, with everything that the work begins from."""

    chat_id: int
    fence: int
    update_id: int
    received_at: datetime
    attempts: int
    body: bytes | None  # the update; nothing once its answer is decided
    answer: bytes | None
    dialogue: bytes | None
    serial: int
    changed_at: datetime | None
    session: OpenSession | None
    others: tuple[OpenSession, ...] = ()
    """Further accounts that are open in the chat, the one turned to last first."""


@dataclass(frozen=True)
class Outcome:
    """What came of one update.

    `dialogue` is the chat's new dialogue, or None to leave it. `answer` is what remains to be said;
    without one the update is done.
    """

    work: ChatWork
    dialogue: bytes | None = None
    serial: int = 0
    answer: bytes | None = None
    session_used: bool = False


async def add_updates(tx: Transaction, updates: Sequence[NewUpdate], now: datetime) -> list[int]:
    """Write updates into the inbox. Those known already change nothing. Returns the chats of the others."""
    if not updates:
        return []
    rows = [
        {
            "update_id": each.update_id,
            "chat_id": each.chat_id,
            "received_at": now,
            "attempts": 0,
            "body": tx.vault.seal(each.body, f"inbox.body:{each.update_id}"),
        }
        for each in updates
    ]
    add = tx.insert(inbox).on_conflict_do_nothing(index_elements=["update_id"])
    return [row["chat_id"] for row in await tx.all(add.returning(inbox.c.chat_id), rows)]


async def chats_waiting(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """Chats that have updates waiting and nobody working on them, oldest update first."""
    waiting = (
        select(inbox.c.chat_id)
        .outerjoin(chats, (chats.c.chat_id == inbox.c.chat_id) & (chats.c.lease_until > now))
        .where(inbox.c.done_at.is_(None), chats.c.chat_id.is_(None))
        .group_by(inbox.c.chat_id)
        .order_by(func.min(inbox.c.update_id))
        .limit(limit)
    )
    return [row["chat_id"] for row in await tx.all(waiting)]


async def claim_chats(
    tx: Transaction, owner: str, now: datetime, until: datetime, chat_ids: Collection[int]
) -> list[ChatWork]:
    """Lease those of these chats that nobody holds, and hand out the oldest waiting update of each."""
    if not chat_ids:
        return []
    # In one order everywhere, so that of two processes neither waits for the other for ever.
    rows = [
        {"chat_id": chat_id, "serial": 0, "lease_owner": owner, "lease_until": until, "fence": 1}
        for chat_id in sorted(chat_ids)
    ]
    lease = tx.insert(chats)
    lease = lease.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={
            "lease_owner": lease.excluded.lease_owner,
            "lease_until": lease.excluded.lease_until,
            "fence": chats.c.fence + 1,
        },
        where=chats.c.lease_until.is_(None) | (chats.c.lease_until <= now),
    )
    leased = {row["chat_id"]: row for row in await tx.all(lease.returning(chats), rows)}
    if not leased:
        return []
    updates = await _begin_oldest(tx, leased)
    await release_chats(tx, owner, leased.keys() - {row["chat_id"] for row in updates})
    opened_in = await open_sessions(tx, [row["chat_id"] for row in updates], now)
    return [
        ChatWork(
            chat_id=chat["chat_id"],
            fence=chat["fence"],
            update_id=row["update_id"],
            received_at=row["received_at"],
            attempts=row["attempts"],
            body=_opened(tx, row["body"], f"inbox.body:{row['update_id']}"),
            answer=_opened(tx, row["answer"], f"inbox.answer:{row['update_id']}"),
            dialogue=_opened(tx, chat["dialogue"], f"chats.dialogue:{chat['chat_id']}"),
            serial=chat["serial"],
            changed_at=chat["changed_at"],
            session=next(iter(opened), None),
            others=tuple(opened[1:]),
        )
        for row in updates
        for chat in (leased[row["chat_id"]],)
        for opened in (opened_in.get(chat["chat_id"], []),)
    ]


async def settle(tx: Transaction, owner: str, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Write what came of these updates, and let go of the chats whose update is done.

    Returns the outcomes that counted: those whose worker still held the lease.
    """
    if not outcomes:
        return []
    answered = [each for each in outcomes if each.answer is not None]
    done = [each for each in outcomes if each.answer is None]
    held = await _touch(tx, owner, answered, keep=True) | await _touch(tx, owner, done, keep=False)
    valid = [each for each in outcomes if each.work.chat_id in held]
    await tx.run(
        update(inbox)
        .where(inbox.c.update_id == bindparam("key"))
        .values(answer=bindparam("said"), body=None),
        [
            {
                "key": each.work.update_id,
                "said": tx.vault.seal(each.answer, f"inbox.answer:{each.work.update_id}"),
            }
            for each in valid
            if each.answer is not None
        ],
    )
    finished = [each.work.update_id for each in valid if each.answer is None]
    if finished:
        await tx.run(
            update(inbox).where(inbox.c.update_id.in_(finished)).values(answer=None, body=None, done_at=now)
        )
    await _write_dialogues(tx, valid, now)
    used = [each.work.session.id for each in valid if each.session_used and each.work.session]
    if used:
        await tx.run(update(sessions).where(sessions.c.id.in_(used)).values(last_used_at=now))
    return valid


async def release_chats(tx: Transaction, owner: str, chat_ids: Collection[int]) -> None:
    """Let go of chats, so that whoever is free may take them."""
    if chat_ids:
        await tx.run(
            update(chats)
            .where(chats.c.chat_id.in_(chat_ids), chats.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )


async def rest_chat(tx: Transaction, owner: str, chat_id: int, until: datetime) -> None:
    """Leave a chat alone until a moment, then let anybody take it."""
    await tx.run(
        update(chats)
        .where(chats.c.chat_id == chat_id, chats.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=until)
    )


async def renew_leases(tx: Transaction, owner: str, chat_ids: Collection[int], until: datetime) -> None:
    """Keep these chats, as far as this worker holds them, until a later moment."""
    if chat_ids:
        await tx.run(
            update(chats)
            .where(chats.c.chat_id.in_(chat_ids), chats.c.lease_owner == owner)
            .values(lease_until=until)
        )


async def release_all_chats(tx: Transaction, owner: str) -> None:
    """Let go of every chat that this worker holds."""
    await tx.run(update(chats).where(chats.c.lease_owner == owner).values(lease_owner=None, lease_until=None))


async def count_waiting(tx: Transaction) -> int:
    """How many updates wait for their answer."""
    return int(await tx.value(select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))))


async def forget_done_updates(tx: Transaction, before: datetime) -> int:
    """Drop the traces of updates done before a moment: Telegram repeats none after a day."""
    return await tx.run(delete(inbox).where(inbox.c.done_at < before))


async def _begin_oldest(tx: Transaction, chat_ids: Collection[int]) -> Sequence[RowMapping]:
    """The oldest waiting update of each chat, oldest first.

    Counted when handed out, so that an update that kills its worker is not tried for ever.
    """
    oldest = (
        select(func.min(inbox.c.update_id))
        .where(inbox.c.chat_id.in_(chat_ids), inbox.c.done_at.is_(None))
        .group_by(inbox.c.chat_id)
    )
    begin = (
        update(inbox)
        .where(inbox.c.update_id.in_(oldest.scalar_subquery()))
        .values(attempts=inbox.c.attempts + 1)
        .returning(inbox)
    )
    return sorted(await tx.all(begin), key=lambda row: row["update_id"])


async def _touch(tx: Transaction, owner: str, outcomes: Sequence[Outcome], *, keep: bool) -> set[int]:
    """The chats of these outcomes whose lease still holds; unless kept, it ends here."""
    if not outcomes:
        return set()
    fences = [(each.work.chat_id, each.work.fence) for each in outcomes]
    mine = tuple_(chats.c.chat_id, chats.c.fence).in_(fences) & (chats.c.lease_owner == owner)
    if keep:
        held = await tx.all(select(chats.c.chat_id).where(mine).with_for_update())
    else:
        release = update(chats).where(mine).values(lease_owner=None, lease_until=None)
        held = await tx.all(release.returning(chats.c.chat_id))
    return {row["chat_id"] for row in held}


async def _write_dialogues(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> None:
    await tx.run(
        update(chats)
        .where(chats.c.chat_id == bindparam("key"))
        .values(dialogue=bindparam("talk"), serial=bindparam("count"), changed_at=now),
        [
            {
                "key": each.work.chat_id,
                "talk": tx.vault.seal(each.dialogue, f"chats.dialogue:{each.work.chat_id}"),
                "count": each.serial,
            }
            for each in outcomes
            if each.dialogue is not None
        ],
    )


def _opened(tx: Transaction, sealed: bytes | None, place: str) -> bytes | None:
    return None if sealed is None else tx.vault.open(sealed, place)
