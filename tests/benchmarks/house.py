"""A Casebell with people in it, for the benchmarks: accounts, open sessions, cases."""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.alerts.telling import RuledTeller
from bot.app import App
from bot.cases.descriptions import Description
from bot.cases.plan import Plan, Rhythm
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.recording import Recorder
from bot.cases.sources.source import Observation
from bot.clock import SystemClock
from bot.config import Settings
from bot.logs import set_up_logging
from bot.running import keep_what_lasts
from bot.telegram.buttons import Belonging, Button, ButtonCodec, Reach
from storage import accounts, cases, links, sessions
from storage.accounts import Account, Personal
from storage.database import Database
from storage.ids import Ids
from storage.migrating import migrate
from storage.vault import Key, Vault

KEY = Key("benc", b"benchmark" * 3 + b"-keys")
CASES_EACH = 3


def settings_for(url: str, database: Path) -> Settings:
    """Settings at their defaults, save what keeps a measurement from measuring Telegram's limits."""
    return Settings.model_validate(
        {
            "telegram": {"token": "1:bench", "api_url": url},
            "database": {"url": f"sqlite:///{database}"},
            "security": {},
            "mail": {"host": "localhost", "security": "none", "from": "bench@example.org"},
            "uscis": {},
            "watching": {},
            "organisation": {"name": "Bench", "contact": "bench@example.org"},
            "staff": {},
            "limits": {"messages_per_second": 100_000},
            "log": {"level": "error"},
            "metrics": {},
        }
    )


class People:
    """People with an open session and some cases, and the presses that they make."""

    def __init__(self, database: Path, count: int) -> None:
        self._path = database
        self._count = count
        self._vault = Vault([KEY])
        self._ids = Ids()
        self._data: dict[int, str] = {}

    async def move_in(self) -> None:
        """Write them into the database."""
        migrate(f"sqlite:///{self._path}")
        database = Database.open(f"sqlite:///{self._path}", self._vault)
        codec = ButtonCodec(self._vault)
        plan = Plan(Rhythm(timedelta(hours=1), timedelta(days=1), None), chance=lambda: 0.5)
        recorder = Recorder(self._ids, plan, RuledTeller(self._ids, ZoneInfo("UTC")))
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            for number in range(self._count):
                chat_id = 1_000 + number
                account_id, session_id = self._ids.new(now), self._ids.new(now)
                personal = Personal(
                    f"user{number}",
                    f"user{number}@example.org",
                    f"Name {number}",
                    "1990-05-23",
                    str(10**11 + number),
                )
                account = Account(account_id, personal, "en", "auto", now)
                await accounts.add_account(
                    tx,
                    account,
                    username_key=personal.username,
                    skeleton=personal.username,
                    email_key=personal.email,
                    password_hash="none",
                )
                await sessions.add_session(
                    tx,
                    session_id=session_id,
                    account_id=account_id,
                    chat_id=chat_id,
                    once_key=session_id,
                    now=now,
                    ends_at=now + timedelta(days=1),
                )
                for each in range(CASES_EACH):
                    receipt = ReceiptNumber(f"IOE{number * 10 + each:010d}")
                    case_id = await cases.add_case(tx, self._ids, receipt.value, "uscis", now)
                    case = await cases.lock_case(tx, case_id)
                    assert case is not None
                    await recorder.record(tx, case, observation(receipt, now), now)
                    await links.put_link(
                        tx,
                        link_id=self._ids.new(now),
                        account_id=account_id,
                        case_id=case_id,
                        level="status-only",
                        once_key=receipt.value,
                        now=now,
                        awaited_until=None,
                    )
                button = Button("common-my-cases", "cases", reach=Reach.SESSION)
                self._data[chat_id] = codec.write(button, Belonging(chat_id, 0, session_id))
        await database.close()

    def presses(self, count: int) -> list[dict[str, Any]]:
        """Presses on "My cases", each person in turn."""
        chats = list(self._data)
        return [
            {
                "callback_query": {
                    "id": str(index),
                    "from": _user(chat_id),
                    "chat_instance": "1",
                    "message": {
                        "message_id": 1,
                        "date": 1,
                        "chat": {"id": chat_id, "type": "private", "first_name": "Ana"},
                        "text": f"What would you like to do? {index}",
                    },
                    "data": self._data[chat_id],
                }
            }
            for index in range(count)
            for chat_id in (chats[index % len(chats)],)
        ]

    def texts(self, count: int) -> list[dict[str, Any]]:
        """Plain messages from the same chats, for the echo."""
        chats = list(self._data)
        return [
            {
                "message": {
                    "message_id": index + 1,
                    "date": 1,
                    "chat": {"id": chat_id, "type": "private", "first_name": "Ana"},
                    "from": _user(chat_id),
                    "text": "My cases",
                }
            }
            for index in range(count)
            for chat_id in (chats[index % len(chats)],)
        ]


def _user(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Ana", "language_code": "en"}


def observation(receipt: ReceiptNumber, now: datetime) -> Observation:
    """That a case was received."""
    return Observation(
        receipt=receipt,
        form="I-485",
        title="Case Was Received",
        description=Description("We received your form."),
        title_es=None,
        description_es=None,
        submitted=date(2026, 1, 5),
        modified=None,
        history=(),
        observed_at=now,
        source="uscis",
    )


async def _live(url: str, database: str) -> None:
    settings = settings_for(url, Path(database))
    set_up_logging(settings.log)
    async with App(settings, [KEY], clock=SystemClock()) as app:
        keep_what_lasts()
        await app.run()


if __name__ == "__main__":
    asyncio.run(_live(sys.argv[1], sys.argv[2]))
