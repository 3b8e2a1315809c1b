"""The list of cases, and the card of one."""

from enum import StrEnum

from bot.cases.descriptions import shortened
from bot.cases.reading import CaseCard, CaseLine, NoSuchCase, Told
from bot.cases.reading import Step as HistoryStep
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.case_words import stage_meaning, what_to_do
from handlers.keyboards import HOME, LINK_A_CASE, MY_CASES, NO, YES, open_case

_LONGEST_DESCRIPTION = 1500
"""Characters of what the source says: a message holds 4,096 with everything else."""
_LONGEST_STEP = 120
"""Characters of a step in the history, of which there are several."""


class Step(StrEnum):
    """Where an answer is awaited."""

    REMOVE = "remove"


async def show_list(turn: Turn) -> Next:
    """All cases of the account, those that need the person first."""
    number = int(turn.argument) if turn.argument.isdecimal() else 0
    page = await turn.services.cases.cases_of(turn.account, number, turn.language)
    if not page.total:
        await turn.show("cases-none", [LINK_A_CASE, HOME])
        return END
    turning = []
    if page.number > 0:
        turning.append(Button("cases-previous-page", "cases", str(page.number - 1), reach=Reach.SESSION))
    if page.has_more:
        turning.append(Button("cases-next-page", "cases", str(page.number + 1), reach=Reach.SESSION))
    await turn.show(
        "cases-list",
        [
            *(_open_button(turn, line) for line in page.lines),
            *([turning] if turning else []),
            (LINK_A_CASE, HOME),
        ],
        count=page.total,
        lines=Html("\n\n".join(_line(turn, line) for line in page.lines)),
    )
    return END


async def show_card(turn: Turn) -> Next:
    """One case: what is its status, what does that mean, what must I do, how do we know."""
    try:
        card = await turn.services.cases.card(turn.account, turn.argument, turn.language)
    except NoSuchCase:
        return await _elsewhere_or_gone(turn)
    remove = Button("cases-remove", "remove-case", card.case_id, reach=Reach.SESSION)
    refresh = Button("cases-refresh", "refresh-case", card.case_id, reach=Reach.SESSION)
    buttons = [(refresh, MY_CASES), (remove, HOME)]
    if card.told is None:
        until = card.awaited_until or turn.now
        await turn.show("cases-awaited", buttons, receipt=card.receipt.printed, day=turn.day(until.date()))
        return END
    meaning = card.told.meaning
    await turn.show(
        "cases-card",
        buttons,
        title=card.told.title,
        form=_form(turn, card.told.form),
        receipt=card.receipt.printed,
        means=stage_meaning(turn.wording, meaning.stage),
        do=what_to_do(turn.wording, meaning.stage, needs_action=meaning.needs_action),
        description=_description(turn, card.told),
        history=_history(turn, card),
        checked=_checked(turn, card),
    )
    return END


async def refresh(turn: Turn) -> Next:
    """The card as it stands now, and a word in case nothing on it is new."""
    await turn.notice("cases-refreshed")
    return await show_card(turn)


async def ask_remove(turn: Turn) -> Next:
    """Before a case is let go: which one, and what that means."""
    try:
        card = await turn.services.cases.card(turn.account, turn.argument, turn.language)
    except NoSuchCase:
        return await _gone(turn)
    turn.answers["case"] = card.case_id
    await turn.show("cases-remove-ask", [(YES, NO)], receipt=card.receipt.printed)
    return Step.REMOVE


async def ask_remove_again(turn: Turn) -> Next:
    """The same question, when the answer was something else."""
    turn.argument = turn.answers["case"]
    return await ask_remove(turn)


async def remove(turn: Turn) -> Next:
    """Follow the case no more."""
    await turn.services.linking.unlink(turn.account, turn.answers["case"])
    await turn.notice("cases-removed")
    return GoTo("cases")


async def keep(turn: Turn) -> Next:
    """Not after all."""
    return GoTo("case", turn.answers["case"])


async def _elsewhere_or_gone(turn: Turn) -> Next:
    """A case of another account that is open in this chat, as an alert may lead to: turn to that account."""
    for other in turn.others:
        follows = await turn.services.cases.is_followed(other.account_id, turn.argument)
        if follows and await turn.turn_to(other.id):
            return GoTo("case", turn.argument)
    return await _gone(turn)


async def _gone(turn: Turn) -> Next:
    await turn.show("cases-gone", [MY_CASES, HOME])
    return END


def _open_button(turn: Turn, line: CaseLine) -> Button:
    form = _form(turn, line.told.form if line.told else None)
    return open_case(line.case_id, "cases-button", form=form, last4=line.receipt.last4)


def _line(turn: Turn, line: CaseLine) -> str:
    if line.told is None:
        return turn.html("cases-line-awaited", last4=line.receipt.last4)
    mark = turn.words("cases-mark-act" if line.told.meaning.needs_action else "cases-mark-quiet")
    return turn.html(
        "cases-line",
        mark=mark,
        form=_form(turn, line.told.form),
        last4=line.receipt.last4,
        title=line.told.title,
    )


def _form(turn: Turn, form: str | None) -> str:
    return form or turn.words("cases-form-unknown")


def _description(turn: Turn, told: Told) -> Html:
    rest, parts = shortened(told.description.text, _LONGEST_DESCRIPTION), []
    for link in told.description.links:
        before, found, after = rest.partition(link.text)
        if found:
            parts.append(turn.html("cases-description-words", text=before))
            parts.append(turn.html("cases-description-link", text=link.text, url=link.url))
            rest = after
    parts.append(turn.html("cases-description-words", text=rest))
    return turn.html("cases-description", text=Html("".join(parts))) if any(parts) else Html("")


def _history(turn: Turn, card: CaseCard) -> Html:
    lines = [_step(turn, each) for each in card.history]
    return turn.html("cases-history", lines=Html("\n".join(lines))) if lines else Html("")


def _step(turn: Turn, step: HistoryStep) -> Html:
    title = shortened(step.title, _LONGEST_STEP)
    if step.day is None:
        return turn.html("cases-history-undated", title=title)
    return turn.html("cases-history-line", day=turn.day(step.day), title=title)


def _checked(turn: Turn, card: CaseCard) -> Html:
    """How fresh this is, and who said it."""
    key = "cases-not-checked-since" if card.is_stale else "cases-checked"
    at = turn.when(card.checked_at) if card.checked_at else ""
    return turn.html(key, at=at, source=turn.words(f"cases-source-{card.source}"))


cases = Dialogue(
    name="cases",
    places=[
        Place("cases", show_list, Needs.SESSION, command=True),
        Place("case", show_card, Needs.SESSION),
        Place("refresh-case", refresh, Needs.SESSION),
        Place("remove-case", ask_remove, Needs.SESSION),
    ],
    steps={Step.REMOVE: [pressed("yes", remove), pressed("no", keep)]},
    asks={Step.REMOVE: ask_remove_again},
)
