"""Quotations of an article, each with its attribution."""

from __future__ import annotations

from dataclasses import replace

from archiver.articles.attribution import Context, attribute
from archiver.articles.marks import Marked, spans_between_marks
from archiver.articles.structure import Span, SpanKind
from archiver.model import (
    Channel,
    Quotation,
    QuotationKind,
    TextPositionSelector,
    TextQuoteSelector,
)
from archiver.text.fold import letters
from archiver.text.language import language as tables_of

CONTEXT = 32
"""Code points of prefix and suffix, as Hypothesis and others keep."""


def find_quotations(
    text: str, *, spans: tuple[Span, ...] = (), language: str | None = None
) -> tuple[Quotation, ...]:
    """All quotations in ``text``, in its order; none inside an EMBED span.

    Each position's code points are ``quote.exact``. A block quote that says again what is
    quoted elsewhere (a pull quote) is left out.
    """
    embeds = tuple((s.start, s.end) for s in spans if s.kind is SpanKind.EMBED)
    blocks = [s for s in spans if s.kind in {SpanKind.BLOCKQUOTE, SpanKind.Q}]
    blocks = [s for s in blocks if not _overlaps(s.start, s.end, embeds)]
    marked = spans_between_marks(text, embeds)
    placed = _placed(text, marked, blocks, spans)
    context = Context(
        text=text,
        quotations=tuple((start, end) for start, end, _ in placed),
        embeds=embeds,
        tables=tables_of(language).attribution,
    )
    found: list[Quotation] = []
    for index, (_, _, kind) in enumerate(placed):
        previous = found[-1] if found else None
        found.append(_quotation(context, index, kind, previous))
    return tuple(found)


def _overlaps(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(s < end and start < e for s, e in spans)


def _placed(
    text: str, marked: tuple[Marked, ...], blocks: list[Span], spans: tuple[Span, ...]
) -> list[tuple[int, int, QuotationKind]]:
    """(start, end, kind) of all quotations: marks first, then blocks that marks don't fill."""
    headlines = [s for s in spans if s.kind is SpanKind.HEADLINE]
    placed: list[tuple[int, int, QuotationKind]] = []
    for mark in marked:
        inside = any(s.start <= mark.start and mark.end <= s.end for s in headlines)
        kind = QuotationKind.HEADLINE if inside else QuotationKind.MARKS
        placed.append((mark.start, mark.end, kind))
    for block in sorted(blocks):
        start, end = _stripped(text, block.start, block.end)
        if start == end:
            continue
        inside_marks = [p for p in placed if start <= p[0] and p[1] <= end]
        filled = sum(p[1] - p[0] for p in inside_marks) * 2 > end - start
        around = any(p[0] <= start and end <= p[1] for p in placed)
        if filled or around or _said_elsewhere(text, start, end, placed, inside_marks):
            continue
        kind = QuotationKind.Q if block.kind is SpanKind.Q else QuotationKind.BLOCKQUOTE
        placed = [p for p in placed if p not in inside_marks] + [(start, end, kind)]
    return sorted(placed)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    exact = text[start:end]
    return start + len(exact) - len(exact.lstrip()), end - (len(exact) - len(exact.rstrip()))


def _said_elsewhere(
    text: str,
    start: int,
    end: int,
    placed: list[tuple[int, int, QuotationKind]],
    inside: list[tuple[int, int, QuotationKind]],
) -> bool:
    mine = letters(text[start:end])
    return any(mine in letters(text[s:e]) for s, e, k in placed if (s, e, k) not in inside)


def _quotation(
    context: Context, index: int, kind: QuotationKind, previous: Quotation | None
) -> Quotation:
    text = context.text
    start, end = context.quotations[index]
    said = attribute(context, index, block=kind is QuotationKind.BLOCKQUOTE)
    quotation = Quotation(
        quote=TextQuoteSelector(
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        ),
        position=TextPositionSelector(start=start, end=end),
        kind=kind,
        attribution=said.words,
        attributed_to=said.speaker,
        channel=said.channel,
        cue=said.cue,
    )
    if said.continues and previous is not None and previous.channel is not Channel.TERM:
        return replace(
            quotation,
            continues=index - 1,
            attribution=previous.attribution,
            attributed_to=previous.attributed_to,
            channel=previous.channel,
            cue=previous.cue,
        )
    return quotation
