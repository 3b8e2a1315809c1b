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
    modified: date | None = None
    """When the source touched its record last, where it says so."""
    previous: str | None = None
    """The title before this one, as far as we have seen."""
    moved_at: int = 0
    """How many good answers there had been of the case when it came to this status."""

    @classmethod
    def of(cls, observation: Observation, *, changes: int, previous: str | None = None) -> "Snapshot":
        """What is kept of an observation."""
        return cls(
            form=observation.form,
            title=observation.title,
            title_es=observation.title_es,
            description=observation.description,
            description_es=observation.description_es,
            submitted=observation.submitted,
            changes=changes,
            modified=observation.modified,
            previous=previous,
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
            submitted=_day(stored["submitted"]),
            changes=stored["changes"],
            # Not in what was stored by earlier versions.
            modified=_day(stored.get("modified")),
            previous=stored.get("previous"),
            moved_at=stored.get("moved_at", 0),
        )

    def write(self) -> Mapping[str, Any]:
        """The stored form."""
        # By hand: `asdict` copies deeply, which is most of the cost of a hundred thousand cases.
        return {
            "form": self.form,
            "title": self.title,
            "title_es": self.title_es,
            "description": _written(self.description),
            "description_es": _written(self.description_es) if self.description_es else None,
            "submitted": self.submitted.isoformat() if self.submitted else None,
            "changes": self.changes,
            "modified": self.modified.isoformat() if self.modified else None,
            "previous": self.previous,
            "moved_at": self.moved_at,
        }

    @property
    def key(self) -> str:
        """What a change is told by: the status text, never a timestamp (some answers carry none)."""
        return change_key(self.title)

    @property
    def meaning(self) -> StatusMeaning:
        """What the status says about the case."""
        return classify(self.title)

    @property
    def day(self) -> date | None:
        """Since when it is so by the source's own word, where it says so."""
        return status_date(self.description.text) or self.modified

    def touch(self, source: str) -> StatusEvent:
        """The record was touched, and the status is the same."""
        on = self.modified
        return StatusEvent(
            once=f"touched:{on}:{self.changes}",
            source=source,
            title=self.title,
            title_es=self.title_es,
            happened_on=on,
            touched=True,
        )

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


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _written(description: Description) -> Mapping[str, Any]:
    return {"text": description.text, "links": [asdict(each) for each in description.links]}


def _description(stored: Mapping[str, Any]) -> Description:
    return Description(stored["text"], tuple(Link(**link) for link in stored["links"]))
