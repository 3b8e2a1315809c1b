"""Entering a date off a notice, or changing one: what for, which day, what time, where; then all again.

People do so for themselves, and the staff for everybody who follows a case in full: the same questions.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_day
from bot.cases.dates import LONGEST_AHEAD, BadEntry, DateKind
from bot.cases.deadlines import NoSuchDeadline, TooManyDeadlines
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Handler, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.cases.calendar_keyboard import days_of, month_asked_for
from handlers.cases.date_place import (
    Step,
    ask_hour,
    ask_place,
    ask_zone,
    entry_of,
    kind_of,
    no_hour,
    no_place,
    review,
    take_city,
    take_hour,
    take_place,
    take_zone,
    words_of,
)
from handlers.keyboards import BACK, CANCEL, HOME, MY_CASES

_EXAMPLE: Final = timedelta(days=45)


async def begin(turn: Turn) -> Next:
    """A new date, of one case."""
    turn.answers.update(case=turn.argument)
    return await ask_kind(turn)


async def begin_change(turn: Turn) -> Next:
    """Another day for one that is there; of an estimate, the day that stands on the notice."""
    try:
        found = await turn.services.deadlines.one(turn.account, turn.argument)
    except NoSuchDeadline:
        return GoTo("deadlines")
    if not found.is_own:
        return GoTo("date", found.id)
    entry = found.entry
    turn.answers.update(
        date=found.id,
        case=found.case_id,
        kind=entry.kind,
        place=entry.place,
        note=entry.note,
        zone=entry.zone or "",
    )
    return await ask_day(turn)


async def ask_kind(turn: Turn) -> Next:
    """What is it for?"""
    kinds = [Button(f"deadlines-kind-{each}", "kind", each) for each in DateKind]
    await turn.show("deadlines-ask-kind", [*kinds, CANCEL])
    return Step.KIND


async def take_kind(turn: Turn) -> Next:
    """Of another date than the usual ones, say which."""
    turn.answers["kind"] = turn.argument
    return await (ask_note(turn) if turn.argument == DateKind.OTHER else ask_day(turn))


async def ask_note(turn: Turn) -> Next:
    """What it is, in the person's own words."""
    await turn.show("deadlines-ask-note", [(BACK, CANCEL)])
    return Step.NOTE


async def take_note(turn: Turn) -> Next:
    """Take the words, if they are not too many."""
    words = await words_of(turn)
    if words is None:
        return await ask_note(turn)
    turn.answers["note"] = words
    return await ask_day(turn)


async def ask_day(turn: Turn) -> Next:
    """Which day? It can be typed in many forms, or pressed."""
    example = turn.day(turn.now.date() + _EXAMPLE)
    await turn.show(
        "deadlines-ask-day", [Button("deadlines-calendar", "month"), (BACK, CANCEL)], example=example
    )
    return Step.DAY


async def show_month(turn: Turn) -> Next:
    """A month to press a day of."""
    month = month_asked_for(turn)
    await turn.show(
        "deadlines-ask-day-in",
        [*days_of(turn, month), (BACK, CANCEL)],
        month=turn.house.dates.month(turn.language, month),
    )
    return Step.DAY


async def nothing_there(turn: Turn) -> Next:
    """A press beside the days changes nothing."""
    return Step.DAY


async def take_day(turn: Turn) -> Next:
    """Take the day that was typed; where it can be read two ways, ask which."""
    today = turn.now.astimezone(turn.zone).date()
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        day = read_day(turn.text, earliest=today, latest=today + LONGEST_AHEAD, order=order)
    except AmbiguousDate as ambiguous:
        turn.answers["days"] = " ".join(each.isoformat() for each in ambiguous.candidates)
        return await ask_which_day(turn)
    except BadDate as bad:
        await turn.say(f"deadlines-day-{bad.reason}")
        return await ask_day(turn)
    return await _after_day(turn, day)


async def press_day(turn: Turn) -> Next:
    """Take the day that was pressed."""
    return await _after_day(turn, date.fromisoformat(turn.argument))


async def ask_which_day(turn: Turn) -> Next:
    """Which of two days was meant."""
    choices = [
        Button("deadlines-day", "day", iso, words=(("day", turn.day(date.fromisoformat(iso))),))
        for iso in turn.answers["days"].split()
    ]
    await turn.say("deadlines-which-day", [*choices, (BACK, CANCEL)])
    return Step.WHICH_DAY


async def _after_day(turn: Turn, day: date) -> Next:
    turn.answers["day"] = day.isoformat()
    turn.answers.pop("hour", None)
    return await (review(turn) if kind_of(turn) is DateKind.EVIDENCE else ask_hour(turn))


async def save(turn: Turn) -> Next:
    """Keep it, and show it with what can be done about it."""
    deadlines, entry = turn.services.deadlines, entry_of(turn)
    date_id = turn.answers.get("date", "")
    try:
        if date_id:
            await deadlines.change(turn.account, date_id, entry, key=turn.once_key)
        else:
            date_id = await deadlines.add(turn.account, turn.answers["case"], entry, key=turn.once_key)
    except BadEntry as bad:
        await turn.say(f"deadlines-problem-{bad.reason}")
        return await ask_day(turn)
    except TooManyDeadlines:
        await turn.show("deadlines-too-many", [_to_all(), HOME])
        return END
    except NoSuchDeadline:
        await turn.show("deadlines-gone", [(_to_all(), MY_CASES), HOME])
        return END
    await turn.close_question()
    await turn.say("deadlines-saved")
    return GoTo("date", date_id)


async def stop(turn: Turn) -> Next:
    """Not now."""
    await turn.notice("deadlines-stopped")
    if "date" in turn.answers:
        return GoTo("date", turn.answers["date"])
    return GoTo("dates", turn.answers["case"])


async def back_from_review(turn: Turn) -> Next:
    """To the question before."""
    return await (ask_day(turn) if kind_of(turn) is DateKind.EVIDENCE else ask_place(turn))


def _to_all() -> Button:
    return Button("deadlines-open-all", "deadlines", reach=Reach.SESSION)


_CALENDAR = [pressed("month", show_month), pressed("day", press_day), pressed("empty", nothing_there)]


def entering(name: str, places: Sequence[Place], *, save: Handler, stop: Handler) -> Dialogue:
    """The questions from these places on. `save` keeps what was entered; `stop` leads back."""
    stopped = pressed("cancel", stop)

    async def back_before_day(turn: Turn) -> Next:
        """To the question before: a change has none."""
        if "date" in turn.answers:
            return await stop(turn)
        return await (ask_note(turn) if kind_of(turn) is DateKind.OTHER else ask_kind(turn))

    return Dialogue(
        name=name,
        places=places,
        steps={
            Step.KIND: [pressed("kind", take_kind), stopped],
            Step.NOTE: [text(take_note), pressed("back", ask_kind), stopped],
            Step.DAY: [text(take_day), *_CALENDAR, pressed("back", back_before_day), stopped],
            Step.WHICH_DAY: [pressed("day", press_day), text(take_day), pressed("back", ask_day), stopped],
            Step.HOUR: [text(take_hour), pressed("no-hour", no_hour), pressed("back", ask_day), stopped],
            Step.PLACE: [
                text(take_place),
                pressed("no-place", no_place),
                pressed("same-place", review),
                pressed("back", ask_hour),
                stopped,
            ],
            Step.ZONE: [pressed("zone", take_zone), text(take_city), pressed("back", review), stopped],
            Step.REVIEW: [
                pressed("save", save),
                pressed("other-zone", ask_zone),
                pressed("back", back_from_review),
                stopped,
            ],
        },
        asks={
            Step.KIND: ask_kind,
            Step.NOTE: ask_note,
            Step.DAY: ask_day,
            Step.WHICH_DAY: ask_which_day,
            Step.HOUR: ask_hour,
            Step.PLACE: ask_place,
            Step.ZONE: ask_zone,
            Step.REVIEW: review,
        },
    )


date_entry = entering(
    "entering-dates",
    [Place("add-date", begin, Needs.SESSION), Place("change-date", begin_change, Needs.SESSION)],
    save=save,
    stop=stop,
)
