"""A quotation laid against a posting: the span it comes from, and every edit."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.model import Alignment, Edit, EditKind, TextPositionSelector
from archiver.text.fold import APOSTROPHES
from archiver.text.language import Judging
from archiver.text.tokens import Tokens, tokenize
from archiver.verify.edges import coverage, leading_edge, trailing_edge
from archiver.verify.edits import edit_of
from archiver.verify.kinds import weight
from archiver.verify.locate import Op, Tag, locate_by_anchors, locate_by_search, runs, side_by_side
from archiver.verify.locate_gaps import locate_with_gaps
from archiver.verify.marks import Mark, MarkedTokens, read_marks
from archiver.verify.moved import reordered, shuffled
from archiver.verify.pieces import pieces_of
from archiver.verify.straight import straight_edits

CONTEXT = 80
"""Code points shown before and after the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A quotation ready to be laid against many postings."""

    plain: Tokens
    marked: MarkedTokens | None
    damaged: bool
    """Whether no apostrophe is left in it."""


def prepare(exact: str) -> Prepared:
    """The quotation's words, read plainly and with an editor's marks as marks."""
    plain = tokenize(exact)
    return Prepared(
        plain=plain,
        marked=read_marks(plain),
        damaged=not any(sign in exact for sign in APOSTROPHES),
    )


def align(quotation: Prepared, posting: Tokens, tables: Judging) -> Alignment | None:
    """The quotation against the posting, one way, by the mildest reading of its marks.

    None where no word of the quotation stands in the posting. What the posting says before
    and after the span is no edit.
    """
    best: Alignment | None = None
    for tokens, marked, ops in _readings(quotation, posting):
        found = _alignment(quotation, tokens, marked, posting, ops, tables)
        brackets = [m for _, m in marked.marks if m is not Mark.ADJUSTED] if marked else []
        if found is None or found.matched_words <= len(brackets):
            continue
        if best is None or _rank(found) < _rank(best):
            best = found
        if not best.edits:
            break
    return best


def _rank(alignment: Alignment) -> tuple[int, int, list[int]]:
    weights = sorted((weight(edit.kind) for edit in alignment.edits), reverse=True)
    unmatched = alignment.quotation_words - alignment.matched_words
    return max(weights, default=0), unmatched, weights


def _readings(
    quotation: Prepared, posting: Tokens
) -> Iterator[tuple[Tokens, MarkedTokens | None, tuple[Op, ...]]]:
    """Ways to lay the quotation, the literal one first."""
    plain, marked = quotation.plain, quotation.marked
    if not len(plain):
        return
    literal = False
    for start in runs(plain, posting):
        literal = True
        yield plain, None, (Op(Tag.EQUAL, 0, len(plain), start, start + len(plain)),)
    ops = () if literal else locate_by_anchors(plain, posting)
    if ops:
        yield plain, None, ops
    elif not literal:
        ops = locate_by_search(plain, posting)
        if _out_of_place(plain, posting, ops) and _matches(ops) * 3 >= len(plain):
            ops = locate_with_gaps(plain, posting)
        yield plain, None, ops
    if marked:
        yield marked.tokens, marked, locate_with_gaps(marked.tokens, posting, marked)


def _out_of_place(quotation: Tokens, posting: Tokens, ops: tuple[Op, ...]) -> int:
    """How many words that the posting has were not laid against themselves."""
    return sum(
        key in posting.places
        for op in ops
        if op.tag in {Tag.REPLACE, Tag.INSERT}
        for key in quotation.keys[op.i1 : op.i2]
    )


def _matches(ops: tuple[Op, ...]) -> int:
    return sum(op.i2 - op.i1 for op in ops if op.tag is Tag.EQUAL)


def _alignment(
    quotation: Prepared,
    tokens: Tokens,
    marked: MarkedTokens | None,
    posting: Tokens,
    ops: tuple[Op, ...],
    tables: Judging,
) -> Alignment | None:
    found = _inner_edits(quotation, tokens, marked, posting, ops, tables)
    if found is None:
        return None
    edits, (first, last) = found
    lead, start = leading_edge(tokens, posting, first)
    trail, end = trailing_edge(tokens, posting, last)
    inner = reordered(edits, tokens, posting, (first, last), tables.particles)
    every = (*lead, *inner, *trail)
    if len(every) > 1 and marked is None:
        again = _in_one_place(every, tokens, posting, (first, last))
        if again not in {(), ops}:
            other = _alignment(quotation, tokens, marked, posting, again, tables)
            if other and len(other.edits) <= len(every):
                return other
    return Alignment(
        target=TextPositionSelector(start=start, end=end),
        edits=every,
        coverage=coverage(posting, start, end),
        matched_words=_matched(tokens, every),
        quotation_words=len(tokens),
        before=posting.text[max(0, start - CONTEXT) : start],
        after=posting.text[end : end + CONTEXT],
    )


def _in_one_place(
    edits: tuple[Edit, ...], tokens: Tokens, posting: Tokens, target: tuple[int, int]
) -> tuple[Op, ...]:
    """Words in another order laid on all of the words that they are, edges included.

    Empty where they are on them already, or stand in several places. ``target`` are the code
    points of the posting from their first word to their last.
    """
    kinds = {edit.kind for edit in edits}
    if not kinds.issuperset((EditKind.REORDERED, EditKind.EDGE_PUNCTUATION)):
        return ()
    start = shuffled(tokens, posting, target)
    return () if start is None else side_by_side(tokens, posting, start)


def _inner_edits(
    quotation: Prepared,
    tokens: Tokens,
    marked: MarkedTokens | None,
    posting: Tokens,
    ops: tuple[Op, ...],
    tables: Judging,
) -> tuple[list[Edit], tuple[int, int]] | None:
    """The edits from the first word to the last, and the code points of the posting they take."""
    damaged = quotation.damaged
    if marked is None and ops:
        straight = straight_edits(tokens, posting, ops, tables, damaged=damaged)
        if straight is not None:
            return straight, (posting.starts[ops[0].j1], posting.ends[ops[-1].j2 - 1])
    found = pieces_of(tokens, posting, ops, tables)
    if found is None:
        return None
    pieces, target = found
    marks = dict(marked.marks) if marked else {}
    edits = [edit_of(one, tokens, posting, tables, marks=marks, damaged=damaged) for one in pieces]
    return edits, target


_OTHER_WORDS = frozenset(
    {
        EditKind.WORD_SUBSTITUTED,
        EditKind.WORD_INSERTED,
        EditKind.NUMBER_CHANGED,
        EditKind.NEGATION_CHANGED,
        EditKind.NAME_CHANGED,
        EditKind.MODALITY_CHANGED,
    }
)


def _matched(tokens: Tokens, edits: tuple[Edit, ...]) -> int:
    """How many tokens of the quotation no edit turns into another word."""
    spans = [edit.at for edit in edits if edit.kind in _OTHER_WORDS]
    if not spans:
        return len(tokens)
    starts, ends = tokens.starts, tokens.ends
    lost = (bisect_right(ends, end) - bisect_left(starts, start) for start, end in spans)
    return len(tokens) - sum(count for count in lost if count > 0)
