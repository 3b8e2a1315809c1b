"""One turn of a chat: an update is answered, the answer kept, given, and the next update asked for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.telegram.actions import Action, read_actions, write_actions
from bot.telegram.performing import ChatUnreachable, Performer, TelegramUnavailable
from bot.telegram.state import ChatState
from storage.chats import ChatWork, Outcome

_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Answered:
    """What a turn came to: the chat's state after it, its count of steps, and what to do."""

    state: ChatState
    serial: int
    actions: list[Action]
    stays_as_it_was: bool
    uses_session: bool = False
    """Whether the person used an open session by it, which keeps it from being locked."""


Answerer = Callable[[ChatWork], Awaitable[Answered]]
"""Answers one update. It never raises but for DatabaseUnavailable: try again later."""


class ChatLost(Exception):
    """This chat's lease ran out and somebody else has it: nothing more is ours to do there."""


Report = Callable[[Outcome], Awaitable[ChatWork | None]]
"""Writes what came of an update. Returns the chat's next one, if the work goes on. Raises ChatLost."""


class Turns:
    """Takes turns of chats. It holds nothing of any of them: what must last is written by `report`."""

    def __init__(
        self,
        answerer: Answerer,
        performer: Performer,
        clock: Clock,
        report: Report,
        *,
        blocked: Callable[[int], Awaitable[None]],
    ) -> None:
        self._answerer = answerer
        self._performer = performer
        self._clock = clock
        self._report = report
        self._blocked = blocked

    async def take(self, work: ChatWork) -> ChatWork | None:
        """Answer one update, keep the answer, give it, and ask for the chat's next update."""
        if work.answer is not None:
            state = ChatState.read(work.dialogue, None, self._clock.now())
            return await self._give(work, state, work.serial, read_actions(work.answer))
        answered = await self._answerer(work)
        changed = not answered.stays_as_it_was
        used = answered.uses_session and self._is_first_use_in_a_while(work)
        if changed and answered.actions:
            await self._report(
                Outcome(
                    work,
                    dialogue=answered.state.write(),
                    serial=answered.serial,
                    answer=write_actions(answered.actions),
                    session_used=used,
                )
            )
            changed = used = False
        return await self._give(
            work, answered.state, answered.serial, answered.actions, changed=changed, used=used
        )

    async def _give(
        self,
        work: ChatWork,
        state: ChatState,
        serial: int,
        actions: list[Action],
        *,
        changed: bool = False,
        used: bool = False,
    ) -> ChatWork | None:
        marks_before = {name: list(ids) for name, ids in state.marks.items()}
        for number, action in enumerate(actions):
            try:
                await self._performer.perform(work.chat_id, action, state.marks)
            except ChatUnreachable:
                await self._blocked(work.chat_id)
                break
            except TelegramUnavailable:
                # What was said is not said again, and its marks are kept: a secret must not outstay them.
                rest = write_actions(actions[number:])
                await self._report(Outcome(work, dialogue=state.write(), serial=serial, answer=rest))
                raise
        changed = changed or state.marks != marks_before
        return await self._report(
            Outcome(
                work,
                dialogue=state.write() if changed else None,
                serial=serial,
                session_used=used,
            )
        )

    def _is_first_use_in_a_while(self, work: ChatWork) -> bool:
        """Written once a minute at most: the idle limit does not need it finer."""
        session = work.session
        return session is not None and self._clock.now() - session.last_used_at > _TOUCH_AFTER
