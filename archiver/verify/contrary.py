"""Words that say the contrary of each other, or the same and a denial."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from archiver.text.judging import Judging

_VOWELS = frozenset("aeıioöuü")
_SOFT = str.maketrans("dğbcg", "tkpçk")
"""Consonants that change with what follows them, as the voiceless ones."""
_STEM, _SIGNS = 3, 1
"""What a stem has more code points than: of letters, and of signs for syllables."""
_INDIC = "\u0900"
"""From here on, a code point is a syllable or most of one."""
_LATIN = "\u024f"
_UNMARKED = str.maketrans("ıł", "il")
"""Letters whose mark is no accent of its own."""


class _Affixes(NamedTuple):
    prefixes: tuple[str, ...]
    suffixes: tuple[tuple[str, str], ...]
    infixes: tuple[str, ...]


@lru_cache(maxsize=32768)
def opposed(a: str, b: str, tables: Judging) -> bool:
    """Whether one word says the contrary of the other, or is it with a negating part.

    Accents may be missing on either side.
    """
    if b in tables.opposites.get(a, ()):
        return True
    if max(a, b, key=len) in tables.undivided:
        return False
    if _parted(a, b, _affixes(tables)):
        return True
    one, other = _bare(a), _bare(b)
    return ((one, other) != (a, b) or _has_accents(tables)) and (
        other in _bare_opposites(tables).get(one, ()) or _parted(one, other, _bare_affixes(tables))
    )


# -- without accents ----------------------------------------------------------------------


def _bare(word: str) -> str:
    """A word in Latin letters without its accents; others as they are."""
    if word.isascii() or word[0] > _LATIN:
        return word
    plain = unicodedata.normalize("NFD", word.translate(_UNMARKED))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=64)
def _bare_opposites(tables: Judging) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for word, others in tables.opposites.items():
        bare = _bare(word)
        found[bare] = found.get(bare, frozenset()) | {_bare(other) for other in others}
    return found


@lru_cache(maxsize=64)
def _has_accents(tables: Judging) -> bool:
    """Whether there is a word or affix in the tables that words may have without its accents."""
    bare = _bare_opposites(tables).keys() != tables.opposites.keys()
    return bare or _bare_affixes(tables) != _affixes(tables)


@lru_cache(maxsize=64)
def _affixes(tables: Judging) -> _Affixes:
    return _Affixes(tables.negating_prefixes, tables.negating_suffixes, tables.negating_infixes)


@lru_cache(maxsize=64)
def _bare_affixes(tables: Judging) -> _Affixes:
    prefixes, suffixes, infixes = _affixes(tables)
    return _Affixes(
        tuple(_bare(one) for one in prefixes),
        tuple((_bare(one), _bare(other)) for one, other in suffixes),
        tuple(_bare(one) for one in infixes),
    )


# -- parts that deny ----------------------------------------------------------------------


def _parted(a: str, b: str, affixes: _Affixes) -> bool:
    """Whether one word is the other with a prefix, an ending or an infix that denies."""
    short, long = sorted((a, b), key=len)
    least = _STEM if short[:1] < _INDIC else _SIGNS
    if len(short) > least and any(long == prefix + short for prefix in affixes.prefixes):
        return True
    return _by_ending(a, b, affixes) or _by_infix(short, long, affixes)


def _by_ending(a: str, b: str, affixes: _Affixes) -> bool:
    """Whether one has an ending that denies for the other's, and both go on alike behind it."""
    for pair in affixes.suffixes:
        for x, y in (pair, pair[::-1]):
            at = a.find(x, 1)
            while at > 0:
                if b.startswith(y, at) and _alike(a[:at], b[:at], affixes):
                    rest, other = a[at + len(x) :], b[at + len(y) :]
                    if rest == other or (at > 1 and _alike(rest, other, affixes)):
                        return True
                at = a.find(x, at + 1)
    return False


def _alike(a: str, b: str, affixes: _Affixes) -> bool:
    """Whether both are the same, but for the sounds that change where denials stand inside."""
    return a == b or bool(affixes.infixes and a and b and _skeleton(a) == _skeleton(b))


def _by_infix(short: str, long: str, affixes: _Affixes) -> bool:
    """Whether the longer is the shorter with a denial inside, vowels and soft sounds apart."""
    wanted = None
    for infix in affixes.infixes:
        at = long.find(infix, 1)
        while at > 0:
            wanted = wanted or _skeleton(short)
            if _skeleton(long[:at] + long[at + len(infix) :]) == wanted and short[:1] == long[:1]:
                return True
            at = long.find(infix, at + 1)
    return False


def _skeleton(word: str) -> str:
    return "".join(sign for sign in word if sign not in _VOWELS and sign != "y").translate(_SOFT)
