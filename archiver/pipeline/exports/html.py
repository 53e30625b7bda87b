"""The report of a stored check as a page."""

from __future__ import annotations

from archiver.model import ArticleReport
from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.stored import StoredCheck, one_check, sound_blob
from archiver.report.html import render


def to_html(name: str, desk: Desk, *, check: int | None = None) -> str:
    """The report of the article's newest check, or of its check of that number, as a page.

    It is dated as the check was made: the same check gives the same page. Raises InputError as
    ``one_check`` does.
    """
    return page_of(one_check(name, desk, check=check), desk)


def page_of(stored: StoredCheck, desk: Desk) -> str:
    """The page of that check, with its pictures in it."""
    archive, report = desk.archive, stored.report
    wanted = sorted(picture_digests(report))
    return render(
        [report],
        images={sha256: data for sha256 in wanted if (data := sound_blob(sha256, desk))},
        generated=stored.summary.checked_at,
        program=stored.summary.program,
        options=["--db", archive.path.name],
    )


def picture_digests(report: ArticleReport) -> set[str]:
    """Hex SHA-256 of every picture that the report shows."""
    found = {
        image.sha256
        for posting in (*report.postings, *report.versions)
        for image in posting.images
        if image.sha256
    }
    for check in report.pictures:
        found |= {check.sha256, check.post_sha256}
    return found | {shot.sha256 for shot in report.screenshots}
