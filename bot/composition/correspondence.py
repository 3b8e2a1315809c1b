"""Puts together what passes between the organisation and the applicant."""

from bot.cases.telling import Teller
from bot.composition.means import Means
from bot.services import AccountServices, CorrespondenceServices


def correspondence_services(m: Means, accounts: AccountServices, teller: Teller) -> CorrespondenceServices:
    """Everything about correspondence."""
    return CorrespondenceServices()
