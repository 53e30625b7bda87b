"""From operations on words to edits on code points."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.model import Edit, EditKind, Tier
from archiver.text.fold import ELLIPSIS
from archiver.text.judging import Judging
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.gaps import kind_of_gap
from archiver.verify.kinds import gravest, kind_of_form, kind_of_words
from archiver.verify.locate import Op, Tag
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.marks import Mark
from archiver.verify.parts import NOTHING, needs_context
from archiver.verify.pieces import Piece
from archiver.verify.words import beside_of, denial_carried, denied_at_end, words_of

_OTHER_WORDS = frozenset(
    {
        EditKind.WORD_SUBSTITUTED,
        EditKind.WORD_INSERTED,
        EditKind.MODALITY_CHANGED,
        EditKind.NAME_CHANGED,
    }
)
_SAID = frozenset({TokenKind.WORD, TokenKind.NUMBER})


def edit_of(
    piece: Piece,
    quotation: Tokens,
    posting: Tokens,
    tables: Judging,
    *,
    marks: Mapping[int, Mark],
    damaged: bool,
) -> Edit:
    """The edit that a piece is."""
    a = quotation.text[slice(*piece.quotation)]
    b = posting.text[slice(*piece.original)]
    if not piece.ops:
        return gap_edit(a, b, piece.quotation, piece.original)
    op = piece.ops[0]
    if op.tag is Tag.EQUAL:
        kind = _kind_of_equal(op, quotation, posting, marks, a, b)
        if kind is EditKind.INNER_CASE and _is_amount(quotation.keys[op.i1], tables):
            kind = EditKind.FIRST_LETTER_CASE
        return _edit(kind, piece, a, b, trim=False)
    kinds = {kind_of_op(op, quotation, posting, tables, damaged=damaged) for op in piece.ops}
    if all(op.i1 == op.i2 or op.j1 == op.j2 for op in piece.ops):
        kind = gravest(kinds | _leftover(piece, a, b, quotation, posting))
        return _edit(kind, piece, a, b, trim=True, spaces=kind.tier is Tier.MARKED)
    return _edit(gravest(kinds), piece, a, b, trim=False)


def gap_edit(a: str, b: str, at: tuple[int, int], original_at: tuple[int, int]) -> Edit:
    """The edit that a change of what stands between two words is."""
    return _edit(kind_of_gap(a, b), Piece(at, original_at), a, b, trim=True)


def _kind_of_equal(
    op: Op, quotation: Tokens, posting: Tokens, marks: Mapping[int, Mark], a: str, b: str
) -> EditKind:
    if op.i1 in marks:
        return EditKind.BRACKETED
    kinds = {quotation.kinds[op.i1], posting.kinds[op.j1]}
    if TokenKind.HASHTAG in kinds and len(kinds) > 1:
        return EditKind.HASHTAG_MARK
    gap = quotation.text[quotation.ends[op.i1 - 1] : quotation.starts[op.i1]] if op.i1 else ""
    first = op.i1 == 0 or ELLIPSIS.search(gap) is not None
    return kind_of_form(a, b, first=first)


def _is_amount(key: str, tables: Judging) -> bool:
    """Whether digits have thousands or millions behind them, which some write as a capital.

    "500K" is "500k"; a letter that is also a unit's may be either, as in "5M" and "5m".
    """
    letters = key.lstrip(_AMOUNT)
    return (
        len(letters) < len(key)
        and letters in tables.multipliers
        and (letters not in tables.measures)
    )


_AMOUNT = "0123456789.,'’+-~$€£¥₹₽₩₺₴₪"


def kind_of_op(
    op: Op, quotation: Tokens, posting: Tokens, tables: Judging, *, damaged: bool
) -> EditKind:
    """The kind of one operation that is no EQUAL one."""
    if op.tag is Tag.ELLIPSIS:
        return EditKind.ELLIPSIS
    if op.tag is Tag.BRACKET:
        return EditKind.BRACKETED
    if op.tag is Tag.SIC:
        return EditKind.SIC
    words = words_of(quotation, op.i1, op.i2, tables), words_of(posting, op.j1, op.j2, tables)
    beside = (NOTHING, NOTHING)
    if needs_context((*words[0], *words[1]), tables):
        beside = (
            beside_of(quotation, op.i1, op.i2, tables),
            beside_of(posting, op.j1, op.j2, tables),
        )
    kind = kind_of_words(*words, tables, damaged=damaged, beside=beside)
    if op.tag is not Tag.DELETE and kind in _OTHER_WORDS:
        denied = denied_at_end(quotation, (op.i1, op.i2), posting, (op.j1, op.j2), tables)
        return EditKind.NEGATION_CHANGED if denied else kind
    if op.tag is not Tag.DELETE:
        return kind
    if kind is EditKind.WORD_DELETED and denial_carried(
        quotation, op.i1, posting, op.j1, op.j2, tables
    ):
        return EditKind.NEGATION_CHANGED
    return _kind_of_dropped(posting, op, kind)


def _kind_of_dropped(posting: Tokens, op: Op, kind: EditKind) -> EditKind:
    """Words of ``kind`` left out: reply mentions, or whole sentences between what was joined."""
    if all(posting.kinds[j] is TokenKind.MENTION for j in range(op.j2)):
        return EditKind.LEADING_MENTION_DROPPED
    words = any(posting.kinds[j] in _SAID for j in range(op.j1, op.j2))
    if words and kind is EditKind.WORD_DELETED and _sentences_dropped(posting, op):
        return EditKind.SPLICED
    return kind


def _sentences_dropped(posting: Tokens, op: Op) -> bool:
    ends = [
        j
        for j in range(op.j1, op.j2 + 1)
        if not SENTENCE_ENDS.isdisjoint(posting.text[posting.ends[j - 1] : posting.starts[j]])
    ]
    return any(op.j1 < j < op.j2 for j in ends) or (op.j1 in ends and op.j2 in ends)


def _leftover(piece: Piece, a: str, b: str, quotation: Tokens, posting: Tokens) -> set[EditKind]:
    """Punctuation that changed beside the words that were put in or left out."""
    gaps_a = _gaps(a, piece.quotation[0], quotation)
    gaps_b = _gaps(b, piece.original[0], posting)
    if any(op.tag not in {Tag.INSERT, Tag.DELETE} for op in piece.ops):
        return set()
    plain_a, plain_b = [g.strip() for g in gaps_a], [g.strip() for g in gaps_b]
    few, many = sorted((plain_a, plain_b), key=len)
    if few[0] in many or few[0] == "".join(many):
        return set()
    return {EditKind.INNER_PUNCTUATION}


def _gaps(text: str, offset: int, tokens: Tokens) -> list[str]:
    gaps, at = [], 0
    for i in range(len(tokens)):
        start, end = tokens.starts[i] - offset, tokens.ends[i] - offset
        if start >= at and end <= len(text):
            gaps.append(text[at:start])
            at = end
    return [*gaps, text[at:]]


def _edit(
    kind: EditKind, piece: Piece, a: str, b: str, *, trim: bool, spaces: bool = False
) -> Edit:
    """The edit, what both sides begin and end with left out; ``spaces``: white space alone."""
    (a1, a2), (b1, b2) = piece.quotation, piece.original
    if trim:
        head = _common(a, b, spaces=spaces)
        tail = _common(a[head:][::-1], b[head:][::-1], spaces=spaces)
        a, b = a[head : len(a) - tail], b[head : len(b) - tail]
        a1, b1, a2, b2 = a1 + head, b1 + head, a2 - tail, b2 - tail
    return Edit(kind=kind, quotation=a, original=b, at=(a1, a2), original_at=(b1, b2))


def _common(a: str, b: str, *, spaces: bool) -> int:
    """Length of the common beginning, no letter or digit in it."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y or x.isalnum() or (spaces and not x.isspace()):
            break
        count += 1
    return count
