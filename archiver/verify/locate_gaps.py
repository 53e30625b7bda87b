"""Where a quotation stands that leaves out a run of words, marked by its editor or not.

The same search as ``locate``, by a full table: an ellipsis may swallow any run, a bracket
stand for a few words, and a run left out without a mark costs less than one word, so that
"I lied" is laid on "I never in my life lied" and not on "life lied". A run that goes past the
end of a sentence costs more, but where the quotation ends a sentence there too: "A. C." is
laid on "A. B. C." whatever the length of B. The parts keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.locate import Op, Tag
from archiver.verify.marks import Mark, MarkedTokens, fits

BRACKET_REACH = 8
"""The most words of a post that one bracket may stand for."""
SENTENCE_ENDS = frozenset(".!?…\n。！？｡।؟۔")

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

_NEVER = 1 << 40
"""What it costs to go where nothing leads."""


@dataclass(slots=True)
class _Row:
    """The cheapest ways to all places after one more step of the quotation.

    A step is the column of the row above that it came from, or, where words of the posting
    were left out, -1 less the column of its own row.
    """

    tag: Tag
    """What the step is; of a word, it is REPLACE."""
    index: int
    """The token of the quotation."""
    costs: list[int]
    steps: Sequence[int]
    same: list[bool] = field(default_factory=list)
    """Whether each token of the posting is this word."""


@dataclass(frozen=True, slots=True)
class _Post:
    """The posting as the search wants it."""

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
        left_out=[_ORNAMENT if kind in _ORNAMENTS else _WORD for kind in posting.kinds],
        begins=_begins(posting),
    )
    ends = _begins(tokens)
    places = len(posting) + 1
    table = [_Row(Tag.EQUAL, 0, [0] * places, range(places))]
    for tag, index in rows:
        above = table[-1].costs
        if tag is Tag.SIC:
            table.append(_Row(tag, index, above, range(places)))
        elif tag is Tag.ELLIPSIS:
            table.append(_ellipsis_row(index, above))
        elif tag is Tag.BRACKET:
            table.append(_bracket_row(index, above))
        else:
            same = _same(tokens, index, posting, marked)
            costs, steps = _word_row(above, same, post, ends=ends[index + 1])
            table.append(_Row(tag, index, costs, steps, same))
    last = table[-1].costs
    end = last.index(min(last))
    if last[end : end + 2] == [last[end]] * 2 and _is_tag_of(posting.keys[end], tokens.keys[-1]):
        end += 1
    return tuple(reversed(list(_trace(table, end))))


def _is_tag_of(one: str, other: str) -> bool:
    """Whether two keys are one word, one of them as a hashtag."""
    return one != other and one.lstrip("#＃") == other.lstrip("#＃")


def _same(tokens: Tokens, index: int, posting: Tokens, marked: MarkedTokens | None) -> list[bool]:
    if marked and index in marked.adjusted:
        shape = marked.adjusted[index]
        return [fits(shape, other) for other in posting.keys]
    key = tokens.keys[index]
    if key not in posting.places:
        return [False] * len(posting)
    return [key == other for other in posting.keys]


def _begins(tokens: Tokens) -> list[bool]:
    inner = [
        not SENTENCE_ENDS.isdisjoint(tokens.text[end:start])
        for end, start in zip(tokens.ends, tokens.starts[1:], strict=False)
    ]
    return [True, *inner, True]


def _rows(tokens: Tokens, marked: MarkedTokens | None) -> list[tuple[Tag, int]]:
    """What each row of the table is a step of: its tag and the token."""
    marks = dict(marked.marks) if marked else {}
    rows: list[tuple[Tag, int]] = []
    for index in range(len(tokens)):
        if marked and index in marked.ellipses:
            rows.append((Tag.ELLIPSIS, index))
        mark = marks.get(index)
        rows.append((_TAGS.get(mark, Tag.REPLACE) if mark else Tag.REPLACE, index))
    return rows


def _ellipsis_row(index: int, above: list[int]) -> _Row:
    costs: list[int] = []
    steps: list[int] = []
    cheapest = 0
    for j, cost in enumerate(above):
        swallows = above[cheapest] + _SWALLOW < cost
        costs.append(above[cheapest] + _SWALLOW if swallows else cost)
        steps.append(cheapest if swallows else j)
        if cost <= above[cheapest]:
            cheapest = j
    return _Row(Tag.ELLIPSIS, index, costs, steps)


def _bracket_row(index: int, above: list[int]) -> _Row:
    costs: list[int] = []
    steps: list[int] = []
    for j in range(len(above)):
        cost, taken = min(
            (above[j - k] + _BRACKET_WORD * k, k) for k in range(min(j, BRACKET_REACH) + 1)
        )
        costs.append(cost + _BRACKET)
        steps.append(j - taken)
    return _Row(Tag.BRACKET, index, costs, steps)


def _word_row(
    above: list[int], same: list[bool], post: _Post, *, ends: bool
) -> tuple[list[int], list[int]]:
    """One word more; ``ends``: the quotation's sentence ends with it.

    A run left out from column ``k`` to ``j`` costs the same by word whatever ``k`` is, so that
    of all columns where it may begin only the one is kept that costs least by ``costs[k] - k``
    words, and of several the last: ``anywhere``, where a ``sentence`` began (if the quotation's
    ends too), and ``within`` the posting's own sentence.
    """
    cost = above[0] + _WORD
    costs, steps = [cost], [0]
    anywhere, sentence, within = 0, 0, -1
    from_anywhere, from_sentence, from_within = cost, cost, _NEVER
    columns = zip(above, above[1:], same, post.left_out, post.begins[1:], strict=False)
    for j, (diagonal, up, here, left_out, begins) in enumerate(columns, 1):
        left = cost + left_out
        cost, step = diagonal if here else diagonal + _WORD, j - 1
        if up + _WORD < cost:
            cost, step = up + _WORD, j
        if left < cost:
            cost, step = left, -j
        stays = from_within <= from_sentence or (begins and not ends)
        near = (from_within if stays else from_sentence) + _OMIT + _OMIT_WORD * j
        if near < cost:
            cost, step = near, -1 - (within if stays else sentence)
        far = from_anywhere + _OMIT_FAR + _OMIT_WORD * j
        if far < cost:
            cost, step = far, -1 - anywhere
        costs.append(cost)
        steps.append(step)
        start = cost - _OMIT_WORD * j
        if start <= from_anywhere:
            from_anywhere, anywhere = start, j
        if begins:
            from_within = _NEVER
            if ends and start <= from_sentence:
                from_sentence, sentence = start, j
        elif start <= from_within:
            from_within, within = start, j
    return costs, steps


def _trace(table: list[_Row], end: int) -> Iterator[Op]:
    """The operations from the last to the first."""
    j, r = end, len(table) - 1
    while r:
        row = table[r]
        source, tag, index = row.steps[j], row.tag, row.index
        if source < 0:
            source = -1 - source
            yield Op(Tag.DELETE, index + 1, index + 1, source, j)
            j = source
            continue
        if tag is Tag.REPLACE and source == j:
            tag = Tag.INSERT
        elif tag is Tag.REPLACE and row.same[source]:
            tag = Tag.EQUAL
        yield Op(tag, index, index + (tag is not Tag.ELLIPSIS), source, j)
        j = source
        r -= 1
