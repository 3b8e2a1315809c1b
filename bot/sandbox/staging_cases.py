"""The cases that the sandbox begins with.

The receipt numbers are the official staging set of USCIS's developer portal, and EAC9999103402 is the
example of its documentation. What else the cases hold is made up, and so is IOE9999100001: the staging set
has no electronic case, which is the kind that lacks dates.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.sandbox.case_records import EASTERN, PastStatus, SandboxCase

WITH_HISTORY = (
    "EAC9999103403", "EAC9999103404", "EAC9999103405", "EAC9999103410", "EAC9999103411", "EAC9999103416",
    "EAC9999103419", "LIN9999106498", "LIN9999106499", "LIN9999106504", "LIN9999106505", "LIN9999106506",
    "SRC9999102777", "SRC9999102778", "SRC9999102779", "SRC9999102780", "SRC9999102781", "SRC9999102782",
    "SRC9999102783", "SRC9999102784", "SRC9999102785", "SRC9999102786", "SRC9999102787", "SRC9999132710",
    "SRC9999132719",
)  # fmt: skip
WITHOUT_HISTORY = (
    "EAC9999103400", "EAC9999103402", "EAC9999103406", "EAC9999103407", "EAC9999103408", "EAC9999103409",
    "EAC9999103412", "EAC9999103413", "EAC9999103414", "EAC9999103415", "EAC9999103420", "EAC9999103421",
    "EAC9999103424", "EAC9999103425", "EAC9999103426", "EAC9999103428", "EAC9999103429", "EAC9999103431",
    "EAC9999103432", "LIN9999106501", "LIN9999106507", "SRC9999132694", "SRC9999132695", "SRC9999132706",
    "SRC9999132707",
)  # fmt: skip
OUR_ELECTRONIC_CASE = "IOE9999100001"

_DOCUMENTED = "EAC9999103402"
_SUBMITTED = datetime(2023, 9, 5, 14, 28, 46, tzinfo=EASTERN)
_A_STEP = timedelta(days=45)

# One of each kind of way, handed round the staging numbers: the form, then its statuses in order.
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("I-130", ("Case Was Received", "Case Is Being Actively Reviewed By USCIS", "Case Was Approved")),
    ("I-765", ("Case Was Received", "New Card Is Being Produced", "Card Was Mailed To Me")),
    (
        "I-485",
        (
            "Case Was Received",
            "Fingerprint and Biometrics Appointment Was Scheduled",
            "Case Was Updated To Show Fingerprints Were Taken",
            "Request for Initial Evidence Was Sent",
        ),
    ),
    ("N-400", ("Case Was Received", "Interview Was Scheduled", "Oath Ceremony Notice Was Mailed")),
    ("I-129", ("Case Was Received", "Case Was Transferred And A New Office Has Jurisdiction")),
)


def staging_cases() -> Iterator[SandboxCase]:
    """The official staging numbers and one electronic case of our own."""
    for number, receipt in enumerate([*WITH_HISTORY, OUR_ELECTRONIC_CASE]):
        form, titles = _WAYS[number % len(_WAYS)]
        yield _far_along(receipt, form, titles)
    for number, receipt in enumerate(WITHOUT_HISTORY):
        form, titles = _WAYS[number % len(_WAYS)]
        if receipt == _DOCUMENTED:
            form, titles = "I-130", ("Case Approval Was Affirmed",)
        yield SandboxCase(receipt, form, titles[0], submitted=_SUBMITTED, modified=_SUBMITTED)


def _far_along(receipt: str, form: str, titles: tuple[str, ...]) -> SandboxCase:
    *past, last = (PastStatus(title, _SUBMITTED + step * _A_STEP) for step, title in enumerate(titles))
    return SandboxCase(
        receipt, form, last.title, submitted=_SUBMITTED, modified=last.since, history=tuple(past)
    )
