"""A person's own word before it is kept: everything that was read, to be confirmed or mended."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from bot.accounts.throttling import TooManyAttempts
from bot.cases.known_titles import title_in
from bot.cases.linking import AlreadyLinked, TooManyCases
from bot.cases.own_word import is_understood
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.reports import How, TooManyReports
from bot.cases.sources.source import LookUpFailed
from bot.cases.statuses import classify
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, GoTo, Next
from bot.telegram.turn import Row, Turn
from handlers.cases.case_words import stage_meaning
from handlers.keyboards import CANCEL, HOME, MY_CASES


class Step(StrEnum):
    """What is awaited."""

    WORD = "word"
    CASE = "case"
    STATUS = "status"
    DAY = "day"
    CONFIRM = "confirm"


async def ask_confirm(turn: Turn) -> Next:
    """Everything that was read, before it is kept."""
    receipt, title = ReceiptNumber(turn.answers["receipt"]), turn.answers["title"]
    followed = await turn.services.reports.case_of(turn.account, receipt)
    day = _day(turn)
    meaning = stage_meaning(turn.wording, classify(title).stage) if is_understood(title) else ""
    change: Sequence[Row] = [
        (Button("report-change-case", "change-case"), Button("report-change-status", "change-status")),
        Button("report-change-day", "change-day"),
    ]
    skip = [Button("report-skip", "skip")] if turn.answers.get("rest") else []
    await turn.say(
        "report-confirm" if followed else "report-confirm-and-add",
        [Button("report-yes" if followed else "report-yes-and-add", "yes"), *change, *skip, CANCEL],
        receipt=receipt.printed,
        title=title_in(title, turn.language),
        day=turn.day(day) if day else turn.words("report-no-day"),
        means=turn.html("report-means", means=meaning) if meaning else turn.html("report-means-unknown"),
    )
    return Step.CONFIRM


async def keep(turn: Turn) -> Next:
    """It is right: keep it, and follow the case from now on where it was not followed yet."""
    receipt = ReceiptNumber(turn.answers["receipt"])
    try:
        case_id = await turn.services.reports.case_of(turn.account, receipt) or await _follow(turn, receipt)
        is_new = await turn.services.reports.add(
            turn.account, case_id, turn.answers["title"], _day(turn), How(turn.answers["how"])
        )
    except TooManyAttempts as many:
        await turn.show("linking-too-many", [MY_CASES, HOME], at=turn.when(many.until))
        return END
    except TooManyCases:
        await turn.show("linking-too-many-cases", [MY_CASES, HOME])
        return END
    except TooManyReports:
        await turn.show("report-too-many", [MY_CASES, HOME])
        return END
    await turn.show("report-kept" if is_new else "report-kept-before", receipt=receipt.printed)
    return await _next(turn) or GoTo("case", case_id)


async def _follow(turn: Turn, receipt: ReceiptNumber) -> str:
    """Follow the case by its number; where no source tells of it now, it is looked for for a while."""
    try:
        return (await turn.services.linking.link(turn.account, receipt, key=turn.once_key)).case_id
    except AlreadyLinked as already:
        return already.case_id
    except LookUpFailed:
        await turn.services.linking.keep_trying(turn.account, receipt, key=turn.once_key)
        case_id = await turn.services.reports.case_of(turn.account, receipt)
        if case_id is None:
            raise LookupError("a case that is looked for is followed") from None
        return case_id


async def skip(turn: Turn) -> Next:
    """Not this one, but the next."""
    await turn.close_question()
    return await _next(turn) or GoTo("cases")


async def _next(turn: Turn) -> Next | None:
    """The next number of the same message, if there is one."""
    receipt, _, rest = turn.answers.get("rest", "").partition(" ")
    if not receipt:
        return None
    turn.answers["receipt"], turn.answers["rest"] = receipt, rest
    return await ask_confirm(turn)


async def cancel(turn: Turn) -> Next:
    """Not now."""
    await turn.show("report-stopped", [MY_CASES, HOME])
    return END


def _day(turn: Turn) -> date | None:
    day = turn.answers["day"]
    return None if day == "none" else date.fromisoformat(day)


def today_of(turn: Turn) -> date:
    """Which day it is where the person is."""
    return turn.now.astimezone(turn.zone).date()
