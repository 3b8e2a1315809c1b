"""The later questions about a date: at what time, where, by which clock; and everything again."""

import asyncio
from datetime import date, time
from enum import StrEnum

from bot.accounts.time_zones import UnknownZone, find_zones, usual_zones
from bot.cases.dates import LONGEST_WORDS, DateKind, Entry, ReadFrom
from bot.cases.typed_hours import NotAnHour, read_hour
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Next
from bot.telegram.turn import Row, Turn
from bot.texts.places import city_name
from handlers.cases.date_words import DateFacts, details, title, when
from handlers.keyboards import BACK, CANCEL


class Step(StrEnum):
    """The questions, in their order."""

    KIND = "kind"
    NOTE = "note"
    DAY = "day"
    WHICH_DAY = "which-day"
    HOUR = "hour"
    PLACE = "place"
    ZONE = "zone"
    REVIEW = "review"


async def ask_hour(turn: Turn) -> Next:
    """At what time, if the notice says?"""
    await turn.show("deadlines-ask-hour", [Button("deadlines-no-hour", "no-hour"), (BACK, CANCEL)])
    return Step.HOUR


async def take_hour(turn: Turn) -> Next:
    """Take the time that was typed."""
    try:
        turn.answers["hour"] = read_hour(turn.text).isoformat("minutes")
    except NotAnHour:
        await turn.say("deadlines-hour-unreadable")
        return await ask_hour(turn)
    turn.answers["zone"] = turn.answers.get("zone") or turn.zone.key
    return await ask_place(turn)


async def no_hour(turn: Turn) -> Next:
    """The notice names only the day."""
    turn.answers.pop("hour", None)
    return await ask_place(turn)


async def ask_place(turn: Turn) -> Next:
    """Where?"""
    same = [Button("deadlines-same-place", "same-place")] if turn.answers.get("place") else []
    leave = Button("deadlines-no-place", "no-place")
    await turn.show("deadlines-ask-place", [*same, leave, (BACK, CANCEL)])
    return Step.PLACE


async def take_place(turn: Turn) -> Next:
    """Take the address, if it is not too long."""
    words = await words_of(turn)
    if words is None:
        return await ask_place(turn)
    turn.answers["place"] = words
    return await review(turn)


async def no_place(turn: Turn) -> Next:
    """Without one."""
    turn.answers["place"] = ""
    return await review(turn)


async def ask_zone(turn: Turn) -> Next:
    """By which clock?"""
    await turn.show("deadlines-ask-zone", [*_zones(turn, usual_zones()), (BACK, CANCEL)])
    return Step.ZONE


async def take_city(turn: Turn) -> Next:
    """The clocks of the city that was typed."""
    try:
        # The first look reads the names of all zones.
        found = await asyncio.to_thread(find_zones, turn.text)
    except UnknownZone:
        await turn.say("deadlines-zone-unknown")
        return await ask_zone(turn)
    await turn.say("deadlines-ask-zone", [*_zones(turn, found), (BACK, CANCEL)])
    return Step.ZONE


async def take_zone(turn: Turn) -> Next:
    """The clock that was pressed."""
    turn.answers["zone"] = turn.argument
    return await review(turn)


def _zones(turn: Turn, names: tuple[str, ...]) -> list[Button]:
    return [
        Button("deadlines-zone", "zone", name, words=(("city", city_name(turn.language, name)),))
        for name in names
    ]


async def review(turn: Turn) -> Next:
    """Everything again, to be compared with the notice."""
    entry = entry_of(turn)
    facts = DateFacts.entered(entry, ReadFrom.NOTICE)
    zone: list[Row] = [Button("deadlines-other-zone", "other-zone")] if entry.clock else []
    await turn.show(
        "deadlines-review",
        [Button("deadlines-save", "save"), *zone, (BACK, CANCEL)],
        title=title(turn.wording, facts),
        when=when(turn.wording, facts),
        details=details(turn.wording, facts),
    )
    return Step.REVIEW


async def words_of(turn: Turn) -> str | None:
    """One line of the person's own, or None after saying what is wrong with it."""
    words = " ".join(turn.text.split())
    if len(words) <= LONGEST_WORDS and words.isprintable():
        return words
    await turn.say("deadlines-words-long", count=LONGEST_WORDS)
    return None


def kind_of(turn: Turn) -> DateKind:
    """What the date is for."""
    return DateKind(turn.answers["kind"])


def entry_of(turn: Turn) -> Entry:
    """What was answered so far."""
    answers = turn.answers
    clock = time.fromisoformat(answers["hour"]) if answers.get("hour") else None
    return Entry(
        kind=kind_of(turn),
        day=date.fromisoformat(answers["day"]),
        clock=clock,
        zone=answers["zone"] if clock else None,
        place=answers.get("place", ""),
        note=answers.get("note", ""),
    )
