"""A photo or PDF of a notice: the receipt number is read from it, the person says whether it is right."""

from collections.abc import Sequence
from enum import StrEnum

from bot.cases.notice_codes import UnreadableNotice
from bot.cases.receipt_number import ReceiptNumber
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, media, pressed
from bot.telegram.files import MOST_MEGABYTES, FileTooLarge, FileUnavailable, NoFile
from bot.telegram.turn import Keyboard, Turn
from handlers.keyboards import CANCEL, HOME, MY_CASES

TYPE_IT = Button("notice-type-it", "link", reach=Reach.SESSION)


class Step(StrEnum):
    """What is awaited."""

    CONFIRM = "confirm"


async def read_notice(turn: Turn) -> Next:
    """Look for the number."""
    found = await numbers_on(turn, [TYPE_IT, HOME])
    if not found:
        return END
    turn.argument = " ".join(each.value for each in found)
    return await take_numbers(turn)


async def numbers_on(turn: Turn, ways: Keyboard = ()) -> Sequence[ReceiptNumber]:
    """The numbers on a photo or file; where there are none, the person is told why, and what helps.

    Nothing of the picture is kept.
    """
    found: Sequence[ReceiptNumber] = []
    try:
        async with turn.house.files.of(turn.update.message) as path:
            found = await turn.services.notice_codes.read(path)
    except NoFile:
        # A log-in came between.
        await turn.say("notice-send-again", ways)
    except FileTooLarge:
        await turn.say("notice-too-many-megabytes", ways, count=MOST_MEGABYTES)
    except FileUnavailable:
        await turn.say("notice-not-received", ways)
    except UnreadableNotice as problem:
        await turn.say(f"notice-not-{problem.trouble}", ways)
    else:
        if not found:
            await turn.say("notice-no-number", ways)
    return found


async def read_another(turn: Turn) -> Next:
    """One more page of the letter: its numbers join those that were read; without any, the question stays."""
    known = turn.answers["found"].split()
    found = [each.value for each in await numbers_on(turn)]
    turn.answers["found"] = " ".join(dict.fromkeys([*known, *found]))
    return await ask_number(turn)


async def take_numbers(turn: Turn) -> Next:
    """Those that were read already, in another dialogue."""
    turn.answers["found"] = turn.argument
    return await ask_number(turn)


async def ask_number(turn: Turn) -> Next:
    """Is that the number? A barcode that is read badly may be another person's case."""
    found = _found(turn)
    if len(found) == 1:
        buttons = [Button("notice-yes", "yes", found[0].value)]
        await turn.say("notice-found", [*buttons, TYPE_IT, CANCEL], receipt=found[0].printed)
    else:
        buttons = [
            Button("notice-this-one", "yes", each.value, words=(("receipt", each.printed),)) for each in found
        ]
        await turn.say("notice-found-several", [*buttons, TYPE_IT, CANCEL])
    return Step.CONFIRM


async def link(turn: Turn) -> Next:
    """It is: add the case."""
    await turn.close_question()
    return GoTo("link", turn.argument)


async def cancel(turn: Turn) -> Next:
    """Not now."""
    await turn.show("linking-stopped", [MY_CASES, HOME])
    return END


def _found(turn: Turn) -> Sequence[ReceiptNumber]:
    return [ReceiptNumber(each) for each in turn.answers["found"].split()]


def _is_notice(turn: Turn) -> bool:
    message = turn.update.message
    return message is not None and bool(message.photo or message.document)


notice_photos = Dialogue(
    name="photos",
    places=[
        Place("notice", read_notice, Needs.SESSION, takes=_is_notice),
        Place("numbers-read", take_numbers, Needs.SESSION),
    ],
    steps={Step.CONFIRM: [pressed("yes", link), pressed("cancel", cancel), *media(read_another)]},
    asks={Step.CONFIRM: ask_number},
)
