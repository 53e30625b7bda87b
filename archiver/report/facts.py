"""What every rendering reads from a report: order, counts, witnesses, times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from archiver.model import (
    Alignment,
    ArticleReport,
    Availability,
    Edit,
    EditKind,
    Finding,
    ImageObject,
    Materiality,
    PostRef,
    Precision,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
    Witness,
)
from archiver.text.tokens import TokenKind, tokenize

_WORST_FIRST: Final = (
    (Verdict.ALTERED, Materiality.MEANING),
    (Verdict.MISATTRIBUTED, None),
    (Verdict.NOT_FOUND, None),
    (Verdict.ALTERED, Materiality.WORDING),
    (Verdict.ALTERED, Materiality.MINOR),
    (Verdict.ALTERED, None),
    (Verdict.UNVERIFIABLE, None),
    (Verdict.MARKED, None),
    (Verdict.CONVENTIONAL, None),
    (Verdict.EXACT, None),
    (Verdict.OUT_OF_SCOPE, None),
)

_GRAVITY: Final = tuple(EditKind)
"""The closed list runs from the mildest kind to the gravest."""


def worst_first(report: ArticleReport) -> tuple[tuple[int, QuotationReview], ...]:
    """Index and review of every quotation, gravest first, then in the article's order."""
    return tuple(sorted(enumerate(report.quotations), key=lambda item: _gravity(item[1])))


def _gravity(review: QuotationReview) -> int:
    materiality = review.materiality if review.verdict is Verdict.ALTERED else None
    return _WORST_FIRST.index((review.verdict, materiality))


def counts(reviews: Iterable[QuotationReview]) -> tuple[tuple[Verdict, int], ...]:
    """How many quotations have each verdict that occurs, in the order of section 4."""
    tally = Counter(review.verdict for review in reviews)
    return tuple((verdict, tally[verdict]) for verdict in Verdict if tally[verdict])


def gravest_first(alignment: Alignment) -> tuple[Edit, ...]:
    """Edits that are more than typography, gravest kind first."""
    told = (edit for edit in alignment.edits if edit.kind.tier is not Tier.TYPOGRAPHY)
    return tuple(sorted(told, key=lambda edit: -_GRAVITY.index(edit.kind)))


def surroundings(text: str, alignment: Alignment) -> tuple[str, str]:
    """What stands before and after the span in the posting, with ``…`` where more does."""
    before, after = alignment.before, alignment.after
    more_before = alignment.target.start > len(before)
    more_after = alignment.target.end + len(after) < len(text)
    return ("…" if more_before else "") + before, after + ("…" if more_after else "")


def versions_of(report: ArticleReport, ref: PostRef) -> tuple[SocialMediaPosting, ...]:
    """All versions of one post, strongest witness first, then oldest first."""
    strength = tuple(Witness)
    found = (version for version in report.versions if version.ref == ref)
    return tuple(
        sorted(
            found,
            key=lambda version: (strength.index(version.witness), utc_or_least(version)),
        )
    )


def pictures_of(report: ArticleReport, posting: SocialMediaPosting) -> tuple[ImageObject, ...]:
    """The post's pictures by the strongest witness that has any, whichever was judged."""
    known = (each for each in report.postings if each.ref == posting.ref)
    candidates = (*known, *versions_of(report, posting.ref), posting)
    return next((each.images for each in candidates if each.images), ())


def was_edited(posting: SocialMediaPosting) -> bool:
    """True where anything that the witness states says that the post was edited."""
    return posting.was_edited or posting.edited is not None or len(posting.version_ids) > 1


def utc_or_least(version: SocialMediaPosting) -> datetime:
    """When the witness saw it, UTC; the least time where that is not known."""
    seen = version.witnessed_at
    return datetime.min.replace(tzinfo=UTC) if seen is None else as_utc(seen)


def independent_witnesses(versions: Iterable[SocialMediaPosting]) -> tuple[Witness, ...]:
    """Kinds of witness that have the post's words and are not the article itself.

    A file that others made is none: it may be the work of whoever wants the words to stand there.
    """
    have_words = {
        version.witness
        for version in versions
        if version.availability is Availability.AVAILABLE
        and version.text
        and version.imported is None
    }
    return tuple(kind for kind in Witness if kind in have_words and kind is not Witness.EMBED)


def same_words(one: str, other: str) -> bool:
    """True where both texts have the same words; links and white space don't count."""
    return _without_links(one).split() == _without_links(other).split()


def _without_links(text: str) -> str:
    tokens = tokenize(text)
    kept, at = "", 0
    for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True):
        if kind is TokenKind.LINK:
            kept, at = f"{kept}{text[at:start]} ", end
    return kept + text[at:]


def printed_date(report: ArticleReport, posting: SocialMediaPosting) -> str | None:
    """The date as the article's copy of the post prints it; None where it has none."""
    lines = (e.date_line for e in report.article.embeds if e.ref == posting.ref and e.date_line)
    return next(lines, None)


def findings_of(report: ArticleReport, index: int) -> tuple[Finding, ...]:
    """The findings that belong to one quotation."""
    return tuple(finding for finding in report.findings if finding.quotation == index)


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC. A time without a zone is one already, as the model says."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def iso_time(moment: datetime, precision: Precision | None) -> str:
    """``2018-09-05`` for a day, else UTC to the second or millisecond with ``Z``."""
    moment = as_utc(moment)
    if precision is Precision.DAY:
        return moment.date().isoformat()
    spec = "milliseconds" if precision is Precision.MILLISECOND else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def iso_published(published: date | datetime | None) -> str | None:
    """The article's date; a time without a zone is local, so it gets no ``Z``."""
    if isinstance(published, datetime):
        if published.tzinfo is None:
            return published.isoformat(timespec="seconds")
        return iso_time(published, Precision.SECOND)
    return None if published is None else published.isoformat()
