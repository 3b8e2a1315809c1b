"""Which handler an update belongs to: the step that the chat is at, a place, or a kind word."""

import contextlib
from collections.abc import Iterable

from telegram import ChatMember, Message

from bot.accounts.sessions import SessionState
from bot.telegram.actions import AnswerPress
from bot.telegram.buttons import Button, NoLongerValid, Press, Reach
from bot.telegram.dialogue import Accepts, Answer, Dialogue, End, GoOn, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn

HOME, LOGIN, UNLOCK, CANCEL, HELP, START = "home", "login", "unlock", "cancel", "help", "start"
PROVE = "prove"
_MAX_HOPS = 5
_MAX_TEXT = 4000  # characters that an answer may have (requirement R17)
_MAX_ARGUMENT = 200  # characters behind a command
_RESUME = "resume"  # no place of any dialogue: the question at which a log-in came between


class Router:
    """Finds the handler, and keeps the chat's dialogue as the handler's result says."""

    def __init__(self, dialogues: Iterable[Dialogue]) -> None:
        self._dialogues = {dialogue.name: dialogue for dialogue in dialogues}
        self._places: dict[str, tuple[Dialogue, Place]] = {}
        for dialogue in self._dialogues.values():
            for place in dialogue.places:
                if place.name in self._places:
                    raise ValueError(f"two dialogues have a place {place.name!r}")
                self._places[place.name] = dialogue, place

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command that anybody may know, without its slash."""
        known = (
            name
            for name, (_, place) in self._places.items()
            if place.command and place.needs is not Needs.STAFF
        )
        return (*known, CANCEL)

    async def handle(self, turn: Turn) -> None:
        """Answer one update."""
        await self._lay_aside_of_another(turn)
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
        answer = self._answer(turn, Accepts.PRESS, turn.press) if turn.press.reach is Reach.STEP else None
        if answer is not None:
            await self._step(turn, answer)
        elif turn.press.reach is not Reach.STEP and self._is_open_to(turn, turn.press.action):
            await self.enter(turn, turn.press.action, turn.press.argument)
        else:
            await turn.notice("common-button-no-longer-valid")

    async def _pressed_in_another_account(self, turn: Turn, data: str) -> bool:
        """A button of another account that is open in this chat turns to that account, and leads on there."""
        for other in turn.others:
            with contextlib.suppress(NoLongerValid):
                press = turn.house.buttons.read(data, turn.belonging_of(other))
                if press.reach is not Reach.SESSION or press.action not in self._places:
                    return False
                self._lay_aside(turn, all_of_it=True)
                if not await turn.turn_to(other.id):
                    return False
                turn.press = press
                await self.enter(turn, press.action, press.argument)
                return True
        return False

    async def _edited(self, turn: Turn) -> None:
        """An edit never counts as an answer, and one that may hold a secret is deleted (R9)."""
        if self._answer(turn, Accepts.SECRET) is not None:
            await turn.forget_message()
        await turn.say("common-edits-are-not-read")
        await self._ask_again(turn)

    async def _message(self, turn: Turn, message: Message) -> None:
        text = turn.text
        secret = self._answer(turn, Accepts.SECRET)
        if text.startswith("/") and (secret is None or self._is_command(turn, text)):
            await self._command(turn, text)
        elif secret is not None and (text or message.caption):
            await self._secret(turn, secret)
        elif text:
            await self._written(turn, text)
        elif message.photo and (photo := self._answer(turn, Accepts.PHOTO)):
            await self._step(turn, photo)
        elif message.document and (document := self._answer(turn, Accepts.DOCUMENT)):
            await self._step(turn, document)
        else:
            await self._not_that(turn)

    async def _command(self, turn: Turn, text: str) -> None:
        name, argument = _command(text)
        if name == CANCEL:
            await self._cancel(turn)
        elif name == HELP and turn.state.dialogue:
            await turn.say("help-in-the-middle", contact=turn.house.organisation.contact)
            await self._ask_again(turn)
        elif len(argument) > _MAX_ARGUMENT:
            await turn.say("common-too-long", count=_MAX_ARGUMENT)
            await self._ask_again(turn)
        elif self._is_open_to(turn, name) and self._places[name][1].command:
            await self.enter(turn, name, argument)
        else:
            await turn.say("common-unknown-command")
            await self._ask_again(turn)

    async def _secret(self, turn: Turn, answer: Answer) -> None:
        await turn.forget_message()
        if turn.is_forwarded or not turn.text:
            await turn.say("common-type-it-yourself")
            await self._ask_again(turn)
        else:
            await self._step(turn, answer)

    async def _written(self, turn: Turn, text: str) -> None:
        answer = self._answer(turn, Accepts.TEXT)
        if answer is None:
            await self._not_that(turn)
        elif len(text) > _MAX_TEXT:
            await turn.say("common-too-long", count=_MAX_TEXT)
            await self._ask_again(turn)
        else:
            await self._step(turn, answer)

    def _dialogue_of(self, place: str) -> str | None:
        return self._places[place][0].name if place in self._places else None

    # --- steps and places ------------------------------------------------------------------------

    async def enter(self, turn: Turn, name: str, argument: str = "") -> None:
        """Go to a place, by way of the log-in where it needs a session."""
        if turn.state.dialogue and turn.state.dialogue == self._dialogue_of(PROVE):
            # Somebody who goes elsewhere instead of answering does not want it any more.
            turn.state.wanted = None
        for _ in range(_MAX_HOPS):
            if name == _RESUME:
                if await self._resumed(turn, argument):
                    return
                name, argument = HOME, ""
            found = self._places.get(name)
            if found is None:
                raise LookupError(f"there is no place {name!r}")
            dialogue, place = found
            if not self._is_open_to(turn, name):
                # One of the staff no more, since they wanted to go there.
                name, argument = HOME, ""
                continue
            guard = _guard(place.needs, turn)
            if guard is not None:
                turn.state.wanted = f"{name} {argument}".strip()
                name, argument = guard, ""
                continue
            turn.argument = argument
            follow = await self._open(turn, dialogue, place)
            if follow is None:
                return
            name, argument = follow.place, follow.argument
        raise RecursionError(f"places lead in a circle at {name!r}")

    async def _open(self, turn: Turn, dialogue: Dialogue, place: Place) -> GoTo | None:
        if turn.state.dialogue and turn.state.dialogue != dialogue.name:
            self._lay_aside(turn, all_of_it=place.lays_aside)
        if dialogue.keeps and turn.state.take_up(dialogue.name, turn.account_here):
            await turn.say("common-we-kept-your-answers")
            await self._ask_again(turn)
            return None
        if turn.state.dialogue == dialogue.name and dialogue.keeps and turn.state.answers:
            await self._ask_again(turn)
            return None
        turn.state.leave()
        turn.state.dialogue = dialogue.name
        return self._after(turn, await place.handler(turn))

    async def _step(self, turn: Turn, answer: Answer) -> None:
        if await self._held_up(turn):
            return
        follow = self._after(turn, await answer.handler(turn))
        if follow is not None:
            await self.enter(turn, follow.place, follow.argument)

    async def _held_up(self, turn: Turn) -> bool:
        """Let the log-in come first when the session ended in the middle of what needs it (R12)."""
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        if dialogue is not None and dialogue.needs is Needs.STAFF and not turn.is_staff:
            turn.state.leave()
            await self.enter(turn, HOME)
            return True
        guard = _guard(dialogue.needs, turn) if dialogue else None
        if dialogue is None or guard is None:
            return False
        if turn.session:
            turn.state.keep(turn.now, turn.session.account_id)
            turn.state.wanted = f"{_RESUME} {dialogue.name}"
        await self.enter(turn, guard)
        return True

    async def _resumed(self, turn: Turn, dialogue: str) -> bool:
        """Go on at the question where the log-in came between, unless somebody else has logged in."""
        turn.state.leave()
        if not turn.state.take_up(dialogue, turn.account_here):
            return False
        if turn.answers:
            await turn.say("common-we-kept-your-answers")
        await self._ask_again(turn)
        return True

    def _after(self, turn: Turn, result: Next) -> GoTo | None:
        """Keep what a handler's result says; what remains is a place to go on at."""
        match result:
            case GoTo():
                turn.state.leave()
                return result
            case GoOn():
                turn.state.leave()
                wanted, turn.state.wanted = turn.state.wanted, None
                place, _, argument = (wanted or HOME).partition(" ")
                return GoTo(place, argument)
            case End():
                turn.state.leave()
            case _:
                turn.state.step = str(result)
        return None

    def _lay_aside(self, turn: Turn, *, all_of_it: bool = False) -> None:
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        waits = all_of_it and dialogue is not None and dialogue.needs is not Needs.NOTHING
        if waits or (dialogue is not None and dialogue.keeps and turn.state.answers):
            turn.state.keep(turn.now, turn.account_here)
        else:
            turn.state.leave()

    async def _lay_aside_of_another(self, turn: Turn) -> None:
        """Where the account at work has ended since, another must not go on with its dialogue."""
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        if dialogue is None:
            return
        of, here = turn.state.account, turn.account_here
        if of is None or here is None or of == here:
            return
        turn.state.wanted = None
        if dialogue.keeps and turn.state.answers:
            turn.state.keep(turn.now, of)
        else:
            turn.state.leave()
        await turn.say("accounts-now", name=turn.named_at_work)

    async def _cancel(self, turn: Turn) -> None:
        was_in_the_middle = turn.state.dialogue is not None
        turn.state.leave()
        turn.state.wanted = None
        await turn.say("common-cancelled" if was_in_the_middle else "common-nothing-to-cancel")
        await self.enter(turn, HOME)

    async def _not_that(self, turn: Turn) -> None:
        """An answer of a kind that nothing here takes: say so, and put the question again."""
        if turn.text and self._follows_a_secret_question(turn):
            turn.state.left = None
            await turn.forget_message()
            await turn.say("common-deleted-in-case")
        if turn.state.dialogue is None:
            await turn.say("common-did-not-understand")
            await self.enter(turn, HOME)
            return
        accepts = {answer.accepts for answer in self._answers(turn)}
        wants_text = accepts & {Accepts.TEXT, Accepts.SECRET}
        await turn.say("common-please-write" if wants_text else "common-please-press")
        await self._ask_again(turn)

    async def _ask_again(self, turn: Turn) -> None:
        if await self._held_up(turn):
            return
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        ask = dialogue.ask_of(turn.state.step or "") if dialogue else None
        if ask is not None:
            follow = self._after(turn, await ask(turn))
            if follow is not None:
                await self.enter(turn, follow.place, follow.argument)

    def _follows_a_secret_question(self, turn: Turn) -> bool:
        """Whether the person went away from such a question and may still be answering it (R8)."""
        dialogue, step = turn.state.left or ("", "")
        left = self._dialogues.get(dialogue)
        return any(each.accepts is Accepts.SECRET for each in left.answers_at(step)) if left else False

    def _answers(self, turn: Turn) -> tuple[Answer, ...]:
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        return tuple(dialogue.answers_at(turn.state.step or "")) if dialogue else ()

    def _answer(self, turn: Turn, accepts: Accepts, press: Press | None = None) -> Answer | None:
        for answer in self._answers(turn):
            if answer.accepts is accepts and (press is None or answer.action == press.action):
                return answer
        return None

    def _is_command(self, turn: Turn, text: str) -> bool:
        name, _ = _command(text)
        return name == CANCEL or (self._is_open_to(turn, name) and self._places[name][1].command)

    def _is_open_to(self, turn: Turn, name: str) -> bool:
        """Whether there is such a place, as far as this person may know (requirement R11)."""
        if name not in self._places:
            return False
        return self._places[name][1].needs is not Needs.STAFF or turn.is_staff


def _command(text: str) -> tuple[str, str]:
    head, _, argument = text[1:].partition(" ")
    return head.partition("@")[0].lower(), argument.strip()


def _guard(needs: Needs, turn: Turn) -> str | None:
    """The place that must come first, or None."""
    state = turn.session.state if turn.session else SessionState.NONE
    if state is SessionState.OPEN:
        return PROVE if needs in (Needs.PROOF, Needs.STAFF) and not turn.is_proved else None
    if needs is Needs.NOTHING:
        return None
    if state is SessionState.LOCKED:
        return None if needs is Needs.ANY_SESSION else UNLOCK
    return LOGIN
