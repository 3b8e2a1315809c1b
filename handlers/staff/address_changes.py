"""Changes of names, birth dates and addresses: from what to what, and that it was entered in the files."""

from datetime import date

from bot.accounts.staff import PAGE
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_BIRTH_DATE = "birth-date-changed"


async def show_list(turn: Turn) -> Next:
    """The changes that nobody has entered yet, the oldest first."""
    page = page_number(turn)
    found = await turn.services.staff.address_changes(page)
    if not found.count:
        await turn.show("desk-addresses-none", [TO_DESK])
        return END
    first = page * PAGE + 1
    entries = [
        turn.html(
            "desk-address",
            place=place,
            name=each.name,
            at=turn.when(each.at),
            which=turn.words(f"desk-{each.body['which']}"),
            before=_shown(turn, each.body["which"], each.body["before"]),
            after=_shown(turn, each.body["which"], each.body["after"]),
        )
        for place, each in enumerate(found.changes, first)
    ]
    buttons = [
        Button(
            "desk-address-entered",
            "desk-address-entered",
            each.id,
            reach=Reach.SESSION,
            words=(("place", place),),
        )
        for place, each in enumerate(found.changes, first)
    ]
    await turn.show(
        "desk-addresses-list",
        [*buttons, *page_buttons("desk-addresses", page, found.count, PAGE), TO_DESK],
        entries=Html("\n\n".join(entries)),
    )
    return END


async def enter(turn: Turn) -> Next:
    """It stands in the files now."""
    await turn.services.staff.enter_address_change(turn.argument, staff_member(turn))
    turn.argument = ""
    return await show_list(turn)


def _shown(turn: Turn, which: str, value: str) -> str:
    if which == _BIRTH_DATE:
        return turn.day(date.fromisoformat(value))
    return value or turn.words("desk-nothing")


desk_addresses = Dialogue(
    name="desk-addresses",
    places=[
        Place("desk-addresses", show_list, Needs.STAFF),
        Place("desk-address-entered", enter, Needs.STAFF),
    ],
)
