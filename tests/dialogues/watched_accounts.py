"""What must be true of an account and the chats around it, whatever people do (the test says what)."""

import re
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from bot.sandbox.mailbox import NothingArrived
from tests.bot_api_schema import wrong_in
from tests.dialogues.leftovers import leftovers_in
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.world import World

WRONG = "green ladder hums high"
OTHER = "seven quiet walnuts drifting"
KEY = re.compile(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}")
MAILED_CODE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)
RECOVERY_CODE = re.compile(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}")
NEW_PASSWORD = re.compile("Your new password (works|is set)")

Row = tuple[str, str, int]


class WatchedAccounts(RuleBasedStateMachine):
    """Ana has an account, two phones and all that opens it; Eve knows her username and nothing else.

    `passwords_shown` are the chats where her password was typed; `void` are codes that count no more.
    """

    world: World

    @initialize()
    def begins(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="casebell-sequences-")
        self.sandbox = self.world.begins(Path(self.folder.name))
        self.people = [Person(self.sandbox, name) for name in ("Ana", "Phone", "Eve")]
        self.ana, self.phone, self.eve = self.people
        self.world.run(self.ana.is_logged_in())
        self.phone.recovers_for(self.ana)
        self.secrets = {PASSWORD, OTHER, WRONG, "Ana López", self.ana.email, self.ana.secret}
        self.keys = [self.ana.secret]
        self.codes = list(self.ana.recovery_codes)
        self.told = {person.phone.id: set(person.phone.chat.messages) for person in self.people}
        self.password = PASSWORD
        self.passwords_shown: set[int] = set()
        self.void: set[str] = set()
        self.opened_with: set[str] = set()
        self.asked, self.refused, self.recovered = set[str](), set[str](), set[str]()
        self.sent: tuple[int, str] | None = None
        self.open = self.before = self.rows()

    def rows(self) -> set[Row]:
        """The open sessions, as they stand in the database."""
        with closing(sqlite3.connect(Path(self.folder.name) / "sandbox.db")) as database:
            found = database.execute("SELECT id, account_id, chat_id FROM sessions WHERE ended_at IS NULL")
            return {(str(row[0]), str(row[1]), int(row[2])) for row in found}

    # --- what they do -----------------------------------------------------------------------------

    def sends(self, who: int, text: str) -> int:
        person = self.people[who]
        self.sent = person.phone.id, text
        if text == self.password:
            self.passwords_shown.add(person.phone.id)
        before = set(person.phone.chat.messages)
        message_id = self.world.run(person.sends(text))
        self.nobody_came_in_without_password_and_factor()
        if any(NEW_PASSWORD.search(said) for said in self.news(who, before)):
            self.password = text
            self.passwords_shown.clear()  # what was typed before is the password no longer
        return message_id

    def news(self, who: int, before: set[int]) -> list[str]:
        """What the bot has said in somebody's chat since there were these messages."""
        messages = self.people[who].phone.chat.messages
        news = [message for number, message in messages.items() if number not in before]
        return [_words(message) for message in news if message["from"]["is_bot"]]

    def presses_label(self, who: int, label: str) -> bool:
        """Press the button, if it is under the newest message."""
        if label not in self.people[who].labels:
            return False
        self.sent = None
        self.world.run(self.people[who].presses(label))
        return True

    def mailed_code(self) -> str:
        """The newest code in Ana's mailbox, or none that ever works."""
        try:
            return self.world.run(self.sandbox.mailbox.code_for(self.ana.email, within=0.01))
        except NothingArrived:
            return "00000000"

    # --- what must be true -----------------------------------------------------------------------

    @invariant()
    def nobody_came_in_without_password_and_factor(self) -> None:
        now = self.rows()
        for row in now - self.open:
            assert self.sent is not None, "a press or time opened an account"
            chat_id, text = self.sent
            assert row[2] == chat_id != self.eve.phone.id
            assert chat_id in self.passwords_shown
            assert self.is_factor(text), f"{text} opened an account"
            assert text not in self.opened_with, f"{text} opened an account twice"
            self.opened_with.add(text)
        self.passwords_shown -= {row[2] for row in self.open - now}
        self.before |= self.open | now
        self.open = now

    def is_factor(self, text: str) -> bool:
        now = self.sandbox.clock.now()
        steps = [now + timedelta(seconds=30 * drift) for drift in (-1, 0, 1)]
        by_app = any(pyotp.TOTP(key).at(step) == text for key in self.keys for step in steps)
        return (
            by_app
            or text in set(self.codes) - self.void
            or any(text in mail.text for mail in self.sandbox.mailbox.messages)
        )

    @invariant()
    def nobody_else_reads_her_name(self) -> None:
        for who, person in enumerate(self.people):
            here = person.phone.chat
            said = "\n".join(self.news(who, self.told[here.id]))
            self.told[here.id] |= set(here.messages)
            self.keys += [key.replace(" ", "") for key in KEY.findall(said)]
            self.codes += [
                code for code in RECOVERY_CODE.findall(said) if code not in (*self.codes, *self.void)
            ]
            if here.id not in {row[2] for row in self.before}:
                assert "Ana López" not in said
        self.before = set(self.open)

    @invariant()
    def nothing_can_be_read_in_the_files_or_the_log(self) -> None:
        files = b"".join(each.read_bytes() for each in Path(self.folder.name).glob("sandbox.db*"))
        log = self.world.log.getvalue()
        for secret in (*self.secrets, *self.keys, *self.codes, *self.void):
            assert secret.encode() not in files, secret
            assert secret not in log, secret
        for mail in self.sandbox.mailbox.messages:
            for code in MAILED_CODE.findall(mail.text):
                # Not the fraction of a second, nor part of a longer number.
                assert not re.search(rb"(?<![\d.])%b(?!\d)" % code.encode(), files), code

    def teardown(self) -> None:
        if not hasattr(self, "open"):
            return
        assert not wrong_in(self.sandbox.telegram)
        assert not leftovers_in(self.sandbox)
        self.world.run(self.sandbox.__aexit__(None, None, None))
        self.folder.cleanup()


def _words(message: dict[str, Any]) -> str:
    return str(message.get("text", message.get("caption", "")))
