"""Who hears of the papers and dates of a case besides its followers: their representatives."""

from collections.abc import Sequence
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
    found = await shares.representatives_of(tx, case_id, now)
    return [
        *followers,
        *(each for each in found if each.client_id in clients and Right.PAPERS in each.rights),
    ]
