"""The cases that a person has put away: out of the list, and still followed."""

from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.cases.case_lines import line_words, open_line
from handlers.keyboards import HOME, MY_CASES


async def show_put_away(turn: Turn) -> Next:
    """The cases that are out of the list."""
    number = int(turn.argument) if turn.argument.isascii() and turn.argument.isdecimal() else 0
    page = await turn.services.cases.put_away(turn.account, number, turn.language)
    if not page.total:
        return GoTo("cases")
    turning = [
        Button(key, "put-away", str(to), reach=Reach.SESSION)
        for key, to, is_there in (
            ("cases-previous-page", page.number - 1, page.number > 0),
            ("cases-next-page", page.number + 1, page.has_more),
        )
        if is_there
    ]
    await turn.show(
        "cases-put-away",
        [
            *(open_line(turn, line) for line in page.lines),
            *([turning] if turning else []),
            (MY_CASES, HOME),
        ],
        lines=Html("\n\n".join(line_words(turn, line) for line in page.lines)),
    )
    return END


put_away = Dialogue(name="put-away", places=[Place("put-away", show_put_away, Needs.SESSION)])
