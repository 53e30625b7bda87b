"""The edits of the simple case: the same words in the same places, but some words replaced.

Most altered quotations are such. What ``pieces`` and ``edits`` find by rules for every case is
the same here; where one of those rules might have a say, nothing is answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.model import Edit, EditKind
from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import Tokens
from archiver.verify.edits import gap_edit, kind_of_op
from archiver.verify.locate import Op, Tag
from archiver.verify.pairs import kind_of_pair, may_count, told_by_keys
from archiver.verify.pieces import joined, one_phrase, to_the_letter

_EQUAL, _REPLACE = Tag.EQUAL, Tag.REPLACE


def straight_edits(
    quotation: Tokens, posting: Tokens, ops: tuple[Op, ...], tables: Judging, *, damaged: bool
) -> list[Edit] | None:
    """The edits where runs of words that are equal to the letter and replaced ones go by turns.

    An equal run stands at both ends. Nothing is answered where that is not so: None. Neither is
    it where a number or a phrase may go over several words, or words are written without spaces.
    """
    turns = _turns(ops)
    if turns is None or tables.unspaced:
        return None
    edits: list[Edit] = []
    counts = False
    for at, op in enumerate(turns):
        if op.tag is _EQUAL:
            if not _add_beside(edits, quotation, posting, op, at == 0, at + 1 == len(turns)):
                return None
        elif op.i2 - op.i1 == op.j2 - op.j1 > 1 and one_phrase(quotation, posting, op, tables):
            return None
        else:
            counts |= _add_replaced(edits, quotation, posting, op, tables, damaged=damaged)
    changes = range(1, len(turns), 2)
    if counts and any(_in_number(quotation, posting, turns, at, tables) for at in changes):
        return None
    return edits


def _turns(ops: tuple[Op, ...]) -> tuple[Op, ...] | None:
    """Equal runs and replaced ones by turns, an equal one at both ends; None where it isn't so."""
    if _by_turns(ops):
        return ops
    merged: list[Op] = []
    for op in ops:
        last = merged[-1] if merged else None
        if last is None or (last.tag is _EQUAL) is not (op.tag is _EQUAL):
            merged.append(op)
        elif op.tag is _EQUAL:
            merged[-1] = last._replace(i2=op.i2, j2=op.j2)
        else:
            merged[-1] = joined(last, op)
    return tuple(merged) if _by_turns(merged) else None


def _by_turns(ops: Sequence[Op]) -> bool:
    return [op.tag for op in ops] == [_EQUAL, *(_REPLACE, _EQUAL) * (len(ops) // 2)]


# -- numbers ----------------------------------------------------------------------------


def _in_number(
    quotation: Tokens, posting: Tokens, turns: tuple[Op, ...], at: int, tables: Judging
) -> bool:
    """Whether what is replaced may be one thing with numbers right beside it."""
    op, before, after = turns[at], turns[at - 1], turns[at + 1]
    first, last = op.i1, op.i2
    while first > before.i1 and is_numeric(quotation.keys[first - 1], tables):
        first -= 1
    while last < after.i2 and is_numeric(quotation.keys[last], tables):
        last += 1
    if (first, last) == (op.i1, op.i2):
        return False
    if first == before.i1 or last == after.i2:
        return True  # the next change may belong to it too, or what stands past the end
    whole = Op(_REPLACE, first, last, op.j1 - (op.i1 - first), op.j2 + (last - op.i2))
    return one_phrase(quotation, posting, whole, tables)


# -- edits ------------------------------------------------------------------------------


def _add_beside(
    edits: list[Edit], quotation: Tokens, posting: Tokens, op: Op, first: bool, last: bool
) -> bool:
    """What stands before and after an equal run, if it isn't the ``first`` or ``last`` one.

    False where the run is not the same to the letter.
    """
    _, i1, i2, j1, j2 = op
    if not first and not last:
        mine = quotation.text[quotation.ends[i1 - 1] : quotation.starts[i2]]
        if mine == posting.text[posting.ends[j1 - 1] : posting.starts[j2]]:
            return True
    if not to_the_letter(quotation, posting, op):
        return False
    if not first:
        _add_gap(edits, quotation, i1, posting, j1)
    if not last:
        _add_gap(edits, quotation, i2, posting, j2)
    return True


def _add_replaced(
    edits: list[Edit],
    quotation: Tokens,
    posting: Tokens,
    op: Op,
    tables: Judging,
    *,
    damaged: bool,
) -> bool:
    """As many words one by one and what stands between them, else all as one.

    Whether that may change a number that goes over the words beside.
    """
    _, i1, i2, j1, j2 = op
    if i2 - i1 != j2 - j1:
        kind = kind_of_op(op, quotation, posting, tables, damaged=damaged)
        _add_words(edits, quotation, posting, op, kind)
        return may_count(quotation.keys[i1:i2], posting.keys[j1:j2], tables)
    counts = False
    for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
        if i > i1:
            _add_gap(edits, quotation, i, posting, j)
        pair = op if i2 - i1 == 1 else Op(_REPLACE, i, i + 1, j, j + 1)
        told = told_by_keys(
            quotation.keys[i], quotation.kinds[i], posting.keys[j], posting.kinds[j], tables
        )
        counts |= told.counts
        known = kind_of_pair(told, quotation, i, posting, j, tables)
        kind = known or kind_of_op(pair, quotation, posting, tables, damaged=damaged)
        _add_words(edits, quotation, posting, pair, kind)
    return counts


def _add_words(
    edits: list[Edit], quotation: Tokens, posting: Tokens, op: Op, kind: EditKind
) -> None:
    _, i1, i2, j1, j2 = op
    a1, a2 = quotation.starts[i1], quotation.ends[i2 - 1]
    b1, b2 = posting.starts[j1], posting.ends[j2 - 1]
    mine, theirs = quotation.text[a1:a2], posting.text[b1:b2]
    if mine != theirs:
        edits.append(
            Edit(kind=kind, quotation=mine, original=theirs, at=(a1, a2), original_at=(b1, b2))
        )


def _add_gap(edits: list[Edit], quotation: Tokens, i: int, posting: Tokens, j: int) -> None:
    """What stands before token ``i`` of the quotation and ``j`` of the posting, if it differs."""
    a1, a2 = quotation.ends[i - 1], quotation.starts[i]
    b1, b2 = posting.ends[j - 1], posting.starts[j]
    mine, theirs = quotation.text[a1:a2], posting.text[b1:b2]
    if mine != theirs:
        edits.append(gap_edit(mine, theirs, (a1, a2), (b1, b2)))
