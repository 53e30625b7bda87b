"""Judgements: edits, verdicts, findings, and the report on an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType

from archiver.model.article import Article, Quotation
from archiver.model.pictures import PictureCheck
from archiver.model.posting import SocialMediaPosting
from archiver.model.screenshots import Screenshot
from archiver.model.selectors import TextPositionSelector


class Tier(IntEnum):
    """How far a kind of edit goes, mildest first."""

    TYPOGRAPHY = 0
    CONVENTION = 1
    MARKED = 2
    UNMARKED = 3


class EditKind(StrEnum):
    """The closed list of differences."""

    QUOTE_GLYPH = "quote_glyph"
    DASH_GLYPH = "dash_glyph"
    ELLIPSIS_GLYPH = "ellipsis_glyph"
    WHITESPACE = "whitespace"
    UNICODE_FORM = "unicode_form"

    FIRST_LETTER_CASE = "first_letter_case"
    EDGE_PUNCTUATION = "edge_punctuation"
    LINK_DROPPED = "link_dropped"
    LINK_FORM = "link_form"
    LEADING_MENTION_DROPPED = "leading_mention_dropped"
    EDGE_EMOJI_DROPPED = "edge_emoji_dropped"
    HASHTAG_MARK = "hashtag_mark"

    ELLIPSIS = "ellipsis"
    BRACKETED = "bracketed"
    SIC = "sic"

    INNER_PUNCTUATION = "inner_punctuation"
    INNER_CASE = "inner_case"
    INNER_EMOJI = "inner_emoji"
    SPELLING = "spelling"
    CONTRACTION = "contraction"
    ABBREVIATION = "abbreviation"
    WORD_SUBSTITUTED = "word_substituted"
    WORD_INSERTED = "word_inserted"
    WORD_DELETED = "word_deleted"
    REORDERED = "reordered"
    SPLICED = "spliced"
    NUMBER_CHANGED = "number_changed"
    NEGATION_CHANGED = "negation_changed"
    NAME_CHANGED = "name_changed"
    MODALITY_CHANGED = "modality_changed"

    @property
    def tier(self) -> Tier:
        """The tier that the closed list gives this kind."""
        return _TIERS[self]


_KINDS = list(EditKind)
_TIERS = {
    kind: (
        Tier.TYPOGRAPHY
        if index <= _KINDS.index(EditKind.UNICODE_FORM)
        else Tier.CONVENTION
        if index <= _KINDS.index(EditKind.HASHTAG_MARK)
        else Tier.MARKED
        if index <= _KINDS.index(EditKind.SIC)
        else Tier.UNMARKED
    )
    for index, kind in enumerate(_KINDS)
}


class Verdict(StrEnum):
    """What the edits of a quotation add up to."""

    EXACT = "exact"
    CONVENTIONAL = "conventional"
    MARKED = "marked"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    NOT_FOUND = "not_found"
    UNVERIFIABLE = "unverifiable"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def accuses(self) -> bool:
        """True for the three that make the exit code 1."""
        return self in {Verdict.ALTERED, Verdict.MISATTRIBUTED, Verdict.NOT_FOUND}


class Materiality(StrEnum):
    """How much an alteration matters, least first."""

    MINOR = "minor"
    WORDING = "wording"
    MEANING = "meaning"


class Coverage(StrEnum):
    """How much of the post the quotation takes."""

    WHOLE = "whole"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference between a quotation and the posting.

    ``at`` are code points in ``quotation.quote.exact``, ``original_at`` in the posting's
    text; both may be empty spans, and each side's string is exactly what stands there.
    """

    kind: EditKind
    quotation: str
    original: str
    at: tuple[int, int]
    original_at: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A quotation laid against a span of one posting's text, one way.

    The edits, in order, applied to ``text[target.start:target.end]`` give the quotation
    back, code point for code point.
    """

    target: TextPositionSelector
    edits: tuple[Edit, ...]
    coverage: Coverage
    matched_words: int
    """Words of the quotation that stand in the posting, in order."""
    quotation_words: int
    before: str = ""
    """What stands right before the span in the posting, up to 80 code points."""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationReview:
    """The judgement on one quotation."""

    quotation: Quotation
    verdict: Verdict
    materiality: Materiality | None = None
    coverage: Coverage | None = None
    posting: SocialMediaPosting | None = None
    """The version of the post that it was judged against."""
    alignment: Alignment | None = None
    reasons: tuple[str, ...] = ()


class FindingKind(StrEnum):
    """What stands beside the quotations."""

    DATE_MISMATCH = "date_mismatch"
    ID_TIME_CONFLICT = "id_time_conflict"
    HANDLE_MISMATCH = "handle_mismatch"
    WITNESS_CONFLICT = "witness_conflict"
    OMISSION = "omission"
    SPLICED = "spliced"
    MEDIA_CHANGED = "media_changed"
    MEDIA_MISSING = "media_missing"
    POST_AFTER_ARTICLE = "post_after_article"
    WRONG_POST = "wrong_post"
    """The words are of another post by the same author than the one beside them."""
    CONTEXT = "context"
    """What stands right beside the words, or the author's own reply, takes them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that doesn't fit: both sides, and where each comes from."""

    kind: FindingKind
    message: str
    """One sentence for people."""
    posting: str | None = None
    """Key of the post."""
    quotation: int | None = None
    """Index in the report's quotations."""
    sides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What each source says, by its name: {"embed": "2018-09-05", "id": "2018-09-06"}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    """All that one check of one article found."""

    article: Article
    postings: tuple[SocialMediaPosting, ...]
    """One per post, by its strongest witness, in the order of the article."""
    versions: tuple[SocialMediaPosting, ...]
    """All that any witness has of these posts, the ones in ``postings`` among them."""
    quotations: tuple[QuotationReview, ...]
    findings: tuple[Finding, ...] = ()
    rules: str = ""
    """Version of the rule table that judged: "rules/2"."""
    pictures: tuple[PictureCheck, ...] = ()
    """The article's pictures that have to do with a picture of a post, in its order."""
    style: str = "plain"
    """The style profile under which it was judged: "plain", "ap", "strict"."""
    screenshots: tuple[Screenshot, ...] = ()
    """The article's pictures that look like screenshots of posts, in its order."""

    @property
    def exit_code(self) -> int:
        """1 where any verdict accuses, else 0."""
        return int(any(review.verdict.accuses for review in self.quotations))
