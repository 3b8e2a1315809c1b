"""Accounts as readers of news that are about no case."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select

from storage.accounts import open_personal
from storage.database import Transaction
from storage.links import Follower
from storage.schema import accounts, bindings, deletions


async def readers_of_news(tx: Transaction, account_ids: Collection[str]) -> Sequence[Follower]:
    """These accounts as followers of what is about no case, a row for each chat. One statement.

    Not those whose account is to be deleted: they are told nothing more.
    """
    leaving = exists().where(
        deletions.c.account_id == accounts.c.id,
        deletions.c.undone_at.is_(None),
        deletions.c.done_at.is_(None),
    )
    told = (bindings.c.account_id == accounts.c.id) & bindings.c.alerts & bindings.c.blocked_at.is_(None)
    rows = await tx.all(
        select(accounts.c.id, accounts.c.language, accounts.c.personal, bindings.c.chat_id)
        .outerjoin(bindings, told)
        .where(accounts.c.id.in_(account_ids), ~leaving)
    )
    return [
        Follower(
            account_id=row["id"],
            link_id=row["id"],  # stands for the account among the news that it is told once
            awaited_until=None,
            chat_id=row["chat_id"],
            language=row["language"],
            email=personal.email,
            name=personal.legal_name,
        )
        for row in rows
        for personal in (open_personal(tx, row["personal"], row["id"]),)
    ]
