"""The person's own rules for messages; reminders of a case; how to reach the office."""

from datetime import datetime, time

from bot.alerts.choosing import NotYours, RemindIn
from bot.alerts.rules import USUAL, Channels, Event, Habits, Rhythm, Rule
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import HOME, MESSAGES, MY_CASES, SUPPORT, open_case

ALERTS = Button("alerts-open", "alerts", reach=Reach.SESSION)

_QUIET = ((20, 9), (21, 8), (22, 7), (23, 6))
"""Hours from and until."""
_DAILY = (7, 9, 12, 18, 20)
_HOUR = 60


async def show(turn: Turn) -> Next:
    """Every rule, as a table: the event, where it is told, and when."""
    habits = await turn.services.alert_choices.of(turn.account)
    rules = [_to(f"alerts-event-{each}", "rule-of-alert", each) for each in USUAL]
    await turn.show(
        "alerts-screen",
        [
            *(rules[at : at + 2] for at in range(0, len(rules), 2)),
            (_to("alerts-quiet", "quiet-hours"), _to("alerts-daily", "daily-hour")),
            (_to("alerts-touched", "touched"), _to("alerts-detail", "detail")),
            (_to("alerts-example", "send-example"), _to("alerts-usual", "usual-alerts")),
            HOME,
        ],
        lines=Html("\n".join(_row(turn, event, habits) for event in USUAL)),
        quiet=_quiet(turn, habits.quiet),
        daily=_clock(turn, habits.daily_at),
    )
    return END


async def show_rule(turn: Turn) -> Next:
    """One event: what else can be chosen for it, as far as nothing vital gets lost."""
    if turn.argument not in set(Event):
        return GoTo("alerts")
    event = Event(turn.argument)
    usual, habits = USUAL[event], await turn.services.alert_choices.of(turn.account)
    rule = habits.rule(event)
    ways = [each for each in Channels if each is not Channels.NONE or usual.can_be_off]
    rhythms = list(Rhythm) if usual.can_wait and rule.channels is not Channels.NONE else []
    when = [_chosen(f"alerts-when-{each}", event, Rule(rule.channels, each)) for each in rhythms]
    note = "alerts-note-always" if usual.wakes else "alerts-note-never-off"
    await turn.show(
        "alerts-rule",
        [
            *(_chosen(f"alerts-where-{each}", event, Rule(each, rule.rhythm)) for each in ways),
            *([when] if when else []),
            (ALERTS, HOME),
        ],
        event=turn.words(f"alerts-event-{event}"),
        about=turn.words(f"alerts-about-{event}"),
        now=_told(turn, event, rule),
        note="" if usual.can_be_off else turn.html(note),
    )
    return END


async def choose_rule(turn: Turn) -> Next:
    """Tell it like this from now on."""
    event, _, rest = turn.argument.partition(" ")
    channels, _, rhythm = rest.partition(" ")
    if event in set(Event) and channels in set(Channels) and rhythm in set(Rhythm):
        await turn.services.alert_choices.choose(
            turn.account, Event(event), Channels(channels), Rhythm(rhythm)
        )
        await turn.notice("alerts-changed")
    turn.argument = event
    return await show_rule(turn)


async def show_quiet(turn: Turn) -> Next:
    """When only what cannot wait may come."""
    habits = await turn.services.alert_choices.of(turn.account)
    choices = [
        Button(
            "alerts-hours",
            "set-quiet",
            f"{begin * _HOUR} {end * _HOUR}",
            reach=Reach.SESSION,
            words=(("begin", _clock(turn, begin * _HOUR)), ("end", _clock(turn, end * _HOUR))),
        )
        for begin, end in _QUIET
    ]
    off = _to("alerts-quiet-off", "set-quiet")
    await turn.show("alerts-quiet-screen", [*choices, off, (ALERTS, HOME)], now=_quiet(turn, habits.quiet))
    return END


async def choose_quiet(turn: Turn) -> Next:
    """Be quiet then."""
    begin, _, end = turn.argument.partition(" ")
    quiet = (int(begin), int(end)) if begin and end else None
    await turn.services.alert_choices.choose_quiet(turn.account, quiet)
    await turn.notice("alerts-changed")
    return await show(turn)


async def show_daily(turn: Turn) -> Next:
    """When the summary of the day comes."""
    habits = await turn.services.alert_choices.of(turn.account)
    choices = [
        Button(
            "alerts-hour",
            "set-daily",
            f"{hour * _HOUR}",
            reach=Reach.SESSION,
            words=(("at", _clock(turn, hour * _HOUR)),),
        )
        for hour in _DAILY
    ]
    await turn.show("alerts-daily-screen", [*choices, (ALERTS, HOME)], now=_clock(turn, habits.daily_at))
    return END


async def choose_daily(turn: Turn) -> Next:
    """Send it then."""
    await turn.services.alert_choices.choose_daily(turn.account, int(turn.argument))
    await turn.notice("alerts-changed")
    return await show(turn)


async def choose_usual(turn: Turn) -> Next:
    """Everything as it is for who chose nothing."""
    await turn.services.alert_choices.choose_usual(turn.account)
    await turn.notice("alerts-changed")
    return await show(turn)


async def show_touched(turn: Turn) -> Next:
    """For which cases small updates are told, too."""
    number = int(turn.argument) if turn.argument.isdecimal() else 0
    wanted = await turn.services.alert_choices.touched(turn.account)
    page = await turn.services.cases.cases_of(turn.account, number, turn.language, "")
    switches = []
    for line in page.lines:
        is_on = wanted.get(line.case_id, False)
        form = (line.told.form if line.told else None) or turn.words("cases-form-unknown")
        switches.append(
            Button(
                "alerts-touched-on" if is_on else "alerts-touched-off",
                "set-touched",
                f"{line.case_id} {'off' if is_on else 'on'} {page.number}",
                reach=Reach.SESSION,
                words=(("form", form), ("last4", line.receipt.last4)),
            )
        )
    turning = [_to("cases-previous-page", "touched", f"{page.number - 1}")] if page.number else []
    if page.has_more:
        turning.append(_to("cases-next-page", "touched", f"{page.number + 1}"))
    key = "alerts-touched-screen" if page.total else "cases-none"
    await turn.show(key, [*switches, *([turning] if turning else []), (ALERTS, HOME)])
    return END


async def choose_touched(turn: Turn) -> Next:
    """Tell of them for this case, or no more."""
    case_id, _, rest = turn.argument.partition(" ")
    wanted, _, number = rest.partition(" ")
    await turn.services.alert_choices.choose_touched(turn.account, case_id, wanted=wanted == "on")
    await turn.notice("alerts-changed")
    turn.argument = number
    return await show_touched(turn)


async def send_example(turn: Turn) -> Next:
    """What a message looks like in this chat."""
    await turn.services.alert_choices.send_example(turn.account, turn.chat_id, key=turn.once_key)
    await turn.notice("alerts-example-comes")
    return END


async def ask_when_to_remind(turn: Turn) -> Next:
    """In how many days?"""
    choices = [_to(f"alerts-remind-{each}", "remind-in", f"{turn.argument} {each}") for each in RemindIn]
    await turn.say("alerts-remind-when", [*choices, (open_case(turn.argument), HOME)])
    return END


async def remind(turn: Turn) -> Next:
    """Then."""
    case_id, _, days = turn.argument.partition(" ")
    services = turn.services
    try:
        at = await services.alert_choices.remind(
            turn.account, turn.chat_id, case_id, RemindIn(days), key=turn.once_key
        )
    except NotYours:
        await turn.show("cases-gone", [MY_CASES, HOME])
        return END
    await turn.show("alerts-remind-set", [(open_case(case_id), HOME)], at=turn.when(at))
    return END


async def write_to_office(turn: Turn) -> Next:
    """Who the office is, and how to reach it."""
    organisation = turn.house.organisation
    await turn.say(
        "alerts-write-to-office",
        [*([(MESSAGES, SUPPORT)] if turn.services.support.can_be_asked() else []), HOME],
        organisation=organisation.name,
        contact=organisation.contact,
        hours=organisation.support_hours,
    )
    return END


def _row(turn: Turn, event: Event, habits: Habits) -> Html:
    return turn.html(
        "alerts-row",
        event=turn.words(f"alerts-event-{event}"),
        told=_told(turn, event, habits.rule(event)),
    )


def _told(turn: Turn, event: Event, rule: Rule) -> str:
    where = turn.words(f"alerts-where-{rule.channels}")
    if rule.channels is Channels.NONE:
        return where
    when = "alerts-when-always" if USUAL[event].wakes else f"alerts-when-{rule.rhythm}"
    return turn.words("alerts-told", where=where, when=turn.words(when))


def _quiet(turn: Turn, quiet: tuple[int, int] | None) -> str:
    if quiet is None:
        return turn.words("alerts-quiet-none")
    return turn.words("alerts-hours", begin=_clock(turn, quiet[0]), end=_clock(turn, quiet[1]))


def _clock(turn: Turn, minute: int) -> str:
    """What a clock shows at this minute of a day."""
    at = datetime.combine(turn.now.date(), time(minute // _HOUR, minute % _HOUR), turn.zone)
    return turn.house.dates.clock(turn.language, at, turn.zone)


def _to(key: str, place: str, argument: str = "") -> Button:
    return Button(key, place, argument, reach=Reach.SESSION)


def _chosen(key: str, event: Event, rule: Rule) -> Button:
    return _to(key, "set-alert", f"{event} {rule.channels} {rule.rhythm}")


alert_settings = Dialogue(
    name="rules-of-messages",
    places=[
        Place("alerts", show, Needs.SESSION, command=True),
        Place("rule-of-alert", show_rule, Needs.SESSION),
        Place("set-alert", choose_rule, Needs.SESSION),
        Place("quiet-hours", show_quiet, Needs.SESSION),
        Place("set-quiet", choose_quiet, Needs.SESSION),
        Place("daily-hour", show_daily, Needs.SESSION),
        Place("set-daily", choose_daily, Needs.SESSION),
        Place("usual-alerts", choose_usual, Needs.SESSION),
        Place("touched", show_touched, Needs.SESSION),
        Place("set-touched", choose_touched, Needs.SESSION),
        Place("send-example", send_example, Needs.SESSION),
        Place("remind-case", ask_when_to_remind, Needs.SESSION),
        Place("remind-in", remind, Needs.SESSION),
    ],
)

writing_to_office = Dialogue(
    name="writing-to-office", places=[Place("write-office", write_to_office, lays_aside=True)]
)
