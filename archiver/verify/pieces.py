"""From operations on words to the spans of both texts that differ."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archiver.text.fold import letters
from archiver.text.judging import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.locate import Op, Tag
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.parts import is_plain, written_out
from archiver.verify.same import listed_alike, one_thing
from archiver.verify.words import gap_breaks, words_of

_EQUAL, _DELETE = Tag.EQUAL, Tag.DELETE
_SAID = frozenset({TokenKind.WORD, TokenKind.NUMBER})
_CHANGES = frozenset({Tag.REPLACE, Tag.INSERT, Tag.DELETE})
_STEPS = (0, 1, -1, 2)
_NUMBER_STEPS = (0, 5, 4, 3, 2, 1, -1, -2, -3)
"""Words more or fewer that the change at an end may stand for."""
_REACH = 5
"""Words more that a number at an end may stand for."""


class Piece(NamedTuple):
    """Two spans of code points that stand for each other, and differ."""

    quotation: tuple[int, int]
    original: tuple[int, int]
    ops: tuple[Op, ...] = ()
    """Empty for what stands between two words that are laid side by side."""


def pieces_of(
    quotation: Tokens, posting: Tokens, ops: tuple[Op, ...], tables: Judging
) -> tuple[tuple[Piece, ...], tuple[int, int]] | None:
    """All that differs, words and what stands between them, and what the words take of the posting.

    None where no word of the quotation is laid against one of the posting. Outside the pieces,
    both texts are the same, from the first word to the last.
    """
    settled = _settled(quotation, posting, ops)
    settled = _numbers_whole(quotation, posting, settled, tables)
    if len(settled) > 1:
        settled[0] = _at_end(quotation, posting, settled[0], tables, leading=True)
        settled[-1] = _at_end(quotation, posting, settled[-1], tables, leading=False)
    paired = [op for op in settled if op.i1 < op.i2 and op.j1 < op.j2]
    if not paired:
        return None
    changed = tuple(
        piece
        for piece in _pieces(quotation, posting, settled, tables)
        if quotation.text[slice(*piece.quotation)] != posting.text[slice(*piece.original)]
    )
    return changed, (posting.starts[paired[0].j1], posting.ends[paired[-1].j2 - 1])


def _settled(quotation: Tokens, posting: Tokens, ops: tuple[Op, ...]) -> list[Op]:
    """Operations word by word; neighbouring changes as one; nothing left out at the ends.

    A run that is the same to the letter stays one.
    """
    settled: list[Op] = []
    for op in ops:
        change = op.tag in _CHANGES
        if op.tag is _EQUAL and to_the_letter(quotation, posting, op):
            settled.append(op)
        elif op.tag is _EQUAL:
            settled += _word_by_word([op])
        elif change and settled and settled[-1].tag in _CHANGES:
            last = settled.pop()
            settled.append(joined(last, op))
        else:
            settled.append(op)
    while settled and settled[0].tag is _DELETE:
        settled.pop(0)
    while settled and settled[-1].tag is _DELETE:
        settled.pop()
    return settled


def _numbers_whole(quotation: Tokens, posting: Tokens, ops: list[Op], tables: Judging) -> list[Op]:
    """``ops``, with each number that is written otherwise as one replacement.

    "five million dollars" and "$5 million" have a word in common, and are one change of none.
    """
    if not any(op.tag in _CHANGES and _numeric(quotation, posting, op, tables) for op in ops):
        return ops
    whole: list[Op] = []
    flat = _numbers_apart(quotation, ops, tables)
    counts = [
        op.tag in _CHANGES or (op.i2 - op.i1 == 1 and _numeric(quotation, posting, op, tables))
        for op in flat
    ]
    at = 0
    while at < len(flat):
        end = at
        while end < len(flat) and counts[end]:
            end += 1
        run = flat[at:end]
        one = joined(run[0], run[-1]) if len(run) > 1 else None
        apart = [op for op in run if op.tag in _CHANGES]
        ends = at == 0, end == len(flat)
        found = None
        if (one and one.i1 < one.i2) and not all(
            one_phrase(quotation, posting, op, tables) for op in apart
        ):
            found = _same_number(quotation, posting, one, tables, ends)
        if found:
            whole.append(found)
            at = end
        else:
            whole += flat[at : max(end, at + 1)]
            at = max(end, at + 1)
    return whole


def _same_number(
    quotation: Tokens, posting: Tokens, op: Op, tables: Judging, ends: tuple[bool, bool]
) -> Op | None:
    """What the number in ``op`` is laid against: at an ``end`` of the quotation, perhaps more.

    "$5 million" that ends a quotation may stand for "5 million dollars".
    """
    steps = [(0, 0)]
    steps += [(step, 0) for step in range(1, _REACH + 1) if ends[0]]
    steps += [(0, step) for step in range(1, _REACH + 1) if ends[1]]
    for before, after in steps:
        tried = Op(Tag.REPLACE, op.i1, op.i2, op.j1 - before, op.j2 + after)
        if 0 <= tried.j1 < tried.j2 <= len(posting) and one_phrase(
            quotation, posting, tried, tables
        ):
            return tried
    return None


def _numeric(quotation: Tokens, posting: Tokens, op: Op, tables: Judging) -> bool:
    keys = (*quotation.keys[op.i1 : op.i2], *posting.keys[op.j1 : op.j2])
    return any(is_numeric(key, tables) for key in keys) or (
        op.tag in _CHANGES
        and op.i1 > 0
        and tables.range_words.issuperset(keys)
        and is_numeric(quotation.keys[op.i1 - 1], tables)
    )


def _numbers_apart(quotation: Tokens, ops: list[Op], tables: Judging) -> list[Op]:
    """``ops``, numbers at the ends of equal runs word by word."""
    apart: list[Op] = []
    for op in ops:
        if op.tag is not _EQUAL:
            apart.append(op)
            continue
        start, end = op.i1, op.i2
        while start < end and is_numeric(quotation.keys[start], tables):
            start += 1
        while end > start and is_numeric(quotation.keys[end - 1], tables):
            end -= 1
        apart += _word_by_word([_part(op, op.i1, start)])
        if start < end:
            apart.append(_part(op, start, end))
            apart += _word_by_word([_part(op, end, op.i2)])
    return apart


def _part(op: Op, start: int, end: int) -> Op:
    """The words of an equal run from ``start`` up to ``end`` of the quotation."""
    offset = op.j1 - op.i1
    return Op(op.tag, start, end, start + offset, end + offset)


def one_phrase(quotation: Tokens, posting: Tokens, op: Op, tables: Judging) -> bool:
    """Whether both sides are the same, written in two ways."""
    told = _told_by_keys(quotation, posting, op, tables)
    if told is not None:
        return told
    a, b = words_of(quotation, op.i1, op.i2, tables), words_of(posting, op.j1, op.j2, tables)
    return one_thing(a, b, tables)


def _told_by_keys(quotation: Tokens, posting: Tokens, op: Op, tables: Judging) -> bool | None:
    """The same where as many words stand on both sides, and one side has plain words alone.

    Such are no number and no contraction: what is left is to compare letters, spellings and
    what a table lists. Of one word for one, both must be plain: the other could be digits for
    Roman numerals, or have letters hidden. None where more must be known.
    """
    keys, others = quotation.keys[op.i1 : op.i2], posting.keys[op.j1 : op.j2]
    kinds = quotation.kinds[op.i1 : op.i2] + posting.kinds[op.j1 : op.j2]
    if len(keys) != len(others) or not _SAID.issuperset(kinds):
        return None
    if not all(_stands_alone(key, tables) for key in keys + others):
        return None
    plain = [all(is_plain(key, tables) for key in side) for side in (keys, others)]
    if not any(plain) or (len(keys) == 1 and not all(plain)):
        return None
    if listed_alike(keys, others, tables):
        return True
    if keys[0][0] != others[0][0]:
        return False
    mine = quotation.text[quotation.starts[op.i1] : quotation.ends[op.i2 - 1]]
    return letters(mine) == letters(posting.text[posting.starts[op.j1] : posting.ends[op.j2 - 1]])


@lru_cache(maxsize=32768)
def _stands_alone(key: str, tables: Judging) -> bool:
    """Whether a word is no contraction, and the same whatever stands beside it."""
    return (
        f"{key}." not in tables.abbreviations
        and key not in tables.pronoun_numbers
        and not written_out(key, tables)
        and not tables.unspaced
    )


def _word_by_word(ops: list[Op]) -> list[Op]:
    flat: list[Op] = []
    for op in ops:
        if op.tag is _EQUAL:
            flat += [
                Op(_EQUAL, op.i1 + k, op.i1 + k + 1, op.j1 + k, op.j1 + k + 1)
                for k in range(op.i2 - op.i1)
            ]
        else:
            flat.append(op)
    return flat


def to_the_letter(quotation: Tokens, posting: Tokens, op: Op) -> bool:
    """Whether both sides have the same signs, from the first word to the last."""
    mine = quotation.text[quotation.starts[op.i1] : quotation.ends[op.i2 - 1]]
    return posting.text.startswith(mine, posting.starts[op.j1]) and (
        posting.ends[op.j2 - 1] - posting.starts[op.j1] == len(mine)
    )


def joined(a: Op, b: Op) -> Op:
    """All from one operation to another as one change."""
    tag = Tag.DELETE if a.i1 == b.i2 else Tag.INSERT if a.j1 == b.j2 else Tag.REPLACE
    return Op(tag, a.i1, b.i2, a.j1, b.j2)


def _at_end(quotation: Tokens, posting: Tokens, op: Op, tables: Judging, *, leading: bool) -> Op:
    """The change at an end of the quotation, laid against what it stands for.

    The search finds the cheapest place, and at an end one word fewer or more costs nothing:
    where a neighbouring span is the same phrase written otherwise ("We'll", "We will"), it is
    meant. A word is not laid against one past a full stop or comma: it was put in.
    """
    if op.tag not in {Tag.REPLACE, Tag.INSERT}:
        return op
    words = words_of(quotation, op.i1, op.i2, tables)
    numeric = any(is_numeric(word.key, tables) for word in words)
    for step in _NUMBER_STEPS if numeric else _STEPS:
        j1, j2 = (op.j1 - step, op.j2) if leading else (op.j1, op.j2 + step)
        if 0 <= j1 < j2 <= len(posting) and one_thing(
            words, words_of(posting, j1, j2, tables), tables
        ):
            return Op(Tag.REPLACE, op.i1, op.i2, j1, j2)
    if op.tag is Tag.REPLACE:
        mine, theirs = (op.i2, op.j2) if leading else (op.i1, op.j1)
        if not gap_breaks(posting, theirs) <= gap_breaks(quotation, mine):
            return Op(Tag.INSERT, op.i1, op.i2, theirs, theirs)
        return op if leading else _within_sentence(quotation, posting, op)
    return op


def _within_sentence(quotation: Tokens, posting: Tokens, op: Op) -> Op:
    """The last change, without what stands in the posting past the end of the sentence.

    Where the quotation has no such end there, only as many words were laid as it has more.
    """
    if any(gap_breaks(quotation, i) & SENTENCE_ENDS for i in range(op.i1 + 1, op.i2)):
        return op
    ends = (j for j in range(op.j1 + 1, op.j2) if gap_breaks(posting, j) & SENTENCE_ENDS)
    return Op(op.tag, op.i1, op.i2, op.j1, next(ends, op.j2))


def _pieces(quotation: Tokens, posting: Tokens, ops: list[Op], tables: Judging) -> Iterator[Piece]:
    at: tuple[int, int] | None = None
    pending: list[Op] = []
    for op in ops:
        if op.i1 == op.i2 or op.j1 == op.j2:
            pending.append(op)
            continue
        start = quotation.starts[op.i1], posting.starts[op.j1]
        if at is None and pending:
            at = quotation.starts[pending[0].i1], start[1]
        if at is not None:
            yield Piece((at[0], start[0]), (at[1], start[1]), tuple(pending))
        pending = []
        yield from _words(quotation, posting, op, tables)
        at = quotation.ends[op.i2 - 1], posting.ends[op.j2 - 1]
    if pending and at:
        i2 = pending[-1].i2
        yield Piece(
            quotation=(at[0], max(at[0], quotation.ends[i2 - 1])),
            original=(at[1], at[1]),
            ops=tuple(pending),
        )


def _words(quotation: Tokens, posting: Tokens, op: Op, tables: Judging) -> Iterator[Piece]:
    """Pairs where as many words stand on both sides and are no one phrase, else all as one."""
    even = op.i2 - op.i1 == op.j2 - op.j1 > 1
    one = op.tag is not Tag.REPLACE or not even or tables.unspaced
    if one or one_phrase(quotation, posting, op, tables):
        yield _span(quotation, posting, op)
        return
    for k in range(op.i2 - op.i1):
        pair = Op(Tag.REPLACE, op.i1 + k, op.i1 + k + 1, op.j1 + k, op.j1 + k + 1)
        if k:
            yield Piece(
                (quotation.ends[pair.i1 - 1], quotation.starts[pair.i1]),
                (posting.ends[pair.j1 - 1], posting.starts[pair.j1]),
            )
        yield _span(quotation, posting, pair)


def _span(quotation: Tokens, posting: Tokens, op: Op) -> Piece:
    return Piece(
        (quotation.starts[op.i1], quotation.ends[op.i2 - 1]),
        (posting.starts[op.j1], posting.ends[op.j2 - 1]),
        (op,),
    )
