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


class _Told(NamedTuple):
    kind: EditKind
    leans: bool
    """Whether it may be another where certain words stand beside."""


def kind_of_pair(
    quotation: Tokens, i: int, posting: Tokens, j: int, tables: Judging
) -> EditKind | None:
    """The kind of token ``i`` of the quotation for ``j`` of the posting, neither at an end.

    None where it takes more to tell: names and Roman numerals, another form of the same word,
    and phrases and numbers that may go over the words beside.
    """
    a, b = quotation.keys[i], posting.keys[j]
    kinds = quotation.kinds[i], posting.kinds[j]
    told = _told(a, kinds[0], b, kinds[1], tables)
    if told is None:
        return None
    kind, leans = told
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
def may_count(a: str, b: str, tables: Judging) -> bool:
    """Whether one word for another may change a number that goes over several words."""
    return (
        is_numeric(a, tables)
        or is_numeric(b, tables)
        or (a in tables.range_words and b in tables.range_words)
    )


@lru_cache(maxsize=_REMEMBERED)
def _told(a: str, kind_a: TokenKind, b: str, kind_b: TokenKind, tables: Judging) -> _Told | None:
    if not (_tells(a, kind_a, tables) and _tells(b, kind_b, tables)):
        return None
    kind = kind_of_keys((a, kind_a), (b, kind_b), tables)
    if kind is EditKind.SPELLING:
        return None
    return _Told(kind, _leans(a, tables) or _leans(b, tables))


def _tells(key: str, kind: TokenKind, tables: Judging) -> bool:
    """Whether the key tells all but what depends on the words beside, and on capitals."""
    if tables.unspaced or key in tables.pronoun_numbers or f"{key}." in tables.abbreviations:
        return False
    if tables.negation_partners and not tables.in_context.isdisjoint(parts(key, tables)):
        return False
    if kind is _NUMBER:
        return key.isascii() and not tables.ordinal_dot
    elided = tables.elisions or tables.negation_partners
    return kind is _WORD and (key if elided else key.replace("'", "")).isalpha()


@lru_cache(maxsize=_REMEMBERED)
def _may_join(key: str, tables: Judging) -> bool:
    """Whether a word beside may be of one phrase, number or date with a word that leans."""
    return (
        not tables.in_context.isdisjoint(parts(key, tables))
        or key in tables.date_fillers
        or is_numeric(key, tables)
    )


def _leans(key: str, tables: Judging) -> bool:
    """Whether it may be of a phrase, a measure, a multiplier or a month."""
    return not tables.in_context.isdisjoint(parts(key, tables)) or any(
        atom.kind in LEANING for atom in atoms_of(key, tables)
    )
