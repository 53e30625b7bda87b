"""Quotations as Web Annotations (W3C Web Annotation Data Model)."""

from __future__ import annotations

from typing import Any, Final

from archiver.model import Alignment, ArticleReport, QuotationReview, SocialMediaPosting, Witness
from archiver.report.facts import gravest_first, iso_time
from archiver.report.jsonld_names import Origin, article_iri, iri, urn
from archiver.report.jsonld_reviews import phrase, witness_in_words
from archiver.report.sentences import edit_in_words, other_reasons, review_in_words
from archiver.report.visible import one_line

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def web_annotations(report: ArticleReport, origin: Origin) -> list[dict[str, Any]]:
    """One annotation for each quotation, in the article's order.

    Its targets are the span of the article and, where the post itself was had, by its address from
    the platform or a web archive, the span of the post. Each is named by its words and by its
    position (code points, sections 4.2.4 and 4.2.5), which counts in the text as it was read from
    the bytes; ``state`` says of what time these are.
    """
    return [
        _annotation(report, number, review, origin)
        for number, review in enumerate(report.quotations)
    ]


def _annotation(
    report: ArticleReport, number: int, review: QuotationReview, origin: Origin
) -> dict[str, Any]:
    targets = [_article_span(report, review, origin)]
    if review.posting is not None and review.alignment is not None and _is_own(review.posting):
        targets += _post_span(review.posting, review.alignment)
    return {
        "@context": CONTEXT,
        "id": urn(report.article, origin, "annotation", number),
        "type": "Annotation",
        "motivation": ["assessing", "linking"] if len(targets) > 1 else "assessing",
        "generator": {
            "id": urn(report.article, origin, "program"),
            "type": "Software",
            "name": origin.program,
        },
        "generated": iso_time(origin.checked_at, None),
        "body": [_assessment(review), *_tags(review)],
        "target": targets if len(targets) > 1 else targets[0],
    }


def _assessment(review: QuotationReview) -> dict[str, Any]:
    first = f"{phrase(review)}. {review_in_words(review)}"
    edits = gravest_first(review.alignment) if review.alignment else ()
    told = [edit_in_words(edit) for edit in edits]
    reasons = [one_line(reason, 800) for reason in other_reasons(review)]
    told += [*reasons, witness_in_words(review.posting)]
    lines = [first, *(line for line in told if line not in first)]
    return {
        "type": "TextualBody",
        "purpose": "assessing",
        "format": "text/plain",
        "language": "en",
        "value": "\n".join(lines),
    }


def _tags(review: QuotationReview) -> list[dict[str, Any]]:
    values = [review.verdict.value, review.materiality and review.materiality.value]
    return [
        {"type": "TextualBody", "purpose": "tagging", "value": value} for value in values if value
    ]


def _article_span(report: ArticleReport, review: QuotationReview, origin: Origin) -> dict[str, Any]:
    quotation = review.quotation
    return {
        "type": "SpecificResource",
        "source": article_iri(report.article),
        "state": {"type": "TimeState", "sourceDate": iso_time(origin.captured_at, None)},
        "selector": _selectors(
            quotation.quote.exact,
            (quotation.quote.prefix, quotation.quote.suffix),
            (quotation.position.start, quotation.position.end),
        ),
    }


def _is_own(posting: SocialMediaPosting) -> bool:
    """Whether the words came from the post's own address.

    An embed's are the article's, those of an imported file its maker's.
    """
    own = posting.witness in {Witness.PLATFORM, Witness.ARCHIVE}
    return own and posting.imported is None


def _post_span(posting: SocialMediaPosting, alignment: Alignment) -> list[dict[str, Any]]:
    source, span = iri(posting.ref.url), alignment.target
    if source is None:
        return []
    found: dict[str, Any] = {"type": "SpecificResource", "source": source}
    if posting.witnessed_at is not None:
        seen = iso_time(posting.witnessed_at, None)
        found["state"] = {"type": "TimeState", "sourceDate": seen}
    found["selector"] = _selectors(
        posting.text[span.start : span.end],
        (alignment.before, alignment.after),
        (span.start, span.end),
    )
    return [found]


def _selectors(exact: str, around: tuple[str, str], span: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {"type": "TextQuoteSelector", "exact": exact, "prefix": around[0], "suffix": around[1]},
        {"type": "TextPositionSelector", "start": span[0], "end": span[1]},
    ]
