"""What a source answered becomes what we know: one place, for linking and for watching.

A change writes the new step, the case's snapshot and one delivery for each follower and channel in one
transaction. The first answer alerts nobody, save those who waited for the number to appear.

Two questions about one case may be under way at once, a check and somebody's linking. Which answer is
the newer one nobody can tell then: whoever records compares `CaseRow.answers` with what it was when the
question went out, believes only the first to arrive, and has the case asked for again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.cases.plan import Plan, Urgency, urgency_of
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.snapshots import Snapshot, earlier_steps
from bot.cases.sources.source import Observation
from bot.cases.statuses import change_key
from bot.cases.telling import CHANGED, FOUND, TAKEN_BACK, TOUCHED, News, Teller
from storage import cases, links, shares, statements
from storage.cases import CaseRow
from storage.database import Transaction
from storage.ids import Ids
from storage.links import Follower

OFFICIAL = "uscis"
REGISTRY = "registry"
_TAKEN_BACK_WITHIN = timedelta(hours=48)
_TAKEN_BACK_CHECKS = 2


class Recorder:
    """Writes answers down, within the transaction of whoever asked."""

    def __init__(self, ids: Ids, plan: Plan, teller: Teller) -> None:
        self._ids = ids
        self._plan = plan
        self.teller = teller

    async def record(
        self,
        tx: Transaction,
        case: CaseRow,
        observation: Observation,
        now: datetime,
        *,
        reader: str | None = None,
    ) -> None:
        """Write an answer to a case that is locked, and tell its followers when it is news.

        The account `reader` has the answer on its screen.
        """
        shown = Snapshot.read(case.snapshot) if case.snapshot is not None else None
        before = await _said_before(tx, case, observation.source, shown)
        seen = Snapshot.of(observation, changes=shown.changes if shown else 0)
        news = _news_in(seen, before, shown, case, observation.source, now)
        if news in _MOVES:
            before_it = shown.title if shown else None
            seen = replace(seen, changes=seen.changes + 1, previous=before_it, moved_at=case.answers)
        elif shown is not None:
            seen = replace(seen, previous=shown.previous, moved_at=shown.moved_at)
        await self._keep(tx, case, observation, seen, news, now)
        is_new = before is None or seen.key != before.key
        await statements.put_statement(tx, case.id, observation.source, seen.write(), changed=is_new, now=now)
        # Who sees only what the public source says has not heard of it from the organisation.
        is_echo = news is _News.NONE and is_new and before is not None and observation.source == OFFICIAL
        if news in _TOLD or is_echo or await links.is_awaited(tx, case.id):
            body = _body(observation.receipt, seen, before if observation.source == OFFICIAL else shown)
            news = _News.CHANGED if is_echo else news
            is_for = _is_public if is_echo else _is_full if observation.source == REGISTRY else _is_anybody
            await self._tell(tx, case.id, body, now, news=news, reader=reader, is_for=is_for)

    async def tell_of_what_is_kept(self, tx: Transaction, case: CaseRow, now: datetime) -> None:
        """Tell those who wait, and by now see it in full, what the organisation has said of a case before."""
        if case.snapshot is None or case.source != REGISTRY:
            return
        body = _body(ReceiptNumber(case.receipt), Snapshot.read(case.snapshot), None)
        followers = await links.followers_of(tx, case.id)
        waited = [each for each in followers if each.awaited_until is not None and each.is_full]
        await self.teller.tell(tx, News(FOUND, case.id, body), waited, now)
        await links.end_waiting(tx, case.id, only_full=True)

    async def _keep(
        self,
        tx: Transaction,
        case: CaseRow,
        observation: Observation,
        seen: Snapshot,
        news: "_News",
        now: datetime,
    ) -> None:
        """Write the step, and the snapshot that is shown first."""
        moved = news in _MOVES
        if news is _News.FIRST or moved:
            # A change was seen today. How long the first status has stood, only the source can say.
            on = observation.modified or (now.date() if moved else None)
            earlier = earlier_steps(observation) if news is _News.FIRST else ()
            steps = [*earlier, seen.event(observation.source, on)]
            await cases.add_status_events(tx, self._ids, case.id, steps, now)
        elif news is _News.TOUCHED:
            await cases.add_status_events(tx, self._ids, case.id, [seen.touch(observation.source)], now)
        is_shown = moved or news is _News.FIRST or observation.source == case.source
        if not is_shown and case.snapshot is not None:
            # What another source said last stays on top.
            seen = Snapshot.read(case.snapshot)
        urgency = self._urgency(case, seen, now, changed_at=now if moved else case.changed_at)
        await cases.write_snapshot(
            tx,
            case.id,
            source=observation.source if is_shown else case.source,
            stage=seen.meaning.stage,
            snapshot=seen.write(),
            changed=moved,
            now=now,
            urgency=urgency,
            due_at=self._plan.next_check(now, urgency),
        )

    def _urgency(
        self, case: CaseRow, seen: Snapshot, now: datetime, *, changed_at: datetime | None
    ) -> Urgency:
        return urgency_of(
            now, seen.meaning, changed_at=changed_at or case.created_at, urgent_until=case.urgent_until
        )

    async def _tell(
        self,
        tx: Transaction,
        case_id: str,
        body: Mapping[str, str],
        now: datetime,
        *,
        news: "_News",
        reader: str | None,
        is_for: Callable[[Follower], bool],
    ) -> None:
        """Who waited hears that the case was found; the other followers hear what is news, if anything is.

        What only the organisation knows is for those with a full link (requirement R11).
        """
        followers = [each for each in await links.followers_of(tx, case_id) if each.account_id != reader]
        waited = [each for each in followers if each.awaited_until is not None]
        if is_for is _is_full:
            waited = [each for each in waited if each.is_full]
        await self.teller.tell(tx, News(FOUND, case_id, body), waited, now)
        if kind := _TOLD.get(news):
            others = [each for each in followers if each.awaited_until is None]
            if news is _News.TOUCHED:
                others = [each for each in others if each.touched]
            else:
                others += await shares.representatives_of(tx, case_id, now)
            others = [each for each in others if is_for(each)]
            await self.teller.tell(tx, News(kind, case_id, body, body["change"]), others, now)
        await links.end_waiting(tx, case_id, only_full=is_for is _is_full)


def _is_anybody(_follower: Follower) -> bool:
    return True


def _is_full(follower: Follower) -> bool:
    return follower.is_full


def _is_public(follower: Follower) -> bool:
    return not follower.is_full


class _News(Enum):
    """What an answer tells that was not known."""

    NONE = auto()
    FIRST = auto()
    """Nobody has told anything of the case before."""
    CHANGED = auto()
    TAKEN_BACK = auto()
    """The status is again what it was before a change that we have told of not long ago."""
    TOUCHED = auto()
    """The record was touched, and the status is the same."""


_MOVES = frozenset({_News.CHANGED, _News.TAKEN_BACK})
_TOLD = {_News.CHANGED: CHANGED, _News.TAKEN_BACK: TAKEN_BACK, _News.TOUCHED: TOUCHED}


def _news_in(
    seen: Snapshot, before: Snapshot | None, shown: Snapshot | None, case: CaseRow, source: str, now: datetime
) -> _News:
    """What is news in `seen`, by this source's own word `before` and by what is `shown` of any source."""
    if shown is None:
        return _News.FIRST
    if before is not None and before.key == seen.key:
        newer = seen.modified is not None and before.modified is not None and seen.modified > before.modified
        return _News.TOUCHED if newer else _News.NONE
    if shown.key == seen.key or (before is None and not _is_newer(seen, shown, source)):
        # An echo of what another source has told, or old news from one that is asked for the first time.
        return _News.NONE
    went_back = shown.previous is not None and change_key(shown.previous) == seen.key
    is_soon = case.changed_at is not None and now - case.changed_at <= _TAKEN_BACK_WITHIN
    # Of a case that seems to be over the next checks are days away.
    is_next = case.answers - shown.moved_at <= _TAKEN_BACK_CHECKS
    if went_back and case.source == source and (is_soon or is_next):
        return _News.TAKEN_BACK
    return _News.CHANGED


def _is_newer(seen: Snapshot, shown: Snapshot, source: str) -> bool:
    """Whether what a source says at first is newer than what another has said."""
    if seen.day is None or shown.day is None:
        # Nobody knows: then the word of USCIS itself goes before ours.
        return source == OFFICIAL
    # Of one day, the word of a person who says so now is the newer one.
    return seen.day > shown.day or (seen.day == shown.day and source != OFFICIAL)


async def _said_before(
    tx: Transaction, case: CaseRow, source: str, shown: Snapshot | None
) -> Snapshot | None:
    """What this source said last."""
    row = await statements.statement_of(tx, case.id, source)
    if row is not None:
        return Snapshot.read(row.snapshot)
    # Cases from before there were statements: what is shown is what their one source said.
    return shown if case.source == source else None


def _body(receipt: ReceiptNumber, seen: Snapshot, shown: Snapshot | None) -> dict[str, str]:
    return {
        "last4": receipt.last4,
        "form": seen.form or "",
        "title": seen.title,
        "title_es": seen.title_es or "",
        "stage": seen.meaning.stage,
        "needs_action": "yes" if seen.meaning.needs_action else "",
        "before": shown.title if shown else "",
        # Names the news once: how many there were, and for a touch its day.
        "change": f"{seen.changes}" if not seen.modified else f"{seen.changes}:{seen.modified}",
    }
