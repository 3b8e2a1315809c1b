"""Threads between a person and the staff, and their messages. Whose they are is the caller's to ask."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, update

from storage.accounts import Personal, open_personal
from storage.database import Transaction
from storage.schema import accounts, thread_messages, threads

_OF = threads.c
_WAITS = _OF.waiting_since.is_not(None)
_UNREAD = _OF.answered_at.is_not(None) & (
    _OF.person_seen_at.is_(None) | (_OF.person_seen_at < _OF.answered_at)
)


@dataclass(frozen=True)
class ThreadRow:
    """A thread. `receipt` is the number of its case when it was begun; empty where it is about none."""

    id: str
    account_id: str
    personal: Personal
    case_id: str | None
    subject: str
    receipt: str
    begun_at: datetime
    moved_at: datetime
    waiting_since: datetime | None
    answered_at: datetime | None
    person_seen_at: datetime | None
    staff_seen_at: datetime | None


@dataclass(frozen=True)
class Message:
    """What was sent at once. `name` is who wrote it, as they were called then."""

    id: str
    thread_id: str
    author: str
    name: str
    parts: Sequence[str]
    at: datetime


@dataclass(frozen=True)
class Sight:
    """Which threads an account may read: its own, and those of these clients about these cases."""

    account_id: str
    shared: Collection[tuple[str, str]] = ()

    @property
    def _where(self) -> ColumnElement[bool]:
        clients = [(_OF.account_id == client) & (_OF.case_id == case_id) for client, case_id in self.shared]
        return or_(_OF.account_id == self.account_id, *clients)


async def add_thread(
    tx: Transaction,
    thread_id: str,
    account_id: str,
    case_id: str | None,
    *,
    subject: str,
    receipt: str,
    now: datetime,
) -> None:
    """Begin a thread."""
    body = json.dumps({"subject": subject, "receipt": receipt}).encode()
    await tx.run(
        threads.insert().values(
            id=thread_id,
            account_id=account_id,
            case_id=case_id,
            body=tx.vault.seal(body, _thread_place(thread_id)),
            begun_at=now,
            moved_at=now,
        )
    )


async def thread_seen(tx: Transaction, sight: Sight, thread_id: str) -> ThreadRow | None:
    """A thread that the account may read; locked until the transaction ends."""
    return await _one(tx, sight._where & (_OF.id == thread_id))


async def thread_by_id(tx: Transaction, thread_id: str) -> ThreadRow | None:
    """A thread of whomever, for the staff; locked until the transaction ends."""
    return await _one(tx, _OF.id == thread_id)


async def threads_seen(tx: Transaction, sight: Sight, limit: int, offset: int = 0) -> Sequence[ThreadRow]:
    """The threads that an account may read: those with an unread answer first, then those that moved last."""
    order = (_UNREAD.desc(), _OF.moved_at.desc(), _OF.id)
    found = _THREADS.where(sight._where).order_by(*order).limit(limit).offset(offset)
    return [_thread(tx, row) for row in await tx.all(found)]


async def count_seen(tx: Transaction, sight: Sight) -> tuple[int, int]:
    """How many threads an account may read, and in how many of its own an answer is unread."""
    unread = func.count().filter(_UNREAD & (_OF.account_id == sight.account_id)).label("unread")
    found = select(func.count().label("all"), unread).select_from(threads).where(sight._where)
    row = await tx.one(found)
    return (0, 0) if row is None else (row["all"], row["unread"])


async def waiting_threads(tx: Transaction, limit: int, offset: int = 0) -> Sequence[ThreadRow]:
    """What waits for an answer, the longest waiting first."""
    found = _THREADS.where(_WAITS).order_by(_OF.waiting_since, _OF.id).limit(limit).offset(offset)
    return [_thread(tx, row) for row in await tx.all(found)]


async def count_waiting(tx: Transaction) -> int:
    """How many wait for an answer."""
    return int(await tx.value(select(func.count()).select_from(threads).where(_WAITS)))


async def resting_threads(tx: Transaction, limit: int, offset: int = 0) -> Sequence[ThreadRow]:
    """Those in which nothing is to be answered, the last moved first."""
    found = _THREADS.where(~_WAITS).order_by(_OF.moved_at.desc(), _OF.id).limit(limit).offset(offset)
    return [_thread(tx, row) for row in await tx.all(found)]


async def count_resting(tx: Transaction) -> int:
    """How many of those there are."""
    return int(await tx.value(select(func.count()).select_from(threads).where(~_WAITS)))


async def change_thread(tx: Transaction, thread_id: str, **moments: datetime | None) -> None:
    """Write when something happened to a thread, by the names of the columns."""
    await tx.run(update(threads).where(_OF.id == thread_id).values(**moments))


async def add_message(tx: Transaction, message: Message, once_key: str) -> bool:
    """Write what was sent. False when this update has sent it before."""
    body = json.dumps({"name": message.name, "parts": list(message.parts)}).encode()
    new = tx.insert(thread_messages).values(
        id=message.id,
        thread_id=message.thread_id,
        author=message.author,
        body=tx.vault.seal(body, _message_place(message.id)),
        once_key=once_key,
        at=message.at,
    )
    added = new.on_conflict_do_nothing(index_elements=["once_key"]).returning(thread_messages.c.id)
    return await tx.value(added) is not None


async def thread_of_message(tx: Transaction, once_key: str) -> str | None:
    """The thread into which this update has sent before."""
    found = select(thread_messages.c.thread_id).where(thread_messages.c.once_key == once_key)
    thread_id: str | None = await tx.value(found)
    return thread_id


async def messages_of(tx: Transaction, thread_id: str, limit: int, offset: int = 0) -> Sequence[Message]:
    """The messages of a thread, the newest first."""
    found = select(thread_messages).where(thread_messages.c.thread_id == thread_id)
    rows = await tx.all(found.order_by(thread_messages.c.id.desc()).limit(limit).offset(offset))
    return [_message(tx, row) for row in rows]


async def messages_seen(
    tx: Transaction, sight: Sight, limit: int, before: str | None = None
) -> Sequence[Message]:
    """The messages of all threads that an account may read, the newest first, those before one."""
    found = select(thread_messages).join(threads, _OF.id == thread_messages.c.thread_id).where(sight._where)
    if before is not None:
        found = found.where(thread_messages.c.id < before)
    rows = await tx.all(found.order_by(thread_messages.c.id.desc()).limit(limit))
    return [_message(tx, row) for row in rows]


async def threads_kept(tx: Transaction, account_id: str) -> Sequence[Mapping[str, Any]]:
    """What an account has written and was answered, as its person may read it."""
    mine = await tx.all(_THREADS.where(_OF.account_id == account_id).order_by(_OF.id))
    said: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    rows = await tx.all(
        select(thread_messages)
        .join(threads, _OF.id == thread_messages.c.thread_id)
        .where(_OF.account_id == account_id)
        .order_by(thread_messages.c.id)
    )
    for each in (_message(tx, row) for row in rows):
        name = {} if each.author == "staff" else {"name": each.name}
        said[each.thread_id].append({"at": each.at, "by": each.author, **name, "parts": list(each.parts)})
    return [
        {"about": each.subject, "receipt": each.receipt, "begun_at": each.begun_at, "messages": said[each.id]}
        for each in (_thread(tx, row) for row in mine)
    ]


_THREADS: Select[Any] = select(threads, accounts.c.personal).join(accounts, accounts.c.id == _OF.account_id)


async def _one(tx: Transaction, which: ColumnElement[bool]) -> ThreadRow | None:
    row = await tx.one(_THREADS.where(which).with_for_update(of=threads))
    return None if row is None else _thread(tx, row)


def _thread(tx: Transaction, row: RowMapping) -> ThreadRow:
    body = json.loads(tx.vault.open(row["body"], _thread_place(row["id"])))
    return ThreadRow(
        id=row["id"],
        account_id=row["account_id"],
        personal=open_personal(tx, row["personal"], row["account_id"]),
        case_id=row["case_id"],
        subject=body["subject"],
        receipt=body["receipt"],
        begun_at=row["begun_at"],
        moved_at=row["moved_at"],
        waiting_since=row["waiting_since"],
        answered_at=row["answered_at"],
        person_seen_at=row["person_seen_at"],
        staff_seen_at=row["staff_seen_at"],
    )


def _message(tx: Transaction, row: RowMapping) -> Message:
    body = json.loads(tx.vault.open(row["body"], _message_place(row["id"])))
    return Message(row["id"], row["thread_id"], row["author"], body["name"], body["parts"], row["at"])


def _thread_place(thread_id: str) -> str:
    return f"threads.body:{thread_id}"


def _message_place(message_id: str) -> str:
    return f"thread_messages.body:{message_id}"
