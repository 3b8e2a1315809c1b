"""A case in a list: its line, and its button."""

from bot.cases.reading import CaseCard, CaseLine
from bot.telegram.buttons import Button, Reach
from bot.telegram.turn import Turn
from handlers.keyboards import open_case


def open_line(turn: Turn, line: CaseLine) -> Button:
    """The button that opens a case of a list."""
    called = line.name or form_words(turn, line.told.form if line.told else None)
    return open_case(line.case_id, "cases-button", form=called, last4=line.receipt.last4)


def line_words(turn: Turn, line: CaseLine) -> str:
    """A case in a list."""
    if line.told is None:
        called = " · ".join(each for each in (line.receipt.last4, line.person, line.name) if each)
        return turn.html("cases-line-awaited", last4=called)
    mark = turn.words("cases-mark-act" if line.told.meaning.needs_action else "cases-mark-quiet")
    return turn.html(
        "cases-line",
        mark=mark,
        form=own_words(turn, line.person, line.name, line.told.form),
        last4=line.receipt.last4,
        title=line.told.title,
    )


def ways_to_open(turn: Turn, card: CaseCard) -> list[Button]:
    """The way to see everything of a case, where the office can be asked."""
    if card.is_full or not turn.services.link_requests.can_be_asked():
        return []
    return [Button("opening-ask-office", "ask-full", card.case_id, reach=Reach.SESSION)]


def own_words(turn: Turn, person: str, name: str, form: str | None) -> str:
    """Whose a case is, what the person calls it, and its form."""
    return " · ".join(each for each in (person, name, form_words(turn, form)) if each)


def form_words(turn: Turn, form: str | None) -> str:
    """The form, or a word for it where nobody has told it."""
    return form or turn.words("cases-form-unknown")
