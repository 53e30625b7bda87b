"""Numbers as values, however they are written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import regex

from archiver.text.language import Judging

_NUMBER = regex.compile(
    r"(?P<sign>[-−+]?)(?P<currency>[$€£¥₹₽₩₺₴]?)(?P<digits>\d+(?:[.,:/’']\d+)*)(?P<suffix>\D*)"
)
_GROUPED = regex.compile(r"\d{1,3}(?:[.,’']\d{3})+")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})


def number_values(words: Iterable[str], tables: Judging) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers and units in ``words`` as sorted values, and the words that are neither.

    ``words`` are folded keys. Twelve and 12, 400k and 400,000, 5% and 5 percent give the
    same values. Grouped digits (1.000, 1,000) are read as thousands.
    """
    values: list[str] = []
    rest: list[str] = []
    current: Decimal | None = None
    for word in words:
        value, extra = _value(word, tables)
        factor = tables.multipliers.get(word)
        if factor is not None and current is not None:
            current *= factor
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


def _continues(current: Decimal | None, value: Decimal) -> bool:
    """Twenty + five, two hundred + six."""
    if current is None or value >= current or current != int(current):
        return False
    return (20 <= current < 100 and current % 10 == 0 and value < 10) or (
        current >= 100 and current % 100 == 0 and value < 100
    )


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _value(word: str, tables: Judging) -> tuple[Decimal | None, list[str]]:
    """The value of one word, and its units or its whole form where it is no plain number."""
    if word in tables.numbers:
        return Decimal(tables.numbers[word]), []
    if word in tables.ordinals:
        return None, [f"{tables.ordinals[word]}th"]
    if word in tables.units:
        return None, [tables.units[word]]
    match = _NUMBER.fullmatch(word)
    return _digits(match, tables) if match else (None, [])


def _digits(match: regex.Match[str], tables: Judging) -> tuple[Decimal | None, list[str]]:
    digits, suffix = match["digits"], match["suffix"].strip()
    if suffix in _ORDINAL:
        return None, [f"{digits}th"]
    if _GROUPED.fullmatch(digits):
        digits = regex.sub(r"[.,’']", "", digits)
    digits = digits.replace(",", ".")
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
    return (-value if match["sign"] in {"-", "−"} else value), extra
