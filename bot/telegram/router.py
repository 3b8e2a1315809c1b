"""Which handler an update belongs to: the step that the chat is at, a place, or a kind word."""

import contextlib
from collections.abc import Iterable

from telegram import ChatMember, Message

from bot.telegram.actions import AnswerPress
from bot.telegram.buttons import Button, NoLongerValid, Reach
from bot.telegram.course import HOME, Course
from bot.telegram.dialogue import Accepts, Answer, Dialogue, Needs
from bot.telegram.turn import Turn

CANCEL, HELP = "cancel", "help"
_MAX_TEXT = 4000  # characters that an answer may have (requirement R17)
_MAX_ARGUMENT = 200  # characters behind a command


class Router:
    """Takes each kind of update to where it belongs."""

    def __init__(self, dialogues: Iterable[Dialogue]) -> None:
        self._course = Course(dialogues)

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command that anybody may know, without its slash."""
        known = (
            name
            for name, (_, place) in self._course.places.items()
            if place.command and place.needs is not Needs.STAFF
        )
        return (*known, CANCEL)

    async def handle(self, turn: Turn) -> None:
        """Answer one update."""
        await self._course.lay_aside_of_another(turn)
        update = turn.update
        if update.my_chat_member is not None:
            await self._membership(turn)
        elif update.effective_chat is not None and update.effective_chat.type != "private":
            await self._in_a_group(turn)
        elif update.callback_query is not None:
            await self._pressed(turn, update.callback_query.data or "", update.callback_query.id)
        elif update.edited_message is not None:
            await self._edited(turn)
        elif update.message is not None:
            await self._message(turn, update.message)

    # --- kinds of updates ------------------------------------------------------------------------

    async def _membership(self, turn: Turn) -> None:
        change = turn.update.my_chat_member
        if change is not None and change.chat.type == "private":
            if change.new_chat_member.status == ChatMember.BANNED:
                await turn.services.bindings.note_unreachable(turn.chat_id)
            else:
                await turn.services.bindings.note_reachable(turn.chat_id)

    async def _in_a_group(self, turn: Turn) -> None:
        """One line and the way to the private chat; nothing personal where others read (R14)."""
        text = (turn.update.message.text if turn.update.message else None) or ""
        us = f"@{turn.house.bot_username}".lower()
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        if us in text.lower() or (command and "@" not in command):
            link = f"https://t.me/{turn.house.bot_username}"
            await turn.say("common-in-a-group", [Button("common-open-private-chat", url=link)])

    async def _pressed(self, turn: Turn, data: str, query_id: str) -> None:
        turn.actions.append(AnswerPress(query_id))
        try:
            turn.press = turn.house.buttons.read(data, turn.belonging)
        except NoLongerValid:
            if not await self._pressed_in_another_account(turn, data):
                await turn.notice("common-button-no-longer-valid")
            return
        turn.argument = turn.press.argument
        answer = (
            self._course.answer(turn, Accepts.PRESS, turn.press) if turn.press.reach is Reach.STEP else None
        )
        if answer is not None:
            await self._course.step(turn, answer)
        elif turn.press.reach is not Reach.STEP and self._course.is_open_to(turn, turn.press.action):
            await self._course.enter(turn, turn.press.action, turn.press.argument)
        else:
            await turn.notice("common-button-no-longer-valid")

    async def _pressed_in_another_account(self, turn: Turn, data: str) -> bool:
        """A button of another account that is open in this chat turns to that account, and leads on there."""
        for other in turn.others:
            with contextlib.suppress(NoLongerValid):
                press = turn.house.buttons.read(data, turn.belonging_of(other))
                if press.reach is not Reach.SESSION or press.action not in self._course.places:
                    return False
                self._course.lay_aside(turn, all_of_it=True)
                if not await turn.turn_to(other.id):
                    return False
                turn.press = press
                await self._course.enter(turn, press.action, press.argument)
                return True
        return False

    async def _edited(self, turn: Turn) -> None:
        """An edit never counts as an answer, and one that may hold a secret is deleted (R9)."""
        if self._course.answer(turn, Accepts.SECRET) is not None:
            await turn.forget_message()
        await turn.say("common-edits-are-not-read")
        await self._course.ask_again(turn)

    async def _message(self, turn: Turn, message: Message) -> None:
        text = turn.text
        secret = self._course.answer(turn, Accepts.SECRET)
        if text.startswith("/") and (secret is None or self._is_command(turn, text)):
            await self._command(turn, text)
        elif secret is not None and (text or message.caption):
            await self._secret(turn, secret)
        elif text:
            await self._written(turn, text)
        elif message.photo and (photo := self._course.answer(turn, Accepts.PHOTO)):
            await self._course.step(turn, photo)
        elif message.document and (document := self._course.answer(turn, Accepts.DOCUMENT)):
            await self._course.step(turn, document)
        else:
            await self._not_that(turn)

    async def _command(self, turn: Turn, text: str) -> None:
        name, argument = _command(text)
        if name == CANCEL:
            await self._cancel(turn)
        elif name == HELP and turn.state.dialogue:
            await turn.say("help-in-the-middle", contact=turn.house.organisation.contact)
            await self._course.ask_again(turn)
        elif len(argument) > _MAX_ARGUMENT:
            await turn.say("common-too-long", count=_MAX_ARGUMENT)
            await self._course.ask_again(turn)
        elif self._course.is_open_to(turn, name) and self._course.places[name][1].command:
            await self._course.enter(turn, name, argument)
        else:
            await turn.say("common-unknown-command")
            await self._course.ask_again(turn)

    async def _secret(self, turn: Turn, answer: Answer) -> None:
        await turn.forget_message()
        if turn.is_forwarded or not turn.text:
            await turn.say("common-type-it-yourself")
            await self._course.ask_again(turn)
        else:
            await self._course.step(turn, answer)

    async def _written(self, turn: Turn, text: str) -> None:
        answer = self._course.answer(turn, Accepts.TEXT)
        if answer is None:
            await self._not_that(turn)
        elif len(text) > _MAX_TEXT:
            await turn.say("common-too-long", count=_MAX_TEXT)
            await self._course.ask_again(turn)
        else:
            await self._course.step(turn, answer)

    async def _cancel(self, turn: Turn) -> None:
        was_in_the_middle = turn.state.dialogue is not None
        turn.state.leave()
        turn.state.wanted = None
        await turn.say("common-cancelled" if was_in_the_middle else "common-nothing-to-cancel")
        await self._course.enter(turn, HOME)

    async def _not_that(self, turn: Turn) -> None:
        """An answer of a kind that nothing here takes: say so, and put the question again."""
        if turn.text and self._course.follows_a_secret_question(turn):
            turn.state.left = None
            await turn.forget_message()
            await turn.say("common-deleted-in-case")
        elif turn.state.dialogue is None and (place := self._course.taker(turn)):
            await self._course.enter(turn, place)
            return
        if turn.state.dialogue is None:
            await turn.say("common-did-not-understand")
            await self._course.enter(turn, HOME)
            return
        accepts = {answer.accepts for answer in self._course.answers(turn)}
        wants_text = accepts & {Accepts.TEXT, Accepts.SECRET}
        await turn.say("common-please-write" if wants_text else "common-please-press")
        await self._course.ask_again(turn)

    def _is_command(self, turn: Turn, text: str) -> bool:
        name, _ = _command(text)
        return name == CANCEL or (
            self._course.is_open_to(turn, name) and self._course.places[name][1].command
        )


def _command(text: str) -> tuple[str, str]:
    head, _, argument = text[1:].partition(" ")
    return head.partition("@")[0].lower(), argument.strip()
