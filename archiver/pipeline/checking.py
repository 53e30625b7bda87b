"""The main job: an article in, a report out, everything received in the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from archiver.articles.reader import read
from archiver.model import Article, ArticleReport, PostRef, SocialMediaPosting, Verdict
from archiver.pipeline.article_pictures import article_pictures
from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.evidence import Evidence, gather, posts_of
from archiver.pipeline.fetching import CLOCKS_DIFFER
from archiver.pipeline.naming import platform_of
from archiver.pipeline.picture_checks import check_pictures, shows_pictures
from archiver.pipeline.screenshots import with_screenshots
from archiver.pipeline.sources import ArticleSource, Stored
from archiver.pipeline.visits import Visit, nothing_fetched, visit_posts
from archiver.plugins import failures
from archiver.verify.review import review
from archiver.verify.styles import DEFAULT as PLAIN
from archiver.verify.styles import Style
from archiver.verify.styles import style as profile

OK, ACCUSED, NOTHING_FETCHED, NOT_PARSED = 0, 1, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report, and the troubles on the way to it."""

    report: ArticleReport
    check_id: int
    exit_code: int
    """Of the contract: 1 before 3 before 4 before 0."""
    troubles: tuple[str, ...] = ()
    """In one line each: what could not be fetched or parsed."""


def check(
    source: ArticleSource,
    desk: Desk,
    *,
    progress: Callable[[str], None] = lambda _: None,
    style: str = PLAIN,
) -> Checked:
    """The article is read, its posts are captured, every quotation is judged, all is stored.

    ``progress`` is told in a few words what comes next. ``style`` names the profile to judge by
    (``archiver.verify.styles``). Raises InputError where the bytes are no article, or there is no
    such style; what came over the network is in the archive even then. What was captured stays
    there if the check is interrupted.
    """
    by = profile(style)
    progress("reading the article")
    kept = _kept(source, desk) if source.exchanges else None
    article = read(
        source.payload,
        platforms=desk.platforms,
        source=source.name,
        url=source.url,
        content_type=source.content_type,
    )
    article = replace(article, notes=(*article.notes, *source.notes))
    # Offline, nothing is received that is worth keeping without its report.
    with desk.archive.together() if desk.transport is None else nullcontext():
        article_capture = _kept(source, desk) if kept is None else kept
        return _checked(article, source, article_capture, desk, progress, by)


def _kept(source: ArticleSource, desk: Desk) -> int:
    """The id of the article's bytes in the archive."""
    if source.stored is not None:
        return source.stored
    return desk.archive.add_article_capture(
        source.payload,
        source=source.name,
        url=source.url,
        captured_at=source.received,
        media_type=source.content_type,
        exchanges=source.exchanges,
    )


def _checked(
    article: Article,
    source: ArticleSource,
    article_capture: int,
    desk: Desk,
    progress: Callable[[str], None],
    by: Style,
) -> Checked:
    visits = _visits(article, desk, progress)
    progress("checking the quotations")
    report, evidence = judged(article, desk, by)
    if source.stored is None:
        report = with_pictures_of(report, evidence, source, article_capture, desk, progress)
    else:
        kept = replace(desk, transport=Stored(source))
        report = with_pictures_of(report, evidence, source, None, kept, progress)
    check_id = desk.archive.add_report(
        report,
        article_capture=article_capture,
        read_from=evidence.read_from,
        checked_at=desk.clock(),
        program=PROGRAM,
    )
    unreachable = nothing_fetched(visits)
    return Checked(
        report=report,
        check_id=check_id,
        exit_code=_exit_code(report, unreachable=unreachable, unparsed=bool(evidence.troubles)),
        troubles=(
            *([_unreached(visits)] if unreachable else []),
            *evidence.troubles,
            *failures(desk.platforms),
        ),
    )


def judged(article: Article, desk: Desk, by: Style) -> tuple[ArticleReport, Evidence]:
    """The report on the article's words by what its embeds and the archive have, and that.

    Nothing is fetched or stored, and no picture is looked at.
    """
    article = _named(article, desk)
    evidence = gather(article, desk)
    report = review(
        article,
        evidence.versions,
        id_times=_id_times((*evidence.versions, *evidence.elsewhere), desk),
        time_rules={platform.name: platform.time_rules for platform in desk.platforms},
        habits={platform.name: platform.habits for platform in desk.platforms},
        elsewhere=evidence.elsewhere,
        style=by,
    )
    return report, evidence


def with_pictures_of(
    report: ArticleReport,
    evidence: Evidence,
    source: ArticleSource,
    article_capture: int | None,
    desk: Desk,
    progress: Callable[[str], None],
) -> ArticleReport:
    """The report with what the article's pictures show: those of its posts, and screenshots.

    ``article_capture`` is as in ``article_pictures``.
    """
    article = report.article
    compared = shows_pictures(article, evidence.versions)
    if not compared and not article.images:
        return report
    progress("comparing the pictures" if compared else "looking at the pictures")
    if not compared:
        article = replace(article, embeds=())
        # Nothing is fetched that would not be read.
        desk = desk if desk.ocr is not None else replace(desk, transport=None)
    pictures = article_pictures(article, source, desk, kept=article_capture)
    if compared:
        found = check_pictures(article, pictures, evidence.versions, desk)
        report = replace(
            report, pictures=found.checks, findings=(*report.findings, *found.findings)
        )
    return with_screenshots(report, pictures, desk)


def _visits(article: Article, desk: Desk, progress: Callable[[str], None]) -> tuple[Visit, ...]:
    """A visit for each post with an id or an alias; offline none."""
    if desk.transport is None:
        return ()
    return tuple(visit_posts(posts_of(article), desk, desk.transport, told=progress))


def _named(article: Article, desk: Desk) -> Article:
    """The article, each alias in its embeds replaced by the post that a visit found it to mean."""
    found: dict[PostRef, PostRef | None] = {}
    for embed in article.embeds:
        if embed.ref.alias and embed.ref not in found:
            found[embed.ref] = desk.archive.meant(embed.ref)
    embeds = tuple(replace(one, ref=found.get(one.ref) or one.ref) for one in article.embeds)
    return replace(article, embeds=embeds)


def _unreached(visits: Sequence[Visit]) -> str:
    posts = "the post" if len(visits) == 1 else f"none of the {len(visits)} posts"
    could = "could not" if len(visits) == 1 else "could"
    return (
        f"{posts} {could} be fetched ({visits[0].capture.reason}); judged by the article's own "
        "copies and the archive: check the connection, or use --offline"
    )


def _id_times(versions: Iterable[SocialMediaPosting], desk: Desk) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    for ref in dict.fromkeys(posting.ref for posting in versions):
        time = _id_time(ref, desk)
        if time is not None:
            times[ref.key] = time
    return times


def _id_time(ref: PostRef, desk: Desk) -> datetime | None:
    """The time in the id; none where it lies in the future: then the id is no such id."""
    if ref.provisional or ref.alias:
        return None
    time = platform_of(ref, desk.platforms).created_from_id(ref)
    return time if time is not None and time <= desk.clock() + CLOCKS_DIFFER else None


def _exit_code(report: ArticleReport, *, unreachable: bool, unparsed: bool) -> int:
    if report.exit_code:
        return ACCUSED
    unverified = any(r.verdict is Verdict.UNVERIFIABLE for r in report.quotations)
    if unreachable and unverified:
        return NOTHING_FETCHED
    return NOT_PARSED if unparsed else OK
