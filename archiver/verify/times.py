"""Times of posts that don't fit each other, or the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archiver.hookspecs import TimeRules
from archiver.model import (
    Finding,
    FindingKind,
    Precision,
    SocialMediaPosting,
    Witness,
)

_ZONE_SLACK = timedelta(days=1)
"""A day's difference may be a time zone's."""
_DEFAULT = TimeRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What is known of times beside what the postings state."""

    in_ids: Mapping[str, datetime]
    """UTC, by the key of the post whose id carries it."""
    rules: Mapping[str, TimeRules]
    """By the name of the platform."""

    def findings(
        self, same: Sequence[SocialMediaPosting], published: date | datetime | None
    ) -> Iterator[Finding]:
        """What doesn't fit among the versions of one post."""
        ref = same[0].ref
        rules = self.rules.get(ref.platform, _DEFAULT)
        id_time = self.in_ids.get(ref.key)
        stated = [posting for posting in same if posting.created is not None]
        if id_time is not None:
            yield from _against_id(stated, id_time, rules)
        yield from _against_embeds(stated, rules)
        yield from _after_article(same, id_time, published)


def _against_id(
    stated: Sequence[SocialMediaPosting], id_time: datetime, rules: TimeRules
) -> Iterator[Finding]:
    for posting in stated:
        if not _agree(posting, id_time, rules):
            yield Finding(
                kind=FindingKind.ID_TIME_CONFLICT,
                message=f"The {posting.witness}'s date and the time in the post's id disagree.",
                posting=posting.ref.key,
                sides={str(posting.witness): _stated(posting), "id": id_time.isoformat()},
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
                    sides={"embed": _stated(embed), str(other.witness): _stated(other)},
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
    same: Sequence[SocialMediaPosting], id_time: datetime | None, published: date | datetime | None
) -> Iterator[Finding]:
    times = [time for time in (id_time, *(p.created for p in same)) if time]
    if not times or published is None:
        return
    day = published.date() if isinstance(published, datetime) else published
    created = min(times)
    if created.date() > day + _ZONE_SLACK:
        yield Finding(
            kind=FindingKind.POST_AFTER_ARTICLE,
            message="The post is younger than the article that quotes it.",
            posting=same[0].ref.key,
            sides={"article": day.isoformat(), "post": created.isoformat()},
        )
