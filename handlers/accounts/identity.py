"""Another legal name or birth date: why, what, everything shown again; what was before is kept."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_birth_date
from bot.accounts.names import BadName, read_name
from bot.accounts.profile import Part, Reason, Why
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.profile import go_back
from handlers.keyboards import BACK, CANCEL

_MOST_WORDS: Final = 300
_MOST_EARLIER: Final = 5
_REASONS: Final[Mapping[Reason, str]] = {
    Reason.MARRIAGE: "identity-reason-marriage",
    Reason.COURT: "identity-reason-court",
    Reason.MISTAKE: "identity-reason-mistake",
    Reason.OTHER: "identity-reason-other",
}


class Step(StrEnum):
    """The questions, in their order."""

    REASON = "reason"
    WORDS = "words"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    WHICH_DATE = "which-date"
    REVIEW = "review"


async def begin_name(turn: Turn) -> Next:
    """Another legal name."""
    turn.answers["field"] = "name"
    return await ask_reason(turn)


async def begin_birth_date(turn: Turn) -> Next:
    """Another birth date."""
    turn.answers["field"] = "birth"
    return await ask_reason(turn)


async def ask_reason(turn: Turn) -> Next:
    """Why it changes; a birth date does not by a marriage."""
    await _show_earlier(turn)
    profile = await turn.services.profiles.of(turn.account)
    reasons = [each for each in Reason if _is_name(turn) or each is not Reason.MARRIAGE]
    keyboard = [*(Button(_REASONS[each], "why", each) for each in reasons), CANCEL]
    if _is_name(turn):
        await turn.say("identity-why-name", keyboard, name=profile.legal_name)
    else:
        await turn.say("identity-why-birth", keyboard, day=turn.day(profile.birth_date))
    return Step.REASON


async def _show_earlier(turn: Turn) -> None:
    """What it was before, if it has changed already."""
    part = Part.LEGAL_NAME if _is_name(turn) else Part.BIRTH_DATE
    earlier = (await turn.services.profiles.earlier(turn.account, part))[:_MOST_EARLIER]
    lines = [
        turn.words(
            "identity-earlier-line",
            value=each.value if _is_name(turn) else turn.day(date.fromisoformat(each.value)),
            until=turn.when(each.until),
            reason=_said(turn, each.why),
        )
        for each in earlier
    ]
    if lines:
        await turn.say("identity-earlier", lines="\n".join(lines))


async def take_reason(turn: Turn) -> Next:
    """The reason that was pressed; another one is asked for in writing."""
    turn.answers["reason"] = turn.argument
    turn.answers["words"] = ""
    await turn.close_question()
    return await (ask_words(turn) if turn.argument == Reason.OTHER else ask_what(turn))


async def ask_words(turn: Turn) -> Next:
    """The reason, in the person's own words."""
    await turn.say("identity-ask-words", [(BACK, CANCEL)])
    return Step.WORDS


async def take_words(turn: Turn) -> Next:
    """Take them, if they are not too many."""
    words = " ".join(turn.text.split())
    if len(words) > _MOST_WORDS:
        await turn.say("common-too-long", count=_MOST_WORDS)
        return await ask_words(turn)
    if not words.isprintable():
        await turn.say("identity-words-characters")
        return await ask_words(turn)
    turn.answers["words"] = words
    return await ask_what(turn)


async def ask_what(turn: Turn) -> Next:
    """The new name, or the right date."""
    if _is_name(turn):
        await turn.say("identity-ask-name", [(BACK, CANCEL)])
        return Step.NAME
    await turn.say("registration-ask-birth-date", [(BACK, CANCEL)])
    return Step.BIRTH_DATE


async def take_name(turn: Turn) -> Next:
    """Take the name, or say what is wrong with it."""
    try:
        turn.answers["name"] = read_name(turn.text)
    except BadName as bad:
        await turn.say(f"registration-name-{bad.reason}")
        return await ask_what(turn)
    return await review(turn)


async def take_birth_date(turn: Turn) -> Next:
    """Take the date; where it can be read two ways, ask which."""
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        born = read_birth_date(turn.text, today=turn.now.date(), order=order)
    except AmbiguousDate as ambiguous:
        turn.answers["dates"] = " ".join(day.isoformat() for day in ambiguous.candidates)
        return await ask_which_date(turn)
    except BadDate as bad:
        await turn.say(f"registration-birth-date-{bad.reason}")
        return await ask_what(turn)
    turn.answers["birth"] = born.isoformat()
    return await review(turn)


async def ask_which_date(turn: Turn) -> Next:
    """Which of two days was meant."""
    choices = [
        Button("registration-date", "date", iso, words=(("day", turn.day(date.fromisoformat(iso))),))
        for iso in turn.answers["dates"].split()
    ]
    await turn.say("registration-which-date", [*choices, (BACK, CANCEL)])
    return Step.WHICH_DATE


async def take_which_date(turn: Turn) -> Next:
    """Take the day that was pressed."""
    turn.answers["birth"] = turn.argument
    await turn.close_question()
    return await review(turn)


async def review(turn: Turn) -> Next:
    """Before and after, side by side; nothing to save when they are the same."""
    profile = await turn.services.profiles.of(turn.account)
    before, after = (
        (profile.legal_name, turn.answers["name"])
        if _is_name(turn)
        else (turn.day(profile.birth_date), turn.day(date.fromisoformat(turn.answers["birth"])))
    )
    if before == after:
        await turn.say("identity-same")
        return await ask_what(turn)
    await turn.say(
        "identity-review",
        [Button("identity-save", "save"), (BACK, CANCEL)],
        before=before,
        after=after,
        reason=_said(turn, _why(turn)),
    )
    return Step.REVIEW


async def save(turn: Turn) -> Next:
    """Change it, and say that USCIS has to be told by the person."""
    why = _why(turn)
    profiles = turn.services.profiles
    if _is_name(turn):
        await profiles.change_legal_name(turn.account, turn.answers["name"], why, turn.by)
    else:
        born = date.fromisoformat(turn.answers["birth"])
        await profiles.change_birth_date(turn.account, born, why, turn.by)
    await turn.close_question()
    await turn.say("identity-saved")
    return GoTo("profile")


def _why(turn: Turn) -> Why:
    return Why(Reason(turn.answers["reason"]), turn.answers["words"])


def _said(turn: Turn, why: Why) -> str:
    return why.words or turn.words(_REASONS[why.reason])


def _is_name(turn: Turn) -> bool:
    return turn.answers["field"] == "name"


_BACK_TO_WHAT = pressed("back", ask_what)
_CANCELLED = pressed("cancel", go_back)

identity = Dialogue(
    name="identity",
    places=[
        Place("legal-name", begin_name, Needs.PROOF),
        Place("birth-date", begin_birth_date, Needs.PROOF),
    ],
    steps={
        Step.REASON: [pressed("why", take_reason), _CANCELLED],
        Step.WORDS: [text(take_words), pressed("back", ask_reason), _CANCELLED],
        Step.NAME: [text(take_name), pressed("back", ask_reason), _CANCELLED],
        Step.BIRTH_DATE: [text(take_birth_date), pressed("back", ask_reason), _CANCELLED],
        Step.WHICH_DATE: [pressed("date", take_which_date), text(take_birth_date), _BACK_TO_WHAT, _CANCELLED],
        Step.REVIEW: [pressed("save", save), _BACK_TO_WHAT, _CANCELLED],
    },
    asks={
        Step.REASON: ask_reason,
        Step.WORDS: ask_words,
        Step.NAME: ask_what,
        Step.BIRTH_DATE: ask_what,
        Step.WHICH_DATE: ask_which_date,
        Step.REVIEW: review,
    },
)
