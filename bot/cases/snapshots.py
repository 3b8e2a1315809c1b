"""A source's answer in the form in which it is stored, and what changed between two of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.cases.descriptions import Description, Link
from bot.cases.sources.source import Observation
from bot.cases.statuses import StatusMeaning, change_key, classify, status_date
from storage.cases import StatusEvent


@dataclass(frozen=True)
class Snapshot:
    """The last good answer about a case."""

    form: str | None
    title: str
    title_es: str | None
    description: Description
    description_es: Description | None
    submitted: date | None
    changes: int
    """How many changes were seen: tells a return to an earlier status from the same change seen twice."""

    @classmethod
    def of(cls, observation: Observation, *, changes: int) -> "Snapshot":
        """What is kept of an observation."""
        return cls(
            form=observation.form,
            title=observation.title,
            title_es=observation.title_es,
            description=observation.description,
            description_es=observation.description_es,
            submitted=observation.submitted,
            changes=changes,
        )

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Snapshot":
        """From the stored form."""
        return cls(
            form=stored["form"],
            title=stored["title"],
            title_es=stored["title_es"],
            description=_description(stored["description"]),
            description_es=_description(stored["description_es"]) if stored["description_es"] else None,
            submitted=date.fromisoformat(stored["submitted"]) if stored["submitted"] else None,
            changes=stored["changes"],
        )

    def write(self) -> Mapping[str, Any]:
        """The stored form."""
        return {**asdict(self), "submitted": self.submitted.isoformat() if self.submitted else None}

    @property
    def key(self) -> str:
        """What a change is told by: the status text, never a timestamp (some answers carry none)."""
        return change_key(self.title)

    @property
    def meaning(self) -> StatusMeaning:
        """What the status says about the case."""
        return classify(self.title)

    def event(self, source: str, on: date | None) -> StatusEvent:
        """The step into this status; `on` where the text itself names no day."""
        return StatusEvent(
            once=f"{self.key}:{self.changes}",
            source=source,
            title=self.title,
            title_es=self.title_es,
            happened_on=status_date(self.description.text) or on,
        )


def earlier_steps(observation: Observation) -> list[StatusEvent]:
    """The steps that the source tells of the time before it was first asked."""
    return [
        StatusEvent(
            once=f"told:{entry.on.isoformat()}:{change_key(entry.text)}",
            source=observation.source,
            title=entry.text,
            title_es=entry.text_es,
            happened_on=entry.on,
        )
        for entry in observation.history
    ]


def _description(stored: Mapping[str, Any]) -> Description:
    return Description(stored["text"], tuple(Link(**link) for link in stored["links"]))
