"""Quotations as a table (RFC 4180), a row each: for spreadsheets and statistics."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archiver.model import ArticleReport, QuotationReview, SocialMediaPosting
from archiver.report.facts import findings_of, gravest_first, iso_published, iso_time
from archiver.report.jsonld_names import Origin, host
from archiver.report.sentences import edit_in_words
from archiver.report.visible import one_line, visible

COLUMNS: Final = (
    *("check", "checked_at", "article", "outlet", "article_url", "article_source"),
    *("article_published", "article_captured_at", "article_sha256"),
    *("number", "quotation", "start", "end", "attribution", "attributed_to"),
    *("verdict", "materiality", "coverage", "edits", "edit_kinds", "reasons", "findings"),
    *("post", "post_url", "platform", "author", "handle", "original"),
    *(
        "post_created",
        "post_created_precision",
        "witness",
        "imported",
        "witnessed_at",
        "availability",
    ),
    *("rules", "style", "program"),
)
BYTE_ORDER_MARK: Final = "\ufeff"
"""Spreadsheets take a file without it for one in an old encoding, and show wrong letters."""

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A report, and the check that it is of."""

    report: ArticleReport
    origin: Origin
    source: str
    """As the user named the article."""


def table(judged: Iterable[Judged]) -> str:
    """A line of names, then a row for each quotation, in the order given. Lines end in CR LF.

    Times are UTC, positions code points in the article's text. No cell is read as a formula: what
    begins like one has an apostrophe before it, and what begins with apostrophes and then like one
    has one more. What can't be seen is shown as in reports; ``archiver.report/1`` has it raw.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in judged:
        for number, review in enumerate(each.report.quotations):
            row = {**_article(each), **_quotation(each.report, number, review)}
            row |= _post(review.posting, review)
            writer.writerow([cell(row[name]) for name in COLUMNS])
    return out.getvalue()


def cell(value: str | int | None) -> str:
    """The value as a cell that no spreadsheet reads as a formula."""
    if value is None:
        return ""
    text = visible(str(value))
    return f"'{text}" if _FORMULA.match(text) else text


def _article(judged: Judged) -> dict[str, str | int | None]:
    report, origin = judged.report, judged.origin
    article = report.article
    return {
        "check": origin.check,
        "checked_at": iso_time(origin.checked_at, None),
        "article": article.title and one_line(article.title, 1_000),
        "outlet": host(article.url),
        "article_url": article.url,
        "article_source": judged.source,
        "article_published": iso_published(article.published),
        "article_captured_at": iso_time(origin.captured_at, None),
        "article_sha256": article.sha256,
        "rules": report.rules,
        "style": report.style,
        "program": origin.program,
    }


def _quotation(
    report: ArticleReport, number: int, review: QuotationReview
) -> dict[str, str | int | None]:
    quotation, alignment = review.quotation, review.alignment
    edits = gravest_first(alignment) if alignment else ()
    return {
        "number": number + 1,
        "quotation": quotation.quote.exact,
        "start": quotation.position.start,
        "end": quotation.position.end,
        "attribution": quotation.attribution,
        "attributed_to": quotation.attributed_to,
        "verdict": review.verdict.value,
        "materiality": review.materiality and review.materiality.value,
        "coverage": review.coverage and review.coverage.value,
        "edits": _BETWEEN.join(edit_in_words(edit) for edit in edits),
        "edit_kinds": " ".join(dict.fromkeys(edit.kind.value for edit in edits)),
        "reasons": _BETWEEN.join(review.reasons),
        "findings": _BETWEEN.join(finding.message for finding in findings_of(report, number)),
    }


def _post(
    posting: SocialMediaPosting | None, review: QuotationReview
) -> dict[str, str | int | None]:
    """What the verdict was judged against; ``original`` are the post's own words there."""
    if posting is None:
        return dict.fromkeys(_POST)
    created, seen, span = posting.created, posting.witnessed_at, review.alignment
    return {
        "post": posting.ref.key,
        "post_url": posting.ref.url,
        "platform": posting.ref.platform,
        "author": posting.author_name,
        "handle": posting.handle,
        "original": posting.text[span.target.start : span.target.end] if span else None,
        "post_created": iso_time(created, posting.created_precision) if created else None,
        "post_created_precision": posting.created_precision and posting.created_precision.value,
        "witness": posting.witness.value,
        "imported": posting.imported,
        "witnessed_at": iso_time(seen, None) if seen else None,
        "availability": posting.availability.value,
    }


_POST: Final = COLUMNS[COLUMNS.index("post") : COLUMNS.index("availability") + 1]
