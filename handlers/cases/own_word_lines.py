"""What a card shows of the person's own word: above what sources say where it is newer, else beside it."""

from dataclasses import dataclass

from bot.cases.known_titles import known_title, title_in
from bot.cases.reading import CaseCard
from bot.telegram.buttons import Button, Reach
from bot.telegram.turn import Row, Turn
from bot.texts.catalogue import Html
from handlers.cases.case_words import what_to_do


@dataclass(frozen=True)
class OwnWordOnCard:
    """Its lines, labelled, and the ways to tell more or to take it back."""

    above: Html
    beside: Html
    buttons: Row


async def own_word_on(turn: Turn, card: CaseCard) -> OwnWordOnCard:
    """The last of what the person told of a case, unless a source says the same."""
    told = await turn.services.reports.of_case(turn.account, card.case_id, 1)
    news = Button("report-open", "report", card.case_id, reach=Reach.SESSION)
    if not told:
        return OwnWordOnCard(Html(""), Html(""), (news,))
    last = told[0]
    buttons = (news, Button("report-open-told", "own-words", card.case_id, reach=Reach.SESSION))
    said = card.told.title if card.told else ""
    if (known_title(said) or said) == last.title:
        return OwnWordOnCard(Html(""), Html(""), buttons)
    # A status whose day nobody knows may well be the later one.
    since = card.history.steps[0].day if card.history.steps else None
    is_newer = since is not None and last.is_newer_than(since, turn.zone)
    title, at = title_in(last.title, turn.language), turn.day(last.told_at.astimezone(turn.zone).date())
    so_since = turn.html("report-since", day=turn.day(last.day)) if last.day else Html("")
    if card.told is not None and not is_newer:
        beside = turn.html("report-beside", title=title, at=at, since=so_since)
        return OwnWordOnCard(Html(""), beside, buttons)
    meaning = last.meaning
    do = what_to_do(turn.wording, meaning.stage, needs_action=meaning.needs_action)
    above = turn.html("report-headline", title=title, at=at, since=so_since, do=do)
    return OwnWordOnCard(above, Html(""), buttons)
