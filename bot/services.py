"""The services that handlers call, by name."""

from dataclasses import dataclass

from bot.accounts.login import LoggingIn
from bot.accounts.registration import Registering
from bot.accounts.second_factors import SecondFactors
from bot.accounts.sessions import Bindings, Sessions
from bot.alerts.tidying import Tidying
from bot.cases.linking import Linking
from bot.cases.reading import Cases


@dataclass(frozen=True)
class Services:
    """Everything that a dialogue may ask of the house."""

    registering: Registering
    logging_in: LoggingIn
    second_factors: SecondFactors
    sessions: Sessions
    bindings: Bindings
    tidying: Tidying
    linking: Linking
    cases: Cases
