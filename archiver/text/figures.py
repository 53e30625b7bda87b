"""The parts of numbers: what one word or token of digits adds to one."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import regex

from archiver.text.judging import Judging

_CURRENCY = "$€£¥₹₽₩₺₴₪"
_SIGNS = _CURRENCY + "%‰°"
_NUMBER = regex.compile(
    rf"(?P<sign>[-+]?)(?P<unit>[{_CURRENCY}%]?)"
    r"(?P<digits>\d+(?:[.,:/'٫٬]\d+)*)(?P<dot>\.?)(?P<suffix>\D*)"
)
_MONEY_WORD = regex.compile(r"(\p{L}{1,3}[$.]?)(\d.*)")
_HOURS = regex.compile(r"(\d{1,2})[h時시](\d{2})")
_GROUPS = regex.compile(r"\d{1,3}(?:([.,'٬])\d{3})(?:\1\d{3})*")
_GROUPED = regex.compile(r"\d{1,3}([.,'])\d{3}(?:\1\d{3})*([.,])\d+")
_INDIAN = regex.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_CLOCK = regex.compile(r"(\d{1,2})[:.](\d{2})")
_DATE = regex.compile(r"(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_POSITIONS = regex.compile(r"\d+(?:[/:.]\d+)+")
_FIGURE = regex.compile(r"[\p{N}%‰٪]")
_SHORT = 2
_LONGEST = 60
"""Code points of the longest number word that is taken apart."""
_FORMS = str.maketrans("’٪", "'%")


class Atom(NamedTuple):
    """One part of a number. What ``kind`` is says what ``value`` is.

    ``n`` a number, ``d`` one of digits, ``x`` a multiplier, ``o`` an ordinal, ``f`` a form of
    its own, ``t`` a time of day in minutes, ``u`` a unit, ``m`` a measure, ``c`` what tells a
    time, ``M`` a month, ``j`` a joiner, ``w`` a word, or a sign of it by name: ``-`` minus.
    """

    kind: str
    value: Decimal = Decimal(0)
    text: str = ""
    more: tuple[str, ...] = ()
    """Other readings."""


@lru_cache(maxsize=16384)
def atoms_of(key: str, tables: Judging) -> tuple[Atom, ...]:
    """The parts of a number that a folded key is; a single ``w`` where it is none."""
    found = _listed(key, tables)
    if found:
        return found
    if tables.unspaced and len(key) > 1 and (found := compound(key, tables)):
        return found
    if _FIGURE.search(key):
        return _figures(key, tables) or (Atom("w", text=key),)
    if not key.isalpha() and not key.replace("'", "").replace("-", "").isalpha():
        return (Atom("w", text=key),)
    return (
        (tables.compounds and compound(key, tables))
        or _inflected(key, tables)
        or (Atom("w", text=key),)
    )


def _listed(key: str, tables: Judging) -> tuple[Atom, ...]:
    if key in tables.numbers:
        return (Atom("n", Decimal(tables.numbers[key]), key),)
    if key in tables.ordinals:
        return (Atom("o", Decimal(tables.ordinals[key]), key),)
    if key in tables.multipliers:
        return (Atom("x", Decimal(tables.multipliers[key]), key),)
    for kind, table in (
        ("f", tables.fractions),
        ("u", tables.units),
        ("c", tables.clock),
        ("m", tables.measures),
    ):
        if key in table:
            return (Atom(kind, text=table[key], more=(key,)),)
    if key in tables.months:
        return (Atom("M", Decimal(tables.months[key]), key),)
    return (Atom("-", text=key),) if key in tables.minus else ()


def _inflected(key: str, tables: Judging) -> tuple[Atom, ...]:
    """A number with a word before it that is written together, or with endings behind it.

    So is a measure with endings: it counts behind a number alone.
    """
    head, apostrophe, rest = key.partition("'")
    if apostrophe and head in tables.elisions:
        found = _listed(rest, tables)
        return (Atom("w", text=tables.elisions[head]), *found) if found else ()
    for head in tables.proclitics:
        rest = key.removeprefix(head)
        if len(rest) < len(key) and len(rest) > 1 and (found := _listed(rest, tables)):
            return (Atom("j", text=head), *found) if head in tables.number_joiners else found
    if not tables.particles:
        return ()
    for cut in range(len(key) - 1, 0, -1):
        head, tail = key[:cut], key[cut:]
        counted = _tail(tail, tables)
        if counted is None:
            continue
        found = _listed(head, tables) or (compound(head, tables) if tables.compounds else ())
        if found and found[0].kind in "nxo" and (counted or len(head) > 1):
            return (*found, *counted)
        if found and not counted and len(head) > 1:
            return found
    counted = _tail(key, tables) or ()
    return tuple(atom for atom in counted if atom.kind == "m")


def _tail(tail: str, tables: Judging) -> tuple[Atom, ...] | None:
    """What is counted, at the end of a number; empty for an ending that means nothing here."""
    for cut in range(len(tail), 0, -1):
        head, rest = tail[:cut], tail[cut:]
        if rest and rest not in tables.particles:
            continue
        for kind, table in (("u", tables.units), ("m", tables.measures), ("c", tables.clock)):
            if head in table:
                return (Atom(kind, text=table[head], more=(head,)),)
    return () if tail in tables.particles else None


# -- number words written as one ----------------------------------------------------------


def compound(word: str, tables: Judging) -> tuple[Atom, ...]:
    """The parts of a number word that is made of several; empty where it is none."""
    if word in tables.lookalikes or not 2 <= len(word) <= _LONGEST:
        return ()
    parts = _parted(word, tables)
    if len(parts) < 2:
        return ()
    digits = [int(part.value) for part in parts if part.kind == "n" and len(part.text) == 1]
    if tables.unspaced and len(digits) == len(parts) and max(digits) < 10:
        return (Atom("d", Decimal("".join(map(str, digits))), word),)
    whole = any(part.kind == "x" or part.text in tables.numbers for part in parts)
    return parts if whole else ()


def _parted(word: str, tables: Judging) -> tuple[Atom, ...]:
    """The word as number words one after the other, the longest first; empty where it is not."""
    reached: list[tuple[Atom, ...] | None] = [None] * len(word) + [()]
    for start in range(len(word) - 1, -1, -1):
        for end in range(len(word), start, -1):
            rest = reached[end]
            part = None if rest is None else _part(word[start:end], tables)
            if rest is not None and part and not (part.kind == "j" and (not start or not rest)):
                reached[start] = (part, *rest)
                break
    return reached[0] or ()


def _part(text: str, tables: Judging) -> Atom | None:
    if text in tables.numbers:
        return Atom("n", Decimal(tables.numbers[text]), text)
    if text in tables.number_parts:
        return Atom("n", Decimal(tables.number_parts[text]), text)
    if text in tables.multipliers and (len(text) > _SHORT or not text.isascii()):
        return Atom("x", Decimal(tables.multipliers[text]), text)
    if text in tables.ordinals:
        return Atom("o", Decimal(tables.ordinals[text]), text)
    return Atom("j", text=text) if text in tables.number_joiners else None


# -- digits -------------------------------------------------------------------------------


def _figures(key: str, tables: Judging) -> tuple[Atom, ...]:
    if key in {"%", "‰", "٪"}:
        return (Atom("u", text=key.translate(_FORMS), more=(key,)),)
    if len(key) == 1 and not key.isdecimal() and unicodedata.numeric(key, None) is not None:
        form = unicodedata.normalize("NFKC", key).replace("⁄", "/")
        return (Atom("f", text=form, more=(key,)),)
    key = "".join(str(unicodedata.decimal(sign, sign)) for sign in key.translate(_FORMS))
    hours = _HOURS.fullmatch(key)
    if hours and int(hours[1]) < 25 and int(hours[2]) < 60:
        return (Atom("t", Decimal(int(hours[1]) * 60 + int(hours[2]))),)
    match = _NUMBER.fullmatch(key)
    if not match and (found := _MONEY_WORD.fullmatch(key)) and found[1] in tables.units:
        match = _NUMBER.fullmatch(found[2])
        unit = Atom("u", text=tables.units[found[1]])
        return (unit, *_digits(match, tables)) if match else ()
    return _digits(match, tables) if match else ()


def _digits(match: regex.Match[str], tables: Judging) -> tuple[Atom, ...]:
    digits, suffix = match["digits"], match["suffix"].strip().strip("'")
    if suffix in tables.ordinal_suffixes and digits.isdecimal():
        return (Atom("o", Decimal(digits), digits),)
    first = _first_of(digits, tables)
    if match["sign"] == "-":
        first = Atom(first.kind, -first.value, first.text, tuple(f"-{one}" for one in first.more))
    if match["dot"] and first.kind == "d" and digits.isdecimal():
        first = Atom("d", first.value, first.text, (*first.more, f"{int(digits)}th"))
    unit = match["unit"]
    before = (Atom("u", text=tables.units.get(unit, unit)),) if unit else ()
    return (*before, first, *(_suffixes(suffix, tables) if suffix else ()))


def _suffixes(suffix: str, tables: Judging) -> tuple[Atom, ...]:
    """What stands right behind digits: a multiplier, a unit, or both."""
    for cut in range(len(suffix), 0, -1):
        head, rest = suffix[:cut], suffix[cut:]
        if head in tables.multipliers:
            return (
                Atom("x", Decimal(tables.multipliers[head]), head),
                *(_suffixes(rest, tables) if rest else ()),
            )
        if rest and rest not in tables.particles:
            continue
        for kind, table in (("c", tables.clock), ("u", tables.units), ("m", tables.measures)):
            if head in table:
                return (Atom(kind, text=table[head], more=(head,)),)
    if suffix in tables.particles:
        return ()
    return (Atom("u", text=suffix),)


def _first_of(digits: str, tables: Judging) -> Atom:
    """Digits as a number, a time or something of their own, with all their other readings."""
    clock = _CLOCK.fullmatch(digits)
    if clock and ":" in digits and int(clock[1]) < 25 and int(clock[2]) < 60:
        return Atom("t", Decimal(int(clock[1]) * 60 + int(clock[2])), digits, (digits,))
    values = _values(digits, tables)
    if not values:
        return Atom("f", text=digits, more=_dates(digits))
    more = [plain(value) for value in values[1:]] + list(_dates(digits))
    if clock and int(clock[1]) < 25 and int(clock[2]) < 60:
        more.append(time_of_day(int(clock[1]) * 60 + int(clock[2])))
    return Atom("d", values[0], digits, tuple(more))


def _values(digits: str, tables: Judging) -> list[Decimal]:
    """The numbers that digits can be, the likeliest first; none where they are a form.

    A point or comma that groups three digits and is the language's mark before tenths may be
    either: "1.000" is a thousand wherever it was copied from, "2.500" in English perhaps 2.5.
    """
    digits = digits.replace("٬", "'").replace("٫", ".")
    groups = _GROUPS.fullmatch(digits)
    mixed = _GROUPED.fullmatch(digits)
    if digits.isdecimal():
        return [Decimal(digits)]
    if mixed and mixed[1] != mixed[2]:
        whole, tenths = digits.replace(mixed[1], "").split(mixed[2])
        return [Decimal(f"{whole}.{tenths}")]
    if _INDIAN.fullmatch(digits):
        return [Decimal(digits.replace(",", ""))]
    if groups:
        grouped = Decimal(digits.replace(groups[1], ""))
        either = groups[1] == tables.decimal_mark and digits.count(groups[1]) == 1
        if not either or digits.endswith("000"):
            return [grouped]
        return [grouped, Decimal(digits.replace(",", "."))]
    pointed = digits.replace(",", ".")
    if pointed.count(".") == 1 and not set("/:'") & set(digits):
        return [Decimal(pointed)]
    return []


def _dates(digits: str) -> tuple[str, ...]:
    """The days that digits can be, in either order, and their year."""
    match = _DATE.fullmatch(digits)
    if not match:
        return ()
    one, other = int(match[1]), int(match[3])
    year = f"-{match[4][-2:]}" if match[4] else ""
    pairs = [(one, other)] if match[2] == "." else [(one, other), (other, one)]
    return tuple(
        f"day {month:02}-{day:02}{year}"
        for day, month in pairs
        if 1 <= day <= 31 and 1 <= month <= 12
    )


def plain(value: Decimal) -> str:
    """The number without exponent and without zeros that say nothing."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def time_of_day(minutes: int) -> str:
    """A time of day as readings write it."""
    return f"time {minutes // 60}:{minutes % 60:02}"
