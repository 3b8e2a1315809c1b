"""The profile: what an account knows of its person, and how each of it is changed.

Every change is an entry of the activity, and a notice by mail to the person.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.accounts.addresses import Address
from bot.accounts.changes import By, Changes
from bot.accounts.staff import Staff
from bot.clock import Clock
from storage import accounts, reminders
from storage import profiles as rows
from storage.accounts import Account, Personal
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.profiles import Details, IdentityChange

MOST_OTHER_NAMES: Final = 10


class NoProfile(Exception):
    """There is no such account any more."""


class TooManyNames(Exception):
    """As many other names as we keep are there already."""


class Part(StrEnum):
    """The parts of a profile, by what is noted when they change."""

    LEGAL_NAME = "legal-name-changed"
    BIRTH_DATE = "birth-date-changed"
    OTHER_NAMES = "other-names-changed"
    MAILING = "mailing-address-changed"
    PHYSICAL = "physical-address-changed"
    PHONE = "phone-changed"
    ZONE = "time-zone-changed"


class Reason(StrEnum):
    """Why a legal name or a birth date changes."""

    MARRIAGE = "marriage"
    COURT = "court"
    MISTAKE = "mistake"
    OTHER = "other"


@dataclass(frozen=True)
class Why:
    """A reason, in the person's own words where it is another one."""

    reason: Reason
    words: str = ""


@dataclass(frozen=True)
class Earlier:
    """A legal name or birth date that held until a moment, and why it does not any more."""

    value: str
    until: datetime
    why: Why


@dataclass(frozen=True)
class Profile:
    """Everything that the profile shows."""

    number: str
    legal_name: str
    birth_date: date
    email: str
    language: str
    zone: str | None
    other_names: tuple[str, ...]
    mailing: Address | None
    physical: Address | None
    lives_at_mailing: bool
    phone: str


class Profiles:
    """Shows and changes profiles."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, changes: Changes, staff: Staff) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._changes = changes
        self._staff = staff

    async def of(self, account_id: str) -> Profile:
        """The profile of an account. Raises NoProfile."""
        async with self._database.reading() as tx:
            account = await accounts.account_by_id(tx, account_id)
            details = await rows.details_of(tx, account_id)
        if account is None:
            raise NoProfile
        return Profile(
            number=account.personal.number,
            legal_name=account.personal.legal_name,
            birth_date=date.fromisoformat(account.personal.birth_date),
            email=account.personal.email,
            language=account.language,
            zone=account.zone,
            other_names=details.other_names,
            mailing=details.mailing,
            physical=details.mailing if details.lives_at_mailing else details.physical,
            lives_at_mailing=details.lives_at_mailing,
            phone=details.phone,
        )

    async def earlier(self, account_id: str, part: Part) -> tuple[Earlier, ...]:
        """The history of the legal name or of the birth date, the newest first."""
        async with self._database.reading() as tx:
            history = await rows.identity_changes_of(tx, account_id)
        return tuple(
            Earlier(change.before, at, Why(Reason(change.reason), change.words))
            for at, change in reversed(history)
            if change.field == part
        )

    async def change_legal_name(self, account_id: str, name: str, why: Why, by: By) -> None:
        """Take another legal name; the one before is kept in the history. Raises NoProfile."""
        await self._change_identity(
            account_id, by, Part.LEGAL_NAME, lambda personal: replace(personal, legal_name=name), why
        )

    async def change_birth_date(self, account_id: str, born: date, why: Why, by: By) -> None:
        """Take another birth date; the one before is kept in the history. Raises NoProfile."""
        await self._change_identity(
            account_id,
            by,
            Part.BIRTH_DATE,
            lambda personal: replace(personal, birth_date=born.isoformat()),
            why,
        )

    async def add_other_name(self, account_id: str, name: str, by: By) -> None:
        """Keep a name that was used besides the legal one. Raises TooManyNames, NoProfile."""

        def add(details: Details) -> Details:
            if name in details.other_names:
                return details
            if len(details.other_names) >= MOST_OTHER_NAMES:
                raise TooManyNames
            return replace(details, other_names=(*details.other_names, name))

        await self._change(account_id, by, Part.OTHER_NAMES, add)

    async def remove_other_name(self, account_id: str, name: str, by: By) -> None:
        """Forget a name. Raises NoProfile."""
        await self._change(
            account_id,
            by,
            Part.OTHER_NAMES,
            lambda details: replace(
                details, other_names=tuple(each for each in details.other_names if each != name)
            ),
        )

    async def change_mailing(self, account_id: str, address: Address, by: By) -> bool:
        """Take another address for letters. Returns whether it differs from before. Raises NoProfile."""
        return await self._change(
            account_id, by, Part.MAILING, lambda details: replace(details, mailing=address)
        )

    async def change_physical(self, account_id: str, address: Address, by: By) -> bool:
        """Take another address to live at. Returns whether it differs from before. Raises NoProfile."""
        return await self._change(
            account_id,
            by,
            Part.PHYSICAL,
            lambda details: replace(details, physical=address, lives_at_mailing=False),
        )

    async def live_at_mailing(self, account_id: str, by: By) -> bool:
        """The person lives where their letters go. Returns whether that is new. Raises NoProfile."""
        return await self._change(
            account_id,
            by,
            Part.PHYSICAL,
            lambda details: replace(details, physical=None, lives_at_mailing=details.mailing is not None),
        )

    async def change_phone(self, account_id: str, phone: str, by: By) -> None:
        """Take another phone number, or with an empty one forget it. Raises NoProfile."""
        await self._change(account_id, by, Part.PHONE, lambda details: replace(details, phone=phone))

    async def change_zone(self, account_id: str, zone: str, by: By) -> None:
        """Tell times in another time zone from now on. Raises NoProfile."""
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            if account.zone != zone:
                await accounts.set_zone(tx, account.id, zone)
                await reminders.look_again(tx, account.id, self._clock.now())
                await self._tell(tx, account.id, Part.ZONE, by)

    # --- within a transaction ------------------------------------------------------------------

    async def _change(
        self, account_id: str, by: By, part: Part, changed: Callable[[Details], Details]
    ) -> bool:
        """Change the details. Returns whether anything is different, also when the same update runs again."""
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            if await self._changes.is_told(tx, part, by):
                return True
            before = await rows.details_of(tx, account.id)
            after = changed(before)
            if after == before:
                return False
            await rows.put_details(tx, account.id, after, self._clock.now())
            await self._tell(tx, account.id, part, by)
            if part in _ADDRESSES:
                which, was, now_is = part.value, _shown(before, part), _shown(after, part)
                await self._staff.tell_of_change(tx, account.id, which, was, now_is)
        return True

    async def _change_identity(
        self, account_id: str, by: By, part: Part, changed: Callable[[Personal], Personal], why: Why
    ) -> None:
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            before, after = account.personal, changed(account.personal)
            if after == before or await self._changes.is_told(tx, part, by):
                return
            now = self._clock.now()
            await accounts.set_personal(tx, account.id, after)
            await rows.add_identity_change(
                tx,
                change_id=self._ids.new(now),
                account_id=account.id,
                change=IdentityChange(
                    field=part,
                    before=_identity(before, part),
                    after=_identity(after, part),
                    reason=why.reason,
                    words=why.words,
                    telegram_name=by.telegram_name,
                ),
                now=now,
            )
            await self._tell(tx, account.id, part, by)
            # They must match the forms, which the staff have.
            await self._staff.tell_of_change(
                tx, account.id, part.value, _identity(before, part), _identity(after, part)
            )

    async def _account(self, tx: Transaction, account_id: str) -> Account:
        account = await accounts.account_to_change(tx, account_id)
        if account is None:
            raise NoProfile
        return account

    async def _tell(self, tx: Transaction, account_id: str, part: Part, by: By) -> None:
        """Activity for the person, and a notice to their address: what was changed, not to what."""
        await self._changes.note(tx, account_id, part, by)
        await self._changes.mail(tx, account_id, part, by, kind="profile-changed")


_ADDRESSES: Final = (Part.MAILING, Part.PHYSICAL)


def _shown(details: Details, part: Part) -> str:
    """An address as the staff copy it into their files; empty where there is none."""
    lives_at_mailing = part is Part.PHYSICAL and details.lives_at_mailing
    address = details.mailing if part is Part.MAILING or lives_at_mailing else details.physical
    if address is None:
        return ""
    lines = (
        address.street,
        address.unit,
        " ".join(each for each in (address.city, address.region, address.postal_code) if each),
        address.country,
    )
    return "\n".join(each for each in lines if each)


def _identity(personal: Personal, part: Part) -> str:
    return personal.legal_name if part is Part.LEGAL_NAME else personal.birth_date
