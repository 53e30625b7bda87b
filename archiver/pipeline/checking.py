"""The main job: an article in, a report out, everything received in the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from archiver.articles.reader import read
from archiver.articles.witness import postings_of_embeds
from archiver.model import (
    Article,
    ArticleReport,
    PostRef,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.sources import Source
from archiver.pipeline.visits import (
    Visit,
    nothing_fetched,
    platform_of,
    stored_visit,
    visit_post,
)
from archiver.verify.review import review

OK, ACCUSED, NOTHING_FETCHED, NOT_PARSED = 0, 1, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report, and the troubles on the way to it."""

    report: ArticleReport
    check_id: int
    exit_code: int
    """Of the contract: 1 before 3 before 4 before 0."""
    troubles: tuple[str, ...] = ()


def check(
    source: Source, desk: Desk, *, progress: Callable[[str], None] = lambda _: None
) -> Checked:
    """The article is read, its posts are captured, every quotation is judged, all is stored.

    ``progress`` is told in a few words what comes next. Raises InputError where the bytes
    are no article. What was captured stays in the archive if the check is interrupted.
    """
    progress("reading the article")
    article = read(
        source.payload,
        platforms=desk.platforms,
        source=source.name,
        url=source.url,
        content_type=source.content_type,
    )
    article_capture = desk.archive.add_article_capture(
        source.payload,
        source=source.name,
        url=source.url,
        captured_at=source.received,
        media_type=source.content_type,
        exchanges=source.exchanges,
    )
    visits = _visits(article, desk, progress)
    progress("checking the quotations")
    versions = _versions(article, visits)
    report = review(article, versions, id_times=_id_times(versions, desk))
    check_id = desk.archive.add_report(
        report,
        article_capture=article_capture,
        capture_ids={
            posting.ref.key: visit.capture_id for visit in visits for posting in visit.postings
        },
        checked_at=desk.clock(),
        program=PROGRAM,
    )
    troubles = tuple(visit.trouble for visit in visits if visit.trouble)
    return Checked(
        report=report,
        check_id=check_id,
        exit_code=_exit_code(report, visits, troubles, offline=desk.transport is None),
        troubles=troubles,
    )


def _visits(article: Article, desk: Desk, progress: Callable[[str], None]) -> tuple[Visit, ...]:
    """A visit for each post with an id; offline, what the archive has of it already."""
    visits: list[Visit] = []
    for embed in article.embeds:
        if embed.ref.provisional:
            continue
        if desk.transport is None:
            stored = stored_visit(embed.ref, desk)
            visits += [stored] if stored else []
        else:
            progress(f"capturing {embed.ref.key}")
            visits.append(visit_post(embed.ref, desk, desk.transport))
    return tuple(visits)


def _versions(article: Article, visits: Iterable[Visit]) -> tuple[SocialMediaPosting, ...]:
    """Embeds first, in the article's order; then what the visits add, each reading once."""
    found = {visit.capture.ref.key: visit.capture.availability for visit in visits}
    versions = [
        replace(posting, availability=found.get(posting.ref.key, posting.availability))
        for posting in postings_of_embeds(article)
    ]
    seen: set[tuple[str, Witness, str]] = set()
    for visit in reversed(tuple(visits)):
        for posting in visit.postings:
            reading = posting.ref.key, posting.witness, posting.text
            if reading not in seen:
                seen.add(reading)
                versions.append(posting)
    return tuple(versions)


def _id_times(versions: Iterable[SocialMediaPosting], desk: Desk) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    for ref in dict.fromkeys(posting.ref for posting in versions):
        time = _id_time(ref, desk)
        if time is not None:
            times[ref.key] = time
    return times


def _id_time(ref: PostRef, desk: Desk) -> datetime | None:
    return None if ref.provisional else platform_of(ref, desk.platforms).created_from_id(ref)


def _exit_code(
    report: ArticleReport, visits: tuple[Visit, ...], troubles: tuple[str, ...], *, offline: bool
) -> int:
    if report.exit_code:
        return ACCUSED
    unverified = any(r.verdict is Verdict.UNVERIFIABLE for r in report.quotations)
    if not offline and unverified and nothing_fetched(visits):
        return NOTHING_FETCHED
    return NOT_PARSED if troubles else OK
