"""Dates as posts print them, in the languages of Unicode CLDR.

Embeds print their dates in CLDR's "long" form of the page's language, or one of its shorter
ones. The forms and month names stand in ``months.toml``, which
``tools/make_months.py`` writes from Babel's copy of CLDR.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import regex

_INVISIBLE = "\u180e\u200b\u200e\u200f\u202a\u202c\u2066\u2067\u2069\ufeff"
_DELETE_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))
_GAP = rf"[\s{_INVISIBLE}]"
_TAIL = r"[\p{L}\p{M}\p{N}'’ʼ.\-\u200c\u200d·་׳״॰]{0,24}?"
_FIELDS = {
    "d": r"(?P<d>\d{1,2})(?!\d)",
    "M": r"(?P<m>\d{1,2})(?!\d)",
    "MMM": rf"(?P<name>[\p{{L}}\p{{M}}·\u200c]{_TAIL}(?:{_GAP}+[\p{{L}}\p{{M}}\d]{_TAIL}){{0,5}}?)",
    "y": r"(?P<y>\d{4})(?!\d)",
    "G": r"[\p{L}\p{M}.]{1,8}",
}
_TOKEN = regex.compile(r"'(?P<quoted>[^']*)'|(?P<field>d+|M+|L+|y+|G+)|(?P<other>.)", regex.DOTALL)
_START = regex.compile(r"(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}·\u200c]")
_YEAR_AHEAD = regex.compile(r".{0,44}?(?<!\d)\d{4}(?!\d)", regex.DOTALL)

_EXTRA = (
    "MMMM d'st', y",
    "MMMM d'nd', y",
    "MMMM d'rd', y",
    "MMMM d'th', y",
    "d'st' MMMM y",
    "d'nd' MMMM y",
    "d'rd' MMMM y",
    "d'th' MMMM y",
    "d'er' MMMM y",
    "d'º' 'de' MMMM 'de' y",
    "d 'de' MMMM 'del' y",
    "d 'de' MMMM 'de' 'l’'y",
    "y('e')'ko' MMMM'ren' d",
    "y('e')'ko' MMMM'aren' d('a')",
    "y('e')'ko' MMMM'k' d",
    "y년 M월 d일",
    "d MMMM y 'г'",
    "d MMMM G y",
    "y年MMMd日",
)
"""Forms that CLDR has not and pages have: ordinals, and the shapes of older CLDR."""

_FORE = (
    *("en", "es", "ja", "pt", "ar", "ru", "tr", "fr", "de", "it", "ko", "nl", "id", "pl", "th"),
    *("fa", "hi", "ur", "uk", "cs", "sv", "da", "nb", "no", "fi", "el", "hu", "ro", "he", "vi"),
    *("fil", "ms", "zh", "bn", "ca", "gl", "eu", "bg", "sk", "hr", "sr", "gu", "mr", "ta", "kn"),
)
"""Languages that embeds print dates in; where a month name means different months, these win."""

_BUDDHIST_FROM = 2400
_BUDDHIST_OFFSET = 543
_EARLIEST, _LATEST = 1900, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """A date that stands in a text."""

    start: int
    end: int
    """Code points, start included, end excluded."""
    day: date
    """The likeliest reading: in the hinted languages, else in the most read ones."""
    readings: tuple[date, ...]
    """All readings, likeliest first: the Czech "listopad" is November, the Croatian October."""


def fold_month(name: str) -> str:
    """A month name as the table has it: caseless, NFC, one space, without a final point."""
    folded = unicodedata.normalize("NFC", name.translate(_DELETE_INVISIBLE).casefold())
    return " ".join(folded.split()).rstrip(".")


def match_dateline(text: str, at: int = 0, languages: Sequence[str] = ()) -> DateLine | None:
    """The longest date that begins at code point ``at``, or None.

    Digits of every script count. ``languages`` are BCP 47 tags, best first; they decide
    where a month name is ambiguous and exclude nothing. Years are CE; Buddhist years (from
    2400 on) are converted.
    """
    if _YEAR_AHEAD.match(text, at) is None:
        return None
    found: DateLine | None = None
    for form in _forms():
        match = form.match(text, at, at + 60)
        if match is None or (found is not None and match.end() <= found.end):
            continue
        days = tuple(_days(match.groupdict(), languages))
        if days:
            found = DateLine(start=at, end=match.end(), day=days[0], readings=days)
    return found


def find_dateline(
    text: str, start: int = 0, end: int | None = None, languages: Sequence[str] = ()
) -> DateLine | None:
    """The first date in ``text[start:end]``, or None; see ``match_dateline``."""
    for begin in _START.finditer(text, start, len(text) if end is None else end):
        if found := match_dateline(text, begin.start(), languages):
            return found
    return None


def parse_dateline(line: str, languages: Sequence[str] = ()) -> date | None:
    """The day that ``line`` prints, with nothing else in it but space; else None."""
    begin = _START.search(line)
    if begin is None or line[: begin.start()].translate(_DELETE_INVISIBLE).strip():
        return None
    found = match_dateline(line, begin.start(), languages)
    if found is None or line[found.end :].translate(_DELETE_INVISIBLE).strip(" .\t\n\r\xa0"):
        return None
    return found.day


def _days(fields: dict[str, str | None], languages: Sequence[str]) -> Iterator[date]:
    year = int(fields["y"] or 0)
    if year > _BUDDHIST_FROM:
        year -= _BUDDHIST_OFFSET
    if not _EARLIEST <= year <= _LATEST:
        return
    name = fields.get("name")
    months = (int(fields.get("m") or 0),) if name is None else months_named(name, languages)
    for month in months:
        try:
            yield date(year, month, int(fields["d"] or 0))
        except ValueError:
            continue


def months_named(name: str, languages: Sequence[str] = ()) -> tuple[int, ...]:
    """The months, 1 to 12, that bear that name in some language, likeliest first."""
    clear, ambiguous = _tables()
    folded = fold_month(name)
    if folded in clear:
        return (clear[folded],)
    choices = ambiguous.get(folded)
    if choices is None:
        return ()
    order = [*(tag.replace("_", "-").split("-")[0].lower() for tag in languages), *_FORE]

    def rank(month: int) -> int:
        return min(
            (order.index(code) for code in choices[month] if code in order), default=len(order)
        )

    return tuple(sorted(choices, key=lambda month: (rank(month), month)))


@cache
def _tables() -> tuple[dict[str, int], dict[str, dict[int, frozenset[str]]]]:
    data = _data()
    clear = {
        name: number
        for number, names in enumerate(data["names"], start=1)
        for name in names.split("|")
    }
    ambiguous = {
        name: {int(month): frozenset(codes.split()) for month, codes in choices.items()}
        for name, choices in data["ambiguous"].items()
    }
    return clear, ambiguous


@cache
def _forms() -> tuple[regex.Pattern[str], ...]:
    shapes = dict.fromkeys(_shape(form) for form in (*_data()["forms"], *_EXTRA))
    return tuple(regex.compile(shape, regex.IGNORECASE) for shape in shapes)


def _shape(form: str) -> str:
    """The regular expression for a CLDR date pattern (UTS 35, Date Format Patterns)."""
    parts: list[str] = []
    for token in _TOKEN.finditer(form):
        field = token["field"]
        if field:
            key = field[0].replace("L", "M")
            wordy = key == "M" and len(field) >= len("MMM")
            parts.append(_FIELDS["MMM" if wordy else key])
        else:
            literal = token["quoted"] if token["quoted"] is not None else token["other"]
            parts.append(f"{_GAP}+" if not literal.strip() else regex.escape(literal))
    if parts[-1] == _FIELDS["MMM"]:
        parts.append(r"(?![\p{L}\p{M}\p{N}])")
    return "".join(parts)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("archiver.text").joinpath("months.toml").read_text("utf-8"))
