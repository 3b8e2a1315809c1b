"""The table of rules: who is told what, by which way and when; the same for the same question, always."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.rules import USUAL, Channels, Event, Habits, Rhythm, Rule, event_of, told_of
from bot.cases.telling import CHANGED, FOUND, NOT_FOUND, TAKEN_BACK, TOUCHED, News
from storage.links import Follower

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 4, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 13, tzinfo=UTC)
"""In New York: noon, eleven at night, and eight o'clock after it."""


def ana(chat_id: int | None = 1) -> Follower:
    return Follower("ana", "link", None, chat_id, "en", "ana@example.org", "Ana Lopez")


def news(kind: str = CHANGED, stage: str = "received", *, acts: bool = False) -> News:
    return News(kind, "case", {"stage": stage, "needs_action": "yes" if acts else ""}, "1")


def habits(event: Event | None = None, rule: Rule | None = None, **options: object) -> Habits:
    own = {event: rule} if event and rule else {}
    return Habits(NEW_YORK, own=own, **options)  # type: ignore[arg-type]


def told(what: News, how: Habits, now: datetime, *followers: Follower) -> list[tuple[str, datetime | None]]:
    """By which way, and when."""
    found = told_of(what, followers or (ana(),), {"ana": how}, now)
    at_once = [(each.channel, each.due_at) for each in found.deliveries]
    return at_once + [(f"daily {each.channel}", each.due_at) for each in found.items]


@pytest.mark.parametrize(
    ("what", "event"),
    [
        (news(), Event.STATUS),
        (news(stage="denied"), Event.DECISION),
        (news(stage="interview", acts=True), Event.ACT),
        (news(stage="denied", acts=True), Event.ACT),
        (news(FOUND), Event.FOUND),
        (news(FOUND, acts=True), Event.ACT),
        (news(TAKEN_BACK), Event.TAKEN_BACK),
        (news(TAKEN_BACK, acts=True), Event.ACT),
        (news(TOUCHED, acts=True), Event.TOUCHED),
        (News(NOT_FOUND, "case", {"last4": "3403"}), Event.NOT_FOUND),
    ],
)
def test_news_fall_under_one_row_and_what_asks_for_an_act_goes_first(what: News, event: Event) -> None:
    assert event_of(what) is event


@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_row(event: Event) -> None:
    assert USUAL[event].rule.channels is not Channels.NONE


def test_by_day_everything_is_told_at_once_in_each_chat_and_in_one_mail() -> None:
    ways = [("telegram", NOON), ("telegram", NOON), ("email", NOON)]
    assert told(news(), habits(), NOON, ana(1), ana(2)) == ways


def test_at_night_only_what_asks_for_an_act_comes_at_once() -> None:
    assert told(news(), habits(), NIGHT) == [("telegram", MORNING), ("email", MORNING)]
    assert told(news(stage="denied"), habits(), NIGHT) == [("telegram", MORNING), ("email", MORNING)]
    assert told(news(acts=True), habits(), NIGHT) == [("telegram", NIGHT), ("email", NIGHT)]


def test_who_writes_to_us_just_now_is_awake() -> None:
    assert told(news(), habits(last_here=NIGHT), NIGHT)[0] == ("telegram", NIGHT)


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ((21 * 60, 8 * 60), "2026-11-24 20:59", "2026-11-24 20:59"),
        ((21 * 60, 8 * 60), "2026-11-24 21:00", "2026-11-25 08:00"),
        ((21 * 60, 8 * 60), "2026-11-25 07:59", "2026-11-25 08:00"),
        ((21 * 60, 8 * 60), "2026-11-25 08:00", "2026-11-25 08:00"),
        ((13 * 60, 15 * 60), "2026-11-25 14:00", "2026-11-25 15:00"),
        # The nights in which clocks are set on and back.
        ((21 * 60, 8 * 60), "2027-03-13 23:00", "2027-03-14 08:00"),
        ((21 * 60, 8 * 60), "2026-10-31 23:00", "2026-11-01 08:00"),
        # An hour that this night does not have.
        ((21 * 60, 150), "2027-03-13 23:00", "2027-03-14 03:30"),
        (None, "2026-11-25 03:00", "2026-11-25 03:00"),
    ],
)
def test_quiet_hours_end_by_the_persons_own_clock(quiet: tuple[int, int] | None, at: str, until: str) -> None:
    def local(written: str) -> datetime:
        return datetime.fromisoformat(written).replace(tzinfo=NEW_YORK).astimezone(UTC)

    assert habits(quiet=quiet).not_before(local(at)) == local(until)


def test_what_comes_once_a_day_waits_for_the_persons_hour() -> None:
    daily = habits(Event.STATUS, Rule(Channels.TELEGRAM, Rhythm.DAILY), daily_at=18 * 60)
    assert told(news(), daily, NOON) == [("daily telegram", datetime(2026, 11, 24, 23, tzinfo=UTC))]


@pytest.mark.parametrize("event", [each for each in Event if not USUAL[each].can_be_off])
def test_what_is_vital_can_be_moved_but_neither_be_silenced_nor_wait(event: Event) -> None:
    own = habits(event, Rule(Channels.NONE, Rhythm.DAILY))
    assert own.rule(event) == USUAL[event].rule
    moved = habits(event, Rule(Channels.EMAIL, Rhythm.DAILY))
    assert moved.rule(event) == Rule(Channels.EMAIL, Rhythm.AT_ONCE)


def test_an_event_that_was_turned_off_is_not_told() -> None:
    assert told(news(), habits(Event.STATUS, Rule(Channels.NONE)), NOON) == []


@pytest.mark.parametrize("rhythm", Rhythm)
def test_where_no_chat_can_be_reached_it_goes_by_mail(rhythm: Rhythm) -> None:
    only_here = habits(Event.STATUS, Rule(Channels.TELEGRAM, rhythm))
    (way,) = told(news(), only_here, NOON, ana(None))
    assert way[0].endswith("email")


def test_a_representative_of_two_clients_is_told_of_each() -> None:
    rows = [
        Follower("ana", share, None, 1, "en", "ana@example.org", "Ana Lopez", client=client)
        for share, client in (("one", "Bo"), ("two", "Luz"))
    ]
    found = told_of(news(), rows, {"ana": habits()}, NOON)
    assert {each.body["client"] for each in found.deliveries} == {"Bo", "Luz"}
    assert len({each.once_key for each in found.deliveries}) == 4
