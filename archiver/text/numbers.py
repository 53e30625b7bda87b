"""Numbers as values, however they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import regex

from archiver.text.language import Judging

_NUMBER = regex.compile(
    r"(?P<sign>[-−+]?)(?P<currency>[$€£¥₹₽₩₺₴]?)(?P<digits>\d+(?:[.,:/’']\d+)*)(?P<suffix>\D*)"
)
_GROUPS = regex.compile(r"\d{1,3}(?:([.,’'])\d{3})(?:\1\d{3})*")
_FIGURE = regex.compile(r"[\p{N}%‰]")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})


def number_values(words: Iterable[str], tables: Judging) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers and units in ``words`` as sorted values, and the words that are neither.

    ``words`` are folded keys. Twelve and 12, a million and 1,000,000, 400k and 400,000, 5% and
    5 per cent give the same values. A point that groups digits must group them twice where
    the language writes decimals with it: 1.000.000 is a million, 1.000 is one.
    """
    every = tuple(words)
    if not any(word in tables.counting or _FIGURE.search(word) for word in every):
        return (), every
    values: list[str] = []
    rest: list[str] = []
    current: Decimal | None = None
    for word in _phrases(every, tables):
        value, extra = _value(word, tables)
        factor = tables.multipliers.get(word)
        if factor is not None and (current is not None or len(word) > 2):
            current = _times(current, Decimal(factor))
        elif value is not None and _continues(current, value):
            current = (current or Decimal(0)) + value
        else:
            if current is not None:
                values.append(_plain(current))
            current = value
            if value is None and not extra:
                rest.append(word)
        values += extra
    if current is not None:
        values.append(_plain(current))
    return tuple(sorted(values)), tuple(rest)


def is_numeric(word: str, tables: Judging) -> bool:
    """Whether the folded key is a number, a part of one, or a unit."""
    return bool(number_values((word,), tables)[0]) or word in tables.multipliers


def _phrases(words: tuple[str, ...], tables: Judging) -> list[str]:
    """``words``, units of two words as one, and "a million" without its article."""
    phrases: list[str] = []
    for word in words:
        pair = f"{phrases[-1]} {word}" if phrases else ""
        if pair in tables.units:
            phrases[-1] = pair
        elif phrases and word in tables.multipliers and phrases[-1] in tables.articles:
            phrases[-1] = word
        else:
            phrases.append(word)
    return phrases


def _times(current: Decimal | None, factor: Decimal) -> Decimal:
    """Five + million, five thousand three + hundred, a bare million."""
    if current is None:
        return factor
    tail = current % 1000
    if factor == 100 and current > 1000 and tail < 100:
        return current - tail + tail * factor
    return current * factor


def _continues(current: Decimal | None, value: Decimal) -> bool:
    """Twenty + five, two hundred + six."""
    if current is None or value >= current or current != int(current):
        return False
    return (20 <= current < 100 and current % 10 == 0 and value < 10) or (
        current >= 100 and current % 100 == 0 and value < 100
    )


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _value(word: str, tables: Judging) -> tuple[Decimal | None, list[str]]:
    """The value of one word, and its units or its whole form where it is no plain number."""
    if word in tables.numbers:
        return Decimal(tables.numbers[word]), []
    if word in tables.ordinals:
        return None, [f"{tables.ordinals[word]}th"]
    if word in tables.units:
        return None, [tables.units[word]]
    if len(word) == 1 and not word.isdecimal() and unicodedata.numeric(word, None) is not None:
        return None, [unicodedata.normalize("NFKC", word).replace("⁄", "/")]
    match = _NUMBER.fullmatch(word)
    return _digits(match, tables) if match else (None, [])


def _digits(match: regex.Match[str], tables: Judging) -> tuple[Decimal | None, list[str]]:
    digits, suffix = match["digits"], match["suffix"].strip()
    if suffix in _ORDINAL:
        return None, [f"{digits}th"]
    digits = _ungrouped(digits, tables).replace(",", ".")
    if not digits.isdecimal() and digits.count(".") != 1:
        return None, [match.group()]
    try:
        value = Decimal(digits)
    except ArithmeticError:
        return None, [match.group()]
    extra = [match["currency"]] if match["currency"] else []
    if suffix in tables.multipliers:
        value *= tables.multipliers[suffix]
    elif suffix:
        extra.append("%" if suffix == "%" else suffix)
    return (value.copy_negate() if match["sign"] in {"-", "−"} else value), extra


def _ungrouped(digits: str, tables: Judging) -> str:
    match = _GROUPS.fullmatch(digits)
    if not match or (match[1] == tables.decimal_mark and digits.count(match[1]) < 2):
        return digits
    return digits.replace(match[1], "")
