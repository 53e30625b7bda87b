"""Where a quotation stands that leaves out a run of words, marked by its editor or not.

The same search as ``locate``, by a full table: an ellipsis may swallow any run, a bracket
stand for a few words, and a run left out without a mark costs little more than one word, so
that "A. C." is laid on "A. B. C." whatever the length of B. The parts keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.text.tokens import Tokens
from archiver.verify.locate import Op, Tag
from archiver.verify.marks import Mark, MarkedTokens

BRACKET_REACH = 8
"""The most words of a post that one bracket may stand for."""
_SWALLOW = 0.01
"""What an ellipsis that swallows words costs more than one that swallows none."""
_OMIT, _OMIT_WORD = 1.5, 0.01
"""What a run left out costs: once, and for each word."""
_BRACKET, _BRACKET_WORD = 0.3, 0.05

_TAGS = {Mark.BRACKET: Tag.BRACKET, Mark.SIC: Tag.SIC}


@dataclass(frozen=True, slots=True)
class _Cell:
    """The cheapest way to a place: its cost, the last step, and the column it came from."""

    cost: float
    tag: Tag
    source: int


def locate_with_gaps(
    tokens: Tokens, posting: Tokens, marked: MarkedTokens | None = None
) -> tuple[Op, ...]:
    """The cheapest place for the words, runs left out allowed; empty where a text has no word."""
    if not len(tokens) or not len(posting):
        return ()
    rows = _rows(tokens, marked)
    table = [[_Cell(0.0, Tag.EQUAL, j) for j in range(len(posting) + 1)]]
    for tag, index in rows:
        table.append(_next(table[-1], tag, tokens.keys[index], posting))
    end = min(range(len(posting) + 1), key=lambda j: (table[-1][j].cost, j))
    return tuple(reversed(list(_trace(table, rows, end))))


def _rows(tokens: Tokens, marked: MarkedTokens | None) -> list[tuple[Tag, int]]:
    marks = dict(marked.marks) if marked else {}
    rows: list[tuple[Tag, int]] = []
    for index in range(len(tokens)):
        if marked and index in marked.ellipses:
            rows.append((Tag.ELLIPSIS, index))
        mark = marks.get(index)
        rows.append((_TAGS.get(mark, Tag.REPLACE) if mark else Tag.REPLACE, index))
    return rows


def _next(above: list[_Cell], tag: Tag, key: str, posting: Tokens) -> list[_Cell]:
    if tag is Tag.SIC:
        return [_Cell(cell.cost, Tag.SIC, j) for j, cell in enumerate(above)]
    if tag is Tag.ELLIPSIS:
        return _ellipsis_row(above)
    if tag is Tag.BRACKET:
        return _bracket_row(above)
    return _word_row(above, key, posting)


def _ellipsis_row(above: list[_Cell]) -> list[_Cell]:
    row, cheapest = [], 0
    for j, cell in enumerate(above):
        if above[cheapest].cost + _SWALLOW < cell.cost:
            row.append(_Cell(above[cheapest].cost + _SWALLOW, Tag.ELLIPSIS, cheapest))
        else:
            row.append(_Cell(cell.cost, Tag.ELLIPSIS, j))
        if cell.cost <= above[cheapest].cost:
            cheapest = j
    return row


def _bracket_row(above: list[_Cell]) -> list[_Cell]:
    row = []
    for j in range(len(above)):
        taken = min(
            range(min(j, BRACKET_REACH) + 1), key=lambda k: above[j - k].cost + _BRACKET_WORD * k
        )
        cost = above[j - taken].cost + _BRACKET + _BRACKET_WORD * taken
        row.append(_Cell(cost, Tag.BRACKET, j - taken))
    return row


def _word_row(above: list[_Cell], key: str, posting: Tokens) -> list[_Cell]:
    row = [_Cell(above[0].cost + 1, Tag.INSERT, 0)]
    opened = 0
    for j in range(1, len(above)):
        same = posting.keys[j - 1] == key
        hit = _Cell(above[j - 1].cost + (not same), Tag.EQUAL if same else Tag.REPLACE, j - 1)
        put_in = _Cell(above[j].cost + 1, Tag.INSERT, j)
        left_out = _Cell(row[-1].cost + 1, Tag.DELETE, j - 1)
        omitted = _Cell(row[opened].cost + _OMIT + _OMIT_WORD * (j - opened), Tag.DELETE, opened)
        row.append(min(hit, put_in, left_out, omitted, key=lambda cell: cell.cost))
        if row[j].cost - _OMIT_WORD * j <= row[opened].cost - _OMIT_WORD * opened:
            opened = j
    return row


def _trace(table: list[list[_Cell]], rows: list[tuple[Tag, int]], end: int) -> Iterator[Op]:
    """The operations from the last to the first."""
    j, r = end, len(rows)
    while r:
        cell, index = table[r][j], rows[r - 1][1]
        if cell.tag is Tag.DELETE:
            yield Op(Tag.DELETE, index + 1, index + 1, cell.source, j)
            j = cell.source
            continue
        width = 0 if cell.tag is Tag.ELLIPSIS else 1
        yield Op(cell.tag, index, index + width, cell.source, j)
        j = cell.source
        r -= 1
