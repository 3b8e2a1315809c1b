"""A case as the sandbox's Case Status API keeps it, and the JSON that the API tells of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.case_wording import describe, sentences, title_in_spanish

EASTERN = ZoneInfo("America/New_York")
"""The API writes its dates without a zone; the sandbox means Washington's."""

_MOST_HISTORY = 100


@dataclass(frozen=True, slots=True)
class PastStatus:
    """A status that the case has left behind, and when it had come to it."""

    title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SandboxCase:
    """A case of the sandbox: where it stands since when, and where it stood before."""

    receipt: str
    form: str
    title: str
    submitted: datetime
    modified: datetime
    history: tuple[PastStatus, ...] = ()

    def moved(self, title: str, now: datetime) -> "SandboxCase":
        """The case with its next status, its present one added to the history."""
        past = PastStatus(self.title, self.modified)
        return replace(self, title=title, modified=now, history=(*self.history, past)[-_MOST_HISTORY:])

    def as_json(self) -> dict[str, Any]:
        """What the API tells, with the irregularities that the real one was seen to have.

        Electronic cases (IOE) carry no dates. Nebraska writes the form without its dash and leaves an
        empty history out, where others write null; and in a history it writes whole sentences, where others
        write titles. Texas tells its history with the newest first, and writes its dates the other way.
        """
        prefix = self.receipt[:3]
        english, spanish = describe(
            self.title, form=self.form, receipt=self.receipt, on=self.modified.astimezone(EASTERN).date()
        )
        case: dict[str, Any] = {
            "receiptNumber": self.receipt,
            "formType": self.form.replace("-", "") if prefix == "LIN" else self.form,
            "current_case_status_text_en": self.title,
            "current_case_status_desc_en": english,
            "current_case_status_text_es": title_in_spanish(self.title),
            "current_case_status_desc_es": spanish,
        }
        if prefix != "IOE":
            case |= {"submittedDate": _date_time(self.submitted), "modifiedDate": _date_time(self.modified)}
        if self.history or prefix != "LIN":
            case["hist_case_status"] = self._history(prefix) or None
        message = f"Query was successful for payload {{'receipt_number': '{self.receipt}'}}"
        return {"case_status": case, "message": message}

    def _history(self, prefix: str) -> list[dict[str, str]]:
        texas = prefix == "SRC"
        entries = [
            {
                "date": _date_time(past.since)
                if texas
                else past.since.astimezone(EASTERN).date().isoformat(),
                **dict(
                    zip(("completed_text_en", "completed_text_es"), self._told(past, prefix), strict=True)
                ),
            }
            for past in self.history
        ]
        return entries[::-1] if texas else entries

    def _told(self, past: PastStatus, prefix: str) -> tuple[str, str]:
        if prefix == "LIN":
            return sentences(past.title, form=self.form)
        return past.title, title_in_spanish(past.title)


def _date_time(moment: datetime) -> str:
    return moment.astimezone(EASTERN).strftime("%m-%d-%Y %H:%M:%S")
