"""A whole report into the derived tables, and back.

What was derived before from the same bytes by the same version is used again where it is
the same to the last character; otherwise new rows stand beside it, so that every check
that was ever made can be read as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlite_utils import Database

from archiver.custody.links import digest_1
from archiver.errors import ArchiveError
from archiver.media.compare import RULES as PICTURE_RULES
from archiver.model import (
    Alignment,
    Article,
    ArticleReport,
    Coverage,
    Edit,
    EditKind,
    Finding,
    FindingKind,
    Materiality,
    Quotation,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    Verdict,
    Witness,
)
from archiver.store.connection import insert
from archiver.store.pictures import read_checks, write_checks
from archiver.store.posting_rows import image_row, posting_of, posting_row
from archiver.store.rows import (
    IMPORTED,
    Row,
    article_of,
    article_row,
    embed_row,
    json_text,
    quotation_of,
    quotation_row,
    storable,
    stored,
    utc_text,
)
from archiver.store.screenshots import read_screenshots, write_screenshots


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a stored check was made with, and by whom."""

    article_capture: int
    """Id of the article capture whose bytes were checked."""
    read_from: Mapping[SocialMediaPosting, int]
    """The capture of each posting whose witness isn't the embed."""
    checked_at: datetime
    program: str
    """Name and version of the program."""


def write_report(db: Database, report: ArticleReport, check: Check) -> int:
    """The report is in the running transaction. Returns the id of its check.

    Raises ArchiveError where what it was derived from is not in the archive.
    """
    article_id = _write_article(db, report.article, check.article_capture)
    owner = db.execute(
        "SELECT article_capture_id FROM articles WHERE id = ?", [article_id]
    ).fetchone()[0]
    check_id = insert(
        db,
        "checks",
        {
            "checked_at": utc_text(check.checked_at),
            "exit_code": report.exit_code,
            "article_id": article_id,
            "article_capture_id": check.article_capture,
            "rules": report.rules,
            "style": report.style,
            "program": check.program,
        },
    )
    writer = _Writer(db=db, check_id=check_id, article_id=article_id, owner=owner, check=check)
    writer.write(report)
    return check_id


def _write_article(db: Database, article: Article, article_capture: int) -> int:
    known = db.execute(
        "SELECT payload_sha256 FROM article_captures WHERE id = ?", [article_capture]
    ).fetchone()
    if known is None or known[0] != article.sha256:
        raise ArchiveError(
            f"article capture {article_capture} does not hold the bytes of the report",
            "add the article's bytes first",
        )
    row = stored(article_row(article))
    embeds = [stored(embed_row(embed, seq)) for seq, embed in enumerate(article.embeds)]
    quotations = [stored(quotation_row(each, seq)) for seq, each in enumerate(article.quotations)]
    reading = digest_1([row, embeds, quotations])
    known = db.execute(
        "SELECT id FROM articles WHERE sha256 = ? AND reader = ? AND reading_sha256 = ?",
        [article.sha256, storable(article.reader), reading],
    ).fetchone()
    if known is not None:
        return int(known[0])
    article_id = insert(
        db, "articles", {"article_capture_id": article_capture, "reading_sha256": reading, **row}
    )
    for embed in embeds:
        insert(db, "embeds", {"article_id": article_id, **embed})
    for quotation in quotations:
        insert(db, "quotations", {"article_id": article_id, **quotation})
    return article_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    db: Database
    check_id: int
    article_id: int
    owner: int
    """The article capture that embeds hang on: the one whose article row is used."""
    check: Check

    def write(self, report: ArticleReport) -> None:
        postings: dict[SocialMediaPosting, int] = {}
        for role, listed in (("posting", report.postings), ("version", report.versions)):
            for seq, posting in enumerate(listed):
                row = {
                    "check_id": self.check_id,
                    "posting_id": self._posting(posting, postings),
                    "role": role,
                    "seq": seq,
                }
                insert(self.db, "check_postings", row)
        quotations = self._quotations()
        for seq, review in enumerate(report.quotations):
            self._review(review, seq, postings, quotations)
        for seq, finding in enumerate(report.findings):
            insert(self.db, "findings", _finding_row(finding, self.check_id, seq))
        write_checks(self.db, report.pictures, self.check_id, PICTURE_RULES)
        write_screenshots(self.db, report.screenshots, self.check_id)

    def _posting(self, posting: SocialMediaPosting, known: dict[SocialMediaPosting, int]) -> int:
        if posting not in known:
            known[posting] = self._write_posting(posting)
        return known[posting]

    def _write_posting(self, posting: SocialMediaPosting) -> int:
        if posting.witness is Witness.EMBED:
            return write_posting(self.db, posting, "article_capture_id", self.owner)
        return write_posting(self.db, posting, "capture_id", self._capture(posting))

    def _capture(self, posting: SocialMediaPosting) -> int:
        if posting not in self.check.read_from:
            raise ArchiveError(
                f"no capture of {posting.ref.key} was named", "add the capture first"
            )
        return self.check.read_from[posting]

    def _quotations(self) -> dict[str, int]:
        rows = self.db.query(
            "SELECT * FROM quotations WHERE article_id = ? ORDER BY id DESC", [self.article_id]
        )
        return {_same_quotation(quotation_of(row)): row["id"] for row in rows}

    def _review(
        self,
        review: QuotationReview,
        seq: int,
        postings: dict[SocialMediaPosting, int],
        quotations: dict[str, int],
    ) -> None:
        same = _same_quotation(review.quotation)
        if same not in quotations:
            own = quotation_row(review.quotation, None)
            quotations[same] = insert(self.db, "quotations", {"article_id": self.article_id, **own})
        review_id = insert(
            self.db,
            "reviews",
            {
                "check_id": self.check_id,
                "seq": seq,
                "verdict": review.verdict.value,
                "materiality": review.materiality and review.materiality.value,
                "coverage": review.coverage and review.coverage.value,
                "quotation_id": quotations[same],
                "posting_id": review.posting and self._posting(review.posting, postings),
                "reasons": json_text(review.reasons),
                **_alignment_row(review.alignment),
            },
        )
        for number, edit in enumerate(review.alignment.edits if review.alignment else ()):
            insert(self.db, "edits", {"review_id": review_id, **_edit_row(edit, number)})


def write_posting(db: Database, posting: SocialMediaPosting, owner: str, owner_id: int) -> int:
    """The posting is in the running transaction, once. Returns its id.

    ``owner`` is the column that names what it was read from: "capture_id" or
    "article_capture_id". Raises ArchiveError for a picture whose bytes are not stored.
    """
    row = stored(posting_row(posting))
    images = [stored(image_row(image, seq)) for seq, image in enumerate(posting.images)]
    # The same article bytes received again are the same copy of the post.
    seen = None if posting.witness is Witness.EMBED else row["witnessed_at"]
    read = {**row, "witnessed_at": seen}
    reading = digest_1([read, images])
    known = db.execute(
        f"SELECT id FROM postings WHERE {owner} = ? AND reading_sha256 = ?",  # noqa: S608 - one of two names
        [owner_id, reading],
    ).fetchone()
    if known is not None:
        return int(known[0])
    posting_id = insert(db, "postings", {**row, owner: owner_id, "reading_sha256": reading})
    for image in images:
        if image["sha256"] and not _has_blob(db, image["sha256"]):
            raise ArchiveError(
                f"the picture {image['content_url']} is not in the archive",
                "add its bytes before the report",
            )
        insert(db, "images", {**image, "posting_id": posting_id})
    return posting_id


def _same_quotation(quotation: Quotation) -> str:
    row = quotation_row(quotation, None)
    return digest_1({name: storable(value) for name, value in row.items()})


def read_report(db: Database, check_id: int) -> ArticleReport | None:
    """The report of that check as it was stored, or None where there is none."""
    check = next(iter(db.query("SELECT * FROM checks WHERE id = ?", [check_id])), None)
    if check is None:
        return None
    reviews = db.query("SELECT * FROM reviews WHERE check_id = ? ORDER BY seq", [check_id])
    findings = db.query("SELECT * FROM findings WHERE check_id = ? ORDER BY seq", [check_id])
    return ArticleReport(
        article=_read_article(db, check),
        postings=_postings_of_check(db, check_id, "posting"),
        versions=_postings_of_check(db, check_id, "version"),
        quotations=tuple(_read_review(db, row) for row in list(reviews)),
        findings=tuple(map(_finding_of, findings)),
        rules=check["rules"],
        style=check["style"],
        pictures=read_checks(db, check_id),
        screenshots=read_screenshots(db, check_id),
    )


_IMPORTED = (
    f"(SELECT imported FROM (SELECT id, {IMPORTED} FROM captures) AS captured "  # noqa: S608 - a constant
    "WHERE captured.id = postings.capture_id) AS imported"
)


def read_postings(
    db: Database, condition: str, values: Iterable[object]
) -> tuple[tuple[int, SocialMediaPosting], ...]:
    """Id and posting for each row that ``FROM postings`` with the condition gives."""
    rows = list(db.query(f"SELECT postings.*, {_IMPORTED} FROM postings {condition}", list(values)))  # noqa: S608 - our own conditions
    return tuple((row["id"], posting_of(row, _images(db, row["id"]))) for row in rows)


def _images(db: Database, posting_id: int) -> list[Row]:
    return list(db.query("SELECT * FROM images WHERE posting_id = ? ORDER BY seq", [posting_id]))


def _postings_of_check(db: Database, check_id: int, role: str) -> tuple[SocialMediaPosting, ...]:
    found = read_postings(
        db,
        "JOIN check_postings AS listed ON listed.posting_id = postings.id "
        "WHERE listed.check_id = ? AND listed.role = ? ORDER BY listed.seq",
        [check_id, role],
    )
    return tuple(posting for _, posting in found)


def _read_article(db: Database, check: Row) -> Article:
    article_id = check["article_id"]
    row = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])))
    source = db.execute(
        "SELECT source FROM article_captures WHERE id = ?", [check["article_capture_id"]]
    ).fetchone()[0]
    return article_of(
        row,
        source=source,
        embeds=db.query("SELECT * FROM embeds WHERE article_id = ? ORDER BY seq", [article_id]),
        quotations=db.query(
            "SELECT * FROM quotations WHERE article_id = ? AND seq IS NOT NULL ORDER BY seq",
            [article_id],
        ),
    )


def _read_review(db: Database, row: Row) -> QuotationReview:
    quotation = next(iter(db.query("SELECT * FROM quotations WHERE id = ?", [row["quotation_id"]])))
    judged = read_postings(db, "WHERE id = ?", [row["posting_id"]])
    edits = db.query("SELECT * FROM edits WHERE review_id = ? ORDER BY seq", [row["id"]])
    return QuotationReview(
        quotation=quotation_of(quotation),
        verdict=Verdict(row["verdict"]),
        materiality=row["materiality"] and Materiality(row["materiality"]),
        coverage=row["coverage"] and Coverage(row["coverage"]),
        posting=judged[0][1] if judged else None,
        alignment=_alignment_of(row, edits),
        reasons=tuple(json.loads(row["reasons"])),
    )


def _alignment_row(alignment: Alignment | None) -> Row:
    if alignment is None:
        return {}
    return {
        "aligned_coverage": alignment.coverage.value,
        "target_start": alignment.target.start,
        "target_end": alignment.target.end,
        "matched_words": alignment.matched_words,
        "quotation_words": alignment.quotation_words,
        "before": alignment.before,
        "after": alignment.after,
    }


def _alignment_of(row: Row, edits: Iterable[Row]) -> Alignment | None:
    if row["aligned_coverage"] is None:
        return None
    return Alignment(
        target=TextPositionSelector(start=row["target_start"], end=row["target_end"]),
        edits=tuple(map(_edit_of, edits)),
        coverage=Coverage(row["aligned_coverage"]),
        matched_words=row["matched_words"],
        quotation_words=row["quotation_words"],
        before=row["before"],
        after=row["after"],
    )


def _edit_row(edit: Edit, seq: int) -> Row:
    return {
        "seq": seq,
        "tier": edit.kind.tier.name.lower(),
        "kind": edit.kind.value,
        "original": edit.original,
        "quotation": edit.quotation,
        "start": edit.at[0],
        "end": edit.at[1],
        "original_start": edit.original_at[0],
        "original_end": edit.original_at[1],
    }


def _edit_of(row: Row) -> Edit:
    return Edit(
        kind=EditKind(row["kind"]),
        quotation=row["quotation"],
        original=row["original"],
        at=(row["start"], row["end"]),
        original_at=(row["original_start"], row["original_end"]),
    )


def _finding_row(finding: Finding, check_id: int, seq: int) -> Row:
    return {
        "check_id": check_id,
        "seq": seq,
        "kind": finding.kind.value,
        "message": finding.message,
        "posting_key": finding.posting,
        "quotation": finding.quotation,
        "sides": json_text(dict(finding.sides)),
    }


def _finding_of(row: Row) -> Finding:
    return Finding(
        kind=FindingKind(row["kind"]),
        message=row["message"],
        posting=row["posting_key"],
        quotation=row["quotation"],
        sides=MappingProxyType(json.loads(row["sides"])),
    )


def _has_blob(db: Database, sha256: str) -> bool:
    return db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", [sha256]).fetchone() is not None
