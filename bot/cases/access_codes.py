"""Access codes: the staff hand one to a person of a case, and whoever has it follows the case in full.

A code works once, for 90 days, and only the newest of a person does (requirement R5). Wrong, used, withdrawn
and too old get one and the same answer, and five tries an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.accounts.codes import Randomness, clean_readable_code, new_readable_code
from bot.accounts.staff import Staff, StaffMember
from bot.accounts.throttling import Window, count_within
from bot.cases.linking import AlreadyLinked, Linked, TooManyCases
from bot.cases.receipt_number import ReceiptNumber
from bot.clock import Clock
from storage import access_codes as rows
from storage import cases, links, registry, throttles
from storage.access_codes import AccessCodeRow as AccessCodeRow
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.registry import PersonRow

_security = structlog.get_logger("casebell.security")

LIFE = timedelta(days=90)
SHOWN = 10
_TRIES = Window(limit=5, span=timedelta(hours=1))


class WrongCode(Exception):
    """No case is opened with this. Why not is not told."""


class NotOfTheCase(Exception):
    """The organisation keeps no such case, or nobody of that name is in it."""


@dataclass(frozen=True)
class NewCode:
    """A code that was made just now: shown once."""

    code: str
    until: datetime


@dataclass(frozen=True)
class CodesOfCase:
    """The people of a case, and the codes that were made for them, newest first."""

    case_id: str
    receipt: ReceiptNumber
    people: Sequence[PersonRow]
    codes: Sequence[AccessCodeRow]


class AccessCodes:
    """Makes, withdraws and takes access codes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        staff: Staff,
        *,
        randomness: Randomness,
        most_cases: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._staff = staff
        self._randomness = randomness
        self._most_cases = most_cases

    # --- the staff -----------------------------------------------------------------------------

    async def of_case(self, case_id: str) -> CodesOfCase:
        """Who is in a case of the registry, and their codes. Raises NotOfTheCase."""
        async with self._database.reading() as tx:
            kept = await registry.record_of(tx, case_id)
            if kept is None:
                raise NotOfTheCase
            people = await registry.people_of(tx, case_id)
            codes = await rows.codes_of(tx, case_id, SHOWN)
        return CodesOfCase(case_id, ReceiptNumber(kept.case.receipt), people, codes)

    async def find(self, receipt: ReceiptNumber) -> str:
        """The case of the registry with this number. Raises NotOfTheCase."""
        async with self._database.reading() as tx:
            case = await cases.case_by_receipt(tx, receipt.value)
            if case is None or await registry.record_of(tx, case.id) is None:
                raise NotOfTheCase
        return case.id

    async def make(self, case_id: str, person_id: str, who: StaffMember) -> NewCode:
        """A new code for a person of a case; those before it are void. Raises NotOfTheCase."""
        now = self._clock.now()
        code, until = new_readable_code(self._randomness), now + LIFE
        async with self._database.transaction() as tx:
            kept = await registry.record_of(tx, case_id)
            person = await registry.person_by_id(tx, case_id, person_id)
            if kept is None or person is None:
                raise NotOfTheCase
            await rows.add_code(
                tx,
                code_id=self._ids.new(now),
                case_id=case_id,
                person_id=person_id,
                code=clean_readable_code(code) or "",
                made_by=who.account_id,
                now=now,
                expires_at=until,
            )
            last4 = ReceiptNumber(kept.case.receipt).last4
            await self._staff.note(
                tx, who, "code-made", f"case:{case_id}", last4=last4, role=person.role, person=person_id
            )
        _security.info("access_code_made", by=who.account_id, case=case_id)
        return NewCode(code, until)

    async def withdraw(self, case_id: str, code_id: str, who: StaffMember) -> bool:
        """Let a code open nothing. False when it was used or withdrawn before."""
        async with self._database.transaction() as tx:
            kept = await registry.record_of(tx, case_id)
            if kept is None or not await rows.withdraw_code(tx, case_id, code_id, self._clock.now()):
                return False
            last4 = ReceiptNumber(kept.case.receipt).last4
            await self._staff.note(tx, who, "code-withdrawn", f"case:{case_id}", last4=last4)
        _security.info("access_code_withdrawn", by=who.account_id, case=case_id)
        return True

    # --- the person ----------------------------------------------------------------------------

    async def open_with(self, account_id: str, written: str, *, key: str) -> Linked:
        """Follow in full the case that this code is for.

        Under the same `key` it may be asked for again after a crash. Raises WrongCode, AlreadyLinked where
        the account sees it in full, TooManyCases, TooManyAttempts.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await count_within(tx, _tries_of(account_id), now, _TRIES)
            linked = await self._open(tx, account_id, clean_readable_code(written) or "", key, now)
        if linked is None:
            _security.warning("access_code_wrong", account=account_id)
            raise WrongCode
        _security.info("access_code_used", account=account_id, case=linked.case_id)
        return linked

    # --- within a transaction ------------------------------------------------------------------

    async def _open(
        self, tx: Transaction, account_id: str, code: str, key: str, now: datetime
    ) -> Linked | None:
        found = await rows.code_like(tx, code)
        case = await cases.lock_case(tx, found.case_id) if found else None
        if found is None or case is None:
            return None
        mine = await links.linked_case(tx, account_id, case.id)
        receipt = ReceiptNumber(case.receipt)
        if found.used_by == account_id and mine is not None and mine.once_key == key:
            return Linked(case.id, receipt, is_full=True)
        if found.used_at or found.withdrawn_at or found.expires_at <= now:
            return None
        if mine is not None and mine.is_full:
            # It is not used up: somebody else of the family may still need it.
            raise AlreadyLinked(case.id)
        if mine is None and await links.count_links(tx, account_id) >= self._most_cases:
            raise TooManyCases
        if not await rows.use_code(tx, found.id, account_id, now):
            return None
        person = await registry.person_by_id(tx, case.id, found.person_id) if found.person_id else None
        await links.put_link(
            tx,
            link_id=self._ids.new(now),
            account_id=account_id,
            case_id=case.id,
            level=links.FULL,
            once_key=key,
            now=now,
            awaited_until=None,
            role=person.role if person else None,
        )
        if person is not None:
            await registry.attach_account(tx, person.id, account_id)
        await cases.make_due(tx, case.id, now)
        await throttles.count_down(tx, _tries_of(account_id))
        return Linked(case.id, receipt, is_full=True)


def _tries_of(account_id: str) -> str:
    return f"access-code:{account_id}"
