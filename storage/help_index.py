"""What the help centre is searched by: SQLite's FTS5, or the text search of PostgreSQL.

Both are given words without accents and capitals, so that they differ in nothing but their stemming.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import column, delete, insert, select, table, text, update

from storage.database import Transaction
from storage.schema import help_contents

_WHOLE: Final = "help"
_INDEX = table("help_index", column("language"), column("answer"))
_STEMMERS: Final = {"en": "english", "es": "spanish"}
_SHORTEST_BEGINNING: Final = 4
"""Letters of a word that also stands for longer ones which begin like it."""


@dataclass(frozen=True)
class HelpDocument:
    """An answer as it is searched: in one language, its words without accents and capitals."""

    language: str
    answer: str
    title: str
    wordings: str
    body: str


async def fill_help_index(tx: Transaction, documents: Sequence[HelpDocument], digest: str) -> bool:
    """Let the index hold these documents and no others. False when it does already, by their digest."""
    first = tx.insert(help_contents).values(name=_WHOLE, digest="")
    await tx.run(first.on_conflict_do_nothing())
    # Locked: of several processes that start at once the others find it filled.
    held = select(help_contents.c.digest).where(help_contents.c.name == _WHOLE).with_for_update()
    if await tx.value(held) == digest:
        return False
    await tx.run(delete(_INDEX))
    rows = [_row(each) for each in documents]
    if tx.is_sqlite:
        await tx.run(_FILL_SQLITE, rows)
    else:
        await tx.run(_FILL_POSTGRES, [{**row, "stemmer": _stemmer(row["language"])} for row in rows])
    await tx.run(update(help_contents).where(help_contents.c.name == _WHOLE).values(digest=digest))
    return True


@dataclass(frozen=True)
class HelpFound:
    """An answer that has some of the words; the higher its score, the more and the rarer ones."""

    answer: str
    score: float


async def find_help(
    tx: Transaction, language: str, words: Sequence[str], limit: int, *, in_body: bool = True
) -> Sequence[HelpFound]:
    """The answers that have any of these words, the highest score first.

    Unless `in_body`, only those that have one in what is asked: in their title and wordings.
    """
    if not words:
        return []
    if tx.is_sqlite:
        match = " OR ".join(f'"{word}"*' if _may_go_on(word) else f'"{word}"' for word in words)
        match = match if in_body else f"{{title wordings}} : ({match})"
        found = _FIND_SQLITE.bindparams(language=language, match=match, limit=limit)
    else:
        where = "ABD" if in_body else "AB"
        asked = [f"{word}:*{where}" if _may_go_on(word) else f"{word}:{where}" for word in words]
        found = _FIND_POSTGRES.bindparams(
            language=language, stemmer=_stemmer(language), words=asked, limit=limit
        )
    return [HelpFound(row["answer"], row["score"]) for row in await tx.all(found)]


_WORDS = ("title", "wordings", "body")
_FILL_SQLITE = insert(table("help_index", *map(column, ("language", "answer", *_WORDS))))
_FILL_POSTGRES = text(
    """
    INSERT INTO help_index (language, answer, words) VALUES (
        :language,
        :answer,
        setweight(to_tsvector(CAST(:stemmer AS regconfig), :title), 'A')
            || setweight(to_tsvector(CAST(:stemmer AS regconfig), :wordings), 'B')
            || setweight(to_tsvector(CAST(:stemmer AS regconfig), :body), 'D')
    )
    """
)
_FIND_SQLITE = text(
    """
    SELECT answer, -bm25(help_index, 0, 0, 8, 5, 1) AS score FROM help_index
    WHERE help_index MATCH :match AND language = :language
    ORDER BY score DESC, answer LIMIT :limit
    """
)
# How rare a word is, PostgreSQL's rank does not ask: that is put in here.
_FIND_POSTGRES = text(
    """
    WITH asked AS (
        SELECT to_tsquery(CAST(:stemmer AS regconfig), word) AS query
        FROM unnest(CAST(:words AS text[])) AS word
    ), found AS (
        SELECT
            answer,
            ts_rank('{0.1, 0.2, 0.6, 1.0}', words, query) AS rank,
            count(*) OVER (PARTITION BY query) AS answers
        FROM help_index JOIN asked ON words @@ query
        WHERE language = :language
    )
    SELECT answer, CAST(sum(rank * ln(1 + 25.0 / answers)) AS double precision) AS score
    FROM found GROUP BY answer ORDER BY score DESC, answer LIMIT :limit
    """
)


def _row(document: HelpDocument) -> dict[str, str]:
    # Words in the order of the alphabet: a search needs no more, and the file holds no status of a case.
    words = {name: " ".join(sorted(getattr(document, name).split())) for name in _WORDS}
    return {**asdict(document), **words}


def _stemmer(language: str) -> str:
    return _STEMMERS.get(language, "simple")


def _may_go_on(word: str) -> bool:
    return len(word) >= _SHORTEST_BEGINNING
