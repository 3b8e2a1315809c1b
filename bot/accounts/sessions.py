"""Sessions: an account that is open in a chat, for a time (design section 5)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.clock import Clock
from storage import accounts
from storage import sessions as rows
from storage.database import Database, Transaction
from storage.ids import Ids
from storage.open_sessions import OpenSession


class SessionState(Enum):
    """How open an account is in a chat."""

    NONE = auto()
    """Not at all, or its time is over: a full log-in is needed."""
    LOCKED = auto()
    """Idle for too long: the password opens it."""
    OPEN = auto()


MOST_IN_A_CHAT = 5
"""Accounts that may be open in one chat: a family's, not an office's."""


class TooManyAccountsHere(Exception):
    """As many accounts are open in this chat as may be."""


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts, idle and altogether (OWASP ASVS 7.3)."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Session:
    """A session as it is at this moment."""

    id: str
    account_id: str
    language: str
    state: SessionState
    zone: str | None = None
    """Where the person reads times; the house's own where they chose none."""
    name: str = ""
    """The person's legal name, by which several accounts in one chat are told apart."""


@dataclass(frozen=True)
class Begun:
    """A session that was begun, and what that did elsewhere."""

    session: Session
    is_in_a_new_chat: bool
    """Whether the account was opened before, but never in this chat."""
    ended_in: tuple[int, ...]
    """The other chats whose session ended by it."""


class Sessions:
    """Begins, judges and ends sessions."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, limits: SessionLimits) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._limits = limits

    def of(self, row: OpenSession, now: datetime) -> Session:
        """The session of a stored row, judged at `now`."""
        state = self.state_at(now, row.last_used_at, row.ends_at, row.locked_at)
        return Session(row.id, row.account_id, row.language, state, row.zone, row.name)

    def state_at(
        self, now: datetime, last_used_at: datetime, ends_at: datetime, locked_at: datetime | None
    ) -> SessionState:
        """How open a session is at `now`."""
        if now >= ends_at:
            return SessionState.NONE
        if locked_at is not None or now - last_used_at >= self._limits.idle:
            return SessionState.LOCKED
        return SessionState.OPEN

    async def begun_by(self, tx: Transaction, account_id: str, language: str, key: str) -> Session | None:
        """The session that this update has begun already, before a crash."""
        session_id = await rows.session_opened_by(tx, key)
        if session_id is None:
            return None
        return await self._opened(tx, session_id, account_id, language)

    async def _opened(self, tx: Transaction, session_id: str, account_id: str, language: str) -> Session:
        account = await accounts.account_by_id(tx, account_id)
        name, zone = (account.personal.legal_name, account.zone) if account else ("", None)
        return Session(session_id, account_id, language, SessionState.OPEN, zone, name)

    async def begin(
        self,
        tx: Transaction,
        account_id: str,
        language: str,
        chat_id: int,
        *,
        key: str,
        telegram_name: str = "",
    ) -> Begun:
        """Open the account in a chat, within the transaction of the log-in. Ends its other sessions.

        Raises TooManyAccountsHere.
        """
        now = self._clock.now()
        bound = await rows.chats_bound_to(tx, account_id)
        await rows.end_session_of(tx, account_id, chat_id, "new-login", now)
        await rows.end_sessions_over_in(tx, chat_id, now)
        if await rows.count_open_in(tx, chat_id) >= MOST_IN_A_CHAT:
            raise TooManyAccountsHere
        ended = await rows.end_sessions_elsewhere(tx, account_id, chat_id, "new-login", now)
        session_id = self._ids.new(now)
        await rows.add_session(
            tx,
            session_id=session_id,
            account_id=account_id,
            chat_id=chat_id,
            once_key=key,
            now=now,
            ends_at=now + self._limits.absolute,
        )
        await rows.bind_chat(tx, account_id, chat_id, now, telegram_name)
        session = await self._opened(tx, session_id, account_id, language)
        return Begun(session, bool(bound) and chat_id not in bound, tuple(ended))

    async def unlock(self, tx: Transaction, session: Session) -> Session:
        """Open a locked session again, after its person has proved to be there."""
        await rows.unlock_session(tx, session.id, self._clock.now())
        return replace(session, state=SessionState.OPEN)

    async def lock(self, chat_id: int) -> None:
        """Lock whatever is open in a chat at once, as an hour of quiet would."""
        async with self._database.transaction() as tx:
            await rows.lock_sessions_in(tx, chat_id, self._clock.now())

    async def turn_to(self, session: Session, chat_id: int) -> bool:
        """Let another account that is open in the chat be the one at work there. False when it is not."""
        async with self._database.transaction() as tx:
            return await rows.turn_to(tx, session.id, chat_id, self._clock.now())

    async def speak(self, session: Session, language: str) -> None:
        """Let mails and alerts of the account be in another language."""
        async with self._database.transaction() as tx:
            await accounts.set_language(tx, session.account_id, language)

    async def log_out(self, session: Session, chat_id: int, *, keep_alerts: bool) -> None:
        """End the session in this chat, and alerts with it unless the person keeps them."""
        async with self._database.transaction() as tx:
            await rows.end_session_of(tx, session.account_id, chat_id, "logged-out", self._clock.now())
            if not keep_alerts:
                await rows.stop_alerts(tx, session.account_id, chat_id)


class Bindings:
    """Which chats an account's alerts go to."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def note_unreachable(self, chat_id: int) -> None:
        """The person blocked the bot in a chat: delivery ends, the account stays."""
        async with self._database.transaction() as tx:
            await rows.mark_chat_blocked(tx, chat_id, self._clock.now())

    async def note_reachable(self, chat_id: int) -> None:
        """The person let the bot in again."""
        async with self._database.transaction() as tx:
            await rows.mark_chat_blocked(tx, chat_id, None)
