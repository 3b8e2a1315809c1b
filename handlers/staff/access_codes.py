"""Access codes: made for a person of a case, shown once, and withdrawn."""

from enum import StrEnum

from bot.cases.access_codes import AccessCodeRow, CodesOfCase, NotOfTheCase
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.accounts.vanishing import ACCESS_CODE, forget_secrets, mark_secret
from handlers.keyboards import BACK
from handlers.staff.desk import TO_DESK, staff_member

_MOST_PEOPLE = 12


class Step(StrEnum):
    """What is awaited."""

    RECEIPT = "receipt"
    CODES = "codes"


def codes_of_case(case_id: str) -> Button:
    """The button on the staff's screen of a case."""
    return Button("desk-codes", "desk-codes", case_id, reach=Reach.SESSION)


async def begin(turn: Turn) -> Next:
    """The codes of a case, or first: of which case?"""
    if not turn.argument:
        return await ask_receipt(turn)
    turn.answers["case"] = turn.argument
    return await show(turn)


async def ask_receipt(turn: Turn) -> Next:
    """Of which case?"""
    await turn.show("desk-codes-ask-receipt", [BACK])
    return Step.RECEIPT


async def take_receipt(turn: Turn) -> Next:
    """Find it among those that the organisation keeps."""
    try:
        receipt = turn.services.linking.read(turn.text)
        turn.answers["case"] = await turn.services.access_codes.find(receipt)
    except (MistypedReceipt, NotAReceipt, NotOfTheCase):
        await turn.say("desk-codes-not-kept")
        return await ask_receipt(turn)
    return await show(turn)


async def show(turn: Turn) -> Next:
    """Who is in the case, and which codes there are."""
    try:
        found = await turn.services.access_codes.of_case(turn.answers["case"])
    except NotOfTheCase:
        await turn.show("desk-codes-not-kept", [TO_DESK])
        return END
    new = [
        Button("desk-new-code", "new", each.id, words=(("name", each.name),))
        for each in found.people[:_MOST_PEOPLE]
    ]
    withdraw = [
        Button("desk-withdraw-code", "withdraw", each.id, words=(("name", _of_whom(turn, found, each)),))
        for each in found.codes
        if _state(turn, each) == "open"
    ]
    lines = [
        turn.html(
            f"desk-code-{_state(turn, each)}",
            name=_of_whom(turn, found, each),
            at=turn.when(each.used_at or each.created_at),
            until=turn.day(each.expires_at.astimezone(turn.zone).date()),
        )
        for each in found.codes
    ]
    await turn.show(
        "desk-codes-screen" if found.people else "desk-codes-nobody",
        [*new, *withdraw, TO_DESK],
        receipt=found.receipt.printed,
        lines=Html("\n".join(lines)) if lines else turn.html("desk-codes-none"),
    )
    return Step.CODES


async def make(turn: Turn) -> Next:
    """A new one: it is shown this once, in a message of its own that can be taken away."""
    codes = turn.services.access_codes
    try:
        new = await codes.make(turn.answers["case"], turn.argument, staff_member(turn))
    except NotOfTheCase:
        return await show(turn)
    done = Button("desk-code-noted", "noted")
    await turn.say(
        "desk-code-shown",
        [done],
        mark=await mark_secret(turn, ACCESS_CODE),
        code=new.code,
        until=turn.day(new.until.astimezone(turn.zone).date()),
    )
    return Step.CODES


async def noted(turn: Turn) -> Next:
    """It was handed on: away with it."""
    await forget_secrets(turn, ACCESS_CODE)
    await turn.say("desk-code-hidden")
    return await show(turn)


async def withdraw(turn: Turn) -> Next:
    """It opens nothing any more."""
    await turn.services.access_codes.withdraw(turn.answers["case"], turn.argument, staff_member(turn))
    return await show(turn)


async def to_desk(turn: Turn) -> Next:
    """Back."""
    return GoTo("desk")


def _of_whom(turn: Turn, found: CodesOfCase, code: AccessCodeRow) -> str:
    names = {each.id: each.name for each in found.people}
    return names.get(code.person_id or "", turn.words("desk-nothing"))


def _state(turn: Turn, code: AccessCodeRow) -> str:
    if code.used_at is not None:
        return "used"
    if code.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if code.expires_at <= turn.now else "open"


desk_codes = Dialogue(
    name="desk-codes",
    places=[Place("desk-codes", begin, Needs.STAFF)],
    steps={
        Step.RECEIPT: [text(take_receipt), pressed("back", to_desk)],
        Step.CODES: [pressed("new", make), pressed("noted", noted), pressed("withdraw", withdraw)],
    },
    asks={Step.RECEIPT: ask_receipt, Step.CODES: show},
)
