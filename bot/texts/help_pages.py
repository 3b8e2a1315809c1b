"""The answers of the help centre, by language: `bot/texts/help/<language>/<topic>.md`.

An answer begins with `# its-name: its title`. Lines follow of what else is known of it: `reviewed` (the day
on which a person last compared it with its source), `link` (the official page), `opens` (a place of this bot)
and `also` (other ways to ask the same, with semicolons between). After an empty line comes what it says, with
`**stress**`, `- points`, and the organisation's `{organisation}`, `{contact}` and `{hours}`.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from bot.texts.catalogue import FALLBACK, Html

_FOLDER: Final = Path(__file__).parent / "help"
TOPICS: Final = ("case", "letters", "mail", "decisions", "account", "people")
"""In the order in which they are shown; each is a file of every language."""
_ANSWER: Final = re.compile(r"^# ([a-z-]+): (.+)$", re.MULTILINE)
_STRESS: Final = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class HelpAnswer:
    """An answer in one language."""

    name: str
    topic: str
    title: str
    text: str
    wordings: Sequence[str]
    reviewed: date
    link: str
    opens: str

    def html(self, **arguments: str) -> Html:
        """What it says as Telegram HTML, with these words in its places."""
        safe = {name: html.escape(value, quote=False) for name, value in arguments.items()}
        text = _STRESS.sub(r"<b>\1</b>", html.escape(self.text, quote=False))
        return Html(re.sub(r"^- ", "• ", text, flags=re.MULTILINE).format_map(safe))


class HelpPages:
    """All answers."""

    def __init__(
        self, answers: Mapping[str, Sequence[HelpAnswer]], small_words: Mapping[str, frozenset[str]]
    ) -> None:
        self._answers = {
            language: {each.name: each for each in theirs} for language, theirs in answers.items()
        }
        self.small_words = small_words
        """Words that say nothing by themselves, by language."""

    @classmethod
    def load(cls) -> "HelpPages":
        """Those of this package."""
        return _own()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are answers in."""
        return tuple(self._answers)

    def all_in(self, language: str) -> Sequence[HelpAnswer]:
        """Every answer, by topic."""
        return tuple(self._of(language).values())

    def in_topic(self, language: str, topic: str) -> Sequence[HelpAnswer]:
        """The answers of a topic, in their order; none for what is no topic."""
        return tuple(each for each in self._of(language).values() if each.topic == topic)

    def answer(self, language: str, name: str) -> HelpAnswer | None:
        """The answer of this name."""
        return self._of(language).get(name)

    def _of(self, language: str) -> Mapping[str, HelpAnswer]:
        return self._answers.get(language, self._answers[FALLBACK])


def read_answers(topic: str, written: str) -> Sequence[HelpAnswer]:
    """The answers of a topic from its file. Raises ValueError, KeyError where one is not as it should be."""
    pieces = _ANSWER.split(written)
    if pieces[0].strip():
        raise ValueError(f"{topic}: something stands before the first answer")
    return [
        _answer(topic, name, title, rest)
        for name, title, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    ]


def _answer(topic: str, name: str, title: str, rest: str) -> HelpAnswer:
    head, _, text = rest.strip().partition("\n\n")
    known = dict(line.split(": ", 1) for line in head.splitlines())
    return HelpAnswer(
        name=name,
        topic=topic,
        title=title,
        text=text.strip(),
        wordings=tuple(each.strip() for each in known.pop("also").split(";")),
        reviewed=date.fromisoformat(known.pop("reviewed")),
        link=known.pop("link", ""),
        opens=known.pop("opens", ""),
    )


@cache
def _own() -> HelpPages:
    answers, small_words = {}, {}
    for folder in sorted(path for path in _FOLDER.iterdir() if path.is_dir()):
        files = [(topic, folder / f"{topic}.md") for topic in TOPICS]
        answers[folder.name] = [
            answer
            for topic, file in files
            for answer in read_answers(topic, file.read_text(encoding="utf-8"))
        ]
        words = (folder / "small_words.txt").read_text(encoding="utf-8").split()
        small_words[folder.name] = frozenset(words)
    return HelpPages(answers, small_words)
