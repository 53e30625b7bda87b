"""The article's words on when a post was made, held against the post's own times.

Words of a day name no time zone. A post fits them if it does so on any clock of the world: on
the clock of UTC or of the article, or on another one, which a reason then explains. Only what
fits on no clock is a finding, and no verdict on words depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from archiver.model import (
    Article,
    DateBasis,
    DateMention,
    DateReading,
    Finding,
    FindingKind,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
)
from archiver.text.fold import letters
from archiver.verify.times import EAST, WEST, Moment, Times

_FAITHFUL = {Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED, Verdict.ALTERED}
"""Verdicts that hold a quotation against the text of one post."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_NIL = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What date words say beside the verdicts."""

    reviews: tuple[QuotationReview, ...]
    """As before, with a reason where the article dates the post or it was edited since."""
    findings: tuple[Finding, ...]


def with_dates(
    article: Article,
    versions: Sequence[SocialMediaPosting],
    reviews: tuple[QuotationReview, ...],
    times: Times,
) -> Dated:
    """Each date mention of ``article`` held against the times of the post that it dates."""
    told = list(reviews)
    findings: dict[tuple[int, str], Finding] = {}
    for mention in article.dates:
        at = mention.quotation
        found = _post_of(article, mention, reviews)
        if found is None:
            continue
        moments = _moments(article, found, versions, times)
        how = how_it_fits(article, mention, moments)
        if how is None:
            key = (mention.start, found)
            if moments and not _said_twice(article, mention, found, versions, times):
                findings.setdefault(key, _finding(article, mention, found, moments))
        elif at is not None:
            told[at] = replace(told[at], reasons=(*told[at].reasons, how))
    edited = tuple(_with_edit(article, one, versions) for one in told)
    return Dated(reviews=edited, findings=tuple(findings.values()))


def _post_of(
    article: Article, mention: DateMention, reviews: Sequence[QuotationReview]
) -> str | None:
    """The key of the post that the words date; None where that isn't sure."""
    if mention.embed is not None and mention.embed < len(article.embeds):
        return article.embeds[mention.embed].ref.key
    if mention.quotation is None or mention.quotation >= len(reviews):
        return None
    review = reviews[mention.quotation]
    sure = review.verdict in _FAITHFUL and review.alignment is not None
    return review.posting.ref.key if sure and review.posting else None


def _moments(
    article: Article, key: str, versions: Sequence[SocialMediaPosting], times: Times
) -> tuple[Moment, ...]:
    return times.moments([one for one in versions if one.ref.key == key], article)


def _said_twice(
    article: Article,
    mention: DateMention,
    key: str,
    versions: Sequence[SocialMediaPosting],
    times: Times,
) -> bool:
    """Whether another post with the same words fits, or its times are not known."""
    if mention.quotation is None:
        return False
    words = letters(article.quotations[mention.quotation].quote.exact)
    others = {one.ref.key for one in versions if one.ref.key != key and words in letters(one.text)}
    known = [_moments(article, other, versions, times) for other in others]
    return any(not own or how_it_fits(article, mention, own) for own in known)


# -- how they fit -----------------------------------------------------------------------


def how_it_fits(article: Article, mention: DateMention, moments: Sequence[Moment]) -> str | None:
    """One sentence on how a post of these times fits the words; None where it doesn't.

    It fits if any of its times does: a wrong one among them is told elsewhere.
    """
    for basis in DateBasis:
        read = [one for one in mention.readings if one.basis is basis]
        for clock in _clocks(article):
            for moment in moments:
                for reading in read:
                    if _is_within(moment, reading, clock):
                        return _sentence(article, mention, reading, moment, clock)
        far = _by_zone(article, mention, read, moments)
        if far:
            return far
    return None


def _clocks(article: Article) -> tuple[timedelta, ...]:
    """How far before UTC the clocks are that an article means: UTC's, and its own."""
    published = article.published
    own = published.utcoffset() if isinstance(published, datetime) else None
    return (_NIL,) if not own else (_NIL, own)


def _is_within(moment: Moment, reading: DateReading, clock: timedelta) -> bool:
    try:
        return moment.first + clock < _aware(reading.last) and moment.last + clock >= _aware(
            reading.first
        )
    except OverflowError:
        return False


def _aware(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)


def _by_zone(
    article: Article,
    mention: DateMention,
    read: Sequence[DateReading],
    moments: Sequence[Moment],
) -> str | None:
    """The sentence where only clocks far from UTC fit, those nearest to it named."""
    exact = [one for one in moments if one.first == one.last]
    found = _far(exact, read) or _far(moments, read)
    if not found:
        return None
    hours, reading, moment = min(found, key=lambda one: abs(one[0]))
    return _sentence(article, mention, reading, moment, hours * _HOUR)


def _far(
    moments: Sequence[Moment], read: Sequence[DateReading]
) -> list[tuple[int, DateReading, Moment]]:
    tried = [(_hours_away(moment, one), one, moment) for moment in moments for one in read]
    return [(hours, one, moment) for hours, one, moment in tried if hours is not None]


def _hours_away(moment: Moment, reading: DateReading) -> int | None:
    """The least whole hours that a clock must be before UTC (or behind: negative) to fit."""
    late, early = moment.first - _aware(reading.last), _aware(reading.first) - moment.last
    hours = -(late // _HOUR + 1) if late >= _NIL else -(-early // _HOUR)
    return hours if -(WEST // _HOUR) <= hours <= EAST // _HOUR else None


# -- sentences --------------------------------------------------------------------------


def _sentence(
    article: Article,
    mention: DateMention,
    reading: DateReading,
    moment: Moment,
    clock: timedelta,
) -> str:
    says = f"the article says “{mention.words}”, {_means(article, mention, reading)}"
    post = f"the post is dated {moment.shown}"
    if clock == _NIL:
        return f"{says}; {post}"
    if clock in _clocks(article):
        if moment.first < moment.last:
            return f"{says}; {post}, which fits by the article's clock ({_offset(clock)})"
        local = (moment.first + clock).strftime("%Y-%m-%d %H:%M")
        return f"{says}; {post}, which is {local} by the article's clock ({_offset(clock)})"
    side = "behind" if clock < _NIL else "ahead of"
    hours = abs(clock) // _HOUR
    plural = "hour" if hours == 1 else "hours"
    return f"{says}; {post}, which fits where clocks are {hours} {plural} or more {side} UTC"


def _means(article: Article, mention: DateMention, reading: DateReading) -> str:
    """What the words mean, and from which day they count."""
    means = f"which is {_span(reading)}"
    if reading.basis is DateBasis.UPDATED:
        return f"{means} if counted from the article's last change ({_day(article.modified)})"
    if reading.basis is DateBasis.ZONE:
        return f"{means} if counted from the day of publication in another time zone"
    whole = mention.kind in {"date", "year", "month"} and any(map(str.isdecimal, mention.words))
    return means if whole else f"{means} in an article of {_day(article.published)}"


def _span(reading: DateReading) -> str:
    """``2018-09-05``, ``2018-09-01 to 2018-09-05``, or both ends with their times."""
    first, last = reading.first, reading.last
    if first.time() == last.time() == time() and last > first:
        until = (last - _DAY).date()
        return f"{first.date()}" if until == first.date() else f"{first.date()} to {until}"
    return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return moment.date().isoformat()
    return "a day not known" if moment is None else moment.isoformat()


def _offset(clock: timedelta) -> str:
    sign = "+" if clock >= _NIL else "-"
    hours, minutes = divmod(abs(clock) // timedelta(minutes=1), 60)
    return f"UTC{sign}{hours:02}:{minutes:02}"


def _finding(
    article: Article, mention: DateMention, key: str, moments: Sequence[Moment]
) -> Finding:
    likeliest = mention.readings[0]
    sides = {"article": f"“{mention.words}”: {_span(likeliest)}"}
    if article.published is not None:
        sides["published"] = _day(article.published)
    for moment in moments:
        sides.setdefault(moment.source, moment.shown)
    return Finding(
        kind=FindingKind.DATE_MISMATCH,
        message=(
            f"The article says “{mention.words}”, {_means(article, mention, likeliest)}, and the "
            f"post is dated {moments[0].shown}: they fit in no time zone."
        ),
        posting=key,
        quotation=mention.quotation,
        sides=sides,
    )


# -- edited since -----------------------------------------------------------------------


def _with_edit(
    article: Article, review: QuotationReview, versions: Sequence[SocialMediaPosting]
) -> QuotationReview:
    """The review, with a reason where its post was edited after the article was published."""
    edit = next(_edits_since(article, review, versions), None)
    if edit is None or review.alignment is None:
        return review
    reason = (
        f"the post was edited {edit:%Y-%m-%d %H:%M} UTC, after the article of "
        f"{_day(article.published)}: the article could not know that version"
    )
    return replace(review, reasons=(*review.reasons, reason))


def _edits_since(
    article: Article, review: QuotationReview, versions: Sequence[SocialMediaPosting]
) -> Iterator[datetime]:
    stated = [moment for moment in (article.published, article.modified) if moment is not None]
    if article.published is None or review.posting is None:
        return
    end = max(map(latest_of, stated))
    for one in versions:
        if one.ref.key == review.posting.ref.key and one.edited and one.edited > end:
            yield one.edited


def latest_of(moment: date | datetime) -> datetime:
    """The last instant, UTC, that a stated day or time can mean in any time zone."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    day = moment.date() if isinstance(moment, datetime) else moment
    if day >= date.max - 2 * _DAY:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day, time(), UTC) + _DAY + WEST
