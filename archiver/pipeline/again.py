"""Verdicts derived again: the stored bytes of an article, judged by what is known now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archiver.model import ArticleReport, Availability, PostRef
from archiver.model.history import Change, Judgement
from archiver.pipeline.article_visits import article_again, source_again, standing
from archiver.pipeline.checking import judged, with_pictures_of
from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.evidence import posts_of
from archiver.pipeline.sources import Stored
from archiver.pipeline.visits import visit_posts
from archiver.verify.article_changes import is_same_article, verdict_changes
from archiver.verify.styles import style as profile


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAgain:
    """An article whose verdicts were derived again; the new check is in the archive."""

    article: str
    check_id: int
    report: ArticleReport
    changes: tuple[Change, ...]
    """Verdicts that differ from those of the check before."""
    troubles: tuple[str, ...] = ()


def judge_again(
    before: Judgement, desk: Desk, *, received: int | None = None
) -> JudgedAgain | None:
    """The article is judged again by all that the archive has now, and the check is stored.

    ``received`` is the article capture to judge: without one, that of the check before. Judging
    itself touches no network; only where the article's bytes are new, the pictures that it shows
    and posts that no visit was made to are fetched. None where the bytes are no article.
    """
    number = before.article_capture if received is None else received
    capture = desk.archive.article_capture(number)
    article = None if capture is None else article_again(capture, desk)
    if capture is None or article is None:
        return None
    fresh = number != before.article_capture
    offline = replace(desk, transport=None)
    if fresh and desk.transport is not None:
        unknown = [ref for ref in posts_of(article) if not _known(ref, desk)]
        for _ in visit_posts(unknown, desk, desk.transport) if unknown else ():
            pass
    report, evidence = judged(article, offline, profile(before.report.style))
    source = source_again(capture)
    report = with_pictures_of(
        report,
        evidence,
        source,
        number if fresh else None,
        desk if fresh else replace(desk, transport=Stored(source)),
        lambda _: None,
    )
    checked_at = desk.clock()
    check_id = desk.archive.add_report(
        report,
        article_capture=number,
        read_from=evidence.read_from,
        checked_at=checked_at,
        program=PROGRAM,
    )
    after = replace(
        before,
        id=check_id,
        checked_at=checked_at,
        program=PROGRAM,
        report=report,
        article_capture=number,
    )
    return JudgedAgain(
        article=before.origin,
        check_id=check_id,
        report=report,
        changes=verdict_changes((before, after)),
        troubles=evidence.troubles,
    )


def _known(ref: PostRef, desk: Desk) -> bool:
    return bool(desk.archive.captures_of(ref)) or desk.archive.meant(ref) is not None


def newer_bytes(before: Judgement, desk: Desk) -> int | None:
    """The newest article capture from the same address that no check was made of, or None.

    One read from a file of others counts only where the address was never asked. None too where
    its bytes are those that were checked, or are not the article.
    """
    if "://" not in before.origin:
        return None
    received = [
        one for one in desk.archive.visits.received(before.origin) if one.status is not None
    ]
    # A file that others made is no later answer of the address, where that was asked itself.
    newest = [one for one in received if not one.imported] or received
    if not newest or newest[-1].id <= before.article_capture:
        return None
    last = newest[-1]
    if last.sha256 == before.report.article.sha256:
        return None
    capture = desk.archive.article_capture(last.id)
    if capture is None or standing(capture.exchanges).availability is not Availability.AVAILABLE:
        return None
    article = article_again(capture, desk)
    same = article is not None and is_same_article(before.report.article, article)
    return last.id if same else None
