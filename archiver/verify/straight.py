"""The edits of the simple case: the same words in the same places, but some words replaced.

Most altered quotations are such. What ``pieces`` and ``edits`` find by rules for every case is
the same here; where one of those rules might have a say, nothing is answered.
"""

from __future__ import annotations

from archiver.model import Edit, EditKind
from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.edits import gap_edit, kind_of_op
from archiver.verify.kinds import kind_of_keys, may_be_renamed, may_count
from archiver.verify.locate import Op, Tag
from archiver.verify.pieces import one_phrase, to_the_letter

_EQUAL, _REPLACE, _WORD = Tag.EQUAL, Tag.REPLACE, TokenKind.WORD


def straight_edits(
    quotation: Tokens, posting: Tokens, ops: tuple[Op, ...], tables: Judging, *, damaged: bool
) -> list[Edit] | None:
    """The edits where as many words stand on both sides, equal ones to the letter and at both ends.

    ``ops`` has runs of equal words and of replaced ones by turns, else nothing is answered: None.
    Neither is it where a number or a phrase may go over several words, or words are written
    without spaces.
    """
    if tables.unspaced or not _is_straight(quotation, posting, ops):
        return None
    replaced = ops[1::2]
    counts = any(
        may_count(quotation.keys[i], posting.keys[j], tables)
        for _, i1, i2, j1, j2 in replaced
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
    )
    if counts and any(_in_number(quotation, posting, ops, at, tables) for at in _odd(ops)):
        return None
    edits: list[Edit] = []
    for op in replaced:
        if op.i2 - op.i1 > 1 and one_phrase(quotation, posting, op, tables):
            return None
        _add_edits(edits, quotation, posting, op, tables, damaged=damaged)
    return edits


def _is_straight(quotation: Tokens, posting: Tokens, ops: tuple[Op, ...]) -> bool:
    if len(ops) % 2 == 0:
        return False
    return all(op.tag is _EQUAL and to_the_letter(quotation, posting, op) for op in ops[::2]) and (
        all(tag is _REPLACE and i2 - i1 == j2 - j1 for tag, i1, i2, j1, j2 in ops[1::2])
    )


def _odd(ops: tuple[Op, ...]) -> range:
    return range(1, len(ops), 2)


def _in_number(
    quotation: Tokens, posting: Tokens, ops: tuple[Op, ...], at: int, tables: Judging
) -> bool:
    """Whether what is replaced may be one thing with numbers right beside it."""
    op, before, after = ops[at], ops[at - 1], ops[at + 1]
    first, last = op.i1, op.i2
    while first > before.i1 and is_numeric(quotation.keys[first - 1], tables):
        first -= 1
    while last < after.i2 and is_numeric(quotation.keys[last], tables):
        last += 1
    if (first, last) == (op.i1, op.i2):
        return False
    if (first == before.i1 and at > 1) or (last == after.i2 and at + 2 < len(ops)):
        return True  # the next change may belong to it too
    whole = Op(_REPLACE, first, last, op.j1 - (op.i1 - first), op.j2 + (last - op.i2))
    return one_phrase(quotation, posting, whole, tables)


def _add_edits(
    edits: list[Edit],
    quotation: Tokens,
    posting: Tokens,
    op: Op,
    tables: Judging,
    *,
    damaged: bool,
) -> None:
    """Words replaced one by one, and what stands before, between and after them."""
    _, i, end, j, _ = op
    _add_gap(edits, quotation, i, posting, j)
    while i < end:
        at = quotation.starts[i], quotation.ends[i]
        original_at = posting.starts[j], posting.ends[j]
        mine, theirs = quotation.text[slice(*at)], posting.text[slice(*original_at)]
        if mine != theirs:
            kind = _kind_told(quotation, i, posting, j, tables)
            if kind is None or may_be_renamed(mine, theirs, quotation.keys[i], tables):
                pair = Op(_REPLACE, i, i + 1, j, j + 1)
                kind = kind_of_op(pair, quotation, posting, tables, damaged=damaged)
            edits.append(
                Edit(kind=kind, quotation=mine, original=theirs, at=at, original_at=original_at)
            )
        i, j = i + 1, j + 1
        _add_gap(edits, quotation, i, posting, j)


def _kind_told(
    quotation: Tokens, i: int, posting: Tokens, j: int, tables: Judging
) -> EditKind | None:
    if quotation.kinds[i] is _WORD and posting.kinds[j] is _WORD:
        return kind_of_keys(quotation.keys[i], posting.keys[j], tables)
    return None


def _add_gap(edits: list[Edit], quotation: Tokens, i: int, posting: Tokens, j: int) -> None:
    at = quotation.ends[i - 1], quotation.starts[i]
    original_at = posting.ends[j - 1], posting.starts[j]
    mine, theirs = quotation.text[slice(*at)], posting.text[slice(*original_at)]
    if mine != theirs:
        edits.append(gap_edit(mine, theirs, at, original_at))
