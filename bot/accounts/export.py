"""A copy of everything that is kept about a person, for that person (requirement R25)."""

import asyncio
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from io import BytesIO

from bot.accounts.sessions import Sessions, SessionState
from bot.accounts.throttling import Window, count_within
from bot.clock import Clock
from storage import (
    accounts,
    activity,
    cases,
    deadlines,
    link_requests,
    links,
    message_drafts,
    profiles,
    second_factors,
    support,
    threads,
)
from storage import exports as rows
from storage import exports_of_wishes as wishes
from storage import reports as told
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.exports import Kept
from storage.ids import Ids

_COPIES = Window(limit=1, span=timedelta(days=1))
_STEPS = 10_000  # of one case: more than any has
_FILE = "my-data.json"
_WHEN = (1980, 1, 1, 0, 0, 0)  # ZIP's earliest: the file says itself when it was made


class Exporting:
    """Puts copies together."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, sessions: Sessions, *, made_by: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._sessions = sessions
        self._made_by = made_by

    async def ask(self, account_id: str, chat_id: int, *, telegram_name: str, key: str) -> None:
        """Let a copy be put together and handed over in this chat. Raises TooManyAttempts: one a day."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account = await accounts.account_by_id(tx, account_id)
            if account is None or await is_known(tx, _once(key)):
                return
            await count_within(tx, f"export:{account_id}", now, _COPIES)
            copy = NewDelivery(
                once_key=_once(key),
                kind="export",
                channel="telegram",
                account_id=account_id,
                chat_id=chat_id,
                body={"key": key, "language": account.language},
            )
            notice = NewDelivery(
                once_key=f"export-asked:{key}",
                kind="export-asked",
                channel="email",
                account_id=account_id,
                body={
                    "address": account.personal.email,
                    "name": account.personal.legal_name,
                    "language": account.language,
                    "zone": account.zone or "",
                    "telegram_name": telegram_name,
                    "at": now.isoformat(),
                },
            )
            await add_deliveries(tx, self._ids, now, [copy, notice])
            await activity.add_activity(
                tx,
                entry_id=self._ids.new(now),
                account_id=account_id,
                kind="export",
                now=now,
                detail={"telegram_name": telegram_name},
            )

    async def may_be_handed_over(self, account_id: str, chat_id: int) -> bool:
        """Whether the account is still open in the chat that asked."""
        async with self._database.reading() as tx:
            found = await rows.session_in(tx, account_id, chat_id)
        if found is None:
            return False
        state = self._sessions.state_at(self._clock.now(), found.last_used_at, found.ends_at, found.locked_at)
        return state is SessionState.OPEN

    async def archive(self, account_id: str) -> bytes | None:
        """Everything about an account, as a ZIP archive of one JSON file; None when the account is gone."""
        async with self._database.reading() as tx:
            everything = await self._everything(tx, account_id)
        return None if everything is None else await asyncio.to_thread(_zipped, everything)

    async def _everything(self, tx: Transaction, account_id: str) -> Mapping[str, object] | None:
        account = await accounts.account_by_id(tx, account_id)
        if account is None:
            return None
        return {
            "made": {"at": self._clock.now(), "by": self._made_by},
            "account": {
                **asdict(account.personal),
                "language": account.language,
                "time_zone": account.zone,
                "alert_detail": account.alert_detail,
                "created_at": account.created_at,
                "password_set_at": await rows.password_set_at(tx, account_id),
                "safety_phrase": account.safety_phrase,
            },
            "profile": asdict(await profiles.details_of(tx, account_id)),
            "earlier_names_and_birth_dates": [
                {"at": at, **asdict(change)}
                for at, change in await profiles.identity_changes_of(tx, account_id)
            ],
            "email_changes": await rows.email_changes_kept(tx, account_id),
            "ways_to_get_codes": await rows.factors_kept(tx, account_id),
            "recovery_codes_left": await second_factors.count_recovery_codes(tx, account_id),
            "chats": await rows.chats_kept(tx, account_id),
            "sessions": await rows.sessions_kept(tx, account_id),
            "activity": await rows.activity_kept(tx, account_id),
            "cases": await _cases(tx, account_id),
            "told_by_you": await _told(tx, account_id),
            "dates": await _dates(tx, account_id),
            "requests_to_open_cases": [
                {
                    "receipt_number": each.case.receipt,
                    **each.body,
                    "asked_at": each.asked_at,
                    "answer": each.answer,
                    "answered_at": each.answered_at,
                }
                for each in await link_requests.requests_of(tx, account_id)
            ],
            "help_asked_for": await wishes.help_kept(tx, account_id),
            "address_changes_told": await wishes.moves_kept(tx, account_id),
            "support_requests": await support.requests_kept(tx, account_id),
            "written_to_the_office": await threads.threads_kept(tx, account_id),
            "not_sent_yet": await message_drafts.drafts_kept(tx, account_id),
            "representatives": await wishes.shares_kept(tx, account_id),
            "how_to_be_told": await wishes.wishes_kept(tx, account_id),
            "messages": await rows.deliveries_kept(tx, account_id),
            "deletions_asked_for": await rows.deletions_kept(tx, account_id),
        }


async def _cases(tx: Transaction, account_id: str) -> Sequence[Kept]:
    return [
        {
            "receipt_number": each.case.receipt,
            "level": each.level,
            "role": each.role,
            "name": each.name,
            "person": each.person,
            "filing": each.filing,
            "archived_at": each.archived_at,
            "followed_since": each.created_at,
            "looked_for_until": each.awaited_until,
            "source": each.case.source,
            "changed_at": each.case.changed_at,
            "checked_at": each.case.checked_at,
            "status": each.case.snapshot,
            "history": [
                {
                    "happened_on": step.happened_on,
                    "title": step.title,
                    "title_es": step.title_es,
                    "source": step.source,
                }
                for step in await cases.history_of(tx, each.case.id, _STEPS, without=each.hidden_source)
            ],
        }
        for each in await links.linked_cases(tx, account_id)
    ]


async def _told(tx: Transaction, account_id: str) -> Sequence[Kept]:
    """The status of cases by the person's own word."""
    return [
        {
            "receipt_number": receipt,
            "title": each.title,
            "since": each.happened_on,
            "told_at": each.reported_at,
            "how": each.how,
        }
        for receipt, each in await told.reports_kept(tx, account_id)
    ]


async def _dates(tx: Transaction, account_id: str) -> Sequence[Kept]:
    return [
        {**asdict(each.deadline), "receipt_number": each.case.receipt, "done_at": each.done_at}
        for each in await deadlines.seen_deadlines(tx, account_id, since=date.min, limit=_STEPS)
    ]


def _zipped(everything: Mapping[str, object]) -> bytes:
    written = json.dumps(everything, default=_readable, ensure_ascii=False, indent=2)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(zipfile.ZipInfo(_FILE, _WHEN), written, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _readable(value: object) -> str:
    """Moments to the second, days as they are."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _once(key: str) -> str:
    return f"export:{key}"
