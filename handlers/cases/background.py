"""What stands on a card behind its status: sources that differ, people, and what the office has on record."""

from datetime import date

from bot.cases.background import Background
from bot.cases.descriptions import shortened
from bot.cases.registry import Record
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html

_LONGEST = 120
"""Characters of a name, an office or a status, of which there may be several."""
_MOST_PEOPLE = 8


def background_on(turn: Turn, background: Background) -> Html:
    """Its sections, each with its heading; empty where nothing is known."""
    return Html("".join((_sources(turn, background), _record(turn, background))))


def _sources(turn: Turn, background: Background) -> Html:
    """Who says what, and since when: shown only where sources differ."""
    if not background.said:
        return Html("")
    lines = [
        turn.html(
            "cases-said-line",
            source=turn.words(f"cases-said-by-{each.source}"),
            title=shortened(each.title, _LONGEST),
            day=turn.day(each.since.astimezone(turn.zone).date()),
        )
        for each in background.said
    ]
    return turn.html("cases-said", lines=Html("\n".join(lines)))


def _record(turn: Turn, background: Background) -> Html:
    lines = [
        turn.html(
            "cases-person", role=turn.words(f"opening-role-{each.role}"), name=shortened(each.name, _LONGEST)
        )
        for each in background.people[:_MOST_PEOPLE]
    ]
    lines += [
        turn.html("cases-kept-line", what=turn.words(f"cases-kept-{name}"), value=shortened(value, _LONGEST))
        for name, value in _values(turn, background.record)
    ]
    return turn.html("cases-kept", lines=Html("\n".join(lines))) if lines else Html("")


def _values(turn: Turn, record: Record) -> list[tuple[str, str]]:
    """What is known, in the order of a notice. The A-number stays away from a screen that others may see."""

    def on(day: date | None) -> str | None:
        return turn.day(day) if day else None

    found = {
        "office": record.office,
        "category": record.category,
        "received": on(record.received_on),
        "priority": on(record.priority_on),
        "valid-from": on(record.valid_from),
        "valid-to": on(record.valid_to),
        "tracking": record.tracking,
    }
    return [(name, value) for name, value in found.items() if value]
