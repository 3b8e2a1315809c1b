"""Whom of the organisation's own records an account has shown to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cases.identity_match import identity
from bot.cases.receipt_number import ReceiptNumber
from storage import accounts, links, profiles, registry
from storage.database import Database, Transaction
from storage.registry import PersonRow


@dataclass(frozen=True)
class OtherName:
    """A case of the account in which the organisation's record has another name or birth date."""

    case_id: str
    receipt: ReceiptNumber


async def person_of(tx: Transaction, account_id: str, case_id: str) -> PersonRow | None:
    """The person of a case that the account is by legal name, or another name that it used, and birth date.

    Nobody whom another account has shown to be before: then the office has to say who is who.
    """
    found = await registry.people_like(tx, case_id, await _identities(tx, account_id))
    return next((each for each in found if each.account_id in (None, account_id)), None)


async def open_for_its_people(tx: Transaction, case_id: str) -> int:
    """Let those who follow a case already see it in full, where its record names them. Returns how many."""
    opened = 0
    for account_id in await links.followers_without_full(tx, case_id):
        person = await person_of(tx, account_id, case_id)
        if person is not None:
            await links.open_link(tx, account_id, case_id, person.role)
            await registry.attach_account(tx, person.id, account_id)
            opened += 1
    return opened


class OwnRecords:
    """Compares accounts with the records of their cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under_another_name(self, account_id: str) -> Sequence[OtherName]:
        """The cases that an account follows in full, and in whose record it has another name."""
        async with self._database.reading() as tx:
            known = set(await _identities(tx, account_id))
            people = await registry.people_who_are(tx, account_id)
            linked = {each.case.id: each for each in await links.linked_cases(tx, account_id) if each.is_full}
        differs = {
            each.case_id
            for each in people
            if each.case_id in linked
            and identity(each.name, date.fromisoformat(each.birth_date)) not in known
        }
        return [
            OtherName(case_id, ReceiptNumber(each.case.receipt))
            for case_id, each in linked.items()
            if case_id in differs
        ]


async def _identities(tx: Transaction, account_id: str) -> list[str]:
    account = await accounts.account_by_id(tx, account_id)
    if account is None:
        return []
    names = (account.personal.legal_name, *(await profiles.details_of(tx, account_id)).other_names)
    born = date.fromisoformat(account.personal.birth_date)
    return [identity(name, born) for name in names]
