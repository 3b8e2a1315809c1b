"""Deleting an account: asked for, undone by logging in within the grace time, else done (requirement R25)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage import accounts, activity, cases, deliveries, links
from storage import deletions as rows
from storage import sessions as session_rows
from storage.accounts import Account
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_log = structlog.get_logger()
_security = structlog.get_logger("casebell.security")

_REMINDED = timedelta(days=1)
"""So long before it is done, the person is reminded."""
_AT_ONCE = 50
_CHAT_IS_IN_USE = timedelta(days=1)
"""As long as an unfinished dialogue waits for its person."""
_REMINDER = "deletion-soon"


@dataclass(frozen=True)
class Asker:
    """Who asks for it, and where."""

    account_id: str
    chat_id: int
    telegram_name: str


class Deletions:
    """Deletes accounts."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, *, grace: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self.grace = grace

    async def ask(self, asker: Asker) -> datetime:
        """Let an account be deleted after the grace time. Returns when. Asked twice, it is as asked first.

        Its sessions end everywhere, and news of its cases goes to nobody any more.
        """
        now = self._clock.now()
        due_at = now + self.grace
        deletion_id = self._ids.new(now)
        async with self._database.transaction() as tx:
            account = await accounts.account_by_id(tx, asker.account_id)
            if account is None:
                raise LookupError("an account whose session is open is gone")
            if not await rows.add_deletion(
                tx, deletion_id=deletion_id, account_id=account.id, now=now, due_at=due_at
            ):
                earlier = await rows.open_deletion(tx, account.id)
                return earlier.due_at if earlier else due_at
            await session_rows.end_all_sessions(tx, account.id, "deletion-asked", now)
            await deliveries.drop_case_news(tx, account.id, now)
            await self._note(tx, account.id, "deletion-asked", asker.telegram_name)
            bound = await session_rows.chats_bound_to(tx, account.id)
            body = {
                "telegram_name": asker.telegram_name,
                "at": now.isoformat(),
                "due": due_at.isoformat(),
            }
            news = [
                _to_chat("deletion-asked", deletion_id, account, chat_id, body, now, due_at)
                for chat_id in bound
                if chat_id != asker.chat_id
            ]
            news.append(_mail("deletion-asked", deletion_id, account, body, now, due_at))
            if self.grace > _REMINDED:
                at = due_at - _REMINDED
                news += [
                    _to_chat(_REMINDER, deletion_id, account, chat_id, body, at, due_at) for chat_id in bound
                ]
                news.append(_mail(_REMINDER, deletion_id, account, body, at, due_at))
            await add_deliveries(tx, self._ids, now, news)
        _security.info("deletion_asked", account=asker.account_id)
        return due_at

    async def undo(self, tx: Transaction, account_id: str, telegram_name: str) -> bool:
        """Keep an account after all, within the transaction of a log-in. False when it was not leaving."""
        now = self._clock.now()
        undone = await rows.undo_deletion(tx, account_id, now)
        account = await accounts.account_by_id(tx, account_id) if undone else None
        if undone is None or account is None:
            return False
        await deliveries.drop_waiting(tx, account_id, _REMINDER, now)
        await self._note(tx, account_id, "deletion-undone", telegram_name)
        body = {"telegram_name": telegram_name, "at": now.isoformat()}
        await add_deliveries(tx, self._ids, now, [_mail("deletion-undone", undone, account, body, now, None)])
        return True

    async def erase_due(self) -> int:
        """Delete the accounts whose time has come, each in a transaction of its own. Returns how many."""
        async with self._database.reading() as tx:
            due = await rows.due_deletions(tx, self._clock.now(), _AT_ONCE)
        erased = 0
        for deletion_id in due:
            try:
                erased += await self._erase(deletion_id)
            except DatabaseUnavailable:
                raise
            except Exception:
                # A mistake of ours with one account must not hold up the others.
                _log.exception("account_not_erased", deletion=deletion_id)
        return erased

    async def _erase(self, deletion_id: str) -> bool:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account_id = await rows.end_deletion(tx, deletion_id, now)
            account = await accounts.account_by_id(tx, account_id) if account_id else None
            if account is None:
                return False
            for case_id in await rows.cases_followed_by(tx, account.id):
                # Locked, so that whoever comes to follow it at this moment is seen, or comes afterwards.
                await cases.lock_case(tx, case_id)
                await links.remove_link(tx, account.id, case_id)
                await rows.remove_case_if_unfollowed(tx, case_id)
            await rows.remove_account(tx, account.id, now - _CHAT_IS_IN_USE)
            # Of nobody: it outlives the account, until it is sent.
            body = {"at": now.isoformat()}
            told = _mail("deletion-done", deletion_id, account, body, now, None, of_nobody=True)
            await add_deliveries(tx, self._ids, now, [told])
        _security.info("account_erased")
        return True

    async def _note(self, tx: Transaction, account_id: str, kind: str, telegram_name: str) -> None:
        now = self._clock.now()
        detail = {"telegram_name": telegram_name}
        await activity.add_activity(
            tx, entry_id=self._ids.new(now), account_id=account_id, kind=kind, now=now, detail=detail
        )


def _to_chat(
    kind: str,
    deletion_id: str,
    account: Account,
    chat_id: int,
    body: dict[str, str],
    at: datetime,
    expires_at: datetime,
) -> NewDelivery:
    return NewDelivery(
        once_key=f"{kind}:{deletion_id}:{chat_id}",
        kind=kind,
        channel="telegram",
        account_id=account.id,
        chat_id=chat_id,
        body=body,
        due_at=at,
        expires_at=expires_at,
    )


def _mail(
    kind: str,
    deletion_id: str,
    account: Account,
    body: dict[str, str],
    at: datetime,
    expires_at: datetime | None,
    *,
    of_nobody: bool = False,
) -> NewDelivery:
    return NewDelivery(
        once_key=f"{kind}:{deletion_id}:mail",
        kind=kind,
        channel="email",
        account_id=None if of_nobody else account.id,
        body={
            **body,
            "address": account.personal.email,
            "name": account.personal.legal_name,
            "language": account.language,
            "zone": account.zone or "",
        },
        due_at=at,
        expires_at=expires_at,
    )
