"""Quotations of an article, each with its attribution."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from archiver.articles.attribution import attribute
from archiver.articles.incises import without_incises
from archiver.articles.lexicons import lexicon, likeliest
from archiver.articles.marks import Marked, spans_between_marks
from archiver.articles.said import Context, Place, Said
from archiver.articles.structure import Span, SpanKind
from archiver.articles.windows import with_titles
from archiver.model import Quotation, QuotationKind, TextPositionSelector, TextQuoteSelector
from archiver.text.count import word_count
from archiver.text.fold import letters

CONTEXT = 32
"""Code points of prefix and suffix, as Hypothesis and others keep."""
_PULL_WORDS = 5
"""From this many words, a paragraph that only says a quotation again is a pull quote."""
_LINE = regex.compile(r"[^\n]+")
_HAS_WORD = regex.compile(r"\w")
_REST = regex.compile(r"[^\w\n]*+(?:\n|$)")
_BLANK_LINE = regex.compile(r"\n[ \t\r]*(?:\n|$)")
_SOFT_END = regex.compile(r"(?<!\n[ \t\r]*)\n(?![ \t\r]*\n)")
_WRAPPED_LINES = 4
_WRAPPED_WIDTH = range(40, 101)
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\u0085": "\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    place: Place
    kind: QuotationKind


def find_quotations(
    text: str, *, spans: tuple[Span, ...] = (), language: str | None = None
) -> tuple[Quotation, ...]:
    """All quotations in ``text``, in its order; none inside an EMBED span, none in another.

    Each position's code points are ``quote.exact``. What is quoted again in a block or a
    paragraph of its own (a pull quote) is left out. Takes time linear in the text.
    """
    view = _unwrapped(text)
    embeds = _merged((s.start, s.end) for s in spans if s.kind is SpanKind.EMBED)
    words = lexicon(language or likeliest(view))
    marked = tuple(
        part
        for mark in spans_between_marks(view, embeds)
        for part in without_incises(view, mark, words)
    )
    placed = _placed(view, marked, spans, embeds)
    context = with_titles(
        Context(
            text=view,
            quotations=tuple(one.place for one in placed),
            embeds=embeds,
            lexicon=words,
        )
    )
    found: list[Quotation] = []
    said: Said | None = None
    for index, one in enumerate(placed):
        said = attribute(context, index, said)
        found.append(_quotation(text, one, said, index))
    return tuple(found)


def _unwrapped(text: str) -> str:
    """``text`` as long as it is, with a line feed only where a paragraph ends.

    Lines that somebody broke at a width are joined with a space: that is so where blank lines
    part the paragraphs, no line is longer than 100, and most are nearly as long as the longest.
    """
    view = text.translate(_LINE_ENDS)
    lines = [(m.end(), m.end() - m.start()) for m in _LINE.finditer(view) if m.group().strip()]
    longest = max((length for _, length in lines), default=0)
    if longest not in _WRAPPED_WIDTH or not _BLANK_LINE.search(view):
        return view
    inner = [one for one in lines if not _BLANK_LINE.match(view, one[0])]
    full = sum(length * 4 >= longest * 3 for _, length in inner)
    if len(inner) < _WRAPPED_LINES or full * 5 < len(inner) * 4:
        return view
    return _SOFT_END.sub(" ", view)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _crosses(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether any of the sorted ``spans`` has a code point of the one asked for."""
    at = bisect_left(spans, (end, end))
    return at > 0 and spans[at - 1][1] > start


# -- where they stand -------------------------------------------------------------------


def _placed(
    text: str,
    marked: tuple[Marked, ...],
    spans: tuple[Span, ...],
    embeds: tuple[tuple[int, int], ...],
) -> list[_Placed]:
    """All quotations in order: those in marks, and the blocks that marks don't fill."""
    headlines = _merged((s.start, s.end) for s in spans if s.kind is SpanKind.HEADLINE)
    placed = [_in_marks(mark, headlines) for mark in marked]
    starts = [one.place.start for one in placed]
    blocks: list[_Placed] = []
    swallowed: set[int] = set()
    for block in _blocks(text, spans, embeds):
        start, end = block.place.start, block.place.end
        # Marks do not overlap, so that only the one before the block can reach into it.
        first = bisect_left(starts, start)
        last = bisect_left(starts, end)
        reaches = first > 0 and placed[first - 1].place.outer_end > start
        leaves = last > first and placed[last - 1].place.outer_end > end
        inside = range(first, last)
        filled = sum(placed[at].place.end - placed[at].place.start for at in inside)
        if not (reaches or leaves or filled * 2 > end - start):
            blocks.append(block)
            swallowed.update(inside)
    kept = [one for at, one in enumerate(placed) if at not in swallowed]
    return _without_pulled(text, sorted([*kept, *blocks], key=lambda one: one.place.start))


def _in_marks(mark: Marked, headlines: Sequence[tuple[int, int]]) -> _Placed:
    inside = _crosses(mark.start, mark.end, headlines)
    place = Place(
        start=mark.start,
        end=mark.end,
        outer_start=mark.outer_start,
        outer_end=mark.outer_end,
        headline=inside,
    )
    return _Placed(place=place, kind=QuotationKind.HEADLINE if inside else QuotationKind.MARKS)


def _blocks(
    text: str, spans: tuple[Span, ...], embeds: Sequence[tuple[int, int]]
) -> Iterator[_Placed]:
    """Block quotes and ``<q>`` elements with words in them; none that holds a post or another."""
    found = [s for s in spans if s.kind in {SpanKind.BLOCKQUOTE, SpanKind.Q}]
    last = 0
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        exact = text[span.start : span.end]
        start = span.start + len(exact) - len(exact.lstrip())
        end = span.start + len(exact.rstrip())
        if start < max(last, 0) or _crosses(start, end, embeds) or not _HAS_WORD.search(exact):
            continue
        last = end
        block = span.kind is SpanKind.BLOCKQUOTE
        yield _Placed(
            place=Place(start=start, end=end, outer_start=start, outer_end=end, block=block),
            kind=QuotationKind.BLOCKQUOTE if block else QuotationKind.Q,
        )


def _without_pulled(text: str, placed: list[_Placed]) -> list[_Placed]:
    """Without those that fill a block or paragraph and only say again what others say."""
    filling = {at for at, one in enumerate(placed) if _fills(text, one, placed, at)}
    if not filling:
        return placed
    said = "\n".join(
        letters(text[one.place.start : one.place.end])
        for at, one in enumerate(placed)
        if at not in filling
    )
    kept = []
    seen: set[str] = set()
    for at, one in enumerate(placed):
        if at in filling:
            mine = letters(text[one.place.start : one.place.end])
            if mine in said or mine in seen:
                continue
            seen.add(mine)
        kept.append(one)
    return kept


def _fills(text: str, one: _Placed, placed: Sequence[_Placed], at: int) -> bool:
    """Whether nothing but punctuation stands beside it in its paragraph, and it is no title."""
    place = one.place
    if one.kind in {QuotationKind.Q, QuotationKind.HEADLINE}:
        return False
    if word_count(text[place.start : place.end]) < _PULL_WORDS:
        return False
    floor = placed[at - 1].place.outer_end if at else 0
    before = place.outer_start
    while before > floor and text[before - 1] != "\n" and not text[before - 1].isalnum():
        before -= 1
    begins = before == 0 or text[before - 1] == "\n"
    return begins and _REST.match(text, place.outer_end) is not None


def _quotation(text: str, one: _Placed, said: Said, index: int) -> Quotation:
    start, end = one.place.start, one.place.end
    return Quotation(
        quote=TextQuoteSelector(
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        ),
        position=TextPositionSelector(start=start, end=end),
        kind=one.kind,
        attribution=said.words,
        attributed_to=said.speaker,
        channel=said.channel,
        cue=said.cue,
        continues=index - 1 if said.continues else None,
    )
