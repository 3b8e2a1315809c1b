"""A representative's list: the shared cases of all clients, in the order in which they need attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.reading import Told, as_searched, told_of
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.representatives import Right
from storage.shares import SharedCase

PAGE = 8


@dataclass(frozen=True)
class ClientCase:
    """A case of a client; without `told` its number is not known yet."""

    case_id: str
    client: str
    receipt: ReceiptNumber
    told: Told | None
    rights: frozenset[Right]
    changed_at: datetime

    @property
    def needs_action(self) -> bool:
        """Whether somebody must do something."""
        return self.told is not None and self.told.meaning.needs_action


def clients_of(shared: Iterable[SharedCase], language: str) -> list[ClientCase]:
    """The shared cases, worded by their source in this language; each client's case once."""
    found: dict[tuple[str, str], ClientCase] = {}
    for each in shared:
        rights = frozenset(Right(right) for right in each.rights)
        before = found.get((each.account_id, each.case.id))
        found[each.account_id, each.case.id] = ClientCase(
            case_id=each.case.id,
            client=each.client_name,
            receipt=ReceiptNumber(each.case.receipt),
            told=told_of(each.case, language),
            rights=rights | before.rights if before else rights,
            changed_at=each.case.changed_at or each.case.created_at,
        )
    return list(found.values())


def in_order(cases: Iterable[ClientCase]) -> list[ClientCase]:
    """Those that need something first, then those that changed last."""
    return sorted(cases, key=lambda each: (not each.needs_action, -each.changed_at.timestamp()))


def matching(cases: Iterable[ClientCase], wanted: str) -> Sequence[ClientCase]:
    """Those whose client's name, form or last four digits have what was typed."""
    sought = as_searched(wanted)
    return [
        each
        for each in cases
        if sought
        and (
            sought in as_searched(each.client)
            or sought == each.receipt.last4
            or (each.told is not None and sought in as_searched(each.told.form or ""))
        )
    ]
