"""A word as the words that it is made of, and runs of words as phrases: what judging looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind

CONTEXT = 5
"""The words beside a change that may be of one phrase with it."""
_REMEMBERED = 32768


class Word(NamedTuple):
    """A token with what judging it needs to know."""

    raw: str
    key: str
    kind: TokenKind
    initial: bool
    """Whether a sentence begins with it."""
    after: str = ""
    """What stands between it and the next token."""
    following: str = ""
    """The key of the next token."""
    previous: str = ""
    """The key of the token before it."""


@lru_cache(maxsize=_REMEMBERED)
def written_out(key: str, tables: Judging) -> tuple[str, ...]:
    """What a contraction can stand for, likeliest first; empty where it is none."""
    if key in tables.contractions:
        return tables.contractions[key]
    if "'" not in key:
        return ()
    for ending, words in tables.contraction_endings.items():
        if key.endswith(ending) and len(key) > len(ending):
            return tuple(f"{key.removesuffix(ending)} {word}" for word in words)
    head, _, rest = key.partition("'")
    if rest and head in tables.elisions:
        return (f"{tables.elisions[head]} {rest}",)
    return ()


@lru_cache(maxsize=_REMEMBERED)
def parts(key: str, tables: Judging) -> tuple[str, ...]:
    """The words that a key is made of, as the language's tables name them.

    A contraction is written out in its first reading. What is written together with the next
    word, or is an ending, comes off where the tables know the rest. A word that denies within
    is what it denies with.
    """
    options = written_out(key, tables)
    if options:
        return tuple(p for word in options[0].split() for p in _parts(word, tables))
    return _parts(key, tables)


def _parts(key: str, tables: Judging) -> tuple[str, ...]:
    if key in tables.charged:
        return (key,)
    known: frozenset[str] = frozenset()
    if tables.proclitics or tables.particles:
        known = tables.charged | tables.names | tables.name_titles | tables.honorifics
    for head in tables.proclitics:
        rest = key.removeprefix(head)
        if len(rest) < len(key) and rest:
            if rest in known:
                return head, rest
            inner = next((p for p in tables.proclitics if rest.removeprefix(p) in known), None)
            if inner and len(rest) > len(inner):
                return head, inner, rest.removeprefix(inner)
    cuts = range(len(key) - 1, 0, -1) if tables.particles else ()
    for cut in cuts:
        if key[cut:] in tables.particles and key[:cut] in known:
            return (key[:cut],)
    denial = _denial(key, tables)
    said = next((part for part in tables.modal_parts if key.find(part, 1) > 0), "")
    return tuple(part for part in (denial, said) if part) or (key,)


def _denial(key: str, tables: Judging) -> str:
    """What denies inside a word; empty where nothing does. "-maz" is not at its start."""
    found = [
        part.lstrip("-")
        for part in tables.negating_parts
        if key.find(part.lstrip("-"), part.startswith("-")) >= 0
    ]
    if not found or any(key.startswith(word) for word in tables.lookalikes if len(word) > 2):
        return ""
    return max(found, key=len)


@lru_cache(maxsize=_REMEMBERED)
def is_plain(key: str, tables: Judging) -> bool:
    """Whether no table has anything to say of a word."""
    return (
        not tables.unspaced
        and key.isalpha()
        and key not in tables.charged
        and parts(key, tables) == (key,)
        and not is_numeric(key, tables)
    )


def all_plain(words: Iterable[Word], tables: Judging) -> bool:
    """Whether no table has anything to say of any of these words."""
    return all(word.kind is TokenKind.WORD and is_plain(word.key, tables) for word in words)


def needs_context(words: Iterable[Word], tables: Judging) -> bool:
    """Whether what stands beside these words may tell what they mean."""
    return tables.unspaced or any(_may_join(word.key, tables) for word in words)


@lru_cache(maxsize=_REMEMBERED)
def _may_join(key: str, tables: Judging) -> bool:
    return not tables.in_context.isdisjoint(parts(key, tables))


class Beside(NamedTuple):
    """What a text has right before and right after some of its words."""

    before: tuple[Word, ...] = ()
    after: tuple[Word, ...] = ()


NOTHING = Beside()


def segments(words: Sequence[Word], beside: Beside, tables: Judging) -> list[str]:
    """The parts of all words; those that are a phrase with what stands beside them, as one.

    A phrase goes over white space and hyphens, and over nothing where signs are the words.
    """
    found: list[_Part] = []
    point = -1
    for group, own in ((beside.before, False), (words, True), (beside.after, False)):
        point = len(found) if own and not words else point
        for word in group:
            gap = word.after if tables.unspaced else word.after.strip("-‐‑ \u00a0\n")
            keys = parts(word.key, tables)
            found += [(key, True, own) for key in keys[:-1]]
            found.append((keys[-1], not gap, own))
    return _merged(found, tables, point)


_Part = tuple[str, bool, bool]
"""A key, whether the next may be of one phrase with it, and whether it is one of the words."""


def _merged(found: Sequence[_Part], tables: Judging, point: int) -> list[str]:
    """The phrases that are of the words, or go over the ``point`` where there are none."""
    glue = "" if tables.unspaced else " "
    merged: list[str] = []
    at = 0
    while at < len(found):
        first, _, own = found[at]
        size = tables.phrases.get(first[:1] if tables.unspaced else first, 1)
        end = at + 1 if size == 1 else _phrase_end(found, at, size, tables)
        if end == at + 1:
            phrase = first
        else:
            phrase = glue.join([key for key, _, _ in found[at:end]])
            own = at < point < end or any(own for _, _, own in found[at:end])
        if own:
            merged.append(phrase)
        at = end
    return merged


def _phrase_end(found: Sequence[_Part], at: int, size: int, tables: Judging) -> int:
    """Where the longest phrase of up to ``size`` parts ends that begins there, or one part."""
    glue = "" if tables.unspaced else " "
    reach = 1
    while reach < min(size, len(found) - at) and found[at + reach - 1][1]:
        reach += 1
    keys = [key for key, _, _ in found[at : at + reach]]
    while len(keys) > 1 and glue.join(keys) not in tables.phrase_table:
        keys.pop()
    return at + len(keys)


def apart(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Both without what they begin and end with alike."""
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    one, other = one[head:], other[head:]
    tail = 0
    while tail < min(len(one), len(other)) and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return (one[:-tail], other[:-tail]) if tail else (one, other)
