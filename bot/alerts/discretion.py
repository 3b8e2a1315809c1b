"""How much an alert may say: a phone is seen by others (design of sessions: idle means locked)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.accounts.names import discreet_name, shortened
from bot.accounts.sessions import Sessions, SessionState
from bot.clock import Clock
from storage import digests
from storage import sessions as rows
from storage.database import Database


class Detail(StrEnum):
    """The person's choice."""

    AUTO = "auto"
    """In full while the account is open in that chat; else discreetly. By e-mail always discreetly."""
    FULL = "full"
    DISCREET = "discreet"


@dataclass(frozen=True)
class Audience:
    """A chat that may be told, in which language, and whether in full."""

    language: str
    in_full: bool
    zone: str | None = None
    name: str | None = None
    """Whose account it is, where messages of several come: in full only where the alert is."""


class Discretion:
    """Decides, at the moment of sending, what may be said where."""

    def __init__(self, database: Database, clock: Clock, sessions: Sessions) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions

    async def audience(self, account_id: str, chat_id: int) -> Audience | None:
        """Who listens in this chat; None when alerts of this account go there no more."""
        async with self._database.reading() as tx:
            chat = await rows.bound_chat(tx, account_id, chat_id)
        if chat is None:
            return None
        is_open = False
        if chat.session_last_used_at is not None and chat.session_ends_at is not None:
            state = self._sessions.state_at(
                self._clock.now(), chat.session_last_used_at, chat.session_ends_at, chat.session_locked_at
            )
            is_open = state is SessionState.OPEN
        detail = Detail(chat.alert_detail)
        in_full = detail is Detail.FULL or (detail is Detail.AUTO and is_open)
        name = chat.name if chat.name is None or in_full else discreet_name(chat.name)
        return Audience(chat.language, in_full, chat.zone, name and shortened(name))

    async def cases_told(self, account_id: str, case_ids: Collection[str]) -> frozenset[str]:
        """Those of these cases that the account may still hear of: it follows or represents."""
        async with self._database.reading() as tx:
            return await digests.cases_told(tx, account_id, case_ids, self._clock.now())
