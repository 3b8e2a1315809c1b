"""Weeks of reminders at random: outages, people and dates that move, quiet hours, things that are done."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cases.dates import DateKind, ReadFrom
from bot.cases.reminder_times import DAYS_BEFORE, QuietHours
from tests.bot.cases.dates import DateOffice
from tests.bot.cases.office import ZONE, Office

ZONES = ["America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Asia/Kathmandu"]
QUIET = [(22 * 60, 7 * 60), (20 * 60, 11 * 60), (0, 13 * 60)]
WEEKS = 7


@dataclass
class Life:
    """What a person's date and clock are like just now, as the person knows it."""

    dates: DateOffice
    account_id: str
    chance: random.Random
    date_id: str = ""
    zone: ZoneInfo = ZONE
    quiet: QuietHours = field(default_factory=lambda: QuietHours(22 * 60, 7 * 60))
    is_over: bool = False
    told: dict[date, list[int]] = field(default_factory=dict)
    """By the day that the date was on: the days that were left."""

    async def begins(self) -> None:
        await self.dates.is_quiet(self.account_id, self.quiet.begin, self.quiet.end)
        self.date_id = await self.dates.adds(self.account_id, 35, DateKind.OTHER)

    async def goes_on(self) -> None:
        """Some hours pass, or more in an outage; sometimes something happens."""
        hours = self.chance.choice([1, 1, 1, 2, 3, 5]) if self.chance.random() < 0.97 else 24 * 5
        self.dates.clock.move_on(timedelta(hours=hours))
        await self.hears()
        happens = self.chance.random()
        if happens < 0.01:
            await self.moves_house()
        elif happens < 0.02:
            await self.moves_the_date()
        elif happens < 0.03:
            await self.wants_other_quiet_hours()
        elif happens < 0.0302:
            await self.dates.deadlines.done(self.account_id, self.date_id)
            self.is_over = True

    async def moves_house(self) -> None:
        self.zone = ZoneInfo(self.chance.choice(ZONES))
        await self.dates.lives_in(self.account_id, self.zone.key)

    async def moves_the_date(self) -> None:
        entry = self.dates.entry(self.chance.randint(2, 40), DateKind.OTHER)
        await self.dates.deadlines.change(self.account_id, self.date_id, entry, key=self.dates.key())
        self.is_over = False

    async def wants_other_quiet_hours(self) -> None:
        begin, end = self.chance.choice(QUIET)
        self.quiet = QuietHours(begin, end)
        await self.dates.is_quiet(self.account_id, begin, end)

    async def hears(self) -> None:
        """What a tick tells is right at this moment."""
        told = await self.dates.told(self.account_id, self.zone)
        now: datetime = self.dates.clock.now().astimezone(self.zone)
        found = await self.dates.deadlines.one(self.account_id, self.date_id)
        for each in told:
            assert not self.is_over
            assert not self.quiet.holds(now.hour * 60 + now.minute)
            assert each.read_from == ReadFrom.NOTICE
            assert each.days_left == (found.entry.day - now.date()).days >= 0
            self.told.setdefault(found.entry.day, []).append(each.days_left)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_step_comes_once_at_a_good_hour(
    office: Office, ana: str, seed: int
) -> None:
    await office.links(ana)
    life = Life(DateOffice(office), ana, random.Random(seed))
    await life.begins()
    end = office.clock.now() + timedelta(weeks=WEEKS)
    while office.clock.now() < end:
        await life.goes_on()
    assert life.told
    for days in life.told.values():
        # Of each step at most one: between two reminders the days left pass at least one of its bounds.
        steps = [_step(left) for left in days]
        assert len(steps) == len(set(steps)), days


def _step(left: int) -> int:
    """The step that a reminder with so many days left stands for."""
    return min(each for each in DAYS_BEFORE if each >= left)
