"""Where a quotation stands that leaves out a run of words, marked by its editor or not.

The same search as ``locate``, by a full table: an ellipsis may swallow any run, a bracket
stand for a few words, and a run left out without a mark costs less than one word, so that
"I lied" is laid on "I never in my life lied" and not on "life lied". A run that goes past the
end of a sentence costs more, but where the quotation ends a sentence there too: "A. C." is
laid on "A. B. C." whatever the length of B. The parts keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.locate import Op, Tag
from archiver.verify.marks import Mark, MarkedTokens, fits

BRACKET_REACH = 8
"""The most words of a post that one bracket may stand for."""
SENTENCE_ENDS = frozenset(".!?…\n")

# Costs, in hundredths of a word.
_WORD = 100
_ORNAMENT = 30
"""A link or an emoji left out: newspapers do it."""
_SWALLOW = 1
"""What an ellipsis that swallows words costs more than one that swallows none."""
_OMIT, _OMIT_FAR, _OMIT_WORD = 90, 150, 1
"""What a run left out costs: once, and for each word."""
_BRACKET, _BRACKET_WORD = 30, 5

_TAGS = {Mark.BRACKET: Tag.BRACKET, Mark.SIC: Tag.SIC}
_ORNAMENTS = frozenset({TokenKind.LINK, TokenKind.EMOJI})

_Step = tuple[Tag, int]
"""The last step to a place, and the column that it came from."""


@dataclass(slots=True)
class _Row:
    """The cheapest ways to all places after one more step of the quotation."""

    costs: list[int]
    steps: list[_Step]


@dataclass(frozen=True, slots=True)
class _Post:
    """The posting as the search wants it."""

    keys: tuple[str, ...]
    left_out: list[int]
    """What it costs to leave out each token alone."""
    begins: list[bool]
    """Whether a sentence begins at each place, the end of the posting included."""


def locate_with_gaps(
    tokens: Tokens, posting: Tokens, marked: MarkedTokens | None = None
) -> tuple[Op, ...]:
    """The cheapest place for the words, runs left out allowed; empty where a text has no word."""
    if not len(tokens) or not len(posting):
        return ()
    rows = _rows(tokens, marked)
    post = _Post(
        keys=posting.keys,
        left_out=[_ORNAMENT if kind in _ORNAMENTS else _WORD for kind in posting.kinds],
        begins=_begins(posting),
    )
    ends = _begins(tokens)
    places = len(posting) + 1
    table = [_Row([0] * places, [(Tag.EQUAL, j) for j in range(places)])]
    for tag, index in rows:
        above = table[-1]
        if tag is Tag.SIC:
            table.append(_Row(above.costs, [(Tag.SIC, j) for j in range(places)]))
        elif tag is Tag.ELLIPSIS:
            table.append(_ellipsis_row(above.costs))
        elif tag is Tag.BRACKET:
            table.append(_bracket_row(above.costs))
        else:
            key = tokens.keys[index]
            same = [key == other for other in post.keys]
            if marked and index in marked.adjusted:
                shape = marked.adjusted[index]
                same = [fits(shape, other) for other in post.keys]
            table.append(_word_row(above.costs, same, post, ends=ends[index + 1]))
    last = table[-1].costs
    return tuple(reversed(list(_trace(table, rows, last.index(min(last))))))


def _begins(tokens: Tokens) -> list[bool]:
    inner = [
        not SENTENCE_ENDS.isdisjoint(tokens.text[end:start])
        for end, start in zip(tokens.ends, tokens.starts[1:], strict=False)
    ]
    return [True, *inner, True]


def _rows(tokens: Tokens, marked: MarkedTokens | None) -> list[_Step]:
    marks = dict(marked.marks) if marked else {}
    rows: list[_Step] = []
    for index in range(len(tokens)):
        if marked and index in marked.ellipses:
            rows.append((Tag.ELLIPSIS, index))
        mark = marks.get(index)
        rows.append((_TAGS.get(mark, Tag.REPLACE) if mark else Tag.REPLACE, index))
    return rows


def _ellipsis_row(above: list[int]) -> _Row:
    row, cheapest = _Row([], []), 0
    for j, cost in enumerate(above):
        if above[cheapest] + _SWALLOW < cost:
            row.costs.append(above[cheapest] + _SWALLOW)
            row.steps.append((Tag.ELLIPSIS, cheapest))
        else:
            row.costs.append(cost)
            row.steps.append((Tag.ELLIPSIS, j))
        if cost <= above[cheapest]:
            cheapest = j
    return row


def _bracket_row(above: list[int]) -> _Row:
    row = _Row([], [])
    for j in range(len(above)):
        cost, taken = min(
            (above[j - k] + _BRACKET_WORD * k, k) for k in range(min(j, BRACKET_REACH) + 1)
        )
        row.costs.append(cost + _BRACKET)
        row.steps.append((Tag.BRACKET, j - taken))
    return row


def _word_row(above: list[int], same: list[bool], post: _Post, *, ends: bool) -> _Row:
    """One word more; ``ends``: the quotation's sentence ends with it."""
    costs, steps = [above[0] + _WORD], [(Tag.INSERT, 0)]
    anywhere, sentence, within = 0, 0, -1
    for j in range(1, len(above)):
        here = same[j - 1]
        cost, step = (
            above[j - 1] + (0 if here else _WORD),
            (
                Tag.EQUAL if here else Tag.REPLACE,
                j - 1,
            ),
        )
        if above[j] + _WORD < cost:
            cost, step = above[j] + _WORD, (Tag.INSERT, j)
        if costs[-1] + post.left_out[j - 1] < cost:
            cost, step = costs[-1] + post.left_out[j - 1], (Tag.DELETE, j - 1)
        begins = post.begins[j]
        near = within if begins and not ends else _cheaper(costs, sentence, within)
        for start, price in ((near, _OMIT), (anywhere, _OMIT_FAR)):
            if start >= 0 and costs[start] + price + _OMIT_WORD * (j - start) < cost:
                cost = costs[start] + price + _OMIT_WORD * (j - start)
                step = (Tag.DELETE, start)
        costs.append(cost)
        steps.append(step)
        anywhere = _cheaper(costs, anywhere, j)
        if begins:
            within = -1
            sentence = _cheaper(costs, sentence, j) if ends else j
        else:
            within = j if within < 0 else _cheaper(costs, within, j)
    return _Row(costs, steps)


def _cheaper(costs: list[int], a: int, b: int) -> int:
    """Of two places where a run may begin to be left out, the one that costs less; else ``b``."""
    if b < 0:
        return a
    return b if costs[b] - _OMIT_WORD * b <= costs[a] - _OMIT_WORD * a else a


def _trace(table: list[_Row], rows: list[_Step], end: int) -> Iterator[Op]:
    """The operations from the last to the first."""
    j, r = end, len(rows)
    while r:
        (tag, source), index = table[r].steps[j], rows[r - 1][1]
        if tag is Tag.DELETE:
            yield Op(Tag.DELETE, index + 1, index + 1, source, j)
            j = source
            continue
        width = 0 if tag is Tag.ELLIPSIS else 1
        yield Op(tag, index, index + width, source, j)
        j = source
        r -= 1
