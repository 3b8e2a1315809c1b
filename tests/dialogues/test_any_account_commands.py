"""Whatever people press and send in whatever order: an account opens to its password and factor only.

`CASEBELL_SEQUENCES=300 pytest tests/dialogues/test_any_account_commands.py` tries more of them.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from tests.dialogues.person import PASSWORD, Person
from tests.dialogues.watched_accounts import OTHER, WRONG, WatchedAccounts
from tests.dialogues.world import World, a_world

SEQUENCES = int(os.environ.get("CASEBELL_SEQUENCES", "4"))
COMMANDS = (
    *("/start", "/help", "/register", "/login", "/logout", "/cases", "/profile", "/security", "/activity"),
    *("/settings", "/recover", "/privacy", "/cancel"),
)


class Accounts(WatchedAccounts):
    """All that the three of them do."""

    # --- what happens ----------------------------------------------------------------------------

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
        said = self.news(2, before)
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
        first = self.news(2, before)[0].replace(name, "...")
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
                self.sends(who, self.mailed_code())
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

    @rule(who=st.integers(0, 1))
    def logs_in_by_mail(self, who: int) -> None:
        """Gets codes by e-mail too, where the account is open; then out, and in with one of them."""
        self.opens_security(who, "Ways to get codes", "Add codes by e-mail")
        self.proves(who)
        self.sends(who, self.mailed_code())
        self.sends(who, "/logout")
        self.presses_label(who, "Log out, keep messages")
        for text in ("/cancel", "/login", "ana.lopez", self.password):
            self.sends(who, text)
        self.presses_label(who, "E-mail me a code")
        before = self.rows()
        self.sends(who, self.mailed_code())
        if self.rows() - before:
            event("a mailed code opened the account")

    @rule(who=st.integers(0, 1))
    def changes_the_password(self, who: int) -> None:
        """All other chats are logged out, and the old one opens nothing."""
        self.opens_security(who, "Change password")
        self.proves(who)
        person = self.people[who]
        old, new = self.password, OTHER if self.password == PASSWORD else PASSWORD
        if "Choose a password" not in person.last:
            return
        self.sends(who, new)
        if self.password == new:
            event("a password was changed")
            assert {row[2] for row in self.rows()} <= {person.phone.id}
            before = self.rows()
            for text in ("/cancel", "/login", "ana.lopez", old):
                self.sends(1 - who, text)
            self.sends_a_code(1 - who, "app")
            assert self.rows() <= before

    @rule(who=st.integers(0, 1))
    def renews_the_recovery_codes(self, who: int) -> None:
        """Those before open nothing any more."""
        self.opens_security(who, "New recovery codes")
        self.proves(who)
        old = set(self.codes)
        if self.presses_label(who, "Show new codes"):
            self.nobody_else_reads_her_name()  # takes the new ones down
            assert set(self.codes) - old
            event("recovery codes were renewed")
            self.void |= old
            self.codes = [code for code in self.codes if code not in old]

    def opens_security(self, who: int, *labels: str) -> None:
        self.sends(who, "/cancel")
        self.sends(who, "/security")
        for label in labels:
            self.presses_label(who, label)

    def proves(self, who: int) -> None:
        if "is it still you?" in self.people[who].last:
            self.sends(who, self.password)

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


@pytest.fixture
def world(sqlite_template: Path) -> Iterator[World]:
    with a_world(sqlite_template) as world:
        yield world


@pytest.mark.timeout(60 * SEQUENCES)
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
