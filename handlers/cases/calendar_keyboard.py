"""A month as a keyboard: one press for a day that is still to come."""

import calendar
from datetime import date, timedelta
from typing import Final

from bot.cases.dates import LONGEST_AHEAD
from bot.telegram.buttons import Button
from bot.telegram.turn import Keyboard, Row, Turn

_SUNDAY: Final = 6


def month_asked_for(turn: Turn) -> date:
    """The first of the month that a press asks for, never of one that is past; else of this one."""
    wanted = date.fromisoformat(turn.argument) if turn.argument else _today(turn)
    return max(wanted, _today(turn)).replace(day=1)


def days_of(turn: Turn, month: date) -> Keyboard:
    """The weeks of a month, under the names of the days, and the ways to the months beside it.

    A day is pressed as `day`, another month as `month`; what lies between them is `empty`.
    """
    weeks = calendar.Calendar(_SUNDAY).monthdatescalendar(month.year, month.month)
    heads = [_cell(name, "empty") for name in turn.house.dates.weekdays(turn.language)]
    return [heads, *([_day(turn, day, month) for day in week] for week in weeks), _turning(turn, month)]


def _day(turn: Turn, day: date, month: date) -> Button:
    if day.month != month.month or not _today(turn) <= day <= _today(turn) + LONGEST_AHEAD:
        return _cell("·", "empty")
    return _cell(str(day.day), "day", day.isoformat())


def _turning(turn: Turn, month: date) -> Row:
    before, after = (month - timedelta(days=1)), (month + timedelta(days=31)).replace(day=1)
    ways = [_cell("‹", "month", before.replace(day=1).isoformat())] if before >= _today(turn) else []
    if after <= _today(turn) + LONGEST_AHEAD:
        ways.append(_cell("›", "month", after.isoformat()))
    return ways


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.zone).date()


def _cell(shown: str, action: str, argument: str = "") -> Button:
    return Button("deadlines-cell", action, argument, words=(("text", shown),))
