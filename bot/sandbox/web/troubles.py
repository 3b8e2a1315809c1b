"""What may be wrong with the case service, as the page offers it: one thing at a time."""

from enum import StrEnum

from bot.sandbox.case_faults import BodyFault, Faults


class Trouble(StrEnum):
    """A trouble that the real service was seen to have."""

    NONE = "none"
    CLOSED = "closed"
    TOO_MANY = "too-many"
    GARBLED = "garbled"


_STATUSES = {Trouble.CLOSED: 503, Trouble.TOO_MANY: 429}


def trouble_at(faults: Faults) -> Trouble:
    """Which of these there is now."""
    if faults.body is BodyFault.GARBLED:
        return Trouble.GARBLED
    return next((each for each, status in _STATUSES.items() if faults.outage == status), Trouble.NONE)


def let_there_be(trouble: Trouble, faults: Faults) -> None:
    """Have this trouble, and no other of these."""
    faults.outage = _STATUSES.get(trouble)
    faults.body = BodyFault.GARBLED if trouble is Trouble.GARBLED else None
