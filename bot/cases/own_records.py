"""Whom of the organisation's own records an account has shown to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cases.identity_match import identity
from bot.cases.receipt_number import ReceiptNumber
from storage import accounts, link_requests, links, profiles, registry
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids
from storage.registry import PersonRow
from storage.shares import chats_told

LINK_APPROVED, LINK_REFUSED = "link-approved", "link-refused"


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


async def open_for_its_people(tx: Transaction, ids: Ids, case_id: str, now: datetime) -> bool:
    """Let those who follow a case already see it in full, where its record names them, and tell them.

    What they asked of the staff for it is answered with that. Who still waits for the number hears that it
    was found instead: a matter of the caller. True if anybody sees more now.
    """
    opened = False
    for account_id, waits in await links.followers_without_full(tx, case_id):
        person = await person_of(tx, account_id, case_id)
        if person is not None:
            await links.open_link(tx, account_id, case_id, person.role)
            await registry.attach_account(tx, person.id, account_id)
            await link_requests.drop_open_request(tx, account_id, case_id, now)
            if not waits:
                await tell_of_link(tx, ids, LINK_APPROVED, account_id, case_id, person.id, now)
            opened = True
    return opened


async def tell_of_link(
    tx: Transaction, ids: Ids, kind: str, account_id: str, case_id: str, cause: str, now: datetime
) -> None:
    """Tell the account's chats what became of its link: without a number, for a phone is seen by others."""
    told = [
        NewDelivery(
            once_key=f"{kind}:{cause}:{chat_id}",
            kind=kind,
            channel="telegram",
            account_id=account_id,
            case_id=case_id,
            chat_id=chat_id,
            body={},
        )
        for chat_id in await chats_told(tx, account_id)
    ]
    await add_deliveries(tx, ids, now, told)


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
