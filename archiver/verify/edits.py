"""From operations on words to edits on code points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archiver.model import Edit, EditKind, Tier
from archiver.text.fold import ELLIPSIS
from archiver.text.language import Judging
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.kinds import (
    gravest,
    kind_of_form,
    kind_of_gap,
    kind_of_words,
)
from archiver.verify.locate import Op, Tag
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.marks import Mark
from archiver.verify.same import Word, same_words

_SENTENCE_END = SENTENCE_ENDS | {":"}
_CHANGES = frozenset({Tag.REPLACE, Tag.INSERT, Tag.DELETE})
_SAID = frozenset({TokenKind.WORD, TokenKind.NUMBER})
_BREAKS = frozenset(".!?…\n,;:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Two spans that stand for each other. All pieces together tile both sides."""

    quotation: tuple[int, int]
    original: tuple[int, int]
    ops: tuple[Op, ...] = ()
    """Empty for what stands between two words that are laid side by side."""


def pieces_of(
    quotation: Tokens, posting: Tokens, ops: tuple[Op, ...], tables: Judging
) -> tuple[Piece, ...]:
    """The spans of the operations, and of what stands between the words, in order."""
    settled = _settled(quotation, posting, ops)
    settled = _numbers_whole(quotation, posting, settled, tables)
    if len(settled) > 1:
        settled[0] = _at_end(quotation, posting, settled[0], tables, leading=True)
        settled[-1] = _at_end(quotation, posting, settled[-1], tables, leading=False)
    return tuple(_pieces(quotation, posting, settled, tables))


def _settled(quotation: Tokens, posting: Tokens, ops: tuple[Op, ...]) -> list[Op]:
    """Operations word by word; neighbouring changes as one; nothing left out at the ends.

    A run that is the same to the letter stays one.
    """
    settled: list[Op] = []
    for op in ops:
        change = op.tag in _CHANGES
        if op.tag is Tag.EQUAL and _to_the_letter(quotation, posting, op):
            settled.append(op)
        elif op.tag is Tag.EQUAL:
            settled += _word_by_word([op])
        elif change and settled and settled[-1].tag in _CHANGES:
            last = settled.pop()
            settled.append(_joined(last, op))
        else:
            settled.append(op)
    while settled and settled[0].tag is Tag.DELETE:
        settled.pop(0)
    while settled and settled[-1].tag is Tag.DELETE:
        settled.pop()
    return settled


def _numbers_whole(quotation: Tokens, posting: Tokens, ops: list[Op], tables: Judging) -> list[Op]:
    """``ops``, with each number that is written otherwise as one replacement.

    "five million dollars" and "$5 million" have a word in common, and are one change of none.
    """

    def numeric(op: Op) -> bool:
        keys = (*quotation.keys[op.i1 : op.i2], *posting.keys[op.j1 : op.j2])
        return any(is_numeric(key, tables) for key in keys)

    if not any(op.tag in _CHANGES and numeric(op) for op in ops):
        return ops
    whole: list[Op] = []
    flat = _word_by_word(ops)
    at = 0
    while at < len(flat):
        end = at
        while end < len(flat) and (
            flat[end].tag in _CHANGES or (flat[end].tag is Tag.EQUAL and numeric(flat[end]))
        ):
            end += 1
        run = flat[at:end]
        joined = _joined(run[0], run[-1]) if len(run) > 1 else None
        if joined and joined.tag is Tag.REPLACE and _same(quotation, posting, joined, tables):
            whole.append(joined)
            at = end
        else:
            whole += flat[at : max(end, at + 1)]
            at = max(end, at + 1)
    return whole


def _same(quotation: Tokens, posting: Tokens, op: Op, tables: Judging) -> bool:
    a, b = _words_of(quotation, op.i1, op.i2, tables), _words_of(posting, op.j1, op.j2, tables)
    return same_words(a, b, tables) is not None


def _word_by_word(ops: list[Op]) -> list[Op]:
    flat: list[Op] = []
    for op in ops:
        if op.tag is Tag.EQUAL:
            flat += [
                Op(Tag.EQUAL, op.i1 + k, op.i1 + k + 1, op.j1 + k, op.j1 + k + 1)
                for k in range(op.i2 - op.i1)
            ]
        else:
            flat.append(op)
    return flat


def _to_the_letter(quotation: Tokens, posting: Tokens, op: Op) -> bool:
    mine = quotation.text[quotation.starts[op.i1] : quotation.ends[op.i2 - 1]]
    return posting.text.startswith(mine, posting.starts[op.j1]) and (
        posting.ends[op.j2 - 1] - posting.starts[op.j1] == len(mine)
    )


def _joined(a: Op, b: Op) -> Op:
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
    words = _words_of(quotation, op.i1, op.i2, tables)
    for step in (0, 1, -1, 2):
        j1, j2 = (op.j1 - step, op.j2) if leading else (op.j1, op.j2 + step)
        if 0 <= j1 < j2 <= len(posting) and same_words(
            words, _words_of(posting, j1, j2, tables), tables
        ):
            return Op(Tag.REPLACE, op.i1, op.i2, j1, j2)
    if op.tag is Tag.REPLACE:
        mine, theirs = (op.i2, op.j2) if leading else (op.i1, op.j1)
        if not _gap_breaks(posting, theirs) <= _gap_breaks(quotation, mine):
            return Op(Tag.INSERT, op.i1, op.i2, theirs, theirs)
    return op


def _gap_breaks(tokens: Tokens, index: int) -> frozenset[str]:
    return _BREAKS.intersection(tokens.text[tokens.ends[index - 1] : tokens.starts[index]])


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
            yield Piece(quotation=(at[0], start[0]), original=(at[1], start[1]), ops=tuple(pending))
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
    if op.tag is not Tag.REPLACE or not even or _same(quotation, posting, op, tables):
        yield _span(quotation, posting, op)
        return
    for k in range(op.i2 - op.i1):
        pair = Op(Tag.REPLACE, op.i1 + k, op.i1 + k + 1, op.j1 + k, op.j1 + k + 1)
        if k:
            yield Piece(
                quotation=(quotation.ends[pair.i1 - 1], quotation.starts[pair.i1]),
                original=(posting.ends[pair.j1 - 1], posting.starts[pair.j1]),
            )
        yield _span(quotation, posting, pair)


def _span(quotation: Tokens, posting: Tokens, op: Op) -> Piece:
    return Piece(
        quotation=(quotation.starts[op.i1], quotation.ends[op.i2 - 1]),
        original=(posting.starts[op.j1], posting.ends[op.j2 - 1]),
        ops=(op,),
    )


# -- naming -----------------------------------------------------------------------------


def edit_of(
    piece: Piece,
    quotation: Tokens,
    posting: Tokens,
    tables: Judging,
    *,
    marks: Mapping[int, Mark],
    damaged: bool,
) -> Edit | None:
    """The edit that a piece is, or None where both sides are the same."""
    a = quotation.text[slice(*piece.quotation)]
    b = posting.text[slice(*piece.original)]
    if a == b:
        return None
    if not piece.ops:
        return _edit(kind_of_gap(a, b), piece, a, b, trim=True)
    op = piece.ops[0]
    if op.tag is Tag.EQUAL:
        return _edit(_kind_of_equal(op, quotation, posting, marks, a, b), piece, a, b, trim=False)
    kinds = {_kind_of_op(op, quotation, posting, tables, damaged=damaged) for op in piece.ops}
    if all(op.i1 == op.i2 or op.j1 == op.j2 for op in piece.ops):
        kind = gravest(kinds | _leftover(piece, a, b, quotation, posting))
        return _edit(kind, piece, a, b, trim=True, spaces=kind.tier is Tier.MARKED)
    return _edit(gravest(kinds), piece, a, b, trim=False)


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


def _kind_of_op(
    op: Op, quotation: Tokens, posting: Tokens, tables: Judging, *, damaged: bool
) -> EditKind:
    if op.tag is Tag.ELLIPSIS:
        return EditKind.ELLIPSIS
    if op.tag is Tag.BRACKET:
        return EditKind.BRACKETED
    if op.tag is Tag.SIC:
        return EditKind.SIC
    words = _words_of(quotation, op.i1, op.i2, tables), _words_of(posting, op.j1, op.j2, tables)
    if op.tag is Tag.DELETE:
        return _kind_of_dropped(posting, op, kind_of_words(*words, tables, damaged=damaged))
    return kind_of_words(*words, tables, damaged=damaged)


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


def _words_of(tokens: Tokens, start: int, end: int, tables: Judging) -> tuple[Word, ...]:
    return tuple(_word_of(tokens, i, tables) for i in range(start, end))


def _word_of(tokens: Tokens, i: int, tables: Judging) -> Word:
    before = tokens.text[tokens.ends[i - 1] : tokens.starts[i]] if i else "\n"
    more = i + 1 < len(tokens)
    after = tokens.text[tokens.ends[i] : tokens.starts[i + 1] if more else None]
    key = tokens.keys[i]
    # Of "no no. 1" either may be the one left out, so that neither is taken as harmless.
    twice = i > 0 and tokens.keys[i - 1] == key
    if more and after.startswith(".") and tokens.kinds[i + 1] is TokenKind.NUMBER and not twice:
        key = f"{key}." if f"{key}." in tables.abbreviations else key  # "No. 1" denies nothing
    if _is_pronoun(tokens, i, after, tables):
        key = f"({key})"
    return Word(
        raw=tokens.word(i),
        key=key,
        kind=tokens.kinds[i],
        initial=not _SENTENCE_END.isdisjoint(before),
        after=after,
        following=tokens.keys[i + 1] if more else "",
    )


def _is_pronoun(tokens: Tokens, i: int, after: str, tables: Judging) -> bool:
    if tokens.keys[i] not in tables.pronoun_numbers or not i:
        return False
    last = i + 1 == len(tokens) or not _BREAKS.isdisjoint(after)
    follows = last or tokens.keys[i + 1] in tables.function_words | tables.finite_verbs
    return tokens.keys[i - 1] in tables.determiners and follows


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
