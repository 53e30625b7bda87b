"""Drafts of ClaimReview and MediaReview (schema.org): what was measured, without a rating."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from archiver.model import (
    Article,
    ArticleReport,
    PictureCheck,
    PictureClass,
    Precision,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
)
from archiver.report.facts import iso_published, iso_time
from archiver.report.jsonld_names import Origin, digest_name, host, iri, urn
from archiver.report.pictures import label_of, sentences_of
from archiver.report.sentences import (
    OTHERS_WORD,
    author_in_words,
    review_in_words,
    time_in_words,
    witness_phrase,
)
from archiver.report.visible import one_line
from archiver.report.words import MATERIALITIES, VERDICTS

CONTEXT: Final = "https://schema.org"
DRAFT: Final = "Draft"
_LONGEST: Final = 2_000
_NO_CLAIM: Final = frozenset({Verdict.UNVERIFIABLE, Verdict.OUT_OF_SCOPE})

_ORIGINAL: Final = "OriginalMediaContent"
_CROPPED: Final = "EditedOrCroppedContent"
_TRANSFORMED: Final = "TransformedContent"
_CODES: Final = MappingProxyType(
    {
        PictureClass.IDENTICAL: _ORIGINAL,
        PictureClass.REENCODED: _ORIGINAL,
        PictureClass.RESIZED: _ORIGINAL,
        PictureClass.CROPPED: _CROPPED,
        PictureClass.MIRRORED: _TRANSFORMED,
        PictureClass.OVERLAY_ADDED: _TRANSFORMED,
        PictureClass.LOCALLY_ALTERED: _TRANSFORMED,
    }
)
"""The codes that follow from what is measured. Three of the six don't: DecontextualizedContent,
SatireOrParodyContent and StagedContent are about what a picture is used for, or how it was made.
Other colours, turning and a frame are no code either: every newsroom does them."""


def claim_reviews(report: ArticleReport, origin: Origin) -> list[dict[str, Any]]:
    """A draft for each quotation whose verdict says something of a post, in their order.

    The claim is the article's: that somebody posted these words. So its author is whoever
    publishes the article, never the author of the post. There is no ``ratingValue``, and no author
    of the review: a person gives both.
    """
    return [
        _claim_review(report, number, review, origin)
        for number, review in enumerate(report.quotations)
        if review.verdict not in _NO_CLAIM
    ]


def _claim_review(
    report: ArticleReport, number: int, review: QuotationReview, origin: Origin
) -> dict[str, Any]:
    article = report.article
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": urn(article, origin, "claim", number),
        "creativeWorkStatus": DRAFT,
        "dateCreated": iso_time(origin.checked_at, None),
        "abstract": _caution(origin, report.rules),
        "claimReviewed": claim(article, review),
        "itemReviewed": _present(
            {
                "@type": "Claim",
                "author": _outlet(article),
                "datePublished": iso_published(article.published),
                "firstAppearance": _article(article),
                "appearance": None if review.posting is None else _post(review.posting),
            }
        ),
        "reviewRating": {
            "@type": "Rating",
            "reviewAspect": "whether the quotation has the words of the post",
            "alternateName": phrase(review),
            "ratingExplanation": explanation(review),
        },
    }


def claim(article: Article, review: QuotationReview) -> str:
    """What the article says, as one sentence: who is quoted, and with what words."""
    exact = one_line(review.quotation.quote.exact, _LONGEST)
    return f"{_publisher(article)} quotes {_quoted(review)} as saying: “{exact}”"


def _publisher(article: Article) -> str:
    known = host(article.url)
    if known:
        return known
    return f"The article “{one_line(article.title, 200)}”" if article.title else "The article"


def _quoted(review: QuotationReview) -> str:
    """As the article names him; the post's author only where that is who was meant."""
    if review.quotation.attributed_to:
        return one_line(review.quotation.attributed_to, 200)
    if review.posting is None or review.verdict is Verdict.MISATTRIBUTED:
        return "a post"
    return f"a post by {author_in_words(review.posting)}"


def phrase(review: QuotationReview) -> str:
    """The verdict in a few words: "Altered (meaning may differ)"."""
    label = VERDICTS[review.verdict].label
    if review.materiality is None:
        return label
    return f"{label} ({MATERIALITIES[review.materiality].label})"


def explanation(review: QuotationReview) -> str:
    """The verdict in full: what differs, and whose copy of the post it was judged by."""
    return " ".join(filter(None, [review_in_words(review), witness_in_words(review.posting)]))


def witness_in_words(posting: SocialMediaPosting | None) -> str:
    """Where the words come from that the quotation was held against; empty where there are none."""
    if posting is None:
        return ""
    label, meaning = witness_phrase(posting)
    seen = posting.witnessed_at
    when = f" of {time_in_words(seen, Precision.SECOND)}" if seen else ""
    if posting.imported is not None:
        # That the program asked for it would not be true.
        meaning = f"Read from {one_line(posting.imported, 300)}: {OTHERS_WORD}."
    return f"Held against {label}{when}. {meaning}"


def _caution(origin: Origin, rules: str) -> str:
    return (
        f"A draft made by {origin.program} ({rules}) from check {origin.check} of its archive. It "
        "says how the words compare with the copy of the post that is named. The rating is left to "
        "a person, who also puts in the author and the address of the review."
    )


def _outlet(article: Article) -> dict[str, Any] | None:
    name = host(article.url)
    return {"@type": "Organization", "name": name} if name else None


def _article(article: Article) -> dict[str, Any]:
    return _present(
        {
            "@type": "Article",
            "url": iri(article.url),
            "headline": article.title and one_line(article.title, 500),
            "datePublished": iso_published(article.published),
            "inLanguage": article.language,
        }
    )


def _post(posting: SocialMediaPosting) -> dict[str, Any]:
    created = posting.created
    handle = posting.handle and f"@{one_line(posting.handle, 200)}"
    name = posting.author_name and one_line(posting.author_name, 200)
    author = {"@type": "Person", "name": name or handle, "alternateName": handle}
    return _present(
        {
            "@type": "SocialMediaPosting",
            "url": iri(posting.ref.url),
            "author": _present(author) if name or handle else None,
            "datePublished": created and iso_time(created, posting.created_precision),
        }
    )


def media_reviews(report: ArticleReport, origin: Origin) -> list[dict[str, Any]]:
    """A draft for each picture of the article that is a picture of a post, in their order.

    ``mediaAuthenticityCategory`` has the codes that follow from what was measured; it is left out
    where none does.
    """
    return [
        _media_review(report, number, check, origin)
        for number, check in enumerate(report.pictures)
        if check.comparison.kind not in {None, PictureClass.DIFFERENT}
    ]


def codes(check: PictureCheck) -> list[str]:
    """The codes of MediaManipulationRatingEnumeration that follow, as addresses.

    None for a picture inside a larger one, nor for one that the page only announces to other
    sites: what is seen there may be another program's doing. Original only where nothing else is.
    """
    found = check.comparison
    if found.framed is not None or not check.shown:
        return []
    if any(kind not in _CODES and kind not in _HARMLESS for kind in found.kinds):
        return []
    named = dict.fromkeys(_CODES[kind] for kind in found.kinds if kind in _CODES)
    if any(kind in _HARMLESS for kind in found.kinds) or len(named) > 1:
        named.pop(_ORIGINAL, None)
    return [f"{CONTEXT}/{code}" for code in named]


_HARMLESS: Final = frozenset({PictureClass.ROTATED, PictureClass.RECOLOURED})


def _media_review(
    report: ArticleReport, number: int, check: PictureCheck, origin: Origin
) -> dict[str, Any]:
    measured = " ".join(sentences_of(check))
    return _present(
        {
            "@context": CONTEXT,
            "@type": "MediaReview",
            "@id": urn(report.article, origin, "media", number),
            "creativeWorkStatus": DRAFT,
            "dateCreated": iso_time(origin.checked_at, None),
            "abstract": (
                f"A draft made by {origin.program} from check {origin.check} of its archive. It "
                "says what lies between two pictures, and nothing of what anybody meant by it: "
                "the codes are left to a person to confirm."
            ),
            "itemReviewed": _present(
                {
                    "@type": "ImageObject",
                    "contentUrl": iri(check.url) or digest_name(check.sha256),
                    "sha256": check.sha256,
                    "caption": check.alt and one_line(check.alt, 500),
                    "isPartOf": _article(report.article),
                }
            ),
            "mediaAuthenticityCategory": codes(check) or None,
            "originalMediaLink": iri(check.post_url),
            "originalMediaContextDescription": (
                f"Held against the picture of the post {one_line(check.posting, 200)} as it was "
                f"received (SHA-256 {check.post_sha256}): {label_of(check)}. {measured} Whether "
                "the post’s own picture is an original was not looked at."
            ),
        }
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in values.items() if value not in (None, "")}
