"""Times of posts that don't fit each other, or the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from archiver.hookspecs import TimeRules
from archiver.model import (
    Article,
    Claimant,
    Finding,
    FindingKind,
    Precision,
    SocialMediaPosting,
    TimeKind,
    Witness,
)
from archiver.text.datelines import find_dateline
from archiver.verify.explain import side_of, witness_of

WEST, EAST = timedelta(hours=12), timedelta(hours=14)
"""How far clocks of the world are behind and before UTC at most."""
_DAY = timedelta(days=1)
_ZONE_SLACK = timedelta(days=1)
"""A day's difference may be a time zone's."""
_DEFAULT = TimeRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a post was made, as one source has it: an instant, or the span of a day."""

    source: str
    """"platform", "archive", "embed", "third_party" or "id"."""
    first: datetime
    last: datetime
    """UTC; the same as ``first`` where it is an instant."""
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What is known of times beside what the postings state."""

    in_ids: Mapping[str, datetime]
    """UTC, by the key of the post whose id carries it."""
    rules: Mapping[str, TimeRules]
    """By the name of the platform."""

    def findings(self, same: Sequence[SocialMediaPosting], article: Article) -> Iterator[Finding]:
        """What doesn't fit among the versions of one post, and between them and the article."""
        ref = same[0].ref
        rules = self.rules.get(ref.platform, _DEFAULT)
        id_time = self.in_ids.get(ref.key)
        stated = [posting for posting in same if posting.created is not None]
        if id_time is not None:
            yield from _against_id(stated, id_time, rules)
        else:
            yield from _dated_back(stated)
        yield from _against_lines(article, ref.key, stated, id_time)
        yield from _against_embeds(stated, rules)
        yield from _after_article(same, id_time, article)

    def moments(self, same: Sequence[SocialMediaPosting], article: Article) -> tuple[Moment, ...]:
        """All times at which the versions of one post say that it was made, instants first.

        A day without a time is its whole span: in UTC where the platform prints days so, else
        in any time zone.
        """
        if not same:
            return ()
        ref = same[0].ref
        rules = self.rules.get(ref.platform, _DEFAULT)
        found = [_moment(one, rules) for one in same if one.created is not None]
        found += [
            _span_of(day, "embed")
            for line in _lines(article, ref.key)
            for day in _days_of(line, article)
        ]
        id_time = self.in_ids.get(ref.key)
        if id_time is not None:
            shown = f"{id_time:%Y-%m-%d %H:%M} UTC by its id"
            found.append(Moment(source="id", first=id_time, last=id_time, shown=shown))
        return tuple(sorted(found, key=lambda one: one.last - one.first))


def _moment(posting: SocialMediaPosting, rules: TimeRules) -> Moment:
    created = posting.created or datetime.max.replace(tzinfo=UTC)
    source = side_of(posting)
    if posting.created_precision is not Precision.DAY:
        return Moment(
            source=source, first=created, last=created, shown=f"{created:%Y-%m-%d %H:%M} UTC"
        )
    if not rules.days_in_utc:
        return _span_of(created.date(), source)
    return Moment(
        source=source,
        first=datetime.combine(created.date(), time(), UTC),
        last=datetime.combine(created.date(), time.max, UTC),
        shown=f"{created.date()} (a day of UTC)",
    )


def _span_of(day: date, source: str) -> Moment:
    """A day that somebody printed, in whatever time zone: 14 hours more on either side."""
    inner = min(max(day, date.min + _DAY), date.max - _DAY)
    return Moment(
        source=source,
        first=datetime.combine(inner, time(), UTC) - EAST,
        last=datetime.combine(inner, time.max, UTC) + EAST,
        shown=f"{day} in a time zone not known",
    )


def _lines(article: Article, key: str) -> Iterator[str]:
    """The date lines of the article's copies of a post whose time zone isn't known."""
    for embed in article.embeds:
        if embed.ref.key == key and embed.created is None and embed.date_line:
            yield embed.date_line


def _days_of(line: str, article: Article) -> tuple[date, ...]:
    """The days that a date line can mean; empty where it has none that is surely one."""
    languages = [article.language] if article.language else []
    found = find_dateline(line, languages=languages)
    return () if found is None else found.readings


def _against_lines(
    article: Article,
    key: str,
    stated: Sequence[SocialMediaPosting],
    id_time: datetime | None,
) -> Iterator[Finding]:
    """A day that the article's copy prints without its time zone, against what others have."""
    others = {
        side_of(one): one.created
        for one in stated
        if one.witness is not Witness.EMBED
        and one.created is not None
        and one.created_precision is not Precision.DAY
    }
    times = {**others, **({} if id_time is None else {"id": id_time})}
    for line in dict.fromkeys(_lines(article, key)):
        spans = [_span_of(day, "embed") for day in _days_of(line, article)]
        fits = [one.first <= t <= one.last for one in spans for t in times.values()]
        if fits and not any(fits):
            yield Finding(
                kind=FindingKind.DATE_MISMATCH,
                message="The date in the article's embed is not the post's, in any time zone.",
                posting=key,
                sides={"embed": line, **{name: t.isoformat() for name, t in times.items()}},
            )


def _dated_back(stated: Sequence[SocialMediaPosting]) -> Iterator[Finding]:
    """A time that the author's program states, long before a server first saw the post.

    Asked only of posts whose id carries no time, which would settle it.
    """
    for posting in stated:
        claims = posting.times
        authors = [
            c.time for c in claims if c.kind is TimeKind.CREATED and c.claimant is Claimant.AUTHOR
        ]
        seen = [
            c.time
            for c in claims
            if c.kind is TimeKind.INDEXED and c.claimant is not Claimant.AUTHOR
        ]
        if authors and seen and min(seen) - max(authors) > _DAY:
            yield Finding(
                kind=FindingKind.DATE_MISMATCH,
                message=(
                    "The author's program dates the post earlier than a server first saw it: "
                    "it was taken over from elsewhere, or dated back."
                ),
                posting=posting.ref.key,
                sides={"author": max(authors).isoformat(), "server": min(seen).isoformat()},
            )
            return


def _against_id(
    stated: Sequence[SocialMediaPosting], id_time: datetime, rules: TimeRules
) -> Iterator[Finding]:
    for posting in stated:
        if not _agree(posting, id_time, rules):
            yield Finding(
                kind=FindingKind.ID_TIME_CONFLICT,
                message=(
                    f"The date that {witness_of(posting)} has and the time in the post's id "
                    "disagree."
                ),
                posting=posting.ref.key,
                sides={side_of(posting): _stated(posting), "id": id_time.isoformat()},
            )


def _against_embeds(stated: Sequence[SocialMediaPosting], rules: TimeRules) -> Iterator[Finding]:
    embeds = [posting for posting in stated if posting.witness is Witness.EMBED]
    others = [posting for posting in stated if posting.witness is not Witness.EMBED]
    for embed in embeds:
        for other in others:
            if other.created and not _agree(embed, other.created, rules):
                yield Finding(
                    kind=FindingKind.DATE_MISMATCH,
                    message="The date in the article's embed is not the post's.",
                    posting=embed.ref.key,
                    sides={"embed": _stated(embed), side_of(other): _stated(other)},
                )


def _agree(posting: SocialMediaPosting, time: datetime, rules: TimeRules) -> bool:
    if posting.created is None:
        return True
    if posting.created_precision is Precision.DAY:
        apart = abs(posting.created.date() - time.date())
        return apart <= (timedelta(0) if rules.days_in_utc else _ZONE_SLACK)
    return abs(posting.created - time) <= rules.slack


def _stated(posting: SocialMediaPosting) -> str:
    if posting.created is None:
        return "unknown"
    if posting.created_precision is Precision.DAY:
        return posting.created.date().isoformat()
    return posting.created.isoformat()


def _after_article(
    same: Sequence[SocialMediaPosting], id_time: datetime | None, article: Article
) -> Iterator[Finding]:
    """A post younger than the article, counted from the last change that the page states."""
    times = [one for one in (id_time, *(p.created for p in same)) if one]
    if not times or article.published is None:
        return
    stated = [one for one in (article.published, article.modified) if one is not None]
    day = max(one.date() if isinstance(one, datetime) else one for one in stated)
    exact = [p.created for p in same if p.created and p.created_precision is not Precision.DAY]
    exact += [] if id_time is None else [id_time]
    if min(times).date() > day + _ZONE_SLACK:
        yield Finding(
            kind=FindingKind.POST_AFTER_ARTICLE,
            message=(
                "The post is dated later than the article that quotes it: the article was changed "
                "since, or one of the dates is wrong."
            ),
            posting=same[0].ref.key,
            sides={"article": day.isoformat(), "post": min(exact or times).isoformat()},
        )
