"""The kind of one token for another where little but their keys tells it.

What is said here is what ``kind_of_words`` says, remembered by key: it is asked with every word
that was replaced, and needs more than keys for few.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from archiver.model import EditKind
from archiver.text.figures import atoms_of
from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.kinds import LEANING, PERHAPS_NAMES, kind_of_keys
from archiver.verify.parts import parts

_WORD, _NUMBER = TokenKind.WORD, TokenKind.NUMBER
_REMEMBERED = 32768


class Told(NamedTuple):
    """What the keys of two tokens tell."""

    kind: EditKind | None
    """None where the keys don't tell it."""
    leans: bool
    """Whether the kind may be another where certain words stand beside."""
    counts: bool
    """Whether one for the other may change a number that goes over the words beside."""


def kind_of_pair(
    told: Told, quotation: Tokens, i: int, posting: Tokens, j: int, tables: Judging
) -> EditKind | None:
    """The kind of token ``i`` of the quotation for ``j`` of the posting, neither at an end.

    ``told`` is what their keys tell. None where it takes more: names and Roman numerals, another
    form of the same word, and phrases and numbers that may go over the words beside.
    """
    kind, leans, _ = told
    if kind is None:
        return None
    a, b = quotation.keys[i], posting.keys[j]
    kinds = quotation.kinds[i], posting.kinds[j]
    mine, theirs = quotation.starts[i], posting.starts[j]
    if quotation.ends[i] - mine != len(a) or posting.ends[j] - theirs != len(b):
        return None
    upper = quotation.text[mine].isupper() + posting.text[theirs].isupper()
    if upper and (upper == len(kinds) or _NUMBER in kinds):
        return None
    if (tables.capitals == "nothing" or a in tables.lower_names) and kind in PERHAPS_NAMES:
        return None
    if leans and any(
        _may_join(key, tables)
        for key in (
            *(quotation.keys[i - 1], quotation.keys[i + 1]),
            *(posting.keys[j - 1], posting.keys[j + 1]),
        )
    ):
        return None
    return kind


@lru_cache(maxsize=_REMEMBERED)
def told_by_keys(a: str, kind_a: TokenKind, b: str, kind_b: TokenKind, tables: Judging) -> Told:
    """What two keys tell of one token for another."""
    kind = None
    if _tells(a, kind_a, tables) and _tells(b, kind_b, tables):
        found = kind_of_keys((a, kind_a), (b, kind_b), tables)
        kind = None if found is EditKind.SPELLING else found
    return Told(
        kind=kind,
        leans=_leans(a, tables) or _leans(b, tables),
        counts=may_count((a,), (b,), tables),
    )


def may_count(one: tuple[str, ...], other: tuple[str, ...], tables: Judging) -> bool:
    """Whether words for others may change a number that goes over the words beside."""
    return any(is_numeric(key, tables) for key in one + other) or (
        tables.range_words.issuperset(one + other)
    )


def _tells(key: str, kind: TokenKind, tables: Judging) -> bool:
    """Whether the key tells all but what depends on the words beside, and on capitals."""
    if tables.unspaced or f"{key}." in tables.abbreviations:
        return False
    if tables.negation_partners and not tables.in_context.isdisjoint(parts(key, tables)):
        return False
    if kind is _NUMBER:
        return key.isascii() and not tables.ordinal_dot
    elided = tables.elisions or tables.negation_partners
    return kind is _WORD and (key if elided else key.replace("'", "")).isalpha()


@lru_cache(maxsize=_REMEMBERED)
def _may_join(key: str, tables: Judging) -> bool:
    """Whether a word beside may be of one phrase, number or date with a word that leans.

    So may a determiner, behind which a number may be a pronoun.
    """
    return (
        key in tables.determiners
        or not tables.in_context.isdisjoint(parts(key, tables))
        or key in tables.date_fillers
        or is_numeric(key, tables)
    )


def _leans(key: str, tables: Judging) -> bool:
    """Whether it may be of a phrase, a measure, a multiplier, a month or a pronoun."""
    return (
        key in tables.pronoun_numbers
        or not tables.in_context.isdisjoint(parts(key, tables))
        or any(atom.kind in LEANING for atom in atoms_of(key, tables))
    )
