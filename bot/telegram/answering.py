"""From a stored update to a turn, through the router, and back to what is to be stored."""

import json
import secrets
from collections.abc import Callable, Sequence

import structlog
from telegram import Bot, Update

from bot.accounts.sessions import Sessions, SessionState
from bot.telegram.actions import Action, AnswerPress, Delete, DeleteMarked, Send, read_actions
from bot.telegram.chat_turns import Answered
from bot.telegram.router import Router
from bot.telegram.state import ChatState
from bot.telegram.turn import House, Turn
from bot.telegram.waiting import answering
from storage.chats import ChatWork
from storage.database import DatabaseUnavailable

_log = structlog.get_logger()
_MAX_ATTEMPTS = 10
"""A process that is killed in the middle has begun an attempt too; that is not the update's fault."""


class Answering:
    """Answers updates; whatever goes wrong becomes one calm sentence with a reference number."""

    def __init__(
        self,
        house: House,
        router: Router,
        bot: Bot,
        sessions: Sessions,
        *,
        reference: Callable[[], str] = lambda: secrets.token_hex(4).upper(),
    ) -> None:
        self._house = house
        self._router = router
        self._bot = bot
        self._sessions = sessions
        self._reference = reference

    async def answer(self, work: ChatWork) -> Answered:
        """Answer one update. Raises DatabaseUnavailable when it should be tried again later."""
        now = self._house.clock.now()
        before = ChatState.read(work.dialogue, None, now)
        state = ChatState.read(work.dialogue, work.changed_at, now)
        session = self._sessions.of(work.session, now) if work.session else None
        others = [self._sessions.of(each, now) for each in work.others]
        body = json.loads(work.body or b"{}")
        if "forget" in body:
            return Answered(state, work.serial, [DeleteMarked(body["forget"])], stays_as_it_was=True)
        if "perform" in body:
            return Answered(state, work.serial, read_actions(body["perform"].encode()), stays_as_it_was=True)
        try:
            update = Update.de_json(body, self._bot)
        except Exception:
            # Not as the Bot API has it: no later attempt would read it either.
            language = before.language or (session.language if session else None)
            return self._apology(before, work, self._house.texts.closest(language))
        turn = Turn(self._house, update, state, work.serial, session, others)
        answering.set((turn.chat_id, turn.language))
        try:
            if work.attempts > _MAX_ATTEMPTS:
                raise _GivenUp(work.attempts)
            await self._router.handle(turn)
        except DatabaseUnavailable:
            if work.attempts < _MAX_ATTEMPTS:
                raise
            return self._apology(before, work, turn.language, turn.actions)
        except Exception:
            return self._apology(before, work, turn.language, turn.actions)
        state.account = turn.account_here if state.dialogue else None
        stays = not turn.shows_steps and turn.state == before
        moved = turn.shows_steps or (turn.state.dialogue, turn.state.step) != (before.dialogue, before.step)
        # Whoever knocks at a locked account does not use it.
        uses = session is not None and session.state is SessionState.OPEN
        return Answered(turn.state, work.serial + moved, turn.actions, stays, uses)

    def _apology(
        self, before: ChatState, work: ChatWork, language: str, decided: Sequence[Action] = ()
    ) -> Answered:
        """Say that it was our mistake, with a number that stands in the log too. Nothing else changes.

        What was decided before it failed is not done, but for the courtesy to a press, and for the
        deletion of what the person sent: that may hold a secret.
        """
        reference = self._reference()
        _log.exception("turn_failed", reference=reference, attempts=work.attempts)
        actions = [each for each in decided if isinstance(each, AnswerPress | Delete)]
        sentence = self._house.texts.html(language, "common-our-mistake", reference=reference)
        return Answered(before, work.serial, [*actions, Send(sentence)], stays_as_it_was=True)


class _GivenUp(Exception):
    """The same update was begun again and again without an end: it takes the process down with it."""
