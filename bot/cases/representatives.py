"""Representatives: whom a person lets see some of their cases, how much of them, and for how long.

What a share allows is asked at each reading, as it is at that moment: what has ended shows nothing
(requirements R11 and R12). Casebell tells USCIS nothing: for that there is Form G-28.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.accounts.changes import By, Changes
from bot.accounts.codes import Randomness, clean_readable_code, new_readable_code
from bot.accounts.throttling import Window, count_within
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot
from bot.clock import Clock
from storage import shares as rows
from storage.cases import CaseRow
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids
from storage.shares import SharedCase, ShareRow, View

_security = structlog.get_logger("casebell.security")

CODE_PREFIX = "rep-"
CODE_LIFE = timedelta(days=7)
MOST_SHARES = 20
_VIEWS = 10
_TRIES = Window(limit=5, span=timedelta(hours=1))


class Kind(StrEnum):
    """What a representative is to the person."""

    ATTORNEY = "attorney"
    ACCREDITED = "accredited"
    """Accredited by the Department of Justice (8 CFR 1292.1)."""
    RELATIVE = "relative"


class Right(StrEnum):
    """What a representative may do with a shared case."""

    STATUS = "status"
    """See its status and history, and hear of its news. Every share has this."""
    PAPERS = "papers"
    """See its notices and documents too."""
    MESSAGES = "messages"
    """Write to the office about it."""


class InvitationOver(Exception):
    """No invitation can be accepted with this: wrong, used, withdrawn or too old, which is not told."""


class OwnInvitation(Exception):
    """It is the person's own."""


class TooManyShares(Exception):
    """The account shares with as many as it may."""


class NoSuchShare(Exception):
    """The account neither gives nor holds such a share, or it has ended."""


@dataclass(frozen=True)
class Invitation:
    """A code that was made just now: shown once."""

    share_id: str
    code: str
    until: datetime


@dataclass(frozen=True)
class SharedLine:
    """A case in a share."""

    case_id: str
    form: str | None
    receipt: ReceiptNumber


@dataclass(frozen=True)
class Share:
    """A share, as both its sides may see it."""

    id: str
    kind: Kind
    rights: frozenset[Right]
    label: str
    owner_name: str
    representative_name: str | None
    is_mine: bool
    """Whether the reader gives it; else they hold it."""
    cases: Sequence[SharedLine]
    ends_at: datetime | None
    code_until: datetime | None
    accepted_at: datetime | None


class Representatives:
    """Makes, accepts, changes and ends shares."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, changes: Changes, *, randomness: Randomness
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._changes = changes
        self._randomness = randomness

    async def invite(
        self,
        account_id: str,
        *,
        kind: Kind,
        label: str,
        rights: Collection[Right],
        case_ids: Collection[str],
        lasts: timedelta | None,
        by: By,
    ) -> Invitation:
        """Make a share that whoever has its code may accept, within a week and once.

        Asked for again under the same key, the share is the same and its code another. Raises TooManyShares.
        """
        now = self._clock.now()
        code = new_readable_code(self._randomness)
        async with self._database.transaction() as tx:
            share_id = await rows.share_made_by(tx, by.key)
            if share_id is None:
                if await rows.count_given(tx, account_id, now) >= MOST_SHARES:
                    raise TooManyShares
                share_id = self._ids.new(now)
                await rows.add_share(
                    tx,
                    share_id=share_id,
                    account_id=account_id,
                    kind=kind,
                    rights={Right.STATUS, *rights},
                    label=label,
                    case_ids=case_ids,
                    once_key=by.key,
                    now=now,
                    ends_at=now + lasts if lasts else None,
                )
                await self._changes.note(tx, account_id, "share-made", by)
            await rows.put_code(tx, share_id, clean_code(code) or "", now + CODE_LIFE)
        _security.info("share_made", account=account_id, share=share_id)
        return Invitation(share_id, code, now + CODE_LIFE)

    async def look_at(self, account_id: str, written: str) -> Share:
        """What an invitation offers, before it is accepted.

        Raises InvitationOver, OwnInvitation, TooManyAttempts: five tries an hour.
        """
        code = clean_code(written)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await count_within(tx, f"share-code:{account_id}", now, _TRIES)
            offered = await rows.share_by_code(tx, code, now) if code else None
        if offered is None:
            raise InvitationOver
        if offered.account_id == account_id:
            raise OwnInvitation
        return _share(offered, account_id)

    async def accept(self, account_id: str, written: str, *, by: By) -> Share:
        """Hold the share from now on; its owner is told. Raises InvitationOver, OwnInvitation."""
        code = clean_code(written)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, "share-accepted", by):
                raise InvitationOver
            offered = await rows.share_by_code(tx, code, now) if code else None
            if offered is None:
                raise InvitationOver
            if offered.account_id == account_id:
                raise OwnInvitation
            if not await rows.accept_share(tx, offered.id, account_id, now):
                raise InvitationOver
            await self._changes.note(tx, account_id, "share-taken", by)
            await self._tell(tx, offered.account_id, "share-accepted", offered, by)
            held = await rows.share_of(tx, account_id, offered.id, now)
        _security.info("share_accepted", account=account_id, share=offered.id)
        return _share(held or offered, account_id)

    async def given(self, account_id: str) -> Sequence[Share]:
        """Who may see what of the account's cases just now, invitations that wait among them."""
        async with self._database.reading() as tx:
            found = await rows.shares_given(tx, account_id, self._clock.now())
        return [_share(row, account_id) for row in found]

    async def held(self, account_id: str) -> Sequence[Share]:
        """What others let the account see."""
        async with self._database.reading() as tx:
            found = await rows.shares_held(tx, account_id, self._clock.now())
        return [_share(row, account_id) for row in found]

    async def share(self, account_id: str, share_id: str) -> Share:
        """One share that the account gives or holds. Raises NoSuchShare."""
        async with self._database.reading() as tx:
            return await self._mine(tx, account_id, share_id)

    async def views(self, account_id: str, share_id: str) -> Sequence[View]:
        """When the representative looked at what, the newest first: for who gives the share.

        Raises NoSuchShare.
        """
        async with self._database.reading() as tx:
            if not (await self._mine(tx, account_id, share_id)).is_mine:
                raise NoSuchShare
            return await rows.views_of(tx, share_id, _VIEWS)

    async def allow(self, account_id: str, share_id: str, rights: Collection[Right], *, by: By) -> None:
        """Let the representative do this much from now on. Raises NoSuchShare."""
        async with self._database.transaction() as tx:
            share = await self._mine(tx, account_id, share_id)
            if not share.is_mine:
                raise NoSuchShare
            wanted = {Right.STATUS, *rights}
            await rows.change_share(tx, share_id, rights=wanted, ends_at=share.ends_at)
            await self._changes.note(tx, account_id, "share-changed", by)

    async def end(self, account_id: str, share_id: str, *, by: By) -> None:
        """End a share at once, from either side; the other one is told. Raises NoSuchShare."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            row = await rows.share_of(tx, account_id, share_id, now)
            if row is None:
                raise NoSuchShare
            is_mine = row.account_id == account_id
            if not await rows.end_share(tx, share_id, "owner" if is_mine else "representative", now):
                raise NoSuchShare
            await self._changes.note(tx, account_id, "share-ended", by)
            other = row.representative_id if is_mine else row.account_id
            if other is not None:
                await self._tell(tx, other, "share-ended", row, by)
        _security.info("share_ended", account=account_id, share=share_id)

    async def cases_of_clients(self, account_id: str) -> Sequence[SharedCase]:
        """Every case that others let the account see just now."""
        async with self._database.reading() as tx:
            return await rows.shared_cases(tx, account_id, self._clock.now())

    async def covers(self, account_id: str, case_id: str) -> bool:
        """Whether somebody shares this case with the account just now."""
        async with self._database.reading() as tx:
            return bool(await rows.shared_cases(tx, account_id, self._clock.now(), case_id))

    async def look(self, account_id: str, case_id: str, what: str) -> SharedCase | None:
        """The case as somebody shares it with the account just now; that it was looked at is kept.

        None when nobody does, whether there is such a case or not.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            seen = next(iter(await rows.shared_cases(tx, account_id, now, case_id)), None)
            if seen is not None:
                await rows.note_view(tx, self._ids, seen.share_id, case_id, what, now)
        return seen

    # --- within a transaction ------------------------------------------------------------------

    async def _mine(self, tx: Transaction, account_id: str, share_id: str) -> Share:
        row = await rows.share_of(tx, account_id, share_id, self._clock.now())
        if row is None:
            raise NoSuchShare
        return _share(row, account_id)

    async def _tell(self, tx: Transaction, account_id: str, kind: str, share: ShareRow, by: By) -> None:
        """Tell the other side by e-mail and in its chats."""
        name = share.owner_name if account_id == share.representative_id else share.label
        await self._changes.mail(tx, account_id, kind, by, kind=kind, who=name)
        now = self._clock.now()
        told = [
            NewDelivery(
                once_key=f"{kind}:{by.key}:{chat_id}",
                kind=kind,
                channel="telegram",
                account_id=account_id,
                chat_id=chat_id,
                body={"who": name, "at": now.isoformat()},
            )
            for chat_id in await rows.chats_told(tx, account_id)
        ]
        await add_deliveries(tx, self._ids, now, told)


def clean_code(written: str) -> str | None:
    """The code in the form in which it is hashed, from what was typed or what a link carries."""
    return clean_readable_code(written.strip().removeprefix(CODE_PREFIX))


def _share(row: ShareRow, reader: str) -> Share:
    return Share(
        id=row.id,
        kind=Kind(row.kind),
        rights=frozenset(Right(each) for each in row.rights),
        label=row.label,
        owner_name=row.owner_name,
        representative_name=row.representative_name,
        is_mine=row.account_id == reader,
        cases=[SharedLine(each.id, _form(each), ReceiptNumber(each.receipt)) for each in row.cases],
        ends_at=row.ends_at,
        code_until=row.code_until,
        accepted_at=row.accepted_at,
    )


def _form(case: CaseRow) -> str | None:
    return Snapshot.read(case.snapshot).form if case.snapshot is not None else None
