"""The same words, written in two ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, product

import regex

from archiver.model import EditKind
from archiver.text.fold import fold_invisible, letters
from archiver.text.language import Judging
from archiver.text.numbers import number_values
from archiver.text.tokens import TokenKind

_SPACED_NUMBER = regex.compile(r"\D?\d{1,3}(?: \d{3})+\D*")
_ORDINAL_ENDING = regex.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DOUBLED = regex.compile(r"(.)\1+")
_STEM, _STEM_DOUBLED = 2, 3
"""The fewest letters before endings that differ: labelled and labeled, not filled and filed."""
_FIGURES = regex.compile(r"\d+")
_SCHEME = regex.compile(r"^(?:https?://)?(?:www\.)?")
_MASK = regex.compile(r"\*+|[-–—_]+")


@dataclass(frozen=True, slots=True)
class Word:
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


def same_words(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    *,
    damaged: bool = False,
) -> EditKind | None:
    """The kind where both sides are one thing written in two ways, else None."""
    a, b = _raw(quotation), _raw(posting)
    kinds = {w.kind for w in (*quotation, *posting)}
    if letters(a) and letters(a) == letters(b):
        return _same_letters(quotation, posting, kinds, tables, damaged=damaged)
    if kinds == {TokenKind.LINK} or (TokenKind.LINK in kinds and _address(a) == _address(b)):
        return EditKind.LINK_FORM
    if len(posting) == 1 and _masked(a, posting[0].key):
        return EditKind.ELLIPSIS
    keys_a, keys_b = tuple(w.key for w in quotation), tuple(w.key for w in posting)
    if TokenKind.NUMBER in kinds and _cardinal(keys_a) == _cardinal(keys_b):
        return EditKind.SPELLING
    numbers = _number(quotation, tables), _number(posting, tables)
    if numbers[0] == numbers[1] and numbers[0][0] and not _swapped(a, b):
        signs = any(w.kind is TokenKind.NUMBER for w in (*quotation, *posting))
        return EditKind.ABBREVIATION if signs and len(keys_a) != len(keys_b) else EditKind.SPELLING
    if _written_out_alike(keys_a, keys_b, tables):
        return EditKind.CONTRACTION
    if _stands_for(keys_a, keys_b, tables.abbreviations):
        return EditKind.ABBREVIATION
    if _stands_for(keys_a, keys_b, tables.misspellings):
        return EditKind.SPELLING
    if len(quotation) == len(posting) == 1 and _respelled(keys_a[0], keys_b[0], tables):
        return EditKind.SPELLING
    return None


def _swapped(a: str, b: str) -> bool:
    """Whether the same figures stand in another order: "4-3" and "3-4"."""
    figures = _FIGURES.findall(a), _FIGURES.findall(b)
    return figures[0] != figures[1] and sorted(figures[0]) == sorted(figures[1])


def _same_letters(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    kinds: set[TokenKind],
    tables: Judging,
    *,
    damaged: bool,
) -> EditKind:
    if kinds & {TokenKind.HASHTAG, TokenKind.MENTION}:
        return EditKind.HASHTAG_MARK
    if TokenKind.NUMBER in kinds:
        counts = {sum(w.kind is TokenKind.NUMBER for w in side) for side in (quotation, posting)}
        glued = counts == {1} and _glued(quotation) == _glued(posting)
        same = glued or _number(quotation, tables) == _number(posting, tables)
        return EditKind.SPELLING if same else EditKind.NUMBER_CHANGED
    a, b = _glued(quotation), _glued(posting)
    if a == b:
        gaps = [w.after for w in (*quotation[:-1], *posting[:-1])]
        return EditKind.SPELLING if any(gap.strip() for gap in gaps) else EditKind.WHITESPACE
    if a.replace("'", "") == b.replace("'", ""):
        return EditKind.QUOTE_GLYPH if damaged else EditKind.SPELLING
    return EditKind.ABBREVIATION if "." in a + b else EditKind.SPELLING


def _raw(words: tuple[Word, ...]) -> str:
    return "".join(w.raw + w.after for w in words[:-1]) + "".join(w.raw for w in words[-1:])


def _glued(words: tuple[Word, ...]) -> str:
    return "".join(w.key for w in words)


def _address(link: str) -> str:
    return _SCHEME.sub("", link.casefold()).rstrip("/")


def _number(words: tuple[Word, ...], tables: Judging) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values; digits in groups of three, a space between them, are one number."""
    text = "".join(w.key + " " * (w.after == " ") for w in words[:-1]) + words[-1].key
    if _SPACED_NUMBER.fullmatch(text):
        return number_values((text.replace(" ", ""),), tables)
    return number_values((w.key for w in words), tables)


def _cardinal(keys: tuple[str, ...]) -> str:
    return _ORDINAL_ENDING.sub("", " ".join(keys))


def _stands_for(
    a: tuple[str, ...], b: tuple[str, ...], table: Mapping[str, tuple[str, ...]]
) -> bool:
    one, other = " ".join(a), " ".join(b)
    if one.endswith("'s") and other.endswith("'s"):
        one, other = one[:-2], other[:-2]
    return other in table.get(one, ()) or one in table.get(other, ())


def _masked(quotation: str, word: str) -> bool:
    """Whether an editor hid letters of the word: "f***ing", "f—ing", "s***"."""
    parts = _MASK.split(fold_invisible(quotation).casefold())
    return (
        len(parts) == 2
        and parts[0].isalpha()
        and (not parts[1] or parts[1].isalpha())
        and word.isalpha()
        and len(word) > len(parts[0]) + len(parts[1])
        and word.startswith(parts[0])
        and word.endswith(parts[1])
    )


def _written_out_alike(a: tuple[str, ...], b: tuple[str, ...], tables: Judging) -> bool:
    if not any(written_out(key, tables) for key in (*a, *b)):
        return False
    return bool(_readings(a, tables) & _readings(b, tables))


def _readings(keys: tuple[str, ...], tables: Judging) -> set[str]:
    """All that the words can stand for when contractions are written out, at most 64."""
    options = [(key, *written_out(key, tables)) for key in keys]
    return {" ".join(words) for words in islice(product(*options), 64)}


def written_out(key: str, tables: Judging) -> tuple[str, ...]:
    """What a contraction can stand for, likeliest first; empty where it is none."""
    if key in tables.contractions:
        return tables.contractions[key]
    if "'" not in key:
        return ()
    for ending, words in tables.contraction_endings.items():
        if key.endswith(ending) and len(key) > len(ending):
            return tuple(f"{key.removesuffix(ending)} {word}" for word in words)
    return ()


def _respelled(a: str, b: str, tables: Judging) -> bool:
    """Two spellings of one word: a country's, an accent, letters drawn out or swapped."""
    if not (a.isascii() and b.isascii()) and _base_letters(a) == _base_letters(b):
        return True
    drawn_out = abs(len(a) - len(b)) > 1
    if drawn_out and _DOUBLED.sub(r"\1", a) == _DOUBLED.sub(r"\1", b):
        return True
    if len(a) == len(b) > 2 and a.isalpha():
        differ = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
    if a[:2] != b[:2]:
        return False
    return any(
        a.endswith(x)
        and b.endswith(y)
        and a[: -len(x)] == b[: -len(y)]
        and len(a) - len(x) >= (_STEM_DOUBLED if "ll" in pair[0][:2] else _STEM)
        for pair in tables.spelling
        for x, y in (pair, pair[::-1])
    )


def _base_letters(word: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )
