"""A quick look at a status, by receipt number: nothing is followed, and nothing kept."""

from enum import StrEnum

from bot.accounts.throttling import TooManyAttempts
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.cases.sources.source import LookUpFailed, NoSource, ReceiptRefused, ReceiptUnknown
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.cases.case_words import stage_meaning, what_to_do
from handlers.keyboards import CANCEL, HOME, LINK_A_CASE, MY_CASES


class Step(StrEnum):
    """What is awaited."""

    RECEIPT = "receipt"
    CONFIRM_TYPO = "confirm-typo"


_AT_USCIS = Button("look-at-uscis", url="https://egov.uscis.gov/")
_ANOTHER = Button("look-another", "status", reach=Reach.SESSION)


async def begin(turn: Turn) -> Next:
    """Ask, or take the number that stood behind the command at once."""
    if not turn.services.quick_look.is_offered:
        await turn.say("look-not-offered", [LINK_A_CASE, HOME])
        return END
    return await (_read(turn, turn.argument) if turn.argument else ask_receipt(turn))


async def ask_receipt(turn: Turn) -> Next:
    """Which number?"""
    await turn.say("look-ask-receipt", [CANCEL])
    return Step.RECEIPT


async def take_receipt(turn: Turn) -> Next:
    """Look, or say what is wrong with the number."""
    return await _read(turn, turn.text)


async def ask_typo(turn: Turn) -> Next:
    """Offer the number that was probably meant."""
    await turn.say(
        "linking-did-you-mean",
        [Button("linking-yes-use-it", "yes"), Button("linking-type-again", "again"), CANCEL],
        suggestion=ReceiptNumber(turn.answers["receipt"]).printed,
    )
    return Step.CONFIRM_TYPO


async def take_suggestion(turn: Turn) -> Next:
    """The suggestion was right."""
    return await _look(turn, ReceiptNumber(turn.answers["receipt"]))


async def cancel(turn: Turn) -> Next:
    """Not now."""
    await turn.show("look-stopped", [MY_CASES, HOME])
    return END


async def _read(turn: Turn, written: str) -> Next:
    try:
        receipt = turn.services.linking.read(written)
    except MistypedReceipt as mistake:
        turn.answers["receipt"] = mistake.suggestion.value
        return await ask_typo(turn)
    except NotAReceipt as problem:
        await turn.say(f"linking-not-{problem.reason}", count=problem.off_by)
        return await ask_receipt(turn)
    return await _look(turn, receipt)


async def _look(turn: Turn, receipt: ReceiptNumber) -> Next:
    follow = Button("look-follow", "link", receipt.value, reach=Reach.SESSION)
    ways = [(follow, _ANOTHER), (MY_CASES, HOME)]
    try:
        look = await turn.services.quick_look.look(turn.account, receipt, turn.language)
    except TooManyAttempts as many:
        await turn.say("linking-too-many", [MY_CASES, HOME], at=turn.when(many.until))
        return END
    except (ReceiptUnknown, ReceiptRefused):
        await turn.say("look-unknown", ways, receipt=receipt.printed)
        return END
    except NoSource:
        await turn.say("look-no-source", [_AT_USCIS, *ways], receipt=receipt.printed)
        return END
    except LookUpFailed:
        await turn.say("look-away", ways)
        return END
    meaning = look.told.meaning
    await turn.say(
        "look-card",
        ways,
        title=look.told.title,
        form=look.told.form or turn.words("cases-form-unknown"),
        receipt=receipt.printed,
        means=stage_meaning(turn.wording, meaning.stage),
        do=what_to_do(turn.wording, meaning.stage, needs_action=meaning.needs_action),
        source=turn.words(f"cases-source-{look.source}"),
    )
    return END


quick_look = Dialogue(
    name="quick-look",
    places=[Place("status", begin, Needs.SESSION, command=True)],
    steps={
        Step.RECEIPT: [text(take_receipt), pressed("cancel", cancel)],
        Step.CONFIRM_TYPO: [
            pressed("yes", take_suggestion),
            pressed("again", ask_receipt),
            pressed("cancel", cancel),
            text(take_receipt),
        ],
    },
    asks={Step.RECEIPT: ask_receipt, Step.CONFIRM_TYPO: ask_typo},
)
