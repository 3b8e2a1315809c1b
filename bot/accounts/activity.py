"""Activity: what happened to an account, as its person reads it, and "this was not me" (requirement R26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.accounts.changes import By, Changes
from bot.clock import Clock
from storage import accounts, sessions
from storage import activity as rows
from storage.database import Database

_security = structlog.get_logger("casebell.security")
_ON_A_PAGE = 8
_HELD = "account-held"


@dataclass(frozen=True)
class Happening:
    """Something that happened to an account: what, when, and what else there is to say of it."""

    kind: str
    at: datetime
    detail: Mapping[str, str]


@dataclass(frozen=True)
class ActivityPage:
    """Some of what happened, the newest first; `earlier` is where the next page begins, if there is one."""

    happenings: tuple[Happening, ...]
    earlier: str | None


class Activity:
    """Shows what happened, and closes an account whose person knows nothing of it."""

    def __init__(self, database: Database, clock: Clock, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes

    async def page(self, account_id: str, before: str | None = None) -> ActivityPage:
        """The newest entries, or those before an entry."""
        async with self._database.reading() as tx:
            found = await rows.activity_of(tx, account_id, before, _ON_A_PAGE + 1)
        shown = found[:_ON_A_PAGE]
        return ActivityPage(
            tuple(Happening(each.kind, each.at, each.detail) for each in shown),
            shown[-1].id if len(found) > _ON_A_PAGE else None,
        )

    async def hold(self, account_id: str, *, by: By) -> None:
        """Somebody else was here: close the account until its password is replaced by recovery.

        Every session ends, and its messages go to no chat but the one that said so.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _HELD, by):
                return
            await accounts.hold_password(tx, account_id, now)
            await sessions.end_all_sessions(tx, account_id, _HELD, now)
            await sessions.stop_alerts_elsewhere(tx, account_id, by.chat_id)
            await self._changes.note(tx, account_id, _HELD, by)
            await self._changes.mail(tx, account_id, _HELD, by, kind=_HELD)
        _security.warning("account_held", account=account_id)
