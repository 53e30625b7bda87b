"""Numbers as values, however they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import regex

from archiver.text.figures import Atom, atoms_of, plain, time_of_day
from archiver.text.fractions import with_fractions
from archiver.text.judging import Judging

_FIGURE = regex.compile(r"[\p{N}%‰]")
_NUMERIC = frozenset("ndxoftu")
_SHORT = 2
_HALF_DAY = 720

Quantity = tuple[str, ...]
"""All that a number with its unit can mean, the likeliest first: "5000000 $", "time 17:00"."""


def quantities(
    words: Iterable[str], tables: Judging
) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """The numbers in ``words`` with their units, in order, and the words that are neither.

    ``words`` are folded keys. Twelve and 12, a million and 1,000,000, 400k and 400,000, 5% and
    5 per cent, 5 May and May 5 have a reading in common.
    """
    every = tuple(words)
    if not any(_may_count(word, tables) for word in every):
        return (), every
    return _read(every, tables)


@lru_cache(maxsize=4096)
def _read(words: tuple[str, ...], tables: Judging) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    reader = _Reader(tables)
    reader.read(with_fractions(_atoms(_phrases(words, tables), tables), tables))
    return tuple(reader.found), tuple(reader.rest)


def same_quantities(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether the same numbers stand in the same order: each pair has a reading in common."""
    return len(one) == len(other) and all(
        not set(a).isdisjoint(b) for a, b in zip(one, other, strict=True)
    )


def number_values(words: Iterable[str], tables: Judging) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers and units in ``words`` in their likeliest readings, sorted, and the rest."""
    found, rest = quantities(words, tables)
    values = (one[0] for one in found)
    own = ("day ", "time ")
    return tuple(
        sorted(
            part
            for value in values
            for part in ([value] if value.startswith(own) else value.split(" "))
        )
    ), rest


@lru_cache(maxsize=16384)
def is_numeric(word: str, tables: Judging) -> bool:
    """Whether the folded key is a number, a part of one, a unit, or a month."""
    return any(atom.kind in _NUMERIC or atom.kind == "M" for atom in atoms_of(word, tables))


@lru_cache(maxsize=16384)
def _may_count(word: str, tables: Judging) -> bool:
    return any(atom.kind in _NUMERIC for atom in atoms_of(word, tables)) or word in tables.counting


def _phrases(words: tuple[str, ...], tables: Judging) -> list[str]:
    """``words``, with units and numbers of several words as one."""
    glue = "" if tables.unspaced else " "
    found: list[str] = []
    at = 0
    while at < len(words):
        most = tables.phrases.get(words[at], 1)
        for size in range(min(most, len(words) - at), 0, -1):
            phrase = glue.join(words[at : at + size])
            if size == 1 or (phrase in tables.phrase_table and _counts(phrase, tables)):
                found.append(phrase)
                at += size
                break
    return found


def _counts(phrase: str, tables: Judging) -> bool:
    return phrase in tables.lookalikes or any(atom.kind != "w" for atom in atoms_of(phrase, tables))


def _atoms(words: Sequence[str], tables: Judging) -> list[Atom]:
    """The parts of all numbers, and what stands between them as words.

    An article before a multiplier is one part with it, and small words in a date and
    before a unit are left out.
    """
    atoms: list[Atom] = []
    suffixes = tables.ordinal_suffixes - tables.range_words
    for at, word in enumerate(words):
        found = (Atom("w", text=word),) if word in tables.lookalikes else atoms_of(word, tables)
        following = words[at + 1] if at + 1 < len(words) else ""
        if found[0].kind == "w" and word in tables.number_joiners:
            found = (Atom("j", text=word),)
        elif found[0].kind in "wn" and word in tables.articles and following in tables.multipliers:
            continue
        elif word in tables.ordinal_prefixes:
            found = (Atom("p", text=word),)
        elif atoms and atoms[-1].kind == "d" and word in suffixes:
            found = (Atom("o", atoms.pop().value, word),)
        atoms += found
    return [a for at, a in enumerate(atoms) if not _fills(atoms, at, tables)]


def _fills(atoms: list[Atom], at: int, tables: Judging) -> bool:
    """Whether a small word stands in a date, or between a million and its unit."""
    if atoms[at].kind not in "wj" or atoms[at].text not in tables.date_fillers:
        return False
    if 0 < at < len(atoms) - 1 and atoms[at - 1].kind == "x" and atoms[at + 1].kind in "um":
        return True
    around = {atom.kind for atom in (*atoms[max(0, at - 1) : at], *atoms[at + 1 : at + 3])}
    return "M" in around and not around.isdisjoint("ndo")


@dataclass(slots=True)
class _Reader:
    """Numbers put together from their parts, one after the other."""

    tables: Judging
    found: list[Quantity] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    terms: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    """What the number has so far: each with the least that may not be added to it."""
    more: tuple[str, ...] = ()
    """Other readings of a number of digits."""
    time: int | None = None
    hour: bool = False
    """Whether the hour is told, and the minutes may follow."""
    unit: str = ""
    month: Atom | None = None
    prefix: Atom | None = None
    negative: bool = False
    dated: bool = False
    """Whether a day and its month are found right before."""

    def read(self, atoms: Sequence[Atom]) -> None:
        """All of them, in order."""
        for at, atom in enumerate(atoms):
            following = atoms[at + 1] if at + 1 < len(atoms) else Atom("w")
            dated, self.dated = self.dated, False
            if dated and atom.kind in "nd" and 1900 <= atom.value <= 2100:
                self.found[-1] = (f"{self.found[-1][0]}-{int(atom.value) % 100:02}",)
                continue
            if atom.kind == "j":
                if not self._joins(following):
                    self._flush()
                    self.rest.append(atom.text)
                continue
            if atom.kind == "n" and at and atoms[at - 1].kind == "j" and self._inverted(atom):
                continue
            getattr(self, _STEPS[atom.kind])(atom)
        self._flush()

    def _joins(self, following: Atom) -> bool:
        if not self.terms or following.kind not in "ndo":
            return False
        value, below = self.terms[-1]
        inverted = self.tables.inverting and value < 10 and _is_ten(following.value)
        return following.value < below or inverted

    def _inverted(self, atom: Atom) -> bool:
        """Five and twenty."""
        if not (self.tables.inverting and self.terms and _is_ten(atom.value)):
            return False
        value, _ = self.terms[-1]
        if not 0 < value < 10:
            return False
        self.terms[-1] = (value + atom.value, Decimal(0))
        return True

    def _number(self, atom: Atom) -> None:
        if self.month and not self.terms and self._day(atom, self.month):
            return
        if self.time is not None:
            if self.hour and 0 < atom.value < 60:
                self.time += int(atom.value)
                self.more = ()
                self._flush()
                return
            self._flush()
        tenths = atom.kind == "d" and atom.value != int(atom.value)
        if self.terms and (tenths or atom.value >= self.terms[-1][1]):
            self._flush()
        below = Decimal(0) if atom.kind == "d" else self._below(atom.value)
        self.more = atom.more if not self.terms else ()
        self.terms.append((atom.value, below))

    def _below(self, value: Decimal) -> Decimal:
        if value >= 100 and value % 100 == 0:
            return Decimal(1000) if value % 1000 == 0 else Decimal(100)
        if self.tables.vigesimal and value in {10, 60, 80}:
            return Decimal(10 if value == 10 else 20)
        return Decimal(10) if _is_ten(value) and value >= 20 else Decimal(0)

    def _multiplier(self, atom: Atom) -> None:
        short = len(atom.text) <= _SHORT and atom.text.isascii()
        if not self.terms and short:
            self._word(atom)
            return
        if self.terms and self.terms[-1][0] >= atom.value:
            self._flush()
        factor = Decimal(0)
        while self.terms and self.terms[-1][0] < atom.value:
            factor += self.terms.pop()[0]
        if self.terms and not factor:
            self._flush()
        self.terms.append(((factor or 1) * atom.value, atom.value))
        self.more = tuple(plain(Decimal(one) * atom.value) for one in self.more if _is_plain(one))

    def _ordinal(self, atom: Atom) -> None:
        if self.terms and atom.value < self.terms[-1][1]:
            value = sum(term for term, _ in self.terms) + atom.value
            self.terms = []
            atom = Atom("o", value, atom.text)
        if self.month and self._day(atom, self.month):
            return
        self._flush()
        self.terms = [(atom.value, Decimal(0))]
        self.prefix = atom

    def _form(self, atom: Atom) -> None:
        self._flush()
        self.found.append((atom.text, *atom.more))

    def _clock_time(self, atom: Atom) -> None:
        self._flush()
        self.time, self.more = int(atom.value), atom.more

    def _clock(self, atom: Atom) -> None:
        told = next((one for one in self.more if one.startswith("time ")), None)
        if self.time is None and told:
            hours, minutes = told.removeprefix("time ").split(":")
            self.time = int(hours) * 60 + int(minutes)
        elif self.time is None and len(self.terms) == 1 and 0 <= self.terms[0][0] <= 24:
            self.time, self.hour = int(self.terms[0][0]) * 60, True
            self.more = (f"{plain(self.terms[0][0])} h",) if atom.text == "h" else ()
        elif self.time is None:
            self._measure(Atom("m", text=atom.text, more=atom.more))
            return
        self.terms = []
        if atom.text in {"am", "pm"}:
            self.time = self.time % _HALF_DAY + _HALF_DAY * (atom.text == "pm")
            self.more = ()
            self._flush()

    def _unit(self, atom: Atom) -> None:
        if self.terms and not self.unit:
            self.unit = atom.text
            self._flush()
        else:
            self._flush()
            self.unit = atom.text

    def _measure(self, atom: Atom) -> None:
        if self.terms and not self.unit:
            self.unit = atom.text
            self._flush()
        else:
            self._flush()
            self.rest.append(atom.more[0] if atom.more else atom.text)

    def _month(self, atom: Atom) -> None:
        day = self.terms[0][0] if len(self.terms) == 1 and not self.unit else Decimal(0)
        if 1 <= day <= 31 and day == int(day):
            self.terms, self.prefix, self.more = [], None, ()
            self._flush()
            self._found_day(atom.value, day)
            return
        self._flush()
        self.month = atom

    def _day(self, atom: Atom, month: Atom) -> bool:
        """The day behind its month, if it is one."""
        if not (1 <= atom.value <= 31 and atom.value == int(atom.value)):
            return False
        self.month = None
        self._flush()
        self._found_day(month.value, atom.value)
        return True

    def _found_day(self, month: Decimal, day: Decimal) -> None:
        self.found.append((f"day {int(month):02}-{int(day):02}",))
        self.dated = True

    def _sign(self, atom: Atom) -> None:
        self._flush()
        if atom.kind == "-":
            self.negative = True
        self.prefix = atom

    def _word(self, atom: Atom) -> None:
        self._flush()
        self.rest.append(atom.text)

    def _flush(self) -> None:
        """The number that is read so far is found; signs that no number followed are words."""
        if self.time is not None:
            self.found.append((time_of_day(self.time), *self.more))
        elif self.terms:
            self.found.append(self._whole())
        else:
            if self.unit:
                self.found.append((self.unit,))
            self.rest += [self.prefix.text] if self.prefix else []
        self.rest += [self.month.text] if self.month else []
        self.terms, self.more, self.time, self.hour, self.unit = [], (), None, False, ""
        self.month, self.prefix, self.negative = None, None, False

    def _whole(self) -> Quantity:
        value = sum((term for term, _ in self.terms), Decimal(0))
        readings = (plain(-value if self.negative else value), *self.more)
        if self.prefix and self.prefix.kind in "op":
            readings = (f"{plain(value)}th",)
        unit = f" {self.unit}" if self.unit else ""
        return tuple(f"{one}{unit}" for one in readings)


_STEPS = {
    "n": "_number",
    "d": "_number",
    "x": "_multiplier",
    "o": "_ordinal",
    "f": "_form",
    "t": "_clock_time",
    "c": "_clock",
    "u": "_unit",
    "m": "_measure",
    "M": "_month",
    "-": "_sign",
    "p": "_sign",
    "w": "_word",
}


def _is_ten(value: Decimal) -> bool:
    return 10 < value < 100 and value % 10 == 0


def _is_plain(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
