"""The help centre's search: which answers fit what somebody wrote."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from bot.correspondence.help_words import asked_words, folded_words
from storage.database import Database
from storage.help_index import HelpDocument as HelpDocument
from storage.help_index import fill_help_index, find_help

_MOST: Final = 6
_A_PHRASE: Final = 2
"""Words from which on they can say by their order what is meant."""
_WORTH_SHOWING: Final = 0.3
"""Of the best answer's score: what has only a common word of the question is not worth a line."""


class HelpCentre:
    """Knows the answers by their words. What they say is the texts' matter."""

    def __init__(
        self,
        database: Database,
        documents: Sequence[HelpDocument],
        passed_over: Mapping[str, Collection[str]],
    ) -> None:
        """`passed_over` are words that say nothing by themselves, by language."""
        self._database = database
        self._documents = documents
        self._passed_over = passed_over
        self._known: dict[str, set[str]] = {}
        for each in documents:
            words = self._known.setdefault(each.language, set())
            words.update(f"{each.title} {each.wordings} {each.body}".split())

    async def fill(self) -> bool:
        """Bring the index up to these answers. Returns whether there was anything to do."""
        written = json.dumps([asdict(each) for each in self._documents], sort_keys=True)
        digest = hashlib.sha256(written.encode()).hexdigest()
        async with self._database.transaction() as tx:
            return await fill_help_index(tx, self._documents, digest)

    async def find(self, language: str, written: str) -> Sequence[str]:
        """The names of the answers that fit best what somebody looks for, the best first."""
        return await self._find(language, written, in_body=True)

    async def find_for_talk(self, language: str, written: str) -> Sequence[str]:
        """The same for what may be no question at all: those of which such words are asked."""
        return await self._find(language, written, in_body=False)

    async def _find(self, language: str, written: str, *, in_body: bool) -> Sequence[str]:
        words = asked_words(written, self._known.get(language, ()), self._passed_over.get(language, ()))
        async with self._database.reading() as tx:
            found = await find_help(tx, language, words, _MOST, in_body=in_body)
        worth = [each.answer for each in found if each.score >= _WORTH_SHOWING * found[0].score]
        return list(dict.fromkeys([*self._asked_just_so(language, written), *worth]))[:_MOST]

    def _asked_just_so(self, language: str, written: str) -> Sequence[str]:
        """The answers for which exactly these words are put down: small words count here too."""
        words = folded_words(written)
        if len(words) < _A_PHRASE:
            return ()
        phrase = f" {' '.join(words)} "
        return [
            each.answer
            for each in self._documents
            if each.language == language and phrase in f" {each.title} {each.wordings} "
        ]
