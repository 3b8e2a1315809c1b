"""The list of cases, and the card of one."""

from enum import StrEnum

from bot.cases.descriptions import shortened
from bot.cases.reading import PAGE, CaseCard, NoSuchCase, Told
from bot.cases.reading import Step as HistoryStep
from bot.pictures.timeline import CannotDraw, TimelineWords
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Keyboard, Turn
from bot.texts.catalogue import Html
from handlers.cases.background import background_on
from handlers.cases.case_lines import form_words, line_words, open_line, own_words, ways_to_open
from handlers.cases.case_path import path_row, step_in_words, timeline_steps, usually_next
from handlers.cases.case_words import stage_meaning, what_to_do
from handlers.cases.date_words import dates_button, next_date
from handlers.cases.own_word_lines import own_word_on
from handlers.keyboards import (
    CANCEL,
    HOME,
    LINK_A_CASE,
    MY_CASES,
    NO,
    YES,
    manage_case,
    open_case,
    write_about,
)

_LONGEST_DESCRIPTION = 1500
"""Characters of what the source says: a message holds 4,096 with everything else."""
_LONGEST_STEP = 120
"""Characters of a step in the history, of which there are several."""
_LONGEST_CAPTION = 800
"""Characters: a caption holds 1,024 with its heading and note."""
_LONGEST_SEARCH, _SEARCH_IN_A_BUTTON, _LONGEST_NUMBER = 60, 24, 6

_FIND = Button("cases-find", "find-case", reach=Reach.SESSION)


class Step(StrEnum):
    """Where an answer is awaited."""

    REMOVE = "remove"
    SEARCH = "search"


async def show_list(turn: Turn) -> Next:
    """All cases of the account, those that need the person first; or those that fit what was typed."""
    wanted, _, last = turn.argument.rpartition(" ")
    wanted, number = (wanted, int(last)) if _is_number(last) else (turn.argument, 0)
    page = await turn.services.cases.cases_of(turn.account, number, turn.language, wanted)
    away = [_put_away(page.put_away)] if page.put_away and not wanted else []
    if not page.total:
        ways = [MY_CASES, _FIND] if wanted else [*away, LINK_A_CASE]
        none = "cases-all-away" if away else "cases-none"
        await turn.show("cases-none-fits" if wanted else none, [*ways, HOME])
        return END
    turning = []
    if page.number > 0:
        turning.append(_page("cases-previous-page", wanted, page.number - 1))
    if page.has_more:
        turning.append(_page("cases-next-page", wanted, page.number + 1))
    search = [_FIND] if page.total > PAGE or wanted else []
    await turn.show(
        "cases-list",
        [
            *(open_line(turn, line) for line in page.lines),
            *([turning] if turning else []),
            *away,
            (*search, LINK_A_CASE, HOME),
        ],
        count=page.total,
        lines=Html("\n\n".join(line_words(turn, line) for line in page.lines)),
    )
    return END


async def ask_search(turn: Turn) -> Next:
    """What is looked for among many cases?"""
    await turn.say("cases-ask-search", [CANCEL])
    return Step.SEARCH


async def take_search(turn: Turn) -> Next:
    """A form, words of the status, or the last four digits."""
    # Never a page of the list: four digits alone are those of a case.
    turn.argument = f"{turn.text[:_LONGEST_SEARCH].strip()} 0"
    return await show_list(turn)


async def stop_search(turn: Turn) -> Next:
    """Back to all of them."""
    return GoTo("cases")


async def show_card(turn: Turn) -> Next:
    """One case: what is its status, what does that mean, what must I do, how do we know."""
    try:
        card = await turn.services.cases.card(turn.account, turn.argument, turn.language)
    except NoSuchCase:
        return await _elsewhere_or_gone(turn)
    remove, manage = _of_case("cases-remove", "remove-case", card), manage_case(card.case_id)
    refresh = _of_case("cases-refresh", "refresh-case", card)
    own = await own_word_on(turn, card)
    if card.told is None:
        until = card.awaited_until or turn.now
        buttons = [own.buttons, (refresh, dates_button(card.case_id)), (manage, remove), (MY_CASES, HOME)]
        awaited = "cases-awaited" if turn.services.linking.asks_outside else "cases-not-kept-yet"
        key = "cases-no-status" if card.is_full and card.awaited_until is None else awaited
        key, day = "report-alone" if own.above else key, turn.day(until.date())
        background = background_on(turn, card.background)
        await turn.show(
            key, buttons, receipt=card.receipt.printed, day=day, own=own.above, background=background
        )
        return END
    meaning = card.told.meaning
    earlier = [_earlier(card.case_id, 1)] if card.history.has_earlier else []
    ways: Keyboard = [
        (refresh, _of_case("cases-timeline", "timeline", card)),
        (dates_button(card.case_id), *earlier),
        own.buttons,
        *_ways_to_write(turn, card),
        *ways_to_open(turn, card),
        (manage, remove),
        (MY_CASES, HOME),
    ]
    await turn.show(
        "cases-card",
        ways,
        above=own.above,
        beside=own.beside,
        title=card.told.title,
        form=own_words(turn, card.person, card.name, card.told.form),
        receipt=card.receipt.printed,
        path=path_row(turn.wording, card.standing),
        means=stage_meaning(turn.wording, meaning.stage),
        do=what_to_do(turn.wording, meaning.stage, needs_action=meaning.needs_action),
        dates=await next_date(turn, card.case_id),
        then=usually_next(turn.wording, card.standing),
        description=_description(turn, card.told),
        history=_history(turn, card),
        background=background_on(turn, card.background),
        checked=_checked(turn, card),
    )
    return END


async def show_history(turn: Turn) -> Next:
    """Earlier steps, a page at a time."""
    case_id, _, number = turn.argument.partition(" ")
    page = int(number) if _is_number(number) else 0
    try:
        history = await turn.services.cases.history(turn.account, case_id, page, turn.language)
    except NoSuchCase:
        return await _gone(turn)
    turning = [_earlier(case_id, page - 1, "cases-later")] if page else []
    if history.has_earlier:
        turning.append(_earlier(case_id, page + 1))
    lines = [_step(turn, each, "") for each in history.steps]
    await turn.show(
        "cases-history-screen",
        [*([turning] if turning else []), (open_case(case_id), HOME)],
        lines=Html("\n".join(lines)) if lines else turn.html("cases-history-over"),
    )
    return END


async def show_timeline(turn: Turn) -> Next:
    """What happened and what typically comes, as a picture; its caption says the same in words."""
    try:
        card = await turn.services.cases.card(turn.account, turn.argument, turn.language)
    except NoSuchCase:
        return await _gone(turn)
    if card.told is None:
        return GoTo("case", card.case_id)
    heading = turn.words("cases-button", form=form_words(turn, card.told.form), last4=card.receipt.last4)
    steps = timeline_steps(turn.wording, card)
    words = TimelineWords(heading, tuple(steps), turn.words("cases-path-note"))
    lines = "\n".join(step_in_words(turn.wording, each) for each in steps)[:_LONGEST_CAPTION]
    back = [(open_case(card.case_id), HOME)]
    try:
        picture = await turn.services.drawing.timeline(words)
    except CannotDraw:
        await turn.say("cases-timeline-words", back, heading=heading, lines=lines)
        return END
    await turn.say_picture(picture, "cases-timeline-words", back, heading=heading, lines=lines)
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
    if await turn.services.representatives.covers(turn.account, turn.argument):
        return GoTo("client-case", turn.argument)
    return await _gone(turn)


async def _gone(turn: Turn) -> Next:
    await turn.show("cases-gone", [MY_CASES, HOME])
    return END


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


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER


def _put_away(count: int) -> Button:
    return Button("cases-away", "put-away", reach=Reach.SESSION, words=(("number", count),))


def _page(key: str, wanted: str, number: int) -> Button:
    # A button holds 64 bytes: of a long search its beginning is enough to go on with.
    wanted = wanted.encode()[:_SEARCH_IN_A_BUTTON].decode(errors="ignore").strip()
    return Button(key, "cases", f"{wanted} {number}".strip(), reach=Reach.SESSION)


def _of_case(key: str, place: str, card: CaseCard) -> Button:
    return Button(key, place, card.case_id, reach=Reach.SESSION)


def _ways_to_write(turn: Turn, card: CaseCard) -> list[Button]:
    return [write_about(card.case_id)] if card.is_full and turn.services.threads.can_be_written_to() else []


def _earlier(case_id: str, number: int, key: str = "cases-earlier") -> Button:
    return Button(key, "case-history", f"{case_id} {number}", reach=Reach.SESSION)


def _history(turn: Turn, card: CaseCard) -> Html:
    lines = [_step(turn, each, card.source) for each in card.history.steps]
    return turn.html("cases-history", lines=Html("\n".join(lines))) if lines else Html("")


def _step(turn: Turn, step: HistoryStep, source: str) -> Html:
    """A step, and who told of it where that is another than of the rest."""
    title = shortened(step.title, _LONGEST_STEP)
    if step.touched:
        title = turn.words("cases-history-touched")
    if source and source != step.source:
        title = turn.words("cases-history-by", title=title, source=turn.words(f"cases-by-{step.source}"))
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
        Place("case-history", show_history, Needs.SESSION),
        Place("timeline", show_timeline, Needs.SESSION),
        Place("find-case", ask_search, Needs.SESSION),
        Place("remove-case", ask_remove, Needs.SESSION),
    ],
    steps={
        Step.SEARCH: [text(take_search), pressed("cancel", stop_search)],
        Step.REMOVE: [pressed("yes", remove), pressed("no", keep)],
    },
    asks={Step.SEARCH: ask_search, Step.REMOVE: ask_remove_again},
)
