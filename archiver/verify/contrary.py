"""Words that say the contrary of each other, or the same and a denial."""

from __future__ import annotations

from functools import lru_cache

from archiver.text.judging import Judging

_VOWELS = frozenset("aeıioöuü")
_SOFT = str.maketrans("dğbcg", "tkpçk")
"""Consonants that change with what follows them, as the voiceless ones."""
_STEM, _SIGNS = 3, 1
"""What a stem has more code points than: of letters, and of signs for syllables."""
_INDIC = "\u0900"
"""From here on, a code point is a syllable or most of one."""


@lru_cache(maxsize=32768)
def opposed(a: str, b: str, tables: Judging) -> bool:
    """Whether one word says the contrary of the other, or is it with a negating part."""
    if b in tables.opposites.get(a, ()):
        return True
    short, long = sorted((a, b), key=len)
    least = _STEM if short[:1] < _INDIC else _SIGNS
    if len(short) > least and any(long == prefix + short for prefix in tables.negating_prefixes):
        return True
    return _by_ending(a, b, tables) or _by_infix(short, long, tables)


def _by_ending(a: str, b: str, tables: Judging) -> bool:
    """Whether one has an ending that denies for the other's, and both go on alike behind it."""
    for pair in tables.negating_suffixes:
        for x, y in (pair, pair[::-1]):
            at = a.find(x, 1)
            while at > 0:
                if b.startswith(y, at) and _alike(a[:at], b[:at], tables):
                    rest, other = a[at + len(x) :], b[at + len(y) :]
                    if rest == other or (at > 1 and _alike(rest, other, tables)):
                        return True
                at = a.find(x, at + 1)
    return False


def _alike(a: str, b: str, tables: Judging) -> bool:
    """Whether both are the same, but for the sounds that change where denials stand inside."""
    return a == b or bool(tables.negating_infixes and a and b and _skeleton(a) == _skeleton(b))


def _by_infix(short: str, long: str, tables: Judging) -> bool:
    """Whether the longer is the shorter with a denial inside, vowels and soft sounds apart."""
    wanted = None
    for infix in tables.negating_infixes:
        at = long.find(infix, 1)
        while at > 0:
            wanted = wanted or _skeleton(short)
            if _skeleton(long[:at] + long[at + len(infix) :]) == wanted and short[:1] == long[:1]:
                return True
            at = long.find(infix, at + 1)
    return False


def _skeleton(word: str) -> str:
    return "".join(sign for sign in word if sign not in _VOWELS and sign != "y").translate(_SOFT)
