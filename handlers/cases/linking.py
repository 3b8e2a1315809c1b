"""Adding a case by its receipt number."""

from enum import StrEnum

from bot.accounts.codes import clean_readable_code
from bot.accounts.throttling import TooManyAttempts
from bot.cases.linking import AlreadyLinked, TooManyCases
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.cases.sources.source import LookUpFailed, NoSource, ReceiptRefused, ReceiptUnknown
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, media, pressed, text
from bot.telegram.turn import Turn
from handlers.cases.notice_photos import numbers_on
from handlers.cases.opening import open_with_code
from handlers.keyboards import ACCESS_CODE, CANCEL, HOME, MY_CASES


class Step(StrEnum):
    """What is awaited."""

    RECEIPT = "receipt"
    CONFIRM_TYPO = "confirm-typo"
    UNKNOWN = "unknown"


_WHERE_IS_IT = Button("linking-where-is-it", "where")
_KEEP_TRYING = Button("linking-keep-trying", "keep")
_UNKNOWN = {
    "unknown": "linking-unknown-receipt",
    "away": "linking-source-away",
    "not-kept": "linking-not-kept",
}
_TYPE_AGAIN = Button("linking-type-again", "again")


async def begin(turn: Turn) -> Next:
    """Ask, or take the number that stood behind the command at once."""
    return await (_read(turn, turn.argument) if turn.argument else ask_receipt(turn))


async def ask_receipt(turn: Turn) -> Next:
    """Ask for the receipt number, with an example."""
    await turn.say("linking-ask-receipt", [_WHERE_IS_IT, ACCESS_CODE, CANCEL])
    return Step.RECEIPT


async def explain_where(turn: Turn) -> Next:
    """Where the number stands on the letter."""
    await turn.say("linking-where-help", [CANCEL])
    return Step.RECEIPT


async def take_receipt(turn: Turn) -> Next:
    """Link the case, or say exactly what is wrong with the number."""
    return await _read(turn, turn.text)


async def take_photo(turn: Turn) -> Next:
    """The number is read from a photo of the notice; the person compares it before it counts."""
    found = await numbers_on(turn)
    return GoTo("numbers-read", " ".join(each.value for each in found)) if found else await ask_receipt(turn)


async def ask_typo(turn: Turn) -> Next:
    """Offer the number that was probably meant: another digit may be another person's case."""
    await turn.say(
        "linking-did-you-mean",
        [Button("linking-yes-use-it", "yes"), _TYPE_AGAIN, CANCEL],
        suggestion=ReceiptNumber(turn.answers["receipt"]).printed,
    )
    return Step.CONFIRM_TYPO


async def take_suggestion(turn: Turn) -> Next:
    """The suggestion was right."""
    return await _link(turn, ReceiptNumber(turn.answers["receipt"]))


async def ask_keep_trying(turn: Turn) -> Next:
    """The number is not known, or nobody could be asked: what to check, and what can be done."""
    receipt = ReceiptNumber(turn.answers["receipt"])
    own_word = Button("linking-own-word", "report", receipt.value, reach=Reach.SESSION)
    await turn.say(
        _UNKNOWN[turn.answers["why"]],
        [_KEEP_TRYING, own_word, _TYPE_AGAIN, ACCESS_CODE, CANCEL],
        receipt=receipt.printed,
    )
    return Step.UNKNOWN


async def keep_trying(turn: Turn) -> Next:
    """Go on looking for two weeks; the end is told too."""
    receipt = ReceiptNumber(turn.answers["receipt"])
    try:
        until = await turn.services.linking.keep_trying(turn.account, receipt, key=turn.once_key)
    except AlreadyLinked as already:
        await turn.show("linking-already")
        return GoTo("case", already.case_id)
    except TooManyCases:
        await turn.show("linking-too-many-cases", [MY_CASES, HOME])
        return END
    key = "linking-kept-trying" if turn.services.linking.asks_outside else "linking-told-when-kept"
    await turn.show(key, [MY_CASES, HOME], receipt=receipt.printed, day=turn.day(until.date()))
    return END


async def cancel(turn: Turn) -> Next:
    """Not now."""
    await turn.show("linking-stopped", [MY_CASES, HOME])
    return END


async def _read(turn: Turn, written: str) -> Next:
    if clean_readable_code(written):
        # Sixteen signs: no receipt number, but what the office has given them.
        await turn.forget_message()
        return await open_with_code(turn, written)
    try:
        receipt = turn.services.linking.read(written)
    except MistypedReceipt as mistake:
        turn.answers["receipt"] = mistake.suggestion.value
        return await ask_typo(turn)
    except NotAReceipt as problem:
        await turn.say(f"linking-not-{problem.reason}", count=problem.off_by)
        return await ask_receipt(turn)
    turn.answers["receipt"] = receipt.value
    return await _link(turn, receipt)


async def _link(turn: Turn, receipt: ReceiptNumber) -> Next:
    try:
        linked = await turn.services.linking.link(turn.account, receipt, key=turn.once_key)
    except AlreadyLinked as already:
        await turn.show("linking-already")
        return GoTo("case", already.case_id)
    except TooManyAttempts as many:
        await turn.say("linking-too-many", [MY_CASES, HOME], at=turn.when(many.until))
        return END
    except TooManyCases:
        await turn.say("linking-too-many-cases", [MY_CASES, HOME])
        return END
    except (ReceiptUnknown, ReceiptRefused):
        turn.answers["why"] = "unknown"
        return await ask_keep_trying(turn)
    except NoSource:
        turn.answers["why"] = "not-kept"
        return await ask_keep_trying(turn)
    except LookUpFailed:
        turn.answers["why"] = "away"
        return await ask_keep_trying(turn)
    await turn.show("linking-done-full" if linked.is_full else "linking-done")
    return GoTo("case", linked.case_id)


linking = Dialogue(
    name="linking",
    places=[Place("link", begin, Needs.SESSION, command=True)],
    steps={
        Step.RECEIPT: [
            text(take_receipt),
            *media(take_photo),
            pressed("where", explain_where),
            pressed("cancel", cancel),
        ],
        Step.CONFIRM_TYPO: [
            pressed("yes", take_suggestion),
            pressed("again", ask_receipt),
            pressed("cancel", cancel),
            text(take_receipt),
        ],
        Step.UNKNOWN: [
            pressed("keep", keep_trying),
            pressed("again", ask_receipt),
            pressed("cancel", cancel),
            text(take_receipt),
        ],
    },
    asks={Step.RECEIPT: ask_receipt, Step.CONFIRM_TYPO: ask_typo, Step.UNKNOWN: ask_keep_trying},
)
