"""Words to a query of full-text search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from archiver.store.rows import storable

_UNSPACED = regex.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""Signs of scripts without spaces between words, as ``m006.sql`` names them."""
_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SHORTEST = 3
"""The signs that a trigram has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where postings are searched, and for what; every part is data, none is syntax."""

    table: str
    query: str
    """For FTS5; empty where ``parts`` are all too short for it."""
    parts: tuple[str, ...] = ()
    """What else stands in the text: runs of fewer than three signs."""


def fts_query(words: str, *, any_word: bool) -> str:
    """The query for all words, or any of them; nothing in ``words`` is read as syntax (FTS5).

    Empty where there is no word.
    """
    return _joined(_cleaned(words).split(), any_word=any_word)


def search_of(words: str, *, any_word: bool) -> Search | None:
    """How to search for all words, or any of them; None where there is no word.

    What has signs of a script without spaces is sought run by run, a run being what no mark
    and no space parts. With ``any_word`` every three signs of such a run will do.
    """
    if not _UNSPACED.search(words):
        query = fts_query(words, any_word=any_word)
        return Search(table="postings_fts", query=query) if query else None
    runs = list(dict.fromkeys(_RUN.findall(_cleaned(words))))
    long = [run for run in runs if len(run) >= _SHORTEST]
    if any_word:
        long = [run[at : at + _SHORTEST] for run in long for at in range(len(run) - 2)]
    parts = () if any_word and long else tuple(run for run in runs if len(run) < _SHORTEST)
    query = _joined(dict.fromkeys(long), any_word=any_word)
    return Search(table="postings_signs_fts", query=query, parts=parts) if runs else None


def found_by(search: Search, any_word: bool, limit: int) -> tuple[str, list[str | int]]:
    """The rest of a SELECT of postings, and its values: best first, at most ``limit``."""
    tests = [f"{search.table} MATCH ?"] if search.query else []
    tests += ["instr(lower(postings.text), lower(?))"] * len(search.parts)
    where = (" OR " if any_word else " AND ").join(tests)
    join = f"JOIN {search.table} ON {search.table}.rowid = postings.id " if search.query else ""
    rank = f"{search.table}.rank, " if search.query else ""
    values: list[str | int] = [search.query] if search.query else []
    return f"{join}WHERE {where} ORDER BY {rank}postings.id LIMIT ?", [
        *values,
        *search.parts,
        limit,
    ]


def _cleaned(words: str) -> str:
    return str(storable(words)).replace("\x00", " ").replace('"', " ")


def _joined(words: Iterable[str], *, any_word: bool) -> str:
    return (" OR " if any_word else " ").join(f'"{word}"' for word in words)
