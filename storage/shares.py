"""Shares: what an account lets a representative see of its cases, until it ends.

Every read that shows a case joins the share as it is at that moment: what has ended shows nothing.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, func, or_, select, update

from storage.accounts import open_personal
from storage.cases import CaseRow
from storage.database import Transaction
from storage.ids import Ids
from storage.links import FULL, IS_PUBLIC_WORD, PUBLIC_COLUMNS, Follower, seen_case
from storage.schema import accounts, bindings, case_statements, cases, links, share_cases, share_views, shares

_CODE = "share-code"
_ONE_LOOK = timedelta(hours=1)
"""Looks at the same thing within this time are one."""


@dataclass(frozen=True)
class ShareRow:
    """A share, whatever has become of it. `label` is what its owner calls the representative."""

    id: str
    account_id: str
    representative_id: str | None
    kind: str
    rights: frozenset[str]
    label: str
    code_until: datetime | None
    created_at: datetime
    accepted_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    owner_name: str
    representative_name: str | None
    cases: tuple[CaseRow, ...]
    """Those that it covers and that its owner follows just now."""


@dataclass(frozen=True)
class SharedCase:
    """A case as a representative may see it."""

    share_id: str
    account_id: str
    client_name: str
    rights: frozenset[str]
    case: CaseRow


@dataclass(frozen=True)
class View:
    """Somebody looked."""

    at: datetime
    case_id: str
    what: str


async def add_share(
    tx: Transaction,
    *,
    share_id: str,
    account_id: str,
    kind: str,
    rights: Collection[str],
    label: str,
    case_ids: Collection[str],
    once_key: str,
    now: datetime,
    ends_at: datetime | None,
) -> None:
    """Add a share that nobody has accepted yet, for those of these cases that the account follows."""
    await tx.run(
        shares.insert().values(
            id=share_id,
            account_id=account_id,
            kind=kind,
            rights=" ".join(sorted(rights)),
            body=tx.vault.seal(json.dumps({"label": label}).encode(), _place(share_id)),
            once_key=once_key,
            created_at=now,
            ends_at=ends_at,
        )
    )
    await put_share_cases(tx, account_id, share_id, case_ids)


async def put_share_cases(tx: Transaction, account_id: str, share_id: str, case_ids: Collection[str]) -> None:
    """Let the share cover those of these cases that its owner follows, and no others."""
    await tx.run(delete(share_cases).where(share_cases.c.share_id == share_id))
    followed = await tx.all(
        select(links.c.case_id).where(links.c.account_id == account_id, links.c.case_id.in_(case_ids))
    )
    if followed:
        rows = [{"share_id": share_id, "case_id": row["case_id"]} for row in followed]
        await tx.run(share_cases.insert().values(rows))


async def share_made_by(tx: Transaction, once_key: str) -> str | None:
    """The share that this update has made already."""
    found: str | None = await tx.value(select(shares.c.id).where(shares.c.once_key == once_key))
    return found


async def put_code(tx: Transaction, share_id: str, code: str, until: datetime) -> None:
    """Let this code, and no earlier one, accept the share."""
    digest = tx.vault.digest(code, _CODE)
    await tx.run(update(shares).where(shares.c.id == share_id).values(code_digest=digest, code_until=until))


async def share_by_code(tx: Transaction, code: str, now: datetime) -> ShareRow | None:
    """The share that waits to be accepted with this code."""
    waits = and_(
        shares.c.code_digest.in_(tx.vault.digests(code, _CODE)),
        shares.c.accepted_at.is_(None),
        shares.c.code_until > now,
        _is_not_over(now),
    )
    return next(iter(await _shares(tx, waits)), None)


async def accept_share(tx: Transaction, share_id: str, representative_id: str, now: datetime) -> bool:
    """Let an account hold a share. False when somebody else was first, or it ended meanwhile."""
    accept = update(shares).where(shares.c.id == share_id, shares.c.accepted_at.is_(None), _is_not_over(now))
    values = {"representative_id": representative_id, "accepted_at": now, "code_digest": None}
    return await tx.run(accept.values(values)) == 1


async def shares_given(tx: Transaction, account_id: str, now: datetime) -> Sequence[ShareRow]:
    """What an account shares just now, the newest first; an invitation that is too old is none."""
    waits_in_vain = shares.c.accepted_at.is_(None) & (shares.c.code_until <= now)
    return await _shares(tx, (shares.c.account_id == account_id) & _is_not_over(now) & ~waits_in_vain)


async def shares_held(tx: Transaction, representative_id: str, now: datetime) -> Sequence[ShareRow]:
    """What others share with an account just now."""
    return await _shares(tx, (shares.c.representative_id == representative_id) & _is_not_over(now))


async def share_of(tx: Transaction, account_id: str, share_id: str, now: datetime) -> ShareRow | None:
    """A share that an account gives or holds just now."""
    mine = (shares.c.account_id == account_id) | (shares.c.representative_id == account_id)
    return next(iter(await _shares(tx, (shares.c.id == share_id) & mine & _is_not_over(now))), None)


async def change_share(
    tx: Transaction, share_id: str, *, rights: Collection[str], ends_at: datetime | None
) -> None:
    """Let a share allow this much, until then."""
    values = {"rights": " ".join(sorted(rights)), "ends_at": ends_at}
    await tx.run(update(shares).where(shares.c.id == share_id).values(values))


async def end_share(tx: Transaction, share_id: str, by: str, now: datetime) -> bool:
    """End a share. False when it had ended before."""
    end = update(shares).where(shares.c.id == share_id, shares.c.ended_at.is_(None))
    return await tx.run(end.values(ended_at=now, ended_by=by, code_digest=None)) == 1


async def shared_cases(
    tx: Transaction, representative_id: str, now: datetime, case_id: str | None = None
) -> Sequence[SharedCase]:
    """The cases that a representative may see just now, or the one of them. One statement.

    Only what the owner of the share follows at this moment.
    """
    wanted = [
        shares.c.representative_id == representative_id,
        shares.c.accepted_at.is_not(None),
        _is_not_over(now),
    ]
    if case_id is not None:
        wanted.append(share_cases.c.case_id == case_id)
    rows = await tx.all(
        select(
            shares.c.id.label("share_id"),
            shares.c.account_id,
            shares.c.rights,
            accounts.c.personal,
            *PUBLIC_COLUMNS,
            cases,
        )
        .join(share_cases, share_cases.c.share_id == shares.c.id)
        .join(
            links,
            (links.c.account_id == shares.c.account_id) & (links.c.case_id == share_cases.c.case_id),
        )
        .join(cases, cases.c.id == share_cases.c.case_id)
        .outerjoin(case_statements, IS_PUBLIC_WORD)
        .join(accounts, accounts.c.id == shares.c.account_id)
        .where(*wanted)
        .order_by(shares.c.id, cases.c.id)
    )
    return [
        SharedCase(
            share_id=row["share_id"],
            account_id=row["account_id"],
            client_name=open_personal(tx, row["personal"], row["account_id"]).legal_name,
            rights=frozenset(row["rights"].split()),
            case=seen_case(tx, row),
        )
        for row in rows
    ]


async def note_view(tx: Transaction, ids: Ids, share_id: str, case_id: str, what: str, now: datetime) -> None:
    """Note that the representative looked at something, once an hour."""
    seen = select(share_views.c.id).where(
        share_views.c.share_id == share_id,
        share_views.c.case_id == case_id,
        share_views.c.what == what,
        share_views.c.at > now - _ONE_LOOK,
    )
    if await tx.value(seen.limit(1)) is None:
        new = {"id": ids.new(now), "share_id": share_id, "case_id": case_id, "what": what, "at": now}
        await tx.run(share_views.insert().values(new))


async def views_of(tx: Transaction, share_id: str, limit: int) -> Sequence[View]:
    """The newest looks, newest first."""
    rows = await tx.all(
        select(share_views)
        .where(share_views.c.share_id == share_id)
        .order_by(share_views.c.at.desc(), share_views.c.id.desc())
        .limit(limit)
    )
    return [View(row["at"], row["case_id"], row["what"]) for row in rows]


async def representatives_of(tx: Transaction, case_id: str, now: datetime) -> Sequence[Follower]:
    """Who represents the followers of a case just now, a row for each chat that may be told."""
    clients = accounts.alias("clients")
    followed = (links.c.account_id == shares.c.account_id) & (links.c.case_id == share_cases.c.case_id)
    told = (
        (bindings.c.account_id == shares.c.representative_id)
        & bindings.c.alerts
        & bindings.c.blocked_at.is_(None)
    )
    rows = await tx.all(
        select(
            shares.c.id.label("share_id"),
            shares.c.account_id.label("client_id"),
            shares.c.rights,
            links.c.level,
            clients.c.personal.label("client"),
            accounts.c.id.label("account_id"),
            accounts.c.language,
            accounts.c.personal,
            bindings.c.chat_id,
        )
        .join(share_cases, share_cases.c.share_id == shares.c.id)
        .join(links, followed)
        .join(clients, clients.c.id == shares.c.account_id)
        .join(accounts, accounts.c.id == shares.c.representative_id)
        .outerjoin(bindings, told)
        .where(
            share_cases.c.case_id == case_id,
            shares.c.accepted_at.is_not(None),
            links.c.awaited_until.is_(None),
            _is_not_over(now),
        )
    )
    return [
        Follower(
            account_id=row["account_id"],
            link_id=row["share_id"],
            awaited_until=None,
            chat_id=row["chat_id"],
            language=row["language"],
            email=personal.email,
            name=personal.legal_name,
            client=open_personal(tx, row["client"], row["client_id"]).legal_name,
            is_full=row["level"] == FULL,
            client_id=row["client_id"],
            rights=frozenset(row["rights"].split()),
        )
        for row in rows
        for personal in (open_personal(tx, row["personal"], row["account_id"]),)
    ]


async def chats_told(tx: Transaction, account_id: str) -> list[int]:
    """The chats that messages of an account go to."""
    wanted = bindings.c.account_id == account_id, bindings.c.alerts, bindings.c.blocked_at.is_(None)
    return [row["chat_id"] for row in await tx.all(select(bindings.c.chat_id).where(*wanted))]


async def count_given(tx: Transaction, account_id: str, now: datetime) -> int:
    """How many shares of an account are open or wait to be accepted."""
    given = select(func.count()).select_from(shares)
    return int(await tx.value(given.where(shares.c.account_id == account_id, _is_not_over(now))))


def _is_not_over(now: datetime) -> ColumnElement[bool]:
    return and_(shares.c.ended_at.is_(None), or_(shares.c.ends_at.is_(None), shares.c.ends_at > now))


async def _shares(tx: Transaction, wanted: ColumnElement[bool]) -> list[ShareRow]:
    representatives = accounts.alias("representatives")
    rows = await tx.all(
        select(
            shares,
            accounts.c.personal.label("owner"),
            representatives.c.personal.label("representative"),
        )
        .join(accounts, accounts.c.id == shares.c.account_id)
        .outerjoin(representatives, representatives.c.id == shares.c.representative_id)
        .where(wanted)
        .order_by(shares.c.id.desc())
    )
    if not rows:
        return []
    covered: dict[str, list[CaseRow]] = defaultdict(list)
    for each in await tx.all(_covered_by([row["id"] for row in rows])):
        covered[each["share_id"]].append(seen_case(tx, each))
    return [_share(tx, row, covered[row["id"]]) for row in rows]


def _covered_by(share_ids: Collection[str]) -> Select[Any]:
    followed = (links.c.account_id == shares.c.account_id) & (links.c.case_id == share_cases.c.case_id)
    return (
        select(share_cases.c.share_id, *PUBLIC_COLUMNS, cases)
        .join(shares, shares.c.id == share_cases.c.share_id)
        .join(links, followed)
        .join(cases, cases.c.id == share_cases.c.case_id)
        .outerjoin(case_statements, IS_PUBLIC_WORD)
        .where(share_cases.c.share_id.in_(share_ids))
        .order_by(cases.c.id)
    )


def _share(tx: Transaction, row: RowMapping, covered: Sequence[CaseRow]) -> ShareRow:
    body: Mapping[str, Any] = json.loads(tx.vault.open(row["body"], _place(row["id"])))
    holder = row["representative_id"]
    return ShareRow(
        id=row["id"],
        account_id=row["account_id"],
        representative_id=holder,
        kind=row["kind"],
        rights=frozenset(row["rights"].split()),
        label=body["label"],
        code_until=row["code_until"],
        created_at=row["created_at"],
        accepted_at=row["accepted_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
        owner_name=open_personal(tx, row["owner"], row["account_id"]).legal_name,
        representative_name=open_personal(tx, row["representative"], holder).legal_name if holder else None,
        cases=tuple(covered),
    )


def _place(share_id: str) -> str:
    return f"shares.body:{share_id}"
