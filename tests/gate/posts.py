"""Posts put together from sentences with marked places (``fixtures/mutations``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import regex

from tests.gate.corpus import ROOT

FOLDER = ROOT / "fixtures" / "mutations"
_PLACE = regex.compile(r"\{(\w+)(?::([^}]*))?\}")
_NUMBERS = frozenset({"int", "big", "mill", "pct", "year", "date"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a post; with a ``kind``, a place of which something else could stand."""

    text: str
    kind: str = ""
    others: tuple[str, ...] = ()
    """What would be a change."""
    same: tuple[str, ...] = ()
    """The same value in another notation."""


Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One language's sentences and word lists."""

    tag: str
    table: Mapping[str, Any]

    @property
    def pairs(self) -> int:
        """How many pairs it gives."""
        return int(self.table["pairs"])

    @property
    def joiner(self) -> str:
        """What stands between two sentences."""
        return str(self.table["joiner"])

    @property
    def unspaced(self) -> bool:
        """Whether no spaces stand between words."""
        return bool(self.table.get("unspaced", False))

    def words(self, key: str) -> tuple[str, ...]:
        """The list of that name; empty without one."""
        return tuple(self.table.get(key, ()))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences with their places."""
        return self.words("sentences")


@cache
def stocks() -> tuple[Stock, ...]:
    """All languages, by tag."""
    return tuple(
        Stock(tag=path.stem, table=tomllib.loads(path.read_text("utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    )


def sentence(stock: Stock, pattern: str, dice: Random) -> Sentence:
    """The sentence, something drawn for each of its places."""
    pieces: list[Piece] = []
    at = 0
    for place in _PLACE.finditer(pattern):
        if place.start() > at:
            pieces.append(Piece(pattern[at : place.start()]))
        pieces.append(_piece(stock, place[1], (place[2] or "").split("|"), dice))
        at = place.end()
    if at < len(pattern):
        pieces.append(Piece(pattern[at:]))
    return tuple(pieces)


def text_of(pieces: Sequence[Piece]) -> str:
    """The pieces as one text."""
    return "".join(piece.text for piece in pieces)


@dataclass(slots=True)
class Draft:
    """What a change starts from: a post, and the stretch of it that is quoted."""

    stock: Stock
    dice: Random
    sentences: list[Sentence]
    first: int
    """The first sentence that is quoted, and the one behind the last."""
    last: int
    lead: str = ""
    tail: str = ""

    @property
    def post(self) -> str:
        """The post's text."""
        return self.lead + self.stock.joiner.join(map(text_of, self.sentences)) + self.tail

    @property
    def quoted(self) -> list[Piece]:
        """The pieces that are quoted, joiners among them."""
        pieces: list[Piece] = []
        for one in self.sentences[self.first : self.last]:
            if pieces and self.stock.joiner:
                pieces.append(Piece(self.stock.joiner, "joiner"))
            pieces.extend(one)
        return pieces

    @property
    def text(self) -> str:
        """The quoted text, unchanged."""
        return text_of(self.quoted)


def _piece(stock: Stock, kind: str, options: list[str], dice: Random) -> Piece:
    if kind in _NUMBERS:
        return _DRAWN[kind](stock, dice)
    if kind == "del":
        return Piece(options[0], kind)
    chosen = dice.randrange(len(options))
    others = tuple(one for at, one in enumerate(options) if at != chosen)
    if kind in {"sp", "con", "ab"}:
        return Piece(options[chosen], kind, same=others)
    if kind == "neg" and chosen:
        kind = "affirmed"
    return Piece(options[chosen], kind, others=others)


# -- numbers ----------------------------------------------------------------------------


def _int(stock: Stock, dice: Random) -> Piece:
    words = stock.words("numbers")
    first = int(stock.table.get("first_number", 2))
    value = dice.choice((dice.randrange(first, first + len(words)), dice.randrange(13, 100)))
    wrong = dice.choice([n for n in range(first, 100) if n != value])
    others = [str(wrong), str(value * 10)]
    place = value - first
    if place >= len(words):
        return Piece(str(value), "number", tuple(others))
    wrong_word = dice.choice([word for at, word in enumerate(words) if at != place])
    digits, word = str(value), words[place]
    if dice.random() < 0.5:
        return Piece(word, "number", (wrong_word, *others), (digits,))
    return Piece(digits, "number", (wrong_word, *others), (word,))


def _grouped(value: int, mark: str) -> str:
    return f"{value:,}".replace(",", mark)


def _big(stock: Stock, dice: Random) -> Piece:
    mark = stock.table["grouping"]
    value = dice.randrange(2, 990) * 1000 + dice.choice((0, 0, 500, 204))
    digits = str(value)
    swapped = int(digits[1] + digits[0] + digits[2:])
    wrong = {value * 10, value // 10, value + 1000, swapped} - {value}
    others = tuple(_grouped(one, mark) for one in sorted(wrong) if one >= 100)
    same = (digits,) if value >= 10_000 or mark != " " else ()
    return Piece(_grouped(value, mark), "number", others, same)


def _mill(stock: Stock, dice: Random) -> Piece:
    units = stock.words("multipliers")
    gap = "" if stock.unspaced or stock.tag == "ko" else " "
    whole, part = dice.randrange(2, 10), dice.randrange(1, 10)
    decimal = stock.table["decimal"]
    wrong = part % 9 + 1
    number = f"{whole}{decimal}{part}"
    return Piece(
        f"{number}{gap}{units[0]}",
        "number",
        (
            f"{number}{gap}{units[1]}",
            f"{whole}{part}{gap}{units[0]}",
            f"{whole}{decimal}{wrong}{gap}{units[0]}",
        ),
    )


def _pct(stock: Stock, dice: Random) -> Piece:
    before, behind = stock.words("percent_before"), stock.words("percent")
    decimal = stock.table["decimal"]
    value, part = dice.randrange(2, 98), dice.randrange(1, 10)
    number = f"{value}{decimal}{part}" if dice.random() < 0.4 else str(value)
    wrong = str(value + 1) if dice.random() < 0.5 else f"{value + 10}{decimal}{part}"
    forms = before or behind

    def written(form: str, figure: str) -> str:
        return form + figure if before else figure + form

    chosen = dice.choice(forms)
    return Piece(
        written(chosen, number),
        "number",
        (written(chosen, wrong), number),
        tuple(written(form, number) for form in forms if form != chosen),
    )


def _year(stock: Stock, dice: Random) -> Piece:
    del stock
    year = dice.randrange(1991, 2025)
    return Piece(str(year), "number", (str(year - 1), str(year + 1), str(year - 10)))


def _date(stock: Stock, dice: Random) -> Piece:
    months = stock.words("months")
    day, month = dice.randrange(2, 28), dice.randrange(len(months))
    form = stock.table["date"]

    def written(a_day: int, a_month: int) -> str:
        return str(form).format(day=a_day, month=months[a_month])

    other = (month + dice.randrange(1, len(months))) % len(months)
    return Piece(
        written(day, month),
        "number",
        (written(day + 1, month), written(day - 1, month), written(day, other)),
    )


_DRAWN = {"int": _int, "big": _big, "mill": _mill, "pct": _pct, "year": _year, "date": _date}
