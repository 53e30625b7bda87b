"""What the markup says of spans of an article's text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SpanKind(StrEnum):
    """Spans that matter for finding quotations."""

    Q = "q"
    """A ``<q>`` element: quotation marks are not in the text."""
    BLOCKQUOTE = "blockquote"
    """A block quote that is not an embed."""
    HEADLINE = "headline"
    """A headline: quotations may stand in single marks there."""
    CAPTION = "caption"
    EMBED = "embed"
    """A post's own words: marks in there are the post's, not the article's."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Code points of the article's text, start included, end excluded."""

    start: int
    end: int
    kind: SpanKind
