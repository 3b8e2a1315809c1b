"""The staff's dates of a case: entered, moved, taken back; who follows the case in full hears of each."""

from enum import StrEnum

from bot.cases.dates import BadEntry, ReadFrom
from bot.cases.deadlines import NoSuchDeadline
from bot.cases.office_dates import OfficeDate
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.cases.date_entry import ask_day, ask_kind, entering
from handlers.cases.date_place import entry_of
from handlers.cases.date_words import DateFacts, details, title, when
from handlers.keyboards import NO, YES
from handlers.staff.desk import TO_DESK, staff_member


class Step(StrEnum):
    """What is awaited."""

    TAKE_BACK = "take-back"


def dates_of_case(case_id: str) -> Button:
    """The button on the staff's screen of a case."""
    return Button("desk-dates", "desk-dates", case_id, reach=Reach.SESSION)


async def show_list(turn: Turn) -> Next:
    """What we keep for a case, the next first."""
    case_id = turn.argument
    found = await turn.services.office_dates.of_case(case_id)
    lines = [
        turn.html(
            "desk-date-line", place=place, title=title(turn.wording, facts), when=when(turn.wording, facts)
        )
        for place, facts in enumerate(map(_facts, found), 1)
    ]
    opening = [
        Button("desk-date-open", "desk-date", each.id, reach=Reach.SESSION, words=(("place", place),))
        for place, each in enumerate(found, 1)
    ]
    add = Button("desk-date-add", "desk-date-add", case_id, reach=Reach.SESSION)
    await turn.show(
        "desk-dates-list" if lines else "desk-dates-none",
        [*opening, add, (_to_case(case_id), TO_DESK)],
        **({"lines": Html("\n".join(lines))} if lines else {}),
    )
    return END


async def show_one(turn: Turn) -> Next:
    """One of them, and what can be done with it."""
    try:
        found = await turn.services.office_dates.one(turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    facts = _facts(found)
    await turn.show(
        "desk-date",
        [
            Button("desk-date-move", "desk-date-move", found.id, reach=Reach.SESSION),
            Button("desk-date-take-back", "desk-date-take-back", found.id, reach=Reach.SESSION),
            (dates_of_case(found.case_id), TO_DESK),
        ],
        title=title(turn.wording, facts),
        when=when(turn.wording, facts),
        details=details(turn.wording, facts),
    )
    return END


# --- entering and moving -----------------------------------------------------------------------


async def begin(turn: Turn) -> Next:
    """A new date of a case."""
    turn.answers.update(case=turn.argument)
    return await ask_kind(turn)


async def begin_change(turn: Turn) -> Next:
    """Another day for one that we keep."""
    try:
        found = await turn.services.office_dates.one(turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
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


async def save(turn: Turn) -> Next:
    """Keep it; who follows the case in full hears of it."""
    dates, entry, date_id = turn.services.office_dates, entry_of(turn), turn.answers.get("date", "")
    by = staff_member(turn)
    try:
        if date_id:
            await dates.change_for_case(date_id, entry, by=by)
        else:
            date_id = await dates.add_for_case(turn.answers["case"], entry, by=by) or ""
    except BadEntry as bad:
        await turn.say(f"deadlines-problem-{bad.reason}")
        return await ask_day(turn)
    except NoSuchDeadline:
        return await _gone(turn)
    await turn.close_question()
    await turn.say("desk-date-saved")
    return GoTo("desk-date", date_id)


async def stop(turn: Turn) -> Next:
    """Not now."""
    await turn.notice("deadlines-stopped")
    if "date" in turn.answers:
        return GoTo("desk-date", turn.answers["date"])
    return GoTo("desk-dates", turn.answers["case"])


# --- taking back -------------------------------------------------------------------------------


async def ask_take_back(turn: Turn) -> Next:
    """Before a date is taken back: which one, and what that means."""
    date_id = turn.argument or turn.answers["date"]
    try:
        found = await turn.services.office_dates.one(date_id)
    except NoSuchDeadline:
        return await _gone(turn)
    turn.answers.update(date=date_id, case=found.case_id)
    facts = _facts(found)
    await turn.say(
        "desk-date-take-back-ask",
        [(YES, NO)],
        title=title(turn.wording, facts),
        when=when(turn.wording, facts),
    )
    return Step.TAKE_BACK


async def take_back(turn: Turn) -> Next:
    """It does not hold any more."""
    try:
        await turn.services.office_dates.cancel_for_case(turn.answers["date"], by=staff_member(turn))
    except NoSuchDeadline:
        return await _gone(turn)
    await turn.close_question()
    await turn.say("desk-date-taken-back")
    return GoTo("desk-dates", turn.answers["case"])


async def keep(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("desk-date", turn.answers["date"])


async def _gone(turn: Turn) -> Next:
    await turn.show("desk-date-gone", [Button("desk-cases", "desk-cases", reach=Reach.SESSION), TO_DESK])
    return END


def _facts(found: OfficeDate) -> DateFacts:
    return DateFacts.entered(found.entry, ReadFrom.OFFICE)


def _to_case(case_id: str) -> Button:
    return Button("desk-date-case", "desk-case", case_id, reach=Reach.SESSION)


desk_dates = Dialogue(
    name="desk-dates",
    places=[
        Place("desk-dates", show_list, Needs.STAFF),
        Place("desk-date", show_one, Needs.STAFF),
        Place("desk-date-take-back", ask_take_back, Needs.STAFF),
    ],
    steps={Step.TAKE_BACK: [pressed("yes", take_back), pressed("no", keep)]},
    asks={Step.TAKE_BACK: ask_take_back},
)
desk_date_entry = entering(
    "entering-office-dates",
    [Place("desk-date-add", begin, Needs.STAFF), Place("desk-date-move", begin_change, Needs.STAFF)],
    save=save,
    stop=stop,
)
