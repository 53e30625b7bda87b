"""Dates as copies of posts print them, and what is certain of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from archiver.text.datelines import DateLine, find_dateline, match_dateline

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_TIME_BEHIND = re.compile(
    r"(?:,?[^\S\n](?:at\s)?\d{1,2}[:.]\d{2}(?:[^\S\n]?[apAP]\.?[mM]\b\.?)?"
    r"(?:[^\S\n](?:UTC|GMT|[A-Z]{1,3}T)\b)?)?"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?\s*(?P<zone>[A-Za-z]{2,5}\b)?",
    re.IGNORECASE,
)
_NOON = 12
_UTC = {"UTC": 0, "GMT": 0}
_LONGEST_TIME = 24
"""Code points that a time and its words take behind the day ("à 14:43", "at 2:10am PDT")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A date that a copy of a post prints."""

    start: int
    end: int
    """Code points of the text, with the time behind the day."""
    line: str
    """The day as it stands there; with the time, where the form takes it in."""
    day: date
    """The day that is printed, in whatever zone."""
    created: datetime | None
    """UTC, where that is certain: to the second if ``exact``, else midnight of the day."""
    exact: bool = False


def read_printed(
    text: str,
    span: tuple[int, int],
    *,
    days_in_utc: bool,
    zones: Mapping[str, int],
    languages: Sequence[str],
) -> Printed | None:
    """The date in ``text[start:end]``, or the one that begins at an empty span; None without one.

    ``zones`` are the names of zones that stand behind times, in minutes from UTC; UTC and GMT
    are known. A day whose zone is not known gives no ``created``.
    """
    start, end = span
    iso = _ISO.match(text, start)
    if iso is not None and (found := _iso(iso, days_in_utc=days_in_utc)) is not None:
        return replace(found, line=text[start:end]) if end > start else found
    line = match_dateline(text, start, languages)
    if line is None and end > start:
        line = find_dateline(text, start, end, languages)
    if line is None:
        return None
    tail = _TIME_BEHIND.match(text, line.end)
    behind = line.end if tail is None else tail.end()
    taken_in = end > line.end and "\n" not in text[line.end : end]
    if taken_in and end - line.end <= _LONGEST_TIME:
        behind = max(behind, end)
    shown = text[start : behind if taken_in else line.end].rstrip(" \t\xa0])>")
    return Printed(
        start=start,
        end=behind,
        line=shown.strip(),
        day=line.day,
        created=_certain(text[start:behind], line, {**_UTC, **zones}, days_in_utc=days_in_utc),
    )


def certain_day(line: str, day: date, zones: Mapping[str, int]) -> datetime | None:
    """Midnight of the UTC day, where ``line`` has a time whose zone is known; else None."""
    known = {**_UTC, **zones}
    for clock in _CLOCK.finditer(line):
        minutes = known.get((clock["zone"] or "").upper())
        moment = None if minutes is None else _moment(day, clock)
        if minutes is not None and moment is not None:
            return datetime.combine(moment - timedelta(minutes=minutes), time(), UTC)
    return None


def _certain(
    stated: str, line: DateLine, zones: Mapping[str, int], *, days_in_utc: bool
) -> datetime | None:
    if days_in_utc:
        return datetime.combine(line.day, time(), UTC)
    return certain_day(stated, line.day, zones)


def _moment(day: date, clock: re.Match[str]) -> datetime | None:
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        return datetime.combine(day, time(hour, int(clock["minute"])))
    except (ValueError, OverflowError):
        return None


def _iso(found: re.Match[str], *, days_in_utc: bool) -> Printed | None:
    try:
        moment = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    exact = moment.tzinfo is not None
    created = moment.astimezone(UTC) if exact else None
    if created is None and days_in_utc:
        created = datetime.combine(moment.date(), time(), UTC)
    return Printed(
        start=found.start(),
        end=found.end(),
        line=found[0],
        day=moment.date(),
        created=created,
        exact=exact,
    )
