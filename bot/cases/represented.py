"""Who hears of the papers and dates of a case besides its followers: their representatives."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.cases.representatives import Right
from storage import shares
from storage.database import Transaction
from storage.links import Follower


async def with_representatives(
    tx: Transaction, case_id: str, followers: Sequence[Follower], now: datetime
) -> Sequence[Follower]:
    """These followers, and whoever may see papers of the case in the name of one of them.

    So a representative is reminded of a date when the client is, and of no date that the client has put away.
    """
    clients = {each.account_id for each in followers}
    return [*followers, *await representatives_with(tx, case_id, clients, Right.PAPERS, now)]


async def representatives_with(
    tx: Transaction, case_id: str, client_ids: Collection[str], right: Right, now: datetime
) -> Sequence[Follower]:
    """Who may do this for one of these clients about a case just now."""
    found = await shares.representatives_of(tx, case_id, now)
    return [each for each in found if each.client_id in client_ids and right in each.rights]
