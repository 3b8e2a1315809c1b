"""Messages being written: gathered in several parts, kept until they are sent or thrown away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.clock import Clock
from storage import message_drafts as rows
from storage.database import Database
from storage.ids import Ids
from storage.message_drafts import Draft as Draft
from storage.message_drafts import Part

MOST_PARTS: Final = 20
LONGEST: Final = 3_000
"""Characters of a message in all: it is read on one screen, which holds 4,096 with everything else."""
LONGEST_SUBJECT: Final = 60
_SHOWN: Final = 3

OFFICE: Final = "office"
"""The target of a new message about no case."""


def to_thread(thread_id: str) -> str:
    """The target of an answer in a thread."""
    return f"thread:{thread_id}"


def about_case(case_id: str) -> str:
    """The target of a new message about a case."""
    return f"case:{case_id}"


class DraftFull(Exception):
    """Nothing more fits into one message. `left` is how many characters still do."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class Drafts:
    """Keeps what people write until they send it, each in the name of who writes."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    async def of(self, account_id: str, target: str) -> Draft:
        """What is gathered for this target; an empty one where nothing is."""
        async with self._database.reading() as tx:
            return await rows.draft_of(tx, account_id, target) or Draft(target)

    async def unsent(self, account_id: str) -> Sequence[Draft]:
        """What the account has begun and not sent, the newest first; a few of them."""
        async with self._database.reading() as tx:
            found = await rows.drafts_of(tx, account_id, _SHOWN)
        return [each for each in found if each.parts]

    async def name(self, account_id: str, target: str, subject: str) -> None:
        """Say what a new message is about."""
        async with self._database.transaction() as tx:
            draft = await rows.draft_of(tx, account_id, target) or Draft(target)
            await rows.put_draft(
                tx, self._ids, account_id, replace(draft, subject=subject), self._clock.now()
            )

    async def add(self, account_id: str, target: str, text: str, *, key: str) -> Draft:
        """Gather a part. Raises DraftFull, and what was gathered stays as it was."""
        async with self._database.transaction() as tx:
            draft = await rows.draft_of(tx, account_id, target) or Draft(target)
            if any(each.once_key == key for each in draft.parts):
                return draft
            left = LONGEST - sum(len(each.text) for each in draft.parts)
            if len(text) > left or len(draft.parts) >= MOST_PARTS:
                raise DraftFull(left if len(draft.parts) < MOST_PARTS else 0)
            draft = replace(draft, parts=(*draft.parts, Part(text, key)))
            await rows.put_draft(tx, self._ids, account_id, draft, self._clock.now())
        return draft

    async def drop_last(self, account_id: str, target: str) -> Draft:
        """Take the last part out again."""
        async with self._database.transaction() as tx:
            draft = await rows.draft_of(tx, account_id, target) or Draft(target)
            draft = replace(draft, parts=draft.parts[:-1])
            await rows.put_draft(tx, self._ids, account_id, draft, self._clock.now())
        return draft

    async def throw_away(self, account_id: str, target: str) -> None:
        """Forget all of it."""
        async with self._database.transaction() as tx:
            await rows.drop_draft(tx, account_id, target)
