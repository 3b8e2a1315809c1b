"""The questions of a support request, one a screen, and which comes next."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from bot.cases.receipt_number import ReceiptNumber
from bot.correspondence.support_kinds import (
    LONGEST_WORDS,
    OFFICIAL_WAYS,
    QUESTIONS,
    THINGS,
    Asked,
    Question,
    SupportKind,
)
from bot.telegram.buttons import Button
from bot.telegram.dialogue import GoTo, Handler, Next
from bot.telegram.turn import Turn
from handlers.accounts.profile import in_one_line
from handlers.cases.case_lines import form_words
from handlers.correspondence.support_words import facts
from handlers.keyboards import BACK, CANCEL

_SKIP = Button("support-skip", "skip")
_NO_NUMBER = Button("support-no-number", "skip")


class Step(StrEnum):
    """What is awaited."""

    ABOUT = "about"
    THING = Question.THING
    CASE = Question.CASE
    DAY = Question.DAY
    WHICH_DAY = "which-day"
    ADDRESS = Question.ADDRESS
    OTHER_ADDRESS = "other-address"
    WORDS = Question.WORDS
    REVIEW = "review"


async def ask_about(turn: Turn) -> Next:
    """The official way, and that the office can be told all the same."""
    kind = kind_of(turn)
    if kind not in OFFICIAL_WAYS:
        return await go_on(turn)
    await turn.show(
        f"support-about-{kind}",
        [Button("support-official", url=OFFICIAL_WAYS[kind]), Button("support-tell", "tell"), BACK],
    )
    return Step.ABOUT


async def ask_thing(turn: Turn) -> Next:
    """Which of a few?"""
    kind = kind_of(turn)
    choices = [Button(f"support-thing-{each}", "thing", each) for each in THINGS[kind]]
    await turn.show(f"support-ask-thing-{kind}", [*choices, (BACK, CANCEL)])
    return Step.THING


async def ask_case(turn: Turn) -> Next:
    """Which case? One of the person's, or another number."""
    number = int(turn.answers.get("page", "0"))
    page = await turn.services.cases.cases_of(turn.account, number, turn.language)
    choices = [
        Button(
            "cases-button",
            "case",
            line.case_id,
            words=(
                ("form", line.name or form_words(turn, line.told.form if line.told else None)),
                ("last4", line.receipt.last4),
            ),
        )
        for line in page.lines
    ]
    turning = [Button("cases-previous-page", "page", str(page.number - 1))] if page.number else []
    if page.has_more:
        turning.append(Button("cases-next-page", "page", str(page.number + 1)))
    await turn.show(
        "support-ask-case" if choices else "support-ask-number",
        [*choices, *([turning] if turning else []), _NO_NUMBER, (BACK, CANCEL)],
    )
    return Step.CASE


async def ask_day(turn: Turn) -> Next:
    """The day that matters for this kind."""
    await turn.show(f"support-ask-day-{kind_of(turn)}", [_SKIP, (BACK, CANCEL)])
    return Step.DAY


async def ask_which_day(turn: Turn) -> Next:
    """Day and month could be either way round."""
    choices = [
        Button("office-this-day", "day", each, words=(("day", turn.day(date.fromisoformat(each))),))
        for each in turn.answers["days"].split()
    ]
    await turn.show("office-ask-which-birth", [*choices, BACK])
    return Step.WHICH_DAY


async def ask_address(turn: Turn) -> Next:
    """Where it should go: the address of the profile, or another."""
    mailing = (await turn.services.profiles.of(turn.account)).mailing
    if mailing is None:
        return await ask_other_address(turn)
    await turn.show(
        "support-ask-address",
        [Button("support-this-address", "this"), Button("support-other-address", "other"), (BACK, CANCEL)],
        address=in_one_line(turn, mailing),
    )
    return Step.ADDRESS


async def ask_other_address(turn: Turn) -> Next:
    """An address in writing."""
    await turn.show("support-ask-other-address", [(BACK, CANCEL)])
    return Step.OTHER_ADDRESS


async def ask_words(turn: Turn) -> Next:
    """What is wrong, in the person's own words."""
    kind = kind_of(turn)
    skip = [_SKIP] if asked_for(turn, Question.WORDS).may_be_skipped else []
    await turn.show(f"support-ask-words-{kind}", [*skip, (BACK, CANCEL)])
    return Step.WORDS


async def review(turn: Turn) -> Next:
    """Everything, before it is sent."""
    kind, answers = kind_of(turn), turn.answers
    receipt = (
        ReceiptNumber(answers["receipt"]).printed if answers.get("receipt") else answers.get("typed", "")
    )
    await turn.show(
        "support-review",
        [Button("support-send", "send"), Button("support-again", "again"), (BACK, CANCEL)],
        kind=turn.words(f"support-kind-{kind}"),
        facts=facts(turn.wording, kind, answers, receipt, most=LONGEST_WORDS),
    )
    return Step.REVIEW


# --- from one to the next ------------------------------------------------------------------------


async def back(turn: Turn) -> Next:
    """The question before this one, once more."""
    here = turn.state.step
    before = [each.question for each in QUESTIONS[kind_of(turn)] if each.question.value in turn.answers]
    names = [each.question.value for each in QUESTIONS[kind_of(turn)]]
    if here in names:
        before = [each for each in before if names.index(each) < names.index(here)]
    if not before:
        return await ask_about(turn) if kind_of(turn) in OFFICIAL_WAYS else GoTo("support")
    turn.answers.pop(before[-1])
    return await _ASKS[before[-1]](turn)


async def answered(turn: Turn, question: Question, answer: str) -> Next:
    """Keep an answer, and go on."""
    turn.answers[question.value] = answer
    return await go_on(turn)


async def go_on(turn: Turn) -> Next:
    """The first question that has no answer yet; then a look over everything."""
    for each in QUESTIONS[kind_of(turn)]:
        if each.question.value not in turn.answers:
            return await _ASKS[each.question](turn)
    return await review(turn)


def kind_of(turn: Turn) -> SupportKind:
    """What the request is about."""
    return SupportKind(turn.answers["kind"])


def asked_for(turn: Turn, question: Question) -> Asked:
    """How this question is put for this kind."""
    return next(each for each in QUESTIONS[kind_of(turn)] if each.question is question)


_ASKS: Final[Mapping[Question, Handler]] = {
    Question.THING: ask_thing,
    Question.CASE: ask_case,
    Question.DAY: ask_day,
    Question.ADDRESS: ask_address,
    Question.WORDS: ask_words,
}
