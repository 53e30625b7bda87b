"""Whether words are names."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from archiver.text.judging import Judging
from archiver.text.tokens import TokenKind
from archiver.verify.parts import Word, parts

_LATIN = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]+")


def renamed(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    segments: tuple[list[str], list[str]],
    after: Sequence[str] = (),
) -> bool:
    """Whether names stand for other names.

    ``segments`` are both sides in phrases, and ``after`` is what follows them, where words are
    written without spaces.
    """
    if not quotation or not posting:
        return False
    joined = not quotation[-1].after and not posting[-1].after
    if tables.unspaced and _known(segments, tables, after if joined else ()):
        return True
    return all(_is_name(w, tables) for w in (*quotation, *posting))


def _known(segments: tuple[list[str], list[str]], tables: Judging, after: Sequence[str]) -> bool:
    if not all(segments):
        return False
    if all(word in tables.names for side in segments for word in side):
        return True
    titled = bool(after) and after[0] in tables.honorifics
    return titled and not any(w in tables.honorifics for side in segments for w in side)


def _is_name(word: Word, tables: Judging) -> bool:
    """Whether it is a mention, or a table or a capital letter shows that it is a name."""
    if word.kind is TokenKind.MENTION:
        return True
    if word.kind is not TokenKind.WORD:
        return False
    if word.key in tables.lower_names:
        return True
    if tables.capitals == "nothing":
        return _listed(word, tables) or _foreign(word) or word.key.endswith(tables.name_endings)
    raw = _without_elision(word.raw, tables)
    if not raw[:1].isupper():
        return False
    if tables.capitals == "nouns":
        return _listed(word, tables)
    return _shown(word, raw, tables)


def _listed(word: Word, tables: Judging) -> bool:
    known = not tables.charged.union(tables.honorifics).isdisjoint(parts(word.key, tables))
    titles = parts(word.previous, tables), parts(word.following, tables)
    if not known and not (
        tables.name_titles.isdisjoint(titles[0]) and tables.honorifics.isdisjoint(titles[1])
    ):
        return True
    if not known and tables.capitals == "nouns" and word.previous in tables.name_markers:
        return True
    return not tables.names.isdisjoint((word.key, word.key.removesuffix("s"))) or any(
        part in tables.names for part in parts(word.key, tables)
    )


def _foreign(word: Word) -> bool:
    """Whether it is in Latin letters, a capital first, in a script that has none."""
    return word.raw[:1].isupper() and _LATIN.fullmatch(word.raw) is not None


def _shown(word: Word, raw: str, tables: Judging) -> bool:
    """At the start of a sentence a capital shows nothing, but where a subject or owner stands."""
    key = word.key.rpartition("'")[2] if raw is not word.raw else _owner(word.key, tables)
    shouted = raw.isupper() and len(raw) > 1
    if key in tables.names:
        return shouted or len(key) > 3
    if shouted or key in tables.function_words:
        return False
    owner = raw is word.raw and key != word.key
    return not word.initial or owner or word.following in tables.finite_verbs


def _owner(key: str, tables: Judging) -> str:
    """The name before an ending that an apostrophe parts from it."""
    head, apostrophe, ending = key.partition("'")
    known = ending == "s" or f"'{ending}" in tables.particles
    return head if apostrophe and known else key


def _without_elision(raw: str, tables: Judging) -> str:
    """The word behind "l'" or "d'"; behind a foreign apostrophe, the word before it."""
    if not tables.elisions:
        return raw
    for sign in "'’":
        head, found, rest = raw.partition(sign)
        if found and rest and head.casefold() in tables.elisions:
            return rest
    return raw
