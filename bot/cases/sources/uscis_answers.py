"""The Case Status API's answers read into our own words: pure, no network.

The shapes are those of USCIS's "Case Status API" 1.0.0 (developer.uscis.gov/api/case-status) and what
others saw its sandbox send: electronic cases without dates, a history that is null, missing or unsorted,
two ways to write a date, numbers as strings, JSON that is none, and five shapes of an error.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.cases.descriptions import read_description, read_line
from bot.cases.receipt_number import ReceiptNumber, mask_receipts
from bot.cases.sources.source import HistoryEntry, Observation, SourceGarbled

_MOST_HISTORY = 200
_DATE_FORMATS = ("%m-%d-%Y %H:%M:%S", "%Y-%m-%d")
_FORM = re.compile(r"([A-Z]{1,4})-?([0-9]{1,4}[A-Z]{0,3})")
_LONGEST_FORM = 20
_TOKEN = re.compile(r"[!-~]{1,4096}")
_SHORT_LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class GrantedToken:
    """An access token and how long it lasts from its issue."""

    value: str = field(repr=False)
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class ApiFault:
    """An error answer. `from_gateway`: by the Apigee gateway before the API, which knows no receipts."""

    message: str | None
    from_gateway: bool


def read_case(body: bytes, receipt: ReceiptNumber, *, observed_at: datetime, source: str) -> Observation:
    """The state of `receipt` in a 200 answer. Raises SourceGarbled unless it is one, and of this receipt."""
    case = _object(body).get("case_status")
    if not isinstance(case, dict):
        raise SourceGarbled("the answer holds no case status")
    if case.get("receiptNumber") != receipt.value:
        raise SourceGarbled("the answer is about another receipt number")
    title = _line(case.get("current_case_status_text_en"))
    if title is None:
        raise SourceGarbled("the answer holds no status text")
    description_es = _text(case.get("current_case_status_desc_es"))
    return Observation(
        receipt=receipt,
        form=_form(case.get("formType")),
        title=title,
        description=read_description(_text(case.get("current_case_status_desc_en")) or ""),
        title_es=_line(case.get("current_case_status_text_es")),
        description_es=read_description(description_es) if description_es else None,
        submitted=_day(case.get("submittedDate")),
        modified=_day(case.get("modifiedDate")),
        history=_history(case.get("hist_case_status") or case.get("hist_case_data")),
        observed_at=observed_at,
        source=source,
    )


def read_token(body: bytes) -> GrantedToken:
    """The access token in a 200 answer. Raises SourceGarbled where there is none that a header can carry."""
    answer = _object(body)
    value = answer.get("access_token")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise SourceGarbled("the token answer holds no access token")
    seconds = str(answer.get("expires_in"))
    # RFC 6749 section 5.1 does not oblige the server to say how long; the API does, in a string.
    lasts = timedelta(seconds=int(seconds)) if re.fullmatch("[0-9]{1,6}", seconds) else _SHORT_LIFE
    return GrantedToken(value, lasts)


def read_fault(body: bytes) -> ApiFault | None:
    """The error in an answer, whichever of its shapes it has; None where the body is not the API's at all.

    A missing body is the API's: a fault that says nothing.
    """
    if not body.strip():
        return ApiFault(message=None, from_gateway=False)
    try:
        answer = _object(body)
    except SourceGarbled:
        return None
    match answer:
        case {"fault": {"faultstring": message}}:
            return _fault(message, from_gateway=True)
        case {"error": {"message": message}} | {"errors": [{"message": message}, *_]} | {"message": message}:
            return _fault(message)
        case _:
            return None


def _fault(message: object, *, from_gateway: bool = False) -> ApiFault:
    line = _line(message)
    return ApiFault(mask_receipts(line) if line else None, from_gateway)


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceGarbled("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise SourceGarbled("the answer is not a JSON object")
    return answer


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _line(value: object) -> str | None:
    text = _text(value)
    return (read_line(text) or None) if text else None


def _form(value: object) -> str | None:
    """The form's name with its dash, which some answers leave out: N400 is N-400."""
    name = _line(value)
    if name is None:
        return None
    name = name.upper()[:_LONGEST_FORM]
    parts = _FORM.fullmatch(name)
    return f"{parts[1]}-{parts[2]}" if parts else name


def _day(value: object) -> date | None:
    """The day of a date in either format; the hour is dropped, for no zone is given that it would hold in."""
    text = _text(value)
    if text is None:
        return None
    for written in _DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), written).date()
        except ValueError:
            continue
    return None


def _history(value: object) -> tuple[HistoryEntry, ...]:
    entries = value[:_MOST_HISTORY] if isinstance(value, list) else []
    read = [entry for entry in map(_history_entry, entries) if entry is not None]
    return tuple(sorted(read, key=lambda entry: entry.on))


def _history_entry(value: object) -> HistoryEntry | None:
    """One step, or None where it lacks its day or its words: the rest of the answer is no worse for it."""
    if not isinstance(value, dict):
        return None
    on = _day(value.get("date"))
    text = _line(value.get("completed_text_en"))
    if on is None or text is None:
        return None
    return HistoryEntry(on, text, _line(value.get("completed_text_es")))
