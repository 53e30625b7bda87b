"""A case read and judged by the program, as it would be with these posts captured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from archiver.articles.reader import read
from archiver.articles.witness import postings_of_embeds
from archiver.hookspecs import Platform
from archiver.model import Article, ArticleReport, QuotationReview, SocialMediaPosting
from archiver.pipeline.fetching import timed
from archiver.pipeline.naming import platform_of
from archiver.plugins import build_manager, platforms
from archiver.verify.review import review
from tests.gate.corpus import Case, Expected

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""When the gate looks at the articles: all are older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the program says of a case, and which of its reviews stand for which expectation."""

    case: Case
    report: ArticleReport
    pairs: tuple[tuple[Expected, QuotationReview | None], ...]
    """Every expected quotation, with the review of the same span, or of one that overlaps."""
    exact: tuple[bool, ...]
    """For each pair, whether the spans are the same."""
    surplus: tuple[QuotationReview, ...]
    """Reviews of what a reader doesn't take for a quotation."""


@cache
def known_platforms() -> tuple[Platform, ...]:
    """The built-in platforms, made once."""
    return tuple(platforms(build_manager()))


def judge(case: Case) -> Judged:
    """The case judged; its quotations are sought in the text as the program reads it."""
    article = _read(case)
    versions = tuple(_timed(one) for one in _versions(article, case))
    report = review(
        article,
        versions,
        id_times=_id_times(versions),
        time_rules={one.name: one.time_rules for one in known_platforms()},
        habits={one.name: one.habits for one in known_platforms()},
    )
    return _paired(case, report)


def _read(case: Case) -> Article:
    kind = "text/html; charset=utf-8" if case.html else "text/plain; charset=utf-8"
    article = read(case.article.encode(), platforms=known_platforms(), content_type=kind)
    if case.published is not None and article.published is None:
        return replace(article, published=case.published)
    return article


def _versions(article: Article, case: Case) -> tuple[SocialMediaPosting, ...]:
    """The embeds, then what was captured; of all of a post, the availability is its newest."""
    found = {one.ref: one.availability for one in reversed(case.posts)}
    embeds = (
        replace(one, availability=found.get(one.ref, one.availability))
        for one in postings_of_embeds(article, known_platforms())
    )
    return (*embeds, *case.posts)


def _timed(posting: SocialMediaPosting) -> SocialMediaPosting:
    return timed(posting, platform_of(posting.ref, known_platforms()), NOW)


def _id_times(versions: Sequence[SocialMediaPosting]) -> dict[str, datetime]:
    times = {}
    for ref in dict.fromkeys(one.ref for one in versions):
        if ref.provisional or ref.alias:
            continue
        time = platform_of(ref, known_platforms()).created_from_id(ref)
        if time is not None and time <= NOW:
            times[ref.key] = time
    return times


# -- which review is of which expected quotation ----------------------------------------


def _paired(case: Case, report: ArticleReport) -> Judged:
    reviews = list(report.quotations)
    found: list[QuotationReview | None] = []
    exact = []
    places = _places(case.quotations, report.article.text, reviews)
    for place in places:
        same = next((r for r in reviews if place and _span(r) == place), None)
        exact.append(same is not None)
        found.append(same)
        if same is not None:
            reviews.remove(same)
    for at, place in enumerate(places):
        if found[at] is None and place:
            near = next((r for r in reviews if _overlap(_span(r), place)), None)
            found[at] = near
            if near is not None:
                reviews.remove(near)
    return Judged(
        case=case,
        report=report,
        pairs=tuple(zip(case.quotations, found, strict=True)),
        exact=tuple(exact),
        surplus=tuple(reviews),
    )


def _places(
    expected: Sequence[Expected], text: str, reviews: Sequence[QuotationReview]
) -> list[tuple[int, int] | None]:
    """Where each expected quotation stands, in order; None where it can't be found.

    The words can stand in an embed too: a place that the program took for a quotation is
    preferred, then one with a mark right before it.
    """
    taken = {_span(one) for one in reviews}
    places: list[tuple[int, int] | None] = []
    floor = 0
    for one in expected:
        spots = [(at, at + len(one.exact)) for at in _all(text, one.exact, floor)]
        marked = [spot for spot in spots if text[spot[0] - 1 : spot[0]] in _OPENING]
        best = [spot for spot in spots if spot in taken] or marked or spots
        places.append(best[0] if best else None)
        if best:
            floor = best[0][1]
    return places


_OPENING = frozenset("\"'“”„‟‘’‚‛«»‹›「『《〈＂\u00a0\u202f ".replace(" ", ""))


def _all(text: str, part: str, start: int) -> list[int]:
    found = []
    at = text.find(part, start)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _span(one: QuotationReview) -> tuple[int, int]:
    return one.quotation.position.start, one.quotation.position.end


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])
