"""The time zone: chosen from a few, or found by a city or a country."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.accounts.time_zones import UnknownZone, find_zones, usual_zones
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.places import city_name
from handlers.accounts.profile import go_back
from handlers.keyboards import BACK


class Step(StrEnum):
    """What is awaited."""

    ZONE = "zone"


async def ask(turn: Turn) -> Next:
    """The zones of the United States, each with its time; or a place in writing."""
    await turn.say(
        "profile-ask-zone",
        [*_choices(turn, usual_zones()), BACK],
        city=city_name(turn.language, turn.zone.key),
        time=_time_in(turn, turn.zone.key),
    )
    return Step.ZONE


async def take(turn: Turn) -> Next:
    """The zones of the place that was written."""
    try:
        # The first look reads the names of all zones.
        found = await asyncio.to_thread(find_zones, turn.text)
    except UnknownZone:
        await turn.say("profile-zone-unknown", [BACK])
        return Step.ZONE
    await turn.say("profile-which-zone", [*_choices(turn, found), BACK])
    return Step.ZONE


async def choose(turn: Turn) -> Next:
    """Tell times in the zone that was pressed."""
    zone = turn.argument
    await turn.services.profiles.change_zone(turn.account, zone, turn.by)
    if turn.session is not None:
        turn.opened(replace(turn.session, zone=zone))
    await turn.close_question()
    await turn.say("profile-zone-saved", city=city_name(turn.language, zone), time=_time_in(turn, zone))
    return GoTo("profile")


def _choices(turn: Turn, zones: Sequence[str]) -> list[Button]:
    return [
        Button(
            "profile-zone-choice",
            "zone",
            zone,
            words=(("city", city_name(turn.language, zone)), ("time", _time_in(turn, zone))),
        )
        for zone in zones
    ]


def _time_in(turn: Turn, zone: str) -> str:
    """What the clock shows there now: by this people know their zone."""
    return turn.house.dates.clock(turn.language, turn.now, ZoneInfo(zone))


time_zone = Dialogue(
    name="time-zone",
    places=[Place("time-zone", ask, Needs.SESSION)],
    steps={Step.ZONE: [text(take), pressed("zone", choose), pressed("back", go_back)]},
    asks={Step.ZONE: ask},
)
