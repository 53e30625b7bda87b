"""The ends of a quotation: marks that move, links and emoji left off, and what is left over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex

from archiver.model import Coverage, Edit, EditKind, Tier
from archiver.text.tokens import TokenKind, Tokens, tokenize
from archiver.verify.gaps import kind_of_gap
from archiver.verify.marks import has_ellipsis

_MARKS_BEFORE = regex.compile(r"\S*\Z")
_MARKS_AFTER = regex.compile(r"^\S*")
_OPENING = "([{<“„«‘‹「『¿¡#@"
_REACH = 4
"""The most emoji and links that may stand between the last word and its full stop."""


def leading_edge(quotation: Tokens, posting: Tokens, first: int) -> tuple[tuple[Edit, ...], int]:
    """The edit on what stands in the quotation before its first word, and where the span starts.

    ``first`` is the code point of the posting at which its first word stands.
    """
    mine = quotation.text[: quotation.starts[0]]
    if not mine:
        return (), first
    count = bisect_right(posting.ends, first)
    previous = posting.ends[count - 1] if count else 0
    theirs = posting.text[previous:first]
    if theirs.endswith(mine):
        return (), first - len(mine)
    match = _MARKS_BEFORE.search(theirs)
    options = (match.group() if match else "", theirs.lstrip())
    edits = [_edge(mine, o, (0, len(mine)), first - len(o)) for o in options]
    edit = min(edits, key=lambda edit: edit.kind.tier)
    return (edit,), edit.original_at[0]


def trailing_edge(quotation: Tokens, posting: Tokens, last: int) -> tuple[tuple[Edit, ...], int]:
    """The edit on what stands in the quotation after its last word, and where the span ends."""
    end = quotation.ends[-1]
    mine = quotation.text[end:]
    if not mine:
        return (), last
    following = range(bisect_left(posting.starts, last), len(posting))
    stop = posting.starts[following[0]] if following else len(posting.text)
    theirs = posting.text[last:stop]
    if theirs.startswith(mine):
        return (), last + len(mine)
    over = _past_emoji(posting, following, mine, last)
    if over is not None:
        original = posting.text[last:over]
        emoji = EditKind.EDGE_EMOJI_DROPPED
        kind = EditKind.LINK_DROPPED if TokenKind.LINK in tokenize(original).kinds else emoji
        dropped = Edit(
            kind=kind, quotation="", original=original, at=(end, end), original_at=(last, over)
        )
        return (dropped,), over + len(mine)
    match = _MARKS_AFTER.search(theirs)
    options = ((match.group() if match else "").rstrip(_OPENING), theirs.rstrip())
    edits = [_edge(mine, o, (end, end + len(mine)), last) for o in options]
    edit = min(edits, key=lambda edit: edit.kind.tier)
    return (edit,), edit.original_at[1]


def _past_emoji(posting: Tokens, following: range, mine: str, last: int) -> int | None:
    """Where the mark that both sides have stands, past emoji and links after the last word."""
    if mine != mine.strip():
        return None
    for i in following[:_REACH]:
        if posting.kinds[i] not in {TokenKind.EMOJI, TokenKind.LINK}:
            return None
        if posting.text.startswith(mine, posting.ends[i]):
            return posting.ends[i] if posting.ends[i] > last else None
    return None


def _edge(mine: str, original: str, at: tuple[int, int], start: int) -> Edit:
    kind = kind_of_gap(mine, original) if original.strip() else EditKind.EDGE_PUNCTUATION
    if not original.strip() and not mine.strip():
        kind = EditKind.WHITESPACE
    if has_ellipsis(mine) and not has_ellipsis(original):
        kind = EditKind.ELLIPSIS
    elif "[" in mine or "]" in mine:
        kind = EditKind.BRACKETED
    elif kind.tier is not Tier.TYPOGRAPHY:
        kind = EditKind.EDGE_PUNCTUATION
    return Edit(
        kind=kind,
        quotation=mine,
        original=original,
        at=at,
        original_at=(start, start + len(original)),
    )


_MAY_LEAD = frozenset({TokenKind.LINK, TokenKind.MENTION})
_MAY_TRAIL = frozenset({TokenKind.LINK})


def coverage(posting: Tokens, start: int, end: int) -> Coverage:
    """Whole where nothing is left out but links, media links and leading reply mentions."""
    before = bisect_right(posting.ends, start)
    after = bisect_left(posting.starts, end)
    whole = _MAY_LEAD.issuperset(posting.kinds[:before]) and _MAY_TRAIL.issuperset(
        posting.kinds[after:]
    )
    return Coverage.WHOLE if whole else Coverage.FRAGMENT
