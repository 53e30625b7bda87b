"""The nouns: frozen dataclasses without I/O and without third-party imports."""

from archiver.model.article import (
    Article,
    ArticleImage,
    Channel,
    Embed,
    Quotation,
    QuotationKind,
)
from archiver.model.exchange import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    Source,
)
from archiver.model.posting import (
    ImageObject,
    Link,
    Precision,
    SocialMediaPosting,
    Witness,
)
from archiver.model.refs import PostRef
from archiver.model.review import (
    Alignment,
    ArticleReport,
    Coverage,
    Edit,
    EditKind,
    Finding,
    FindingKind,
    Materiality,
    QuotationReview,
    Tier,
    Verdict,
)
from archiver.model.selectors import TextPositionSelector, TextQuoteSelector

__all__ = [
    "Alignment",
    "Article",
    "ArticleImage",
    "ArticleReport",
    "Availability",
    "Capture",
    "Channel",
    "Coverage",
    "Edit",
    "EditKind",
    "Embed",
    "Exchange",
    "FetchRequest",
    "Finding",
    "FindingKind",
    "ImageObject",
    "Link",
    "Materiality",
    "Outcome",
    "PostRef",
    "Precision",
    "Quotation",
    "QuotationKind",
    "QuotationReview",
    "SocialMediaPosting",
    "Source",
    "TextPositionSelector",
    "TextQuoteSelector",
    "Tier",
    "Verdict",
    "Witness",
]
