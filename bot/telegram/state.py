"""What a chat remembers between two updates: the stored form of its dialogue."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

KEPT_FOR = timedelta(hours=24)
"""How long an unfinished dialogue waits for its person."""


@dataclass
class Kept:
    """A dialogue that was left in the middle."""

    step: str
    answers: dict[str, str]
    until: str
    account: str | None = None
    """The account that was open then: for nobody else is it taken up again."""


@dataclass
class ChatState:
    """The chat's dialogue: which one, at which step, with which answers so far."""

    language: str | None = None
    dialogue: str | None = None
    step: str | None = None
    account: str | None = None
    """The account that was at work when the dialogue came to this step."""
    answers: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    wanted: str | None = None
    """Where the person was going when a log-in came between."""
    left: list[str] | None = None
    """The dialogue and step that the person went away from: what is written next may be meant for it."""
    proved: list[str] | None = None
    """The session whose person has shown to be there, and when."""
    marks: dict[str, list[int]] = field(default_factory=dict)
    """Messages of ours that a later turn deletes, by what they are."""

    @classmethod
    def read(cls, stored: bytes | None, changed_at: datetime | None, now: datetime) -> "ChatState":
        """The state from its stored form; a dialogue that has waited too long has ended."""
        if stored is None:
            return cls()
        values = json.loads(stored)
        values["kept"] = {
            name: Kept(**kept)
            for name, kept in values["kept"].items()
            if datetime.fromisoformat(kept["until"]) > now
        }
        state = cls(**values)
        if changed_at is not None and now - changed_at > KEPT_FOR:
            state.leave()
        return state

    def write(self) -> bytes:
        """The stored form."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    def leave(self) -> None:
        """End the dialogue and drop its answers."""
        if self.dialogue and self.step:
            self.left = [self.dialogue, self.step]
        self.dialogue, self.step, self.answers = None, None, {}

    def keep(self, now: datetime, account: str | None) -> None:
        """Lay the dialogue aside, to be taken up again within `KEPT_FOR` with the same account open."""
        if self.dialogue and self.step:
            until = (now + KEPT_FOR).isoformat()
            self.kept[_place(self.dialogue, account)] = Kept(self.step, self.answers, until, account)
        self.leave()

    def kept_by(self, account: str | None) -> str | None:
        """The dialogue that was laid aside last with this account open."""
        theirs = [(kept.until, name) for name, kept in self.kept.items() if kept.account == account]
        return _dialogue_in(max(theirs)[1]) if theirs else None

    def keeps(self, dialogue: str) -> bool:
        """Whether this dialogue was laid aside, with whatever account open."""
        return any(_dialogue_in(name) == dialogue for name in self.kept)

    def take_up(self, dialogue: str, account: str | None) -> bool:
        """Go on with a dialogue that was laid aside. False when there is none."""
        kept = self.kept.pop(_place(dialogue, account), None)
        if kept is None:
            return False
        self.dialogue, self.step, self.answers = dialogue, kept.step, kept.answers
        return True


def _place(dialogue: str, account: str | None) -> str:
    """Two accounts in one chat may each have left the same dialogue."""
    return f"{dialogue} {account}" if account else dialogue


def _dialogue_in(place: str) -> str:
    return place.partition(" ")[0]
