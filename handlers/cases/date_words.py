"""Deadlines and appointments in words: on screens, in alerts, in calendars."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cases.dates import CaseDate, DateKind, Entry, ReadFrom
from bot.telegram.buttons import Button, Reach
from bot.telegram.turn import Turn
from bot.texts.catalogue import Argument, Html
from bot.texts.places import city_name
from bot.texts.wording import Wording


@dataclass(frozen=True)
class DateFacts:
    """What is said of a date, wherever that is."""

    kind: DateKind
    day: date
    at: datetime | None
    zone: str | None
    read_from: ReadFrom
    place: str = ""
    bring: str = ""
    note: str = ""
    form: str | None = None
    last4: str = ""

    @classmethod
    def of(cls, found: CaseDate) -> "DateFacts":
        """Of one that is kept."""
        entry = found.entry
        return cls(
            kind=entry.kind,
            day=entry.day,
            at=found.at,
            zone=entry.zone,
            read_from=found.read_from,
            place=entry.place,
            bring=entry.bring,
            note=entry.note,
            form=found.form,
            last4=found.receipt.last4,
        )

    @classmethod
    def entered(cls, entry: Entry, read_from: ReadFrom) -> "DateFacts":
        """Of what was entered."""
        place, bring, note = entry.place, entry.bring, entry.note
        return cls(entry.kind, entry.day, entry.at, entry.zone, read_from, place, bring, note)

    @classmethod
    def told(cls, body: Mapping[str, str]) -> "DateFacts":
        """Of what an alert carries."""
        return cls(
            kind=DateKind(body["kind"]),
            day=date.fromisoformat(body["day"]),
            at=datetime.fromisoformat(body["moment"]) if body["moment"] else None,
            zone=body["place_zone"] or None,
            read_from=ReadFrom(body["read_from"]),
            place=body["place"],
            bring=body["bring"],
            note=body["note"],
            form=body["form"] or None,
            last4=body["last4"],
        )


def title(words: Wording, facts: DateFacts) -> str:
    """What the date is for."""
    if facts.kind is DateKind.OTHER and facts.note:
        return facts.note
    return words.plain(f"deadlines-kind-{facts.kind}")


def when(words: Wording, facts: DateFacts) -> str:
    """The day, and the hour by the clock of the place; by the reader's too where that is another."""
    if facts.at is None or facts.zone is None:
        return words.day(facts.day)
    place = ZoneInfo(facts.zone)
    day, time = words.day(facts.day), words.dates.clock(words.language, facts.at, place)
    there, here = facts.at.astimezone(place), facts.at.astimezone(words.zone)
    if there.utcoffset() == here.utcoffset():
        return words.plain("deadlines-at", day=day, time=time)
    own = words.dates.clock(words.language, facts.at, words.zone)
    if here.date() != there.date():
        own = words.plain("deadlines-at", day=words.day(here.date()), time=own)
    city = city_name(words.language, facts.zone)
    return words.plain("deadlines-at-both", day=day, time=time, city=city, own=own)


def days_left(words: Wording, facts: DateFacts) -> int:
    """How many days away it is by the reader's calendar."""
    day = facts.at.astimezone(words.zone).date() if facts.at else facts.day
    return (day - words.now.astimezone(words.zone).date()).days


def left(words: Wording, facts: DateFacts) -> str:
    """How far away it is."""
    days = days_left(words, facts)
    if days < 0 or (facts.at is not None and facts.at <= words.now):
        return words.plain("deadlines-left-past")
    if days < len(_NEAREST):
        return words.plain(f"deadlines-left-{_NEAREST[days]}")
    return words.plain("deadlines-left", count=days)


_NEAREST = ("today", "tomorrow")


def details(words: Wording, facts: DateFacts) -> Html:
    """Place, what to bring, and a note, as far as there are any."""
    lines = []
    if facts.place:
        lines.append(words.html("deadlines-place", place=facts.place))
    if facts.bring:
        lines.append(words.html("deadlines-bring", bring=facts.bring))
    if facts.note and facts.kind is not DateKind.OTHER:
        lines.append(words.html("deadlines-note", note=facts.note))
    return Html("".join(lines))


def what_to_do(words: Wording, facts: DateFacts) -> str:
    """What the person does by then."""
    return words.plain(f"deadlines-do-{facts.kind}")


def source(words: Wording, facts: DateFacts, organisation: str) -> str:
    """Where the day was read; of one that was only computed, that it was."""
    return words.plain(f"deadlines-from-{facts.read_from}", organisation=organisation)


def is_estimate(words: Wording, facts: DateFacts) -> Html:
    """That it was only computed: said wherever such a day is."""
    return words.html("deadlines-state-estimate") if facts.read_from is ReadFrom.ESTIMATE else Html("")


def state(words: Wording, found: CaseDate) -> Html:
    """What became of it: that it is done, or that the case has moved past it."""
    if found.is_done:
        return words.html("deadlines-state-done")
    return words.html("deadlines-state-passed") if found.is_passed else Html("")


def said_of(words: Wording, facts: DateFacts) -> dict[str, Argument]:
    """What nearly every sentence about a date needs."""
    return {
        "title": title(words, facts),
        "form": facts.form or words.plain("cases-form-unknown"),
        "last4": facts.last4,
        "when": when(words, facts),
        "left": left(words, facts),
    }


def line(words: Wording, found: CaseDate) -> Html:
    """A date in a list."""
    facts = DateFacts.of(found)
    said = Html(is_estimate(words, facts) + state(words, found))
    return words.html("deadlines-line", state=said, **said_of(words, facts))


def dates_button(case_id: str) -> Button:
    """The button that opens the dates of a case."""
    return Button("deadlines-open-case", "dates", case_id, reach=Reach.SESSION)


async def next_date(turn: Turn, case_id: str) -> Html:
    """The next date of a case, on its card; nothing where there is none."""
    dates = await turn.services.deadlines.of_case(turn.account, case_id)
    coming = [each for each in dates if days_left(turn.wording, DateFacts.of(each)) >= 0]
    if not coming:
        return Html("")
    words, found = turn.wording, next((each for each in coming if not each.is_done), coming[0])
    facts = DateFacts.of(found)
    said = Html(is_estimate(words, facts) + state(words, found))
    return words.html(
        "deadlines-card",
        when=when(words, facts),
        left=left(words, facts),
        title=title(words, facts),
        state=said,
    )
