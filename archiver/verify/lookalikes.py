"""Handles and names that are taken for each other at a glance: an account may be made to."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import regex
from rapidfuzz.distance import Levenshtein

_SEPARATORS = regex.compile(r"[_.\-·•\s]+")
_PUT_ON = regex.compile(r"(?:[_.\-]|\d)+$|^(?:[_.\-]|\d)+")
_SHORTEST, _LONG, _SLIPS = 4, 6, 2
"""The fewest signs that look alike by more than chance, the fewest that others can be put on, and
what a slip of the pen changes."""
_MIXED = regex.compile(r"(?=\w*\p{Latin})(?=\w*[\p{Cyrillic}\p{Greek}\p{Armenian}])\w+")
_ONE_OF: Final = MappingProxyType({"i": "l"})
"""What is read as the same in small type."""


@cache
def _table() -> tuple[dict[int, str], dict[str, str]]:
    source = files("archiver.verify").joinpath("lookalikes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    signs = {ord(sign): letter.lower() for letter, like in data["signs"].items() for sign in like}
    return signs, dict(data["pairs"])


@lru_cache(maxsize=1024)
def skeleton(text: str) -> str:
    """What is seen of a handle or name at a glance: two texts with the same one look alike.

    After Unicode Technical Standard 39, section 4, with a small table of its own.
    """
    signs, pairs = _table()
    plain = unicodedata.normalize("NFKD", text.lstrip("@＠")).translate(signs).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = _SEPARATORS.sub("", plain.translate(signs))
    for pair, letter in pairs.items():
        plain = plain.replace(pair, letter)
    return "".join(_ONE_OF.get(sign, sign) for sign in plain)


def look_alike(one: str, other: str) -> bool:
    """Whether two different handles are easily taken for each other.

    Their signs look alike ("l" and "I", "0" and "O", "rn" and "m", letters of another script),
    or one is the other with digits or strokes put on.
    """
    a, b = one.lstrip("@＠"), other.lstrip("@＠")
    if a.casefold() == b.casefold() or min(len(a), len(b)) < _SHORTEST:
        return False
    if skeleton(a) == skeleton(b):
        return True
    short, long = sorted((a.casefold(), b.casefold()), key=len)
    return len(short) >= _LONG and short == bare(long)


def bare(handle: str) -> str:
    """A handle without the digits and strokes that are put on at its ends, folded."""
    return _PUT_ON.sub("", handle.lstrip("@＠").casefold())


def is_slip(one: str, other: str) -> bool:
    """Whether one handle may be the other, mistyped or made to look like it."""
    a, b = one.lstrip("@＠").casefold(), other.lstrip("@＠").casefold()
    slips = _SLIPS if min(len(a), len(b)) > _LONG else 1
    near = Levenshtein.distance(a, b, score_cutoff=slips) <= slips
    return (near and min(len(a), len(b)) >= _SHORTEST) or look_alike(a, b)


def mixes_scripts(name: str) -> bool:
    """Whether one word of a name has Latin letters and some of a script that looks like them."""
    return _MIXED.search(name) is not None
