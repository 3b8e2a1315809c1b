"""How accounts keep their lists: own words, what was filed together, what is put away. On the link itself."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update

from storage.database import Transaction
from storage.schema import links


def own_words(tx: Transaction, link_id: str, sealed: bytes | None) -> Mapping[str, str]:
    """What is kept of a link in the person's own words."""
    if sealed is None:
        return {}
    words: dict[str, str] = json.loads(tx.vault.open(sealed, _place(link_id)))
    return words


async def put_own_words(tx: Transaction, account_id: str, link_id: str, *, name: str, person: str) -> None:
    """Keep what an account calls a case, and whose it is to them; empty words are none."""
    words = {key: value for key, value in (("name", name), ("person", person)) if value}
    sealed = tx.vault.seal(json.dumps(words).encode(), _place(link_id)) if words else None
    mine = update(links).where(links.c.account_id == account_id, links.c.id == link_id)
    await tx.run(mine.values(own_words=sealed))


async def put_filing(tx: Transaction, account_id: str, case_ids: Sequence[str], filing: str | None) -> None:
    """Note that cases of an account were filed together, or none of them with another."""
    filed = update(links).where(links.c.account_id == account_id, links.c.case_id.in_(case_ids))
    await tx.run(filed.values(filing=filing))


async def put_archived(tx: Transaction, account_id: str, case_id: str, at: datetime | None) -> None:
    """Take a case out of an account's list, or with None back into it."""
    mine = update(links).where(links.c.account_id == account_id, links.c.case_id == case_id)
    await tx.run(mine.values(archived_at=at))


def _place(link_id: str) -> str:
    return f"links.own_words:{link_id}"
