"""Words that name a day or a time of day, in running text: "on Wednesday night", "5 September".

A language's section ``[dates]`` has the phrases as regular expressions with placeholders
(``{weekday}``, ``{part}``, ``{date}``, ``{month}``, ``{year}``, ``{n}``), each with a code for
what it means (``_when``). Names of weekdays and months and the forms of dates are those of
Unicode CLDR (``days.toml``, written by ``tools/make_days.py``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import regex

from archiver.text.language import language as tables_of

HOURS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "day": (0, 24),
        "early": (-3, 14),
        "morning": (0, 14),
        "noon": (9, 17),
        "afternoon": (10, 21),
        "evening": (14, 30),
        "late": (14, 30),
        "night": (16, 32),
        "eve": (-9, 11),
        "either": (-9, 32),
    }
)
"""Parts of a day as hours from its midnight, as wide as people use the words. "eve" is the night
that leads to a day, "either" a night of which languages leave open which one it is."""

_UNITS = {"hour": 0, "day": 1, "week": 7, "month": 31, "year": 366}
_YEARS = range(1990, 2100)
_MOST = 60
"""The largest number of units ago that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What words say of a day, before it is known from which day they count."""

    kind: str
    """"date", "weekday", "relative", "month" or "year"."""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    least: int = 0
    most: int = 0
    """How many days ago it was; for a weekday, how many more than the last such day."""
    hours: tuple[int, int] = (0, 24)
    """From and until which hour, counted from the day's midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """Words that name a day."""

    start: int
    end: int
    """Code points of the text."""
    whens: tuple[When, ...]
    """One, or two where a weekday and a date stand side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The day words of one language, ready for use."""

    tag: str
    """The language's primary subtag."""
    phrases: tuple[tuple[regex.Pattern[str], str], ...]
    posts: Mapping[str, tuple[str, ...]]
    """Words that tell of a post, as "verb", "noun" and "place", beside those of attribution."""
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    parts: Mapping[str, str]
    counts: Mapping[str, int]
    capitalised: bool
    """True where names of weekdays and months have a capital."""
    forbidden: regex.Pattern[str] | None
    """What stands right before such words where they name no day of an event."""
    followed: regex.Pattern[str] | None
    """What stands right behind them then."""
    barriers: regex.Pattern[str] | None
    """Words that part a day from the verb: it is then another event's."""
    others: regex.Pattern[str] | None
    """Words that tell of another event of the post than its making ("deleted")."""
    ties: regex.Pattern[str] | None
    """Words right before a day that tie it to the noun in front of them ("of", "from")."""
    owned: regex.Pattern[str] | None
    """What right behind a day makes the next noun its event ("Wednesday's vote")."""
    attributive: bool
    """True where a day in front of a noun says which it is ("a Wednesday meeting")."""
    prepositions: regex.Pattern[str] | None
    """What such a day doesn't begin with."""
    loose: frozenset[str]
    """Words right behind a day that are no noun which it belongs to ("local time")."""
    near: int
    """The most words between a day inside a sentence and the verb behind it."""
    comma_after: bool
    """True where a comma may stand between the two."""
    after_verb: bool
    """True where such words may stand behind the noun or verb that they date."""
    spaced: bool


def find_day_words(
    text: str, tag: str | None, start: int = 0, end: int | None = None
) -> tuple[DayWords, ...]:
    """The day words in ``text[start:end]`` in order, none within another.

    ``tag`` is a BCP 47 tag; a language without day words has none. Two that stand side by side
    ("Wednesday, Sept. 5") are one. Takes time linear in the text.
    """
    days = days_of(tag)
    stop = len(text) if end is None else end
    found = sorted(_matches(text, days, start, stop), key=lambda one: (one.start, -one.end))
    kept: list[DayWords] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            continue
        if kept and len(kept[-1].whens) == 1 and _joins(text[kept[-1].end : one.start]):
            kept[-1] = DayWords(start=kept[-1].start, end=one.end, whens=kept[-1].whens + one.whens)
            continue
        kept.append(one)
    return tuple(kept)


_JOINT = regex.compile(r"\s*[,(（、]?\s*")


def _joins(between: str) -> bool:
    return _JOINT.fullmatch(between) is not None


def _matches(text: str, days: Days, start: int, stop: int) -> Iterator[DayWords]:
    for pattern, code in days.phrases:
        for match in pattern.finditer(text, start, stop):
            when = _when(match, code, days)
            if when is not None and not _is_barred(text, match.start(), match.end(), days):
                yield DayWords(start=match.start(), end=match.end(), whens=(when,))


def _is_barred(text: str, start: int, end: int, days: Days) -> bool:
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    return bool(
        (days.forbidden and days.forbidden.search(before))
        or (days.followed and days.followed.match(after))
    )


# -- meanings ---------------------------------------------------------------------------


def _when(match: regex.Match[str], code: str, days: Days) -> When | None:
    """What a phrase means by its code; None where its numbers can't be.

    Codes: "on" (the day that is named), "last" (or the one a week, a year before), "2..5" (so
    many days ago), "n week" (so many weeks ago as {n} says); then a part of the day.
    """
    head, _, rest = code.partition(" ")
    groups = match.groupdict()
    if head == "n":
        unit, _, part = rest.partition(" ")
        return _counted(groups.get("n") or "", unit, days)
    part = rest or days.parts.get((groups.get("part") or "").casefold(), "day")
    if head[0].isdigit():
        least, _, most = head.partition("..")
        return When(kind="relative", least=int(least), most=int(most or least), hours=HOURS[part])
    return _named(groups, days, last=head == "last", hours=HOURS[part])


def _counted(number: str, unit: str, days: Days) -> When | None:
    count = int(number) if number.isdecimal() else days.counts.get(number.casefold(), 0)
    if not 1 <= count <= _MOST:
        return None
    if unit == "hour":
        return When(kind="relative", least=max(0, count // 24 - 1), most=count // 24 + 1)
    size = _UNITS[unit]
    return When(kind="relative", least=max(0, (count - 1) * size), most=(count + 1) * size)


def _named(
    groups: Mapping[str, str | None], days: Days, *, last: bool, hours: tuple[int, int]
) -> When | None:
    weekday, name = groups.get("weekday"), groups.get("name")
    if days.capitalised and any(one and not one[0].isupper() for one in (weekday, name)):
        return None
    number = groups.get("m")
    month = int(number) if number else days.months.get((name or "").casefold())
    year, day = _number(groups.get("y")), _number(groups.get("d"))
    if (year is not None and year not in _YEARS) or (month is not None and month > 12):
        return None
    if day is not None:
        possible = 1 <= day <= 31 and not (month is None and name)
        when = When(kind="date", day=day, month=month, year=year, hours=hours)
        return when if possible else None
    if weekday:
        at = days.weekdays.get(weekday.casefold())
        most = 7 if last else 0
        return None if at is None else When(kind="weekday", weekday=at, most=most, hours=hours)
    if month is not None:
        return When(kind="month", month=month, year=year, most=int(last))
    return None if year is None else When(kind="year", year=year)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


# -- a language -------------------------------------------------------------------------

_PIECE = regex.compile(r"'(?P<quoted>[^']*)'|(?P<field>d+|M+|L+|y+)|(?P<other>.)", regex.DOTALL)
_PLACE = regex.compile(r"\{([a-z]+)\}")


def days_of(tag: str | None) -> Days:
    """The day words for a BCP 47 tag, by its primary subtag; empty where there are none."""
    return _days_of((tag or "und").split("-")[0].casefold())


@cache
def _days_of(primary: str) -> Days:
    tables = tables_of(primary)
    data = tables.dates if tables.tag == primary else _own(primary)
    names = _data().get(primary, {})
    weekdays = {
        name.casefold(): at for at, named in enumerate(names.get("weekdays", ())) for name in named
    }
    months = {
        name.casefold(): at
        for at, named in enumerate(names.get("months", ()), start=1)
        for name in named
    }
    weekdays |= {word.casefold(): at - 1 for word, at in data.get("weekdays", {}).items()}
    months |= {word.casefold(): at for word, at in data.get("months", {}).items()}
    parts = {word.casefold(): part for word, part in data.get("parts", {}).items()}
    counts = {word.casefold(): number for word, number in data.get("counts", {}).items()}
    spaced = bool(data.get("spaced", True))
    places = {
        "weekday": f"(?P<weekday>{_any(weekdays)})",
        "part": f"(?P<part>{_any(parts)})",
        "n": rf"(?P<n>\d{{1,2}}|{_any(counts)})",
        "year": r"(?P<y>\d{4})",
        "month": rf"(?P<name>{_any(months)}){_POINT}",
        "date": _dates([*names.get("forms", ()), *data.get("date_forms", ())], months, data),
    }
    left, right = _bounds(data.get("bounds", "both"))
    return Days(
        tag=primary,
        posts={kind: tuple(words) for kind, words in data.get("posts", {}).items()},
        phrases=tuple(
            (regex.compile(left + _filled(shape, places) + right, regex.IGNORECASE), code)
            for shape, code in data.get("phrases", ())
        ),
        weekdays=MappingProxyType(weekdays),
        months=MappingProxyType(months),
        parts=MappingProxyType(parts),
        counts=MappingProxyType(counts),
        capitalised=bool(data.get("capitalised", False)),
        forbidden=_words(data.get("not_behind", ()), r"{}\W{{0,2}}$", spaced=spaced),
        followed=_words(data.get("not_before", ()), r"\W{{0,2}}{}", spaced=spaced),
        barriers=_words(data.get("barriers", ()), "{}", spaced=spaced),
        others=_words(data.get("others", ()), "{}", spaced=spaced),
        ties=_words(data.get("ties", ()), r"{}\s*$", spaced=spaced),
        owned=_owned(data.get("owned", ())),
        attributive=bool(data.get("attributive", False)),
        prepositions=_words(data.get("prepositions", ()), "{}", spaced=spaced),
        loose=frozenset(data.get("loose", ())),
        near=int(data.get("near", 1)),
        comma_after=bool(data.get("comma_after", False)),
        after_verb=bool(data.get("after_verb", True)),
        spaced=spaced,
    )


_POINT = r"(?:\.(?=\s*[\d,]))?"
"""Of an abbreviation; at the end of a sentence it is the sentence's."""


def _own(primary: str) -> Mapping[str, Any]:
    """The day words of a language that has no other tables yet."""
    source = files("archiver.text") / "languages" / primary / "dates.toml"
    if not source.is_file():
        return {}
    section: Mapping[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))["dates"]
    return section


def _any(words: Iterable[str]) -> str:
    """One of these words, the longest that fits; what nothing matches where there are none."""
    listed = sorted(words, key=len, reverse=True)
    return "|".join(regex.escape(word).replace("\\ ", r"\s+") for word in listed) or r"(?!)"


def _filled(shape: str, places: Mapping[str, str]) -> str:
    spaced = shape.replace(" ", r"\s+")
    return _PLACE.sub(lambda found: places[found.group(1)], spaced)


def _bounds(kind: str) -> tuple[str, str]:
    """What may not stand around a phrase: a letter or digit on both sides, on the left, or none."""
    left, right = r"(?<![\p{L}\p{M}\p{N}]|\d[.,:/-])", r"(?![\p{L}\p{M}\p{N}])"
    loose_left, loose_right = r"(?<!\d|\d[.,:/-])", r"(?!\d)"
    return (
        loose_left if kind == "none" else left,
        right if kind == "both" else loose_right,
    )


def _words(words: Sequence[str], frame: str, *, spaced: bool) -> regex.Pattern[str] | None:
    if not words:
        return None
    one = f"(?:{_any(words)})"
    if spaced:
        one = rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){one}(?![\p{{L}}\p{{M}}\p{{N}}])"
    return regex.compile(frame.format(one), regex.IGNORECASE)


def _owned(endings: Sequence[str]) -> regex.Pattern[str] | None:
    return regex.compile(f"(?:{_any(endings)})", regex.IGNORECASE) if endings else None


def _dates(forms: Sequence[str], months: Mapping[str, int], data: Mapping[str, Any]) -> str:
    """Every form of a date with a day, those with a year first (UTS 35, Date Format Patterns)."""
    fields = {
        "d": rf"(?P<d>\d{{1,2}})(?!\d){data.get('ordinal', '')}",
        "M": r"(?P<m>\d{1,2})(?!\d)",
        "MMM": rf"(?P<name>{_any(months)}){_POINT}",
        "y": r"(?P<y>\d{4})(?!\d)",
    }
    shapes = dict.fromkeys(_shape(form, fields) for form in sorted(forms, key=_without_year))
    return f"(?:{'|'.join(shapes) or '(?!)'})"


def _without_year(form: str) -> tuple[bool, int]:
    return "y" not in form, -len(form)


def _shape(form: str, fields: Mapping[str, str]) -> str:
    parts = []
    for piece in _PIECE.finditer(form):
        field = piece["field"]
        if field:
            key = field[0].replace("L", "M")
            parts.append(fields["MMM" if key == "M" and len(field) > len("MM") else key])
            continue
        literal = piece["quoted"] if piece["quoted"] is not None else piece["other"]
        parts.append(r"\s+" if not literal.strip() else regex.escape(literal, literal_spaces=True))
    return "".join(parts)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("archiver.text").joinpath("days.toml").read_text("utf-8"))
