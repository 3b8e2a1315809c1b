"""Whatever people press and send in whatever order: an account opens to its password and factor only.

`CASEBELL_SEQUENCES=300 pytest tests/dialogues/test_any_account_commands.py` tries more of them.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.sandbox.mailbox import NothingArrived
from tests.bot_api_schema import wrong_in
from tests.dialogues.leftovers import leftovers_in
from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.world import World, a_world

SEQUENCES = int(os.environ.get("CASEBELL_SEQUENCES", "6"))
WRONG = "green ladder hums high"
OTHER = "seven quiet walnuts drifting"
COMMANDS = (
    *("/start", "/help", "/register", "/login", "/logout", "/cases", "/profile", "/security", "/activity"),
    *("/settings", "/recover", "/privacy", "/cancel"),
)
KEY = re.compile(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}")
MAILED_CODE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)
RECOVERY_CODE = re.compile(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}")

Row = tuple[str, str, int]


class Accounts(RuleBasedStateMachine):
    """Ana has an account, two phones and all that opens it; Eve knows her username and nothing else."""

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
        self.passwords_shown: set[int] = set()
        self.opened_with: set[str] = set()
        self.asked, self.refused, self.recovered = set[str](), set[str](), set[str]()
        self.sent: tuple[int, str] | None = None
        self.open = self.before = self.rows()

    def rows(self) -> set[Row]:
        """The open sessions, as they stand in the database."""
        with closing(sqlite3.connect(Path(self.folder.name) / "sandbox.db")) as database:
            found = database.execute("SELECT id, account_id, chat_id FROM sessions WHERE ended_at IS NULL")
            return {(str(row[0]), str(row[1]), int(row[2])) for row in found}

    # --- what happens ----------------------------------------------------------------------------

    def sends(self, who: int, text: str) -> int:
        person = self.people[who]
        self.sent = person.phone.id, text
        if text in (PASSWORD, OTHER):
            self.passwords_shown.add(person.phone.id)
        message_id = self.world.run(person.sends(text))
        self.nobody_came_in_without_password_and_factor()
        return message_id

    @rule(who=st.integers(0, 2), command=st.sampled_from(COMMANDS))
    def commands(self, who: int, command: str) -> None:
        self.sends(who, command)

    @rule(who=st.integers(0, 2), name=st.sampled_from(["ana.lopez", "ANA@example.org", "nobody.here"]))
    def names_an_account(self, who: int, name: str) -> None:
        """Nothing of the answer depends on whether there is such an account."""
        self.sends(who, "/cancel")
        self.sends(who, "/login")
        if "What is your username" in self.people[who].last:
            self.sends(who, name)
            assert name in self.people[who].last
            self.asked.add(self.people[who].last.replace(name, "..."))
            assert len(self.asked) == 1, self.asked

    @rule(who=st.integers(0, 1), password=st.sampled_from([PASSWORD, OTHER, WRONG]))
    def sends_a_password(self, who: int, password: str) -> None:
        self.sends(who, password)

    @rule(known=st.booleans())
    def eve_guesses(self, known: bool) -> None:
        """One answer to a wrong password, and to a name that nobody has."""
        name = "ana.lopez" if known else "nobody.here"
        self.names_an_account(2, name)
        before = set(self.eve.phone.chat.messages)
        self.sends(2, WRONG)
        news = [m for number, m in self.eve.phone.chat.messages.items() if number not in before]
        said = [_words(message) for message in news if message["from"]["is_bot"]]
        if said and "too many" not in (first := said[0].replace(name, "...")) and "Please wait" not in first:
            self.refused.add(first)
            assert len(self.refused) == 1, self.refused

    @rule(known=st.booleans())
    def eve_recovers(self, known: bool) -> None:
        """One answer, whether there is such an account or not."""
        name = "ana.lopez" if known else "nobody.here"
        self.sends(2, "/cancel")
        self.sends(2, "/recover")
        if "Forgot password?" not in self.eve.labels:
            return
        self.world.run(self.eve.presses("Forgot password?"))
        before = set(self.eve.phone.chat.messages)
        self.sends(2, name)
        news = [m for number, m in self.eve.phone.chat.messages.items() if number not in before]
        first = next(_words(message) for message in news if message["from"]["is_bot"]).replace(name, "...")
        if "You just asked" not in first and "You asked for several" not in first:
            self.recovered.add(first)
            assert len(self.recovered) == 1, self.recovered

    @rule(who=st.integers(0, 1), kind=st.sampled_from(["app", "again", "recovery", "mail", "wrong"]))
    def sends_a_code(self, who: int, kind: str) -> None:
        match kind:
            case "app":
                self.sends(who, pyotp.TOTP(self.keys[-1]).at(self.sandbox.clock.now()))
            case "again":
                self.sends(who, max(self.opened_with, default="000000"))
            case "recovery":
                self.sends(who, self.codes[len(self.opened_with) % len(self.codes)])
            case "mail":
                try:
                    self.sends(
                        who, self.world.run(self.sandbox.mailbox.code_for(self.ana.email, within=0.01))
                    )
                except NothingArrived:
                    self.sends(who, "00000000")
            case _:
                self.sends(who, "123456")

    @rule(
        who=st.integers(0, 1),
        password=st.sampled_from([PASSWORD, PASSWORD, WRONG]),
        kind=st.sampled_from(["app", "again", "recovery"]),
    )
    def logs_in(self, who: int, password: str, kind: str) -> None:
        """The whole way; what was asked for as a secret is gone from the chat."""
        person = self.people[who]
        for text in ("/cancel", "/login", "ana.lopez"):
            self.sends(who, text)
        if "Logging in as" in person.last:
            message_id = self.sends(who, password)
            assert person.phone.chat.find(message_id) is None
        self.sends_a_code(who, kind)

    @rule(who=st.integers(0, 1))
    def one_code_on_both_phones(self, who: int) -> None:
        self.logs_in(who, PASSWORD, "app")
        self.logs_in(1 - who, PASSWORD, "app")

    @rule(who=st.integers(0, 2), newest=st.integers(0, 6))
    def presses(self, who: int, newest: int) -> None:
        """Any button that is to be seen, old ones too."""
        if buttons := self.buttons_of(who):
            message_id, data = buttons[-1 - newest % len(buttons)]
            self.world.run(self._presses(self.people[who], message_id, data))

    @rule(newest=st.integers(0, 6))
    def eve_presses_a_button_of_ana(self, newest: int) -> None:
        theirs, hers = self.buttons_of(0), self.buttons_of(2)
        if theirs and hers:
            self.world.run(self._presses(self.eve, hers[-1][0], theirs[-1 - newest % len(theirs)][1]))

    async def _presses(self, person: Person, message_id: int, data: str) -> None:
        self.sent = None
        await person.phone.presses_data(message_id, data)
        await self.sandbox.settle()

    def buttons_of(self, who: int) -> list[tuple[int, str]]:
        return [
            (message["message_id"], button["callback_data"])
            for message in self.people[who].phone.chat.visible
            for row in message.get("reply_markup", {}).get("inline_keyboard", ())
            for button in row
            if "callback_data" in button
        ]

    @rule(minutes=st.sampled_from([1, 6, 11, 61, 25 * 60, 8 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.sent = None
        self.world.run(self.sandbox.passes(minutes=minutes))

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
            by_app or text in self.codes or any(text in mail.text for mail in self.sandbox.mailbox.messages)
        )

    @invariant()
    def nobody_else_reads_her_name(self) -> None:
        for person in self.people:
            here = person.phone.chat
            news = [message for each, message in here.messages.items() if each not in self.told[here.id]]
            self.told[here.id] |= set(here.messages)
            said = "\n".join(_words(message) for message in news if message["from"]["is_bot"])
            self.keys += [key.replace(" ", "") for key in KEY.findall(said)]
            self.codes += [code for code in RECOVERY_CODE.findall(said) if code not in self.codes]
            if here.id not in {row[2] for row in self.before}:
                assert "Ana López" not in said
        self.before = set(self.open)

    @invariant()
    def nothing_can_be_read_in_the_files_or_the_log(self) -> None:
        files = b"".join(each.read_bytes() for each in Path(self.folder.name).glob("sandbox.db*"))
        log = self.world.log.getvalue()
        for secret in (*self.secrets, *self.keys, *self.codes):
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


@pytest.fixture
def world(sqlite_template: Path) -> Iterator[World]:
    with a_world(sqlite_template) as world:
        yield world


def test_any_sequence_of_account_commands(world: World) -> None:
    class AccountsInTheWorld(Accounts):
        pass

    AccountsInTheWorld.world = world
    run_state_machine_as_test(
        AccountsInTheWorld,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=40,
            deadline=None,
            derandomize="CASEBELL_SEQUENCES" not in os.environ,
            phases=[Phase.generate],  # shrinking in a world over HTTP would take many minutes
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
