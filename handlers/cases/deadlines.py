"""Deadlines and appointments: all of them, those of a case, one with what can be done about it."""

from collections.abc import Sequence
from enum import StrEnum

from bot.alerts.discretion import Detail
from bot.cases.calendar_files import CalendarWords, calendar_file, file_name
from bot.cases.dates import CaseDate, ReadFrom
from bot.cases.deadlines import NoSuchDeadline
from bot.cases.reading import NoSuchCase
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Row, Turn
from bot.texts.catalogue import Html
from handlers.accounts.accounts_here import in_its_account
from handlers.cases.date_alerts import DONE, FILE, OPEN
from handlers.cases.date_words import (
    DateFacts,
    details,
    line,
    said_of,
    source,
    state,
    title,
    what_to_do,
    when,
)
from handlers.keyboards import HOME, MY_CASES, NO, YES, open_case

_MY_DATES = Button("deadlines-open-all", "deadlines", reach=Reach.SESSION)
_LONGEST_NUMBER = 6


class Step(StrEnum):
    """Where an answer is awaited."""

    DROP = "drop"


async def show_all(turn: Turn) -> Next:
    """Every date of the account, the next first, across its cases."""
    number = int(turn.argument) if _is_number(turn.argument) else 0
    page = await turn.services.deadlines.all_of(turn.account, number)
    if not page.total:
        await turn.show("deadlines-none", [MY_CASES, HOME])
        return END
    turning = []
    if page.number:
        turning.append(_to("deadlines-previous-page", "deadlines", str(page.number - 1)))
    if page.has_more:
        turning.append(_to("deadlines-next-page", "deadlines", str(page.number + 1)))
    await turn.show(
        "deadlines-all",
        [
            *(_open(turn, each) for each in page.dates),
            *([turning] if turning else []),
            (MY_CASES, HOME),
        ],
        count=page.total,
        lines=_lines(turn, page.dates),
    )
    return END


async def show_case(turn: Turn) -> Next:
    """The dates of one case, and a way to add one."""
    case_id = turn.argument
    try:
        card = await turn.services.cases.card(turn.account, case_id, turn.language)
    except NoSuchCase:
        return GoTo("case", case_id)
    dates = await turn.services.deadlines.of_case(turn.account, case_id)
    add = _to("deadlines-add", "add-date", case_id)
    ways: list[Row] = [add, (open_case(case_id), HOME)]
    if not dates:
        await turn.show("deadlines-none-of-case", ways)
        return END
    await turn.show(
        "deadlines-of-case",
        [*(_open(turn, each) for each in dates), *ways],
        form=(card.told.form if card.told else None) or turn.words("cases-form-unknown"),
        last4=card.receipt.last4,
        lines=_lines(turn, dates),
    )
    return END


async def show_one(turn: Turn) -> Next:
    """One date: what it is, when and where, what to do, where it was read."""
    try:
        found = await turn.services.deadlines.one(turn.account, turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    words, facts = turn.wording, DateFacts.of(found)
    await turn.show(
        "deadlines-screen",
        _ways(found),
        details=details(words, facts),
        do=what_to_do(words, facts),
        source=source(words, facts, turn.house.organisation.name),
        state=state(words, found),
        **said_of(words, facts),
    )
    return END


def _ways(found: CaseDate) -> list[Row]:
    to_calendar = _to("deadlines-to-calendar", "calendar-file", found.id)
    reminding = (
        _to("deadlines-remind", "remind-date", found.id)
        if found.is_done
        else _to("deadlines-done", "done-date", found.id)
    )
    ways: list[Row] = [(reminding, to_calendar)]
    if found.read_from is ReadFrom.ESTIMATE:
        ways.append(_to("deadlines-read-it", "change-date", found.id))
    elif found.is_own:
        ways.append(
            (
                _to("deadlines-change", "change-date", found.id),
                _to("deadlines-drop", "drop-date", found.id),
            )
        )
    return [*ways, (_to("deadlines-open-case", "dates", found.case_id), open_case(found.case_id)), HOME]


async def done(turn: Turn) -> Next:
    """It is done: no more reminders."""
    try:
        await turn.services.deadlines.done(turn.account, turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    await turn.notice("deadlines-now-done")
    return await show_one(turn)


async def remind(turn: Turn) -> Next:
    """It is not done after all."""
    try:
        await turn.services.deadlines.remind(turn.account, turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    await turn.notice("deadlines-now-reminded")
    return await show_one(turn)


async def send_file(turn: Turn) -> Next:
    """The date as a file for a calendar; of one that was taken back, the file that takes it out again."""
    try:
        found = await turn.services.deadlines.for_calendar(turn.account, turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    content = calendar_file(found, await _calendar_words(turn, found))
    if found.is_cancelled:
        back = [(_to("deadlines-open-case", "dates", found.case_id), HOME)]
        await turn.say_document(content, file_name(found), "deadlines-file-dropped", back)
        return END
    back = [(_to("deadlines-open", "date", found.id), HOME)]
    await turn.say_document(content, file_name(found), "deadlines-file-caption", back)
    return END


async def _calendar_words(turn: Turn, found: CaseDate) -> CalendarWords:
    """A calendar is seen by others: nothing of the case unless the person chose alerts in full."""
    words, facts = turn.wording, DateFacts.of(found)
    organisation = turn.house.organisation.name
    link = f"https://t.me/{turn.house.bot_username}"
    description = words.plain("deadlines-file-description", link=link)
    if found.read_from is ReadFrom.ESTIMATE:
        description = f"{words.plain('deadlines-file-estimate')}\n{description}"
    if await turn.services.alert_details.of(turn.account) is not Detail.FULL:
        key = "deadlines-file-summary" if facts.kind.is_appointment else "deadlines-file-summary-deadline"
        return CalendarWords(words.plain(key, organisation=organisation), description)
    said = said_of(words, facts)
    told = words.plain("deadlines-file-summary-full", **{name: said[name] for name in _IN_A_SUMMARY})
    return CalendarWords(told, f"{what_to_do(words, facts)}\n{description}", facts.place)


_IN_A_SUMMARY = ("title", "form", "last4")


async def ask_drop(turn: Turn) -> Next:
    """Before a date is taken off: which one."""
    try:
        found = await turn.services.deadlines.one(turn.account, turn.argument)
    except NoSuchDeadline:
        return await _gone(turn)
    turn.answers["date"], turn.answers["case"] = found.id, found.case_id
    facts = DateFacts.of(found)
    await turn.show(
        "deadlines-drop-ask",
        [(YES, NO)],
        title=title(turn.wording, facts),
        when=when(turn.wording, facts),
    )
    return Step.DROP


async def ask_drop_again(turn: Turn) -> Next:
    """The same question, when the answer was something else."""
    turn.argument = turn.answers["date"]
    return await ask_drop(turn)


async def drop(turn: Turn) -> Next:
    """Take it off, with a way to take it out of the calendar."""
    date_id, case_id = turn.answers["date"], turn.answers["case"]
    try:
        await turn.services.deadlines.cancel(turn.account, date_id)
    except NoSuchDeadline:
        return await _gone(turn)
    out = _to("deadlines-file-drop", "calendar-file", date_id)
    await turn.show("deadlines-dropped", [out, (_to("deadlines-open-case", "dates", case_id), HOME)])
    return END


async def keep(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("date", turn.answers["date"])


async def from_alert(turn: Turn) -> Next:
    """What was pressed under an alert, in the account that the alert was for."""
    what, turn.argument = turn.argument[:1], turn.argument[1:]
    place = {OPEN: "date", DONE: "done-date", FILE: "calendar-file"}.get(what)
    return await in_its_account(turn, place) if place else GoTo("home")


async def _gone(turn: Turn) -> Next:
    await turn.show("deadlines-gone", [(_MY_DATES, MY_CASES), HOME])
    return END


def _lines(turn: Turn, dates: Sequence[CaseDate]) -> Html:
    return Html("\n\n".join(line(turn.wording, each) for each in dates))


def _open(turn: Turn, found: CaseDate) -> Button:
    facts = DateFacts.of(found)
    said = (("day", turn.day(facts.day)), ("title", title(turn.wording, facts)))
    return Button("deadlines-item", "date", found.id, reach=Reach.SESSION, words=said)


def _to(key: str, place: str, argument: str) -> Button:
    return Button(key, place, argument, reach=Reach.SESSION)


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < _LONGEST_NUMBER


deadlines = Dialogue(
    name="deadlines",
    places=[
        Place("deadlines", show_all, Needs.SESSION, command=True),
        Place("dates", show_case, Needs.SESSION),
        Place("date", show_one, Needs.SESSION),
        Place("done-date", done, Needs.SESSION),
        Place("remind-date", remind, Needs.SESSION),
        Place("calendar-file", send_file, Needs.SESSION),
        Place("drop-date", ask_drop, Needs.SESSION),
    ],
    steps={Step.DROP: [pressed("yes", drop), pressed("no", keep)]},
    asks={Step.DROP: ask_drop_again},
)

dates_in_alerts = Dialogue(name="dates-in-alerts", places=[Place("told-date", from_alert, lays_aside=True)])
