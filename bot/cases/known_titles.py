"""The titles of statuses that we know, as people meet them: English or Spanish, in any capitals and signs."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from bot.cases.data import read_table
from bot.cases.statuses import Stage, normalise

Words = tuple[str, ...]


@cache
def titles_by_first_word() -> Mapping[str, Sequence[tuple[Words, str]]]:
    """The words of each title, the longest first; in Spanish too, which leads to the English title."""
    known = {
        words_of(row["title"]): row["title"]
        for row in reversed(read_table("case_statuses.tsv"))
        if Stage(row["stage"]) is not Stage.UNKNOWN
    }
    known |= {words_of(row["title_es"]): row["title"] for row in read_table("case_statuses_es.tsv")}
    by_first: dict[str, list[tuple[Words, str]]] = {}
    for words, title in sorted(known.items(), key=lambda each: len(each[0]), reverse=True):
        by_first.setdefault(words[0], []).append((words, title))
    return by_first


def known_title(written: str) -> str | None:
    """The title of the table that `written` is, in whatever capitals and signs, in English or Spanish."""
    words = words_of(written)
    for known, title in titles_by_first_word().get(words[0], ()) if words else ():
        if known == words:
            return title
    return None


@cache
def _spanish() -> Mapping[str, str]:
    """The first Spanish title of each English one."""
    return {row["title"]: row["title_es"] for row in reversed(read_table("case_statuses_es.tsv"))}


def title_in(title: str, language: str) -> str:
    """A title that was read or typed, in this language where we have it."""
    return _spanish().get(title, title) if language == "es" else title


@cache
def common_titles() -> Mapping[str, str]:
    """The commonest titles by a name of ours, for who does not have the words of USCIS at hand."""
    return {row["name"]: row["title"] for row in read_table("common_statuses.tsv")}


def words_of(text: str) -> Words:
    """As titles are compared, and without accents, which people leave out."""
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return tuple(normalise(bare).split())
