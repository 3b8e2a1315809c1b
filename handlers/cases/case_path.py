"""Where a case stands on its typical way, put into words and into the steps of a picture."""

from datetime import date

from bot.cases.path import Standing
from bot.cases.reading import CaseCard
from bot.pictures.timeline import PictureStep, When
from bot.texts.catalogue import Html
from bot.texts.wording import Wording

_MOST_PAST = 7


def path_row(words: Wording, standing: Standing) -> Html:
    """The typical steps in one row; nothing where the status tells no step."""
    if standing.at is None:
        return Html("")
    steps = [
        words.html(_mark(number, standing.at), step=words.plain(f"path-{step}"))
        for number, step in enumerate(standing.steps)
    ]
    return words.html("path-row", steps=Html(" › ".join(steps)))


def usually_next(words: Wording, standing: Standing) -> Html:
    """What most cases come to next; nothing where that cannot be said."""
    step = standing.usually_next
    return words.html("path-next", step=words.plain(f"path-then-{step}")) if step else Html("")


def timeline_steps(words: Wording, card: CaseCard) -> list[PictureStep]:
    """The newest steps that happened, oldest first; where the case stands; what typically comes."""
    title = card.told.title if card.told else ""
    happened = list(reversed(card.history.steps[:_MOST_PAST]))
    now = happened.pop() if happened and happened[-1].title == title else None
    steps = [PictureStep(each.title, _day(words, each.day), When.PAST) for each in happened]
    steps.append(PictureStep(title, _day(words, now.day if now else None), When.NOW))
    standing = card.standing
    if standing.at is not None and not standing.is_over:
        ahead = standing.steps[standing.at + 1 :]
        steps += [PictureStep(words.plain(f"path-{each}"), "", When.AHEAD) for each in ahead]
    return steps


def step_in_words(words: Wording, step: PictureStep) -> str:
    """A step of the picture for who cannot see it."""
    key = {When.PAST: "path-said-past", When.NOW: "path-said-now", When.AHEAD: "path-said-ahead"}[step.when]
    if step.day:
        return words.plain(f"{key}-dated", step=step.text, day=step.day)
    return words.plain(key, step=step.text)


def _day(words: Wording, day: date | None) -> str:
    return words.day(day) if day else ""


def _mark(number: int, at: int) -> str:
    if number < at:
        return "path-done"
    return "path-here" if number == at else "path-ahead"
