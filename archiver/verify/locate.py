"""Where a quotation's words stand in a posting: one way, the quotation against the posting.

The cost is one for each word that is put in, left out or replaced; what stands in the
posting before and after the place costs nothing. The first cheapest place is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import ne
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from archiver.text.tokens import Tokens


class Tag(StrEnum):
    """What happened to a run of words."""

    EQUAL = "equal"
    REPLACE = "replace"
    INSERT = "insert"
    """In the quotation and not in the posting."""
    DELETE = "delete"
    """In the posting and not in the quotation."""
    ELLIPSIS = "ellipsis"
    """Left out of the quotation under an ellipsis; may be nothing."""
    BRACKET = "bracket"
    SIC = "sic"


class Op(NamedTuple):
    """Tokens ``[i1, i2)`` of the quotation against ``[j1, j2)`` of the posting."""

    tag: Tag
    i1: int
    i2: int
    j1: int
    j2: int


_EQUAL, _REPLACE = Tag.EQUAL, Tag.REPLACE
"""Looked up once: these are asked for with every word."""
_MISSING = -2
"""Of a word that the posting does not have, among places; one that it has twice has -1."""


def runs(quotation: Tokens, posting: Tokens) -> Iterator[int]:
    """Every token of the posting at which the quotation's whole run of keys stands."""
    found = posting.line.find(quotation.line)
    while found >= 0:
        yield posting.line.count("\n", 0, found)
        found = posting.line.find(quotation.line, found + 1)


def locate(quotation: Tokens, posting: Tokens) -> tuple[Op, ...]:
    """The cheapest place for the quotation's words; empty where either text has no word."""
    return locate_by_anchors(quotation, posting) or locate_by_search(quotation, posting)


def locate_by_anchors(quotation: Tokens, posting: Tokens) -> tuple[Op, ...]:
    """The place that words which stand once in the posting point to, where it is surely cheapest.

    Every word of the quotation that the posting does not have costs one wherever it is laid;
    a place that costs no more than these is cheapest, and every word that the posting has is
    laid against itself there. Empty where that can't be said.
    """
    get = posting.places.get
    places = [get(key, _MISSING) for key in quotation.keys]
    once = [index for index, place in enumerate(places) if place >= 0]
    if not once:
        return ()
    size, first, last = len(places), once[0], once[-1]
    missing = [index for index, place in enumerate(places) if place == _MISSING]
    start = max(0, places[first] - first)
    end = min(places[last] + size - last, len(posting))
    if end - start == size:
        # With as many words on both sides, no more than the missing ones may differ, each in
        # its own place: one more put in would be one more left out.
        differ = sum(map(ne, quotation.keys, posting.keys[start:end]))
        return _side_by_side(missing, size, start) if differ == len(missing) else ()
    ops = _opcodes(quotation, posting, start, end)
    cost = sum(max(op.i2 - op.i1, op.j2 - op.j1) for op in ops if op.tag is not _EQUAL)
    return ops if cost == len(missing) else ()


def side_by_side(quotation: Tokens, posting: Tokens, start: int) -> tuple[Op, ...]:
    """The quotation's words against as many from ``start`` on, each in its own place."""
    size = len(quotation)
    pairs = zip(quotation.keys, posting.keys[start : start + size], strict=True)
    replaced = [index for index, (one, other) in enumerate(pairs) if one != other]
    return _side_by_side(replaced, size, start)


def _side_by_side(replaced: Sequence[int], size: int, start: int) -> tuple[Op, ...]:
    """``size`` words against as many from ``start`` on, all the same but those ``replaced``."""
    ops: list[Op] = []
    done = 0
    for index in replaced:
        if ops and index == done:
            _, i1, _, j1, _ = ops.pop()
        else:
            i1, j1 = index, start + index
            if index > done:
                ops.append(Op(_EQUAL, done, index, start + done, j1))
        done = index + 1
        ops.append(Op(_REPLACE, i1, done, j1, start + done))
    if done < size:
        ops.append(Op(_EQUAL, done, size, start + done, start + size))
    return tuple(ops)


def locate_by_search(quotation: Tokens, posting: Tokens) -> tuple[Op, ...]:
    """The cheapest place, looked for; empty where either text has no word."""
    if not len(quotation) or not len(posting):
        return ()
    end = _best_end(quotation.keys, posting.keys)
    backwards = posting.keys[:end][::-1]
    start = end - _best_end(quotation.keys[::-1], backwards, anchored=True)
    return _opcodes(quotation, posting, start, end)


# RapidFuzz names what turns the quotation into the posting; a tag here says the reverse.
_TAGS = {"equal": Tag.EQUAL, "replace": Tag.REPLACE, "insert": Tag.DELETE, "delete": Tag.INSERT}


def _opcodes(quotation: Tokens, posting: Tokens, start: int, end: int) -> tuple[Op, ...]:
    opcodes = Levenshtein.opcodes(quotation.keys, posting.keys[start:end])
    return tuple(
        Op(_TAGS[op.tag], op.src_start, op.src_end, op.dest_start + start, op.dest_end + start)
        for op in opcodes
    )


def _best_end(pattern: tuple[str, ...], text: tuple[str, ...], *, anchored: bool = False) -> int:
    """How many words of ``text`` have been read where the pattern ends cheapest.

    It may begin anywhere, or at the first word alone where it is ``anchored``. Myers'
    bit-vector search (J. ACM 46:3, 1999, figure 3) on words instead of letters; whole numbers
    of any length serve as the vectors. Of two neighbouring ends that cost the same, the later
    one is taken: a word replaced says more than a word put in.
    """
    masks: dict[str, int] = {}
    for index, word in enumerate(pattern):
        masks[word] = masks.get(word, 0) | 1 << index
    size = len(pattern)
    last = 1 << (size - 1)
    every = (1 << size) - 1
    vertical_plus, vertical_minus, score = every, 0, size
    best, best_end, get = size, 0, masks.get
    for position, word in enumerate(text, 1):
        equal = get(word, 0)
        cross = equal | vertical_minus
        diagonal = (((equal & vertical_plus) + vertical_plus) ^ vertical_plus) | equal
        plus = vertical_minus | ~(diagonal | vertical_plus)
        minus = vertical_plus & diagonal
        if plus & last:
            score += 1
        elif minus & last:
            score -= 1
        plus = plus << 1 | anchored
        vertical_plus = ((minus << 1) | ~(cross | plus)) & every
        vertical_minus = plus & cross & every
        if score < best or (score == best and position == best_end + 1):
            best, best_end = score, position
    return best_end
