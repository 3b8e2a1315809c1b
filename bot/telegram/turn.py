"""One update and the answer to it, as a handler sees them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from bot.accounts.changes import By
from bot.accounts.names import discreet_name, shortened
from bot.accounts.sessions import Session, SessionState
from bot.accounts.time_zones import zone_named
from bot.clock import Clock
from bot.services import Services
from bot.telegram.actions import (
    Action,
    AnswerPress,
    Delete,
    DeleteMarked,
    Edit,
    Markup,
    RemoveKeyboard,
    Send,
    SendDocument,
    SendPhoto,
)
from bot.telegram.buttons import Belonging, Button, ButtonCodec, Press, Reach
from bot.telegram.files import Files
from bot.telegram.state import ChatState
from bot.texts.catalogue import Argument, Html, Texts
from bot.texts.dates import Dates
from bot.texts.wording import Wording

Row = Button | Sequence[Button]
Keyboard = Sequence[Row]

_PROOF_COUNTS_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Organisation:
    """Who runs this bot, as people are told."""

    name: str
    contact: str
    support_hours: str
    website: str
    privacy_url: str
    zone: ZoneInfo


@dataclass(frozen=True)
class House:
    """What every turn has at hand."""

    services: Services
    texts: Texts
    dates: Dates
    buttons: ButtonCodec
    files: Files
    clock: Clock
    organisation: Organisation
    bot_username: str


class Turn:
    """One update: what came, who sent it, what the chat remembers, and what is said to it.

    Nothing is sent while a handler runs: what it says is collected in `actions`.
    """

    def __init__(
        self,
        house: House,
        update: Update,
        state: ChatState,
        serial: int,
        session: Session | None,
        others: Sequence[Session] = (),
    ) -> None:
        self.house = house
        self.services = house.services
        self.update = update
        self.state = state
        self.session = session
        self.others = tuple(each for each in others if each.state is not SessionState.NONE)
        """Further accounts that are open in this chat."""
        self.now = house.clock.now()
        self.argument = ""
        self.press: Press | None = None
        self.actions: list[Action] = []
        self.shows_steps = False
        self._serial = serial
        self._pressed_message_shown = False

    # --- what came ---------------------------------------------------------------------------

    @property
    def chat_id(self) -> int:
        """The chat, which in a private chat is the person's own id."""
        chat = self.update.effective_chat
        assert chat is not None  # noqa: S101 - the inbox takes no update without a chat
        return chat.id

    @property
    def telegram_user_id(self) -> int:
        """The Telegram user who did this."""
        user = self.update.effective_user
        return user.id if user else self.chat_id

    @property
    def telegram_name(self) -> str:
        """How Telegram calls this user: for the person's own record of log-ins."""
        user = self.update.effective_user
        return user.full_name[:100] if user else ""

    @property
    def message_id(self) -> int:
        """The message that was sent, edited, or whose button was pressed."""
        press = self.update.callback_query
        message = press.message if press else self.update.effective_message
        return message.message_id if message else 0

    @property
    def text(self) -> str:
        """What the person wrote, in Unicode's composed form (NFC); empty for anything but text."""
        message = self.update.effective_message
        written = message.text if message and self.update.callback_query is None else None
        return unicodedata.normalize("NFC", written or "")

    @property
    def is_forwarded(self) -> bool:
        """Whether the message was first written elsewhere."""
        message = self.update.message
        return bool(message and message.forward_origin)

    @property
    def once_key(self) -> str:
        """The idempotency key: the same when the same update is worked on again after a crash."""
        return f"{self.chat_id}:{self.update.update_id}"

    @property
    def is_staff(self) -> bool:
        """Whether who does this is one of the staff."""
        return self.services.staff.includes(self.telegram_user_id)

    @property
    def answers(self) -> dict[str, str]:
        """The answers of this dialogue so far; stored with it."""
        return self.state.answers

    @property
    def by(self) -> By:
        """Who does this, and by which update: for the record of what changes an account."""
        return By(self.chat_id, self.telegram_name, self.once_key)

    # --- who it is -----------------------------------------------------------------------------

    @property
    def account(self) -> str:
        """The account that is open here. Places and steps that need a session may rely on it."""
        if self.session is None:
            raise LookupError("no account is open in this chat")
        return self.session.account_id

    @property
    def account_here(self) -> str | None:
        """The account of this chat's session, if there is one, be it locked."""
        return self.session.account_id if self.session else None

    def opened(self, session: Session) -> None:
        """From now on this turn, and what it shows, belongs to this session."""
        before = [self.session] if self.session and self.session.state is not SessionState.NONE else []
        here = (*before, *self.others)
        if any(each.account_id != session.account_id for each in here):
            # The same person reads on, whatever the other account speaks.
            self.state.language = self.language
        self.others = tuple(each for each in here if each.account_id != session.account_id)
        self.session = session

    def closed(self) -> None:
        """The account at work is no longer open here, and what it left unfinished is dropped."""
        left = self.account_here
        self.session = None
        self.state.kept = {name: kept for name, kept in self.state.kept.items() if kept.account != left}
        self.state.wanted = None

    def locked(self) -> None:
        """Everything that is open here has just been locked."""
        self.session = self.session and replace(self.session, state=SessionState.LOCKED)
        self.others = tuple(replace(each, state=SessionState.LOCKED) for each in self.others)

    async def turn_to(self, session_id: str) -> bool:
        """Let another account that is open here be the one at work. False when it is none of them."""
        wanted = next((each for each in self.others if each.id == session_id), None)
        if wanted is None or not await self.services.sessions.turn_to(wanted, self.chat_id):
            return False
        self.opened(wanted)
        self.state.wanted = None
        return True

    def named(self, session: Session) -> str:
        """Whose account that is, for a screen on which several can be: in full only while it is open."""
        name = session.name if session.state is SessionState.OPEN else discreet_name(session.name)
        return shortened(name)

    @property
    def named_at_work(self) -> str:
        """Whose account is at work; empty when none is open."""
        return self.named(self.session) if self.session else ""

    def proved(self) -> None:
        """The person of this session has shown just now that it is still them."""
        if self.session is not None:
            self.state.proved = [self.session.id, self.now.isoformat()]

    @property
    def is_proved(self) -> bool:
        """Whether that was so within the last ten minutes, in this session."""
        session_id, at = self.state.proved or ("", "")
        if self.session is None or session_id != self.session.id:
            return False
        return self.now - datetime.fromisoformat(at) <= _PROOF_COUNTS_FOR

    @property
    def language(self) -> str:
        """The language of everything that is said in this turn."""
        if self.state.language:
            return self.state.language
        if self.session:
            return self.house.texts.closest(self.session.language)
        user = self.update.effective_user
        return self.house.texts.closest(user.language_code if user else None)

    @property
    def belonging(self) -> Belonging:
        """What the buttons that came with this update must belong to."""
        return self._belonging(self._serial)

    def belonging_of(self, session: Session) -> Belonging:
        """What they must belong to if another account that is open here has shown them."""
        return Belonging(self.chat_id, self._serial, session.id)

    @property
    def serial_after(self) -> int:
        """The count of steps once this turn is over: buttons of a step are bound to it."""
        return self._serial + 1

    # --- what is said --------------------------------------------------------------------------

    async def say(
        self,
        key: str,
        keyboard: Keyboard = (),
        *,
        protect: bool = False,
        mark: str | None = None,
        **arguments: Argument,
    ) -> None:
        """Send a new message. A `mark` names it for a later `forget_marked`."""
        self.actions.append(Send(self._screen(key, arguments), self._markup(keyboard), protect, mark))

    async def show(self, key: str, keyboard: Keyboard = (), **arguments: Argument) -> None:
        """Show a screen in place of the message whose button was pressed, or as a new message."""
        if self.update.callback_query is None or self._pressed_message_shown:
            self.actions.append(Send(self._screen(key, arguments), self._markup(keyboard)))
            return
        self._pressed_message_shown = True
        self.actions.append(Edit(self.message_id, self._screen(key, arguments), self._markup(keyboard)))

    async def say_picture(
        self, png: bytes, key: str, keyboard: Keyboard = (), *, mark: str | None = None, **arguments: Argument
    ) -> None:
        """Send a picture whose caption says the same in words."""
        caption = self._screen(key, arguments)
        self.actions.append(
            SendPhoto.of(png, caption, markup=self._markup(keyboard), protect=True, mark=mark)
        )

    async def say_document(
        self, content: bytes, file_name: str, key: str, keyboard: Keyboard = (), **arguments: Argument
    ) -> None:
        """Send a small file to be kept, with a caption."""
        caption = self._screen(key, arguments)
        self.actions.append(SendDocument.of(content, file_name, caption, markup=self._markup(keyboard)))

    async def notice(self, key: str, **arguments: Argument) -> None:
        """A short notice over the chat, in answer to a press."""
        if query := self.update.callback_query:
            self.actions = [each for each in self.actions if not isinstance(each, AnswerPress)]
            said = self.words(key, **arguments)
            if self.session is not None and self.others:
                said = self.words("accounts-notice", name=self.named_at_work, text=said)
            self.actions.insert(0, AnswerPress(query.id, said))

    async def forget_message(self) -> None:
        """Delete what the person sent because it holds a secret; ask them to where we may not."""
        self.actions.append(Delete(self.message_id, otherwise=self.html("common-please-delete")))

    async def forget_marked(self, mark: str) -> None:
        """Delete our own messages that were sent under this mark."""
        self.actions.append(DeleteMarked(mark))

    async def close_question(self) -> None:
        """Take the buttons off the message whose button was pressed."""
        if self.update.callback_query and not self._pressed_message_shown:
            self._pressed_message_shown = True
            self.actions.append(RemoveKeyboard(self.message_id))

    # --- words ---------------------------------------------------------------------------------

    @property
    def wording(self) -> Wording:
        """The sentences in the language of this turn."""
        house = self.house
        return Wording(house.texts, house.dates, self.language, self.now, self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """Where this person reads times."""
        return zone_named(self.session.zone if self.session else None, self.house.organisation.zone)

    def html(self, key: str, **arguments: Argument) -> Html:
        """A sentence in the language of this turn, as Telegram HTML."""
        return self.house.texts.html(self.language, key, **arguments)

    def _screen(self, key: str, arguments: dict[str, Argument]) -> Html:
        """A whole message: with the name of its account above where several are open here."""
        text = self.html(key, **arguments)
        if self.session is None or not self.others:
            return text
        return self.html("accounts-banner", name=self.named_at_work, text=text)

    def words(self, key: str, **arguments: Argument) -> str:
        """A sentence in the language of this turn, without markup."""
        return self.house.texts.plain(self.language, key, **arguments)

    def when(self, at: datetime) -> str:
        """A moment as this person writes it."""
        return self.wording.when(at)

    def day(self, day: date) -> str:
        """A day as this person writes it."""
        return self.wording.day(day)

    # --- keyboards -----------------------------------------------------------------------------

    def _markup(self, keyboard: Keyboard) -> Markup | None:
        rows = [
            [self._button(each) for each in ((row,) if isinstance(row, Button) else row)] for row in keyboard
        ]
        return {"inline_keyboard": rows} if rows else None

    def _button(self, button: Button) -> dict[str, str]:
        words = self.words(button.key, **dict(button.words))
        if button.url:
            return {"text": words, "url": button.url}
        if button.reach is Reach.STEP:
            self.shows_steps = True
        data = self.house.buttons.write(button, self._belonging(self.serial_after))
        return {"text": words, "callback_data": data}

    def _belonging(self, serial: int) -> Belonging:
        return Belonging(self.chat_id, serial, self.session.id if self.session else None)
