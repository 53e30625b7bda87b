"""The same words, written in two ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product

import regex

from archiver.model import EditKind
from archiver.text.fold import fold_invisible, letters
from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric, quantities, same_quantities
from archiver.text.tokens import TokenKind
from archiver.verify.contrary import opposed
from archiver.verify.parts import Word, all_plain, parts, written_out

__all__ = ["Word", "number_keys", "one_thing", "same_words", "written_out"]

_GROUP = regex.compile(r"\d{3}")
_GROUPED = regex.compile(r"\D?\d{1,3}(?: \d{3})*")
_ORDINAL_ENDING = regex.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DOUBLED = regex.compile(r"(.)\1+")
_STEM, _STEM_DOUBLED = 2, 3
"""The fewest letters before endings that differ: labelled and labeled, not filled and filed."""
_SCHEME = regex.compile(r"^(?:https?://)?(?:www\.)?")
_FIGURES = regex.compile(r"\d")
_UNIT_SIGN = regex.compile(r"[%‰٪\p{Sc}]")
_MASK = regex.compile(r"\*+|[-–—_]+")
_ROMAN = regex.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_REMEMBERED = 32768


def same_words(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    *,
    damaged: bool = False,
) -> EditKind | None:
    """The kind where both sides are one thing written in two ways, else None.

    A side without words is like no other.
    """
    if not (quotation and posting):
        return None
    if len(quotation) == len(posting) == 1 and all_plain((*quotation, *posting), tables):
        return _same_word(quotation[0], posting[0], tables)
    a, b = _raw(quotation), _raw(posting)
    kinds = {w.kind for w in (*quotation, *posting)}
    signs = letters(a)
    if signs and signs == letters(b):
        return _same_letters(quotation, posting, kinds, tables, damaged=damaged)
    if kinds == {TokenKind.LINK} or (TokenKind.LINK in kinds and _address(a) == _address(b)):
        return EditKind.LINK_FORM
    if len(posting) == 1 and _masked(a, posting[0].key):
        return EditKind.ELLIPSIS
    return _same_number(quotation, posting, tables) or _same_listed(quotation, posting, tables)


def one_thing(quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging) -> bool:
    """Whether both sides are one thing written in two ways, no number another."""
    return same_words(quotation, posting, tables) not in {None, EditKind.NUMBER_CHANGED}


def _same_word(one: Word, other: Word, tables: Judging) -> EditKind | None:
    if not respelled(one.key, other.key, tables):
        return None
    if _DOTLESS in tables.letter_variants and _lowered(one.raw) == _lowered(other.raw):
        return EditKind.INNER_CASE
    return EditKind.SPELLING


_DOTLESS = ("ı", "i")
"""Two letters, of which the first is the lower case of "I" and the second that of "İ"."""


def _lowered(raw: str) -> str:
    return raw.replace("I", "ı").replace("İ", "i").lower()


def _same_number(
    quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging
) -> EditKind | None:
    keys_a, keys_b = tuple(w.key for w in quotation), tuple(w.key for w in posting)
    signs = any(w.kind is TokenKind.NUMBER for w in (*quotation, *posting))
    if signs and _cardinal(keys_a) == _cardinal(keys_b):
        return EditKind.SPELLING
    if signs and (_roman(quotation, posting) or _one(keys_a, keys_b, tables)):
        return EditKind.SPELLING
    if _counted_alike(quotation, posting, tables):
        short = signs and (len(keys_a) != len(keys_b) or _signs_of(keys_a) != _signs_of(keys_b))
        return EditKind.ABBREVIATION if short else EditKind.SPELLING
    units = [
        [tables.measures.get(key) or tables.units.get(key) for key in k] for k in (keys_a, keys_b)
    ]
    if units[0] == units[1] and None not in units[0] and units[0]:
        return EditKind.ABBREVIATION
    return None


def _counted_alike(quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging) -> bool:
    """Whether both have the same numbers, and beside them the same words but for small ones."""
    found, rest = _number(quotation, tables)
    if not found:
        return False
    others, other_rest = _number(posting, tables)
    if not same_quantities(found, others) or _turned_round(_raw(quotation), _raw(posting)):
        return False
    small = tables.range_words | tables.particles
    return [w for w in rest if w not in small] == [w for w in other_rest if w not in small]


def _turned_round(one: str, other: str) -> bool:
    """Whether two figures without a year are each other the other way round: 1/2 and 2/1."""
    a, b = one.partition("/"), other.partition("/")
    return a[1] == b[1] == "/" and a != b and a == b[::-1] and (a[0] + a[2]).isdecimal()


def _same_listed(
    quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging
) -> EditKind | None:
    keys_a, keys_b = tuple(w.key for w in quotation), tuple(w.key for w in posting)
    ahead = {quotation[-1].following, posting[-1].following}
    if _written_out_alike(keys_a, keys_b, ahead, tables):
        return EditKind.CONTRACTION
    return listed_alike(keys_a, keys_b, tables)


def listed_alike(a: tuple[str, ...], b: tuple[str, ...], tables: Judging) -> EditKind | None:
    """The kind where a table has keys for each other, or all are spellings of one another."""
    glue = "" if tables.unspaced else " "
    one, other = glue.join(a), glue.join(b)
    if _stands_for(one, other, tables.abbreviations):
        return EditKind.ABBREVIATION
    if _stands_for(one, other, tables.misspellings):
        return EditKind.SPELLING
    if len(a) == len(b) and all(
        x == y or respelled(x, y, tables) for x, y in zip(a, b, strict=True)
    ):
        return EditKind.SPELLING
    return None


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
    a, b = _glued(quotation), _glued(posting)
    gaps = [w.after for w in (*quotation[:-1], *posting[:-1])]
    if TokenKind.NUMBER in kinds:
        if a == b and all(_by_digits(side) for side in (quotation, posting)):
            return EditKind.WHITESPACE
        counts = {sum(w.kind is TokenKind.NUMBER for w in side) for side in (quotation, posting)}
        same = (counts == {1} and a == b) or same_quantities(
            _number(quotation, tables)[0], _number(posting, tables)[0]
        )
        return EditKind.SPELLING if same else EditKind.NUMBER_CHANGED
    if a == b:
        return EditKind.SPELLING if any(gap.strip() for gap in gaps) else EditKind.WHITESPACE
    if a.replace("'", "") == b.replace("'", ""):
        return EditKind.QUOTE_GLYPH if damaged else EditKind.SPELLING
    return EditKind.ABBREVIATION if "." in a + b else EditKind.SPELLING


def _by_digits(side: tuple[Word, ...]) -> bool:
    """Whether nothing parts the words but white space between digits and their unit: "10 %"."""
    return all(
        not one.after.strip() and one.key[-1:].isdigit() != other.key[:1].isdigit()
        for one, other in pairwise(side)
    )


def _raw(words: tuple[Word, ...]) -> str:
    return "".join(w.raw + w.after for w in words[:-1]) + "".join(w.raw for w in words[-1:])


def _glued(words: tuple[Word, ...]) -> str:
    return "".join(w.key for w in words)


def _address(link: str) -> str:
    return _SCHEME.sub("", link.casefold()).rstrip("/")


# -- numbers ------------------------------------------------------------------------------


def _number(
    words: tuple[Word, ...], tables: Judging
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    return quantities(number_keys(words, tables), tables)


def number_keys(words: Sequence[Word], tables: Judging) -> list[str]:
    """Keys for reading numbers: digits in groups of three as one, a date of digits as one.

    Where a full stop makes ordinals, it is one with the digits before it.
    """
    keys: list[str] = []
    joins = ""
    for word in words:
        key = word.key
        if keys and joins == " " and _GROUP.match(key) and _GROUPED.fullmatch(keys[-1]):
            keys[-1] = f"{keys[-1]} {key}"
        else:
            keys.append(key)
        if word.kind is TokenKind.NUMBER and tables.ordinal_dot and word.after.startswith("."):
            keys[-1] += "."
        joins = " " if len(word.after) == 1 and word.after.isspace() else word.after
    return _iso(
        [key.replace(" ", "") if " " in key and _FIGURES.search(key) else key for key in keys],
        words,
    )


def _iso(keys: list[str], words: Sequence[Word]) -> list[str]:
    """A day as "2020-05-06" in one."""
    for at in range(len(words) - 2 if len(keys) == len(words) else 0):
        year, month, day = words[at : at + 3]
        dashes = {year.after, month.after}
        if dashes == {"-"} and len(year.key) == 4 and {len(month.key), len(day.key)} == {2}:
            return [*keys[:at], f"{day.key}.{month.key}.{year.key}", *keys[at + 3 :]]
    return keys


def _signs_of(keys: tuple[str, ...]) -> list[str]:
    """The signs of units among the keys, which others write as words."""
    return sorted(_UNIT_SIGN.findall("".join(keys)))


def _cardinal(keys: tuple[str, ...]) -> str:
    return _ORDINAL_ENDING.sub("", " ".join(keys))


def _roman(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> bool:
    """Whether one is the other in Roman numerals: "World War II" and "World War 2"."""
    if len(quotation) != 1 or len(posting) != 1:
        return False
    for roman, digits in ((quotation[0], posting[0]), (posting[0], quotation[0])):
        if digits.key.isdecimal() and roman.raw not in {"", "I"} and _ROMAN.fullmatch(roman.raw):
            return _roman_value(roman.raw) == int(digits.key)
    return False


def _roman_value(raw: str) -> int:
    signs = [_ROMAN_DIGITS[sign] for sign in raw]
    return sum(
        -one if one < following else one
        for one, following in zip(signs, [*signs[1:], 0], strict=True)
    )


def _one(a: tuple[str, ...], b: tuple[str, ...], tables: Judging) -> bool:
    """Whether one side is 1 and the other the article that says so."""
    return any(x == ("1",) and len(y) == 1 and y[0] in tables.articles for x, y in ((a, b), (b, a)))


# -- words --------------------------------------------------------------------------------


def _stands_for(one: str, other: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    if one.endswith("'s") and other.endswith("'s"):
        one, other = one[:-2], other[:-2]
    return other in table.get(one, ()) or one in table.get(other, ())


def _masked(quotation: str, word: str) -> bool:
    """Whether an editor hid letters of the word: "f***ing", "f—ing", "s***"."""
    if quotation.isalpha():
        return False
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


def _written_out_alike(
    a: tuple[str, ...], b: tuple[str, ...], ahead: set[str], tables: Judging
) -> bool:
    if not any(written_out(key, tables) for key in (*a, *b)):
        return False
    return bool(_readings(a, ahead, tables) & _readings(b, ahead, tables))


def _readings(keys: tuple[str, ...], ahead: set[str], tables: Judging) -> set[str]:
    """All that the words can stand for when contractions are written out, at most 64.

    A word that the denial ``ahead`` of it does without is left out: "je n'ai" before "jamais".
    """
    options = [(key, *written_out(key, tables)) for key in keys]
    idle = {one for one, denials in tables.negation_partners.items() if ahead <= set(denials)}
    return {
        " ".join(word for word in " ".join(words).split() if word not in idle)
        for words in islice(product(*options), 64)
    }


@lru_cache(maxsize=_REMEMBERED)
def respelled(a: str, b: str, tables: Judging) -> bool:
    """Two spellings of one word: a country's, an accent, letters drawn out or swapped.

    A word is no spelling of one that says the contrary, or that denies where it does not.
    """
    if not (a.isascii() and b.isascii()) and _base_letters(a, tables) == _base_letters(b, tables):
        return True
    return (
        _near(a, b, tables)
        and not opposed(a, b, tables)
        and _denies(a, tables) == _denies(b, tables)
    )


def _denies(key: str, tables: Judging) -> int:
    return sum(part in tables.negations for part in parts(key, tables))


def _near(a: str, b: str, tables: Judging) -> bool:
    """Whether few letters differ, and those as they do in spellings and slips."""
    drawn_out = abs(len(a) - len(b)) > 1
    if drawn_out and _DOUBLED.sub(r"\1", a) == _DOUBLED.sub(r"\1", b):
        return not is_numeric(a, tables)
    if len(a) == len(b) > 2 and a.isalpha() and a.isascii():
        differ = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
    if a[:2] != b[:2]:
        return False
    if _mistyped(*sorted((a, b), key=len)):
        return True
    return any(
        a.endswith(x)
        and b.endswith(y)
        and a[: -len(x)] == b[: -len(y)]
        and len(a) - len(x) >= (_STEM_DOUBLED if "ll" in pair[0][:2] else _STEM)
        for pair in tables.spelling
        for x, y in (pair, pair[::-1])
    )


_LONG, _HEAD, _TAIL = 8, 3, 4
_SYLLABLES = "\u0900"
"""From here on, a code point is a syllable or most of one, and no slip."""


def _mistyped(short: str, long: str) -> bool:
    """Whether a long word has a letter too many or too few inside: at its end it may be a form."""
    if len(long) != len(short) + 1 or len(short) < _LONG or not long.isalpha():
        return False
    if short[0] >= _SYLLABLES:
        return False
    at = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    return short[at:] == long[at + 1 :] and _HEAD <= at <= len(short) - _TAIL


@lru_cache(maxsize=_REMEMBERED)
def _base_letters(word: str, tables: Judging) -> str:
    """``word`` without accents, letters that stand for each other as one.

    A letter that the language knows apart from the plain one keeps its mark; so do the voiced
    kana, and a consonant without its vowel in the scripts of India.
    """
    for one, other in tables.letter_variants:
        word = word.replace(one, other)
    return "".join(
        sign
        if sign in tables.distinct_letters
        else "".join(s for s in unicodedata.normalize("NFD", sign) if _bears(s))
        for sign in unicodedata.normalize("NFC", word)
    )


_VOICED, _VIRAMA = 8, 9
"""Combining classes that change a letter into another."""


def _bears(sign: str) -> bool:
    return unicodedata.combining(sign) in {0, _VOICED, _VIRAMA}
