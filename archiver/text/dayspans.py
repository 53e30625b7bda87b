"""Day words resolved: which spans of time they can mean in an article of a certain day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from archiver.model import DateBasis, DateReading
from archiver.text.daywords import When

WEST, EAST = timedelta(hours=12), timedelta(hours=14)
"""How far clocks of the world are behind and before UTC at most."""
_DAY = timedelta(days=1)
_MORNING = 9
_LONGEST_UPDATE = timedelta(days=31)
"""Articles that were changed later than that after publication count as of both days only."""


def readings(
    whens: Sequence[When],
    published: date | datetime | None,
    modified: date | datetime | None = None,
) -> tuple[DateReading, ...]:
    """The spans of local time that the words can mean, empty where none.

    A weekday, a day without a year and "last night" count back from the day of publication, in
    its own zone (basis STATED), in any other (ZONE), and from each day until the article was
    last changed (UPDATED). Without a publication only what has a year means anything. Several
    ``whens`` that stand side by side mean what all of them can, else what any of them can. No
    span goes on for more than 14 hours after the later of ``published`` and ``modified``.
    """
    days = tuple(_counted_from(published, modified))
    end = _end(published, modified)
    found: list[DateReading] = []
    for basis, day in days or ((DateBasis.STATED, None),):
        spans = [tuple(_spans(when, day)) for when in whens]
        found += (
            DateReading(first=first, last=min(last, end) if end else last, basis=basis)
            for first, last in _joined(spans)
            if end is None or first < end
        )
    unique = {(one.first, one.last): one for one in reversed(found)}
    order = tuple(DateBasis)
    return tuple(
        sorted(unique.values(), key=lambda one: (order.index(one.basis), one.first, one.last))
    )


def local_days(moment: date | datetime) -> tuple[date, ...]:
    """The day as it is stated, then those that it is in other time zones."""
    if not isinstance(moment, datetime):
        near = [moment, _moved(moment, -1), _moved(moment, 1)]
    elif moment.tzinfo is None:
        near = [moment.date(), _moved(moment.date(), -1), _moved(moment.date(), 1)]
    else:
        near = [moment.date(), _shifted(moment, -WEST).date(), _shifted(moment, EAST).date()]
    return tuple(dict.fromkeys(near))


def _shifted(moment: datetime, by: timedelta) -> datetime:
    """The local time, without a zone, of clocks that are ``by`` before UTC."""
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) + by
    except OverflowError:
        return moment.replace(tzinfo=None)


def _moved(day: date, days: int) -> date:
    """The day so many days later; the first or last of all days where it lies beyond them."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _counted_from(
    published: date | datetime | None, modified: date | datetime | None
) -> Iterator[tuple[DateBasis, date]]:
    if published is None:
        return
    own, *others = local_days(published)
    yield DateBasis.STATED, own
    for day in others:
        yield DateBasis.ZONE, day
    if modified is None:
        return
    last = modified.date() if isinstance(modified, datetime) else modified
    if last - own <= _LONGEST_UPDATE:
        for days in range(1, (last - own).days + 1):
            yield DateBasis.UPDATED, _moved(own, days)
    else:
        yield DateBasis.UPDATED, last


def _end(published: date | datetime | None, modified: date | datetime | None) -> datetime | None:
    """The latest local time that a reader can take for the past of the article."""
    ends = [_latest(moment) for moment in (published, modified) if moment is not None]
    return max(ends) if published is not None else None


def _latest(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return _shifted(moment, EAST)
    day = moment.date() if isinstance(moment, datetime) else moment
    return datetime.combine(_moved(day, 1), time())


# -- one meaning, from one day ----------------------------------------------------------

_Span = tuple[datetime, datetime]


def _spans(when: When, day: date | None) -> Iterator[_Span]:
    try:
        for first, last in _days(when, day):
            begin = datetime.combine(first, time()) + timedelta(hours=when.hours[0])
            yield begin, datetime.combine(last, time()) + timedelta(hours=when.hours[1])
    except (ValueError, OverflowError):
        return


def _days(when: When, day: date | None) -> Iterator[tuple[date, date]]:
    """First and last day of each run of days that may be meant."""
    if when.kind == "date":
        yield from ((one, one) for one in _dates(when, day))
    elif when.kind == "year" and when.year:
        yield date(when.year, 1, 1), date(when.year, 12, 31)
    elif when.kind == "month" and when.month:
        yield from _months(when, when.month, day)
    elif day is not None and when.kind == "weekday" and when.weekday is not None:
        back = (day.weekday() - when.weekday) % 7
        # "Wednesday evening", written on a Wednesday, may be that of a week ago.
        ahead = 7 if back == 0 and when.hours[0] > _MORNING else 0
        for more in sorted({0, when.most, ahead}):
            one = day - timedelta(days=back + more)
            yield one, one
    elif day is not None and when.kind == "relative":
        yield day - timedelta(days=when.most), day - timedelta(days=when.least)


def _dates(when: When, day: date | None) -> Iterator[date]:
    number = when.day or 1
    if when.year and when.month:
        yield date(when.year, when.month, number)
    elif day is None:
        return
    elif when.month:
        years = (day.year + 1, day.year, *range(day.year - 1, day.year - 5, -1))
        dated = ((year, when.month) for year in years)
        yield from _last_before(dated, number, day)
    else:
        months = (divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(-1, 3))
        yield from _last_before(((year, month + 1) for year, month in months), number, day)


def _last_before(months: Iterable[tuple[int, int]], number: int, day: date) -> Iterator[date]:
    """The last day of that number, not after ``day``; ``months`` from the last to the first."""
    for year, month in months:
        if number <= monthrange(year, month)[1] and date(year, month, number) <= day:
            yield date(year, month, number)
            return


def _months(when: When, month: int, day: date | None) -> Iterator[tuple[date, date]]:
    if when.year:
        years = [when.year]
    elif day is None:
        return
    else:
        last = day.year if month <= day.month else day.year - 1
        years = [last - back for back in range(when.most + 1)]
    for year in years:
        yield date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _joined(spans: Sequence[tuple[_Span, ...]]) -> tuple[_Span, ...]:
    """What all meanings share; where they share nothing, each of them."""
    shared = spans[0] if spans else ()
    for more in spans[1:]:
        shared = tuple(
            (max(a, c), min(b, d)) for a, b in shared for c, d in more if max(a, c) < min(b, d)
        )
    return shared or tuple(one for some in spans for one in some)


def stated(found: Sequence[DateReading]) -> tuple[DateReading, ...]:
    """The readings that the words alone, or the stated day of publication, give; else all."""
    own = tuple(one for one in found if one.basis is DateBasis.STATED)
    return own or tuple(found)
