"""Words to a query of full-text search."""

from __future__ import annotations

from archiver.store.rows import storable


def fts_query(words: str, *, any_word: bool) -> str:
    """The query for all words, or any of them; nothing in ``words`` is read as syntax (FTS5).

    Empty where there is no word.
    """
    cleaned = str(storable(words)).replace("\x00", " ").replace('"', " ")
    return (" OR " if any_word else " ").join(f'"{word}"' for word in cleaned.split())
