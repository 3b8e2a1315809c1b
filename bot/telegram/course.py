"""The course of a conversation: from place to place and from step to step, and what is kept on the way."""

from collections.abc import Iterable

from bot.accounts.sessions import SessionState
from bot.telegram.buttons import Press
from bot.telegram.dialogue import Accepts, Answer, Dialogue, End, GoOn, GoTo, Needs, Next, Place
from bot.telegram.turn import Turn

HOME, LOGIN, UNLOCK, PROVE = "home", "login", "unlock", "prove"
_MAX_HOPS = 5
_RESUME = "resume"  # no place of any dialogue: the question at which a log-in came between


class Course:
    """Keeps the chat's dialogue as its handlers' results say."""

    def __init__(self, dialogues: Iterable[Dialogue]) -> None:
        self._dialogues = {dialogue.name: dialogue for dialogue in dialogues}
        self.places: dict[str, tuple[Dialogue, Place]] = {}
        for dialogue in self._dialogues.values():
            for place in dialogue.places:
                if place.name in self.places:
                    raise ValueError(f"two dialogues have a place {place.name!r}")
                self.places[place.name] = dialogue, place

    def _dialogue_of(self, place: str) -> str | None:
        return self.places[place][0].name if place in self.places else None

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
            found = self.places.get(name)
            if found is None:
                raise LookupError(f"there is no place {name!r}")
            dialogue, place = found
            if not self.is_open_to(turn, name):
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
            self.lay_aside(turn, all_of_it=place.lays_aside)
        if dialogue.keeps and turn.state.take_up(dialogue.name, turn.account_here):
            await turn.say("common-we-kept-your-answers")
            await self.ask_again(turn)
            return None
        if turn.state.dialogue == dialogue.name and dialogue.keeps and turn.state.answers:
            await self.ask_again(turn)
            return None
        turn.state.leave()
        turn.state.dialogue = dialogue.name
        return self._after(turn, await place.handler(turn))

    async def step(self, turn: Turn, answer: Answer) -> None:
        """Let the answer's handler take it, and go on where it leads."""
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
        await self.ask_again(turn)
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

    def lay_aside(self, turn: Turn, *, all_of_it: bool = False) -> None:
        """End the chat's dialogue; its answers wait where they are worth it."""
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        waits = all_of_it and dialogue is not None and dialogue.needs is not Needs.NOTHING
        if waits or (dialogue is not None and dialogue.keeps and turn.state.answers):
            turn.state.keep(turn.now, turn.account_here)
        else:
            turn.state.leave()

    async def lay_aside_of_another(self, turn: Turn) -> None:
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

    async def ask_again(self, turn: Turn) -> None:
        """Put the question of this step once more."""
        if await self._held_up(turn):
            return
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        ask = dialogue.ask_of(turn.state.step or "") if dialogue else None
        if ask is not None:
            follow = self._after(turn, await ask(turn))
            if follow is not None:
                await self.enter(turn, follow.place, follow.argument)

    def follows_a_secret_question(self, turn: Turn) -> bool:
        """Whether the person went away from such a question and may still be answering it (R8)."""
        dialogue, step = turn.state.left or ("", "")
        left = self._dialogues.get(dialogue)
        return any(each.accepts is Accepts.SECRET for each in left.answers_at(step)) if left else False

    def answers(self, turn: Turn) -> tuple[Answer, ...]:
        """What the chat's step accepts."""
        dialogue = self._dialogues.get(turn.state.dialogue or "")
        return tuple(dialogue.answers_at(turn.state.step or "")) if dialogue else ()

    def answer(self, turn: Turn, accepts: Accepts, press: Press | None = None) -> Answer | None:
        """What takes an answer of this kind, or this press; None when nothing does."""
        for answer in self.answers(turn):
            if answer.accepts is accepts and (press is None or answer.action == press.action):
                return answer
        return None

    def taker(self, turn: Turn) -> str | None:
        """The place that takes what came unasked.

        Those that need an account take it from who has one open here, be it locked.
        """
        has_account = turn.session is not None and turn.session.state is not SessionState.NONE
        takers = (
            name
            for name, (_, place) in self.places.items()
            if place.takes and (has_account or place.needs is Needs.NOTHING) and place.takes(turn)
        )
        return next(takers, None)

    def is_open_to(self, turn: Turn, name: str) -> bool:
        """Whether there is such a place, as far as this person may know (requirement R11)."""
        if name not in self.places:
            return False
        return self.places[name][1].needs is not Needs.STAFF or turn.is_staff


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
