"""Spans between quotation marks, paragraph by paragraph.

A paragraph begins anew: a mark too many in one loses nothing of the next. The one thing
that crosses paragraphs is a quotation of several, each opening with a mark, the last closing.
One pass over the marks, so that a text of nothing but marks takes linear time.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import regex

from archiver.articles.uncased_marks import (
    AS_ONE,
    inner,
    is_cjk,
    is_spaceless,
    is_within_word,
    is_without_apostrophes,
    neighbours,
    opens_behind_clitic,
)

_DOUBLE = regex.compile(r"''|‘‘|’’|``|[\"“”„‟«»『』「」〝〞〟＂‹›״｢｣﹁﹂﹃﹄]")
_SINGLE = regex.compile("['‘’‚‛]")
_AS_ONE = {"''": '"', "‘‘": "“", "’’": "”", "``": "“", "＂": '"', "‟": "“"} | AS_ONE
_PARTNERS = {
    '"': '"',
    "“": "„",
    "”": "“„”",
    "«": "»",
    "»": "«»",
    "」": "「",
    "』": "『",
    "〞": "〝",
    "〟": "〝",
    "›": "‹›",
    "‹": "›",
}
"""The marks that each closing mark is meant for."""
_LOOSE_PARTNERS = {'"': "“”„", "“": '"“', "”": '"'}
"""The marks that a sloppy hand closes with it."""
_ALWAYS_OPEN = "„「『〝"
_SPACED = "«‹"
"""Marks after which French sets a space."""
_STRAIGHT = '"'
_BEFORE_OPENING = "([{<—–-/:…>'‘’‚‛\"“„«»‹›「『*_|¿¡־"
_AFTER_CLOSING = ",.;:!?)]}،؛؟。，、；：！？）」』।"
_SENTENCE_CLOSERS = ",.;:!?…—–-。、！？"
_PARAGRAPH = regex.compile(r"[^\n]+")
_DECADE = regex.compile(r"\d\ds?\b")
_DECADE_REACH = 400
"""How far a mark in front of a number looks for the one that closes it."""
_SENTENCE_END = regex.compile(r"[.!?]\s")
_WORD = regex.compile(r"\w")
_MIN_SINGLE_WORDS = 2
_MIN_SINGLE_LETTERS = 4
_MAX_DEPTH = 4
"""How deep a closing mark looks for the one that it closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What stands between two marks: code points, the marks themselves left out."""

    start: int
    end: int
    outer_start: int
    """Where the opening mark begins."""
    outer_end: int
    """Where the closing mark has ended."""
    single: bool = False
    """Between single marks: an outer quotation only in headlines and some papers."""


class _Mark(NamedTuple):
    """A mark in a paragraph, with what its place says of it."""

    start: int
    end: int
    sign: str
    opens: bool
    closes: bool
    loose: bool
    """A straight mark with white space, or with letters, on both sides."""
    inches: bool
    """A straight mark after a digit, which may be no quotation mark."""


class _Segment(NamedTuple):
    start: int
    end: int
    joins: bool
    """Whether nothing masked stands between it and the paragraph before."""


def spans_between_marks(text: str, masked: tuple[tuple[int, int], ...] = ()) -> tuple[Marked, ...]:
    """All outermost spans between quotation marks in ``text``, in order.

    Nothing is found in ``masked`` spans, and no span runs into one. A span holds at least one
    letter or digit, and no white space at its ends. A paragraph ends at a line feed.
    """
    doubles: list[Marked] = []
    singles: list[Marked] = []
    carried: _Mark | None = None
    for segment in _segments(text, masked):
        if not segment.joins or not _reopens(text, segment, carried):
            carried = None
        found, carried = _scan(text, segment, carried)
        trimmed = [m for m in (_trimmed(text, opened, closed) for opened, closed in found) if m]
        single = list(_singles(text, segment, found))
        doubles += trimmed
        singles += single
    return tuple(_outermost(doubles, singles))


def _segments(text: str, masked: tuple[tuple[int, int], ...]) -> Iterator[_Segment]:
    """The paragraphs with anything in them, cut where something masked stands."""
    masks = sorted(span for span in masked if span[0] < span[1])
    at, joins = 0, True
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        while at < len(masks) and masks[at][0] < end:
            stop = masks[at][0]
            if start < stop and not text[start:stop].isspace():
                yield _Segment(start, stop, joins)
            joins = False
            start = max(start, min(end, masks[at][1]))
            if masks[at][1] > end:
                break
            at += 1
        if start < end and not text[start:end].isspace():
            yield _Segment(start, end, joins)
            joins = True


# -- double marks -----------------------------------------------------------------------


def _marks(text: str, segment: _Segment) -> Iterator[_Mark]:
    for found in _DOUBLE.finditer(text, segment.start, segment.end):
        start, end = found.span()
        sign = _AS_ONE.get(found.group(), found.group())
        before, after = neighbours(text, (start, end), segment[:2])
        ellipsis = text[end : end + 2] == ".."
        opens = _may_open(sign, before, after, ellipsis=ellipsis)
        if sign == _STRAIGHT and is_within_word(before, after):
            if not opens_behind_clitic(text, start, end, segment.start):
                continue
            opens = True
        else:
            opens = opens or opens_behind_clitic(text, start, end, segment.start)
        closes = _may_close(sign, before, after)
        yield _Mark(
            start=start,
            end=end,
            sign=sign,
            opens=opens,
            closes=closes,
            loose=sign == _STRAIGHT and not opens and not closes,
            inches=sign == _STRAIGHT and before.isdigit() and not opens,
        )


def _may_open(sign: str, before: str, after: str, *, ellipsis: bool) -> bool:
    if sign in _SPACED:
        return not before.isalnum() or after.isspace()
    if sign == "“" and before.isspace():
        return True
    if after.isspace() or sign not in '“”»›"„「『〝':
        return False
    if sign in _ALWAYS_OPEN:
        return True
    if after in _AFTER_CLOSING and not ellipsis:
        return False
    if sign == "“":
        return not before.isalnum() or after.isalnum() or is_cjk(before)
    return before.isspace() or before in _BEFORE_OPENING or is_cjk(before)


def _may_close(sign: str, before: str, after: str) -> bool:
    if sign == "”":
        return not (before.isspace() and after.isalnum())
    if sign == "“":
        return not before.isspace() and not after.isalnum()
    if sign in "«‹":
        return not before.isspace()
    if sign == _STRAIGHT:
        if before.isspace():
            return not after.isspace() and after in _AFTER_CLOSING
        return before not in "([{" and (not after.isalnum() or is_spaceless(after))
    return sign in "»」』〞〟›"


def _scan(
    text: str, segment: _Segment, carried: _Mark | None
) -> tuple[list[tuple[_Mark, _Mark]], _Mark | None]:
    """The outermost pairs of one paragraph, and the mark that waits for the next one's."""
    found: list[tuple[_Mark, _Mark]] = []
    waiting: list[_Mark] = [carried] if carried else []
    marks = list(_marks(text, segment))
    following = _next_straight(marks)
    for at in range(1 if carried else 0, len(marks)):
        mark = marks[at]
        after = following[at]
        if mark.inches and after is not None and after.closes and not after.opens:
            continue
        depth = _opener_of(mark, waiting)
        if depth is not None:
            opener = waiting[depth]
            del waiting[depth:]
            while found and found[-1][0].start > opener.start:
                found.pop()
            found.append((opener, mark))
        elif mark.opens or (mark.loose and _loosely_opens(text, mark, segment)):
            waiting.append(mark)
    return found, _left_open(text, segment, waiting, found)


def _next_straight(marks: list[_Mark]) -> list[_Mark | None]:
    following: list[_Mark | None] = [None] * len(marks)
    last: _Mark | None = None
    for at in range(len(marks) - 1, -1, -1):
        following[at] = last
        if marks[at].sign == _STRAIGHT:
            last = marks[at]
    return following


def _opener_of(mark: _Mark, waiting: list[_Mark]) -> int | None:
    """The place in ``waiting`` of the mark that this one closes, or None."""
    if not (mark.closes or mark.loose):
        return None
    near = range(len(waiting) - 1, max(-1, len(waiting) - 1 - _MAX_DEPTH), -1)
    for partners in (_PARTNERS, _LOOSE_PARTNERS):
        for place in near:
            if waiting[place].sign in partners.get(mark.sign, "") and _alike(waiting[place], mark):
                return place
    return None


def _alike(opener: _Mark, mark: _Mark) -> bool:
    """A mark between two spaces is closed by its like alone, and closes no other."""
    return not opener.loose or mark.loose


def _loosely_opens(text: str, mark: _Mark, segment: _Segment) -> bool:
    """Whether a straight mark between spaces, or between a word and a capital, opens."""
    after = text[mark.end] if mark.end < segment.end else " "
    before = text[mark.start - 1] if mark.start > segment.start else " "
    return before.isspace() or (not before.isdigit() and after.isupper())


def _left_open(
    text: str, segment: _Segment, waiting: list[_Mark], found: list[tuple[_Mark, _Mark]]
) -> _Mark | None:
    """The mark of a quotation that may go on in the next paragraph.

    It is the only one left, a sentence begins behind it and ends with the paragraph, and
    nothing between marks of its kind stands behind it: else it is a stray one.
    """
    if len(waiting) != 1 or waiting[0].loose:
        return None
    mark = waiting[0]
    after = text[mark.end : mark.end + 1]
    last = text[segment.start : segment.end].rstrip()[-1:]
    pairs = any(opener.start > mark.start and opener.sign == mark.sign for opener, _ in found)
    return None if after.islower() or last.isalnum() or pairs else mark


def _reopens(text: str, segment: _Segment, carried: _Mark | None) -> bool:
    """Whether a paragraph begins with the mark that the one before left open."""
    if carried is None:
        return False
    begin, _ = inner(text, segment.start, segment.end)
    first = _DOUBLE.match(text, begin, begin + 2)
    sign = first and _AS_ONE.get(first.group(), first.group())
    return sign == carried.sign or (carried.sign == "«" and sign == "»")


def _trimmed(text: str, opener: _Mark, closer: _Mark, *, single: bool = False) -> Marked | None:
    start, end = opener.end, closer.start
    while start < end and text[start] == text[end - 1] == opener.sign == _STRAIGHT:
        start, end = start + 1, end - 1
    exact = text[start:end]
    if not _WORD.search(exact):
        return None
    start, end = inner(text, start, end)
    return Marked(
        start=start,
        end=end,
        outer_start=opener.start,
        outer_end=closer.end,
        single=single,
    )


# -- single marks -----------------------------------------------------------------------


def _singles(text: str, segment: _Segment, doubles: list[tuple[_Mark, _Mark]]) -> Iterator[Marked]:
    """Spans of two words and more between single marks that stand outside double marks.

    A closing mark and an apostrophe look alike. Of those before the next opening mark, the
    first behind a full stop or comma closes, else the first that is no plural's, else the first.
    """
    starts = [opened.start for opened, _ in doubles]
    opener: _Mark | None = None
    best: list[_Mark | None] = [None, None, None]
    elided = False
    for mark in [*_single_marks(text, segment, doubles), None]:
        if mark is not None and mark.closes:
            rank = _closing_rank(text, mark)
            best[rank] = best[rank] or mark
            continue
        closer = best[0] or best[1] or best[2]
        if opener and closer:
            marked = _trimmed(text, opener, closer, single=True)
            if marked and _is_single(text, marked, starts, sure=closer is best[0], elided=elided):
                yield marked
        elif opener and mark and text[mark.end].islower():
            elided = True
            continue
        opener, best, elided = mark, [None, None, None], False


def _is_single(text: str, marked: Marked, starts: list[int], *, sure: bool, elided: bool) -> bool:
    """Whether the span has two words, and goes around double marks only where it surely may.

    What has a sentence's end inside has one at its own end too, else its marks are apostrophes;
    so has what holds a word with an apostrophe in front ("'em").
    """
    exact = text[marked.start : marked.end]
    around = bisect(starts, marked.start) < bisect(starts, marked.end)
    if elided and not sure:
        return False
    if around and not (sure and (exact[0].isupper() or text[marked.outer_start] == "‘")):
        return False
    curly = text[marked.outer_start] in "‘‚" and text[marked.end] in "’‘" and exact.isalpha()
    word = is_without_apostrophes(exact) or (curly and len(exact) >= _MIN_SINGLE_LETTERS)
    enough = word or len(exact.split()) >= _MIN_SINGLE_WORDS
    return enough and (sure or not _SENTENCE_END.search(exact))


def _single_marks(
    text: str, segment: _Segment, doubles: list[tuple[_Mark, _Mark]]
) -> Iterator[_Mark]:
    """Single marks that open or close, in order; apostrophes inside words left out."""
    at = 0
    for found in _SINGLE.finditer(text, segment.start, segment.end):
        start, end = found.span()
        while at < len(doubles) and doubles[at][1].end <= start:
            at += 1
        if at < len(doubles) and doubles[at][0].start < end:
            continue
        sign = found.group()
        before, after = neighbours(text, (start, end), segment[:2])
        opens = _single_opens(sign, before, after) and not (
            _DECADE.match(text, end)
            and not (sign == "‘" and "’" in text[end : min(segment.end, end + _DECADE_REACH)])
        )
        joined = after.isalnum() and not is_spaceless(after)
        closes = not opens and sign in "'’‘" and not (joined or before.isspace())
        if opens or closes:
            yield _Mark(start, end, sign, opens, closes, loose=False, inches=False)


def _single_opens(sign: str, before: str, after: str) -> bool:
    if sign == "’" or after.isspace() or (after in _AFTER_CLOSING and after != "."):
        return False
    if sign == "‘" and is_spaceless(before):
        return True
    return before.isspace() or before in _BEFORE_OPENING


def _closing_rank(text: str, mark: _Mark) -> int:
    before = text[mark.start - 1]
    if before in _SENTENCE_CLOSERS:
        return 0
    return 2 if before in "sS" or before.isdigit() else 1


def _outermost(doubles: list[Marked], singles: list[Marked]) -> Iterator[Marked]:
    """All spans in order, without those inside another one."""
    found = sorted([*doubles, *singles], key=lambda m: (m.outer_start, -m.outer_end))
    end = -1
    for marked in found:
        if marked.outer_start >= end:
            yield marked
            end = marked.outer_end
