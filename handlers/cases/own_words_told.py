"""What the person has told us of a case, to be read again or taken back."""

from bot.cases.known_titles import title_in
from bot.cases.reports import NoSuchReport, NotFollowing, Report
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import HOME, open_case

_SHOWN = 8


async def show_told(turn: Turn) -> Next:
    """Their own words of one case, the last first."""
    case_id = turn.argument
    try:
        told = await turn.services.reports.of_case(turn.account, case_id, _SHOWN)
    except NotFollowing:
        return GoTo("cases")
    if not told:
        return GoTo("case", case_id)
    lines = [_line(turn, number, each) for number, each in enumerate(told, start=1)]
    buttons = [
        Button("report-take-back", "take-back", each.id, reach=Reach.SESSION, words=(("number", number),))
        for number, each in enumerate(told, start=1)
    ]
    rows = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
    await turn.show("report-told", [*rows, (open_case(case_id), HOME)], lines=Html("\n\n".join(lines)))
    return END


async def take_back(turn: Turn) -> Next:
    """It was not so, or is not to be kept."""
    try:
        case_id = await turn.services.reports.withdraw(turn.account, turn.argument)
    except NoSuchReport:
        await turn.notice("report-gone")
        return GoTo("cases")
    await turn.notice("report-taken-back")
    return GoTo("own-words", case_id)


def _line(turn: Turn, number: int, report: Report) -> Html:
    return turn.html(
        "report-told-line",
        number=number,
        title=title_in(report.title, turn.language),
        day=turn.day(report.day) if report.day else turn.words("report-no-day"),
        at=turn.when(report.told_at),
    )


own_words_told = Dialogue(
    name="own-words-told",
    places=[
        Place("own-words", show_told, Needs.SESSION),
        Place("take-back", take_back, Needs.SESSION),
    ],
)
