"""A copy of one's data: asked for, put together in the background, handed over, and taken off the chat."""

from collections.abc import Mapping
from enum import StrEnum

from bot.accounts.throttling import TooManyAttempts
from bot.telegram.actions import Action, EditMarked, SendCopy
from bot.telegram.buttons import Button
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed
from bot.telegram.turn import House, Turn
from handlers.keyboards import CANCEL, HOME

_FILE_NAME = "my-data.zip"


class Step(StrEnum):
    """Where an answer is awaited."""

    CONFIRM = "confirm"


async def explain(turn: Turn) -> Next:
    """What the copy holds, and how it comes."""
    await turn.show("export-ask", [Button("export-make", "make"), CANCEL])
    return Step.CONFIRM


async def go_on(turn: Turn) -> Next:
    """First it must be certain who asks."""
    return GoTo("make-copy")


async def make(turn: Turn) -> Next:
    """Let it be put together; it comes by itself."""
    try:
        await turn.services.exporting.ask(
            turn.account, turn.chat_id, telegram_name=turn.telegram_name, key=turn.once_key
        )
    except TooManyAttempts as many:
        await turn.say("export-once-a-day", [HOME], at=turn.when(many.until))
        return END
    await turn.say("export-begun", mark=_mark(turn.once_key))
    return END


async def cancel(turn: Turn) -> Next:
    """Not now."""
    return GoTo("privacy")


class CopyScreens:
    """Says how a copy is handed over."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def handed_over(
        self, account_id: str, chat_id: int, body: Mapping[str, str], mark: str
    ) -> list[Action]:
        """The file, and the promise of it kept; nothing of it where the account is not open any more."""
        texts = self._house.texts
        language = texts.closest(body["language"])
        waiting = _mark(body["key"])
        if not await self._house.services.exporting.may_be_handed_over(account_id, chat_id):
            return [EditMarked(waiting, texts.html(language, "export-not-open"))]
        contact = self._house.organisation.contact
        return [
            EditMarked(waiting, texts.html(language, "export-ready")),
            SendCopy(
                account_id,
                _FILE_NAME,
                caption=texts.html(language, "export-file"),
                otherwise=texts.html(language, "export-refused", contact=contact),
                mark=mark,
            ),
        ]


def _mark(key: str) -> str:
    return f"copy-begun:{key}"


export = Dialogue(
    name="export",
    places=[
        Place("copy-data", explain, Needs.SESSION),
        Place("make-copy", make, Needs.PROOF),
    ],
    steps={Step.CONFIRM: [pressed("make", go_on), pressed("cancel", cancel)]},
    asks={Step.CONFIRM: explain},
)
