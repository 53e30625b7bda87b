"""A negation that is cut off in front of words that the article makes a sentence of their own.

What stands before and behind a quotation is no edit. But where the post says "No vamos a cerrar"
and the article prints "Vamos a cerrar", the capital letter makes a sentence of what is none, and
says the contrary. A quotation that begins in the post's own letters is a fragment, and what stands
in front of it is a finding.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

import regex

from archiver.model import Alignment, Edit, EditKind, TextPositionSelector
from archiver.text.count import words_in
from archiver.text.judging import Judging
from archiver.text.tokens import Tokens
from archiver.verify.critical import breaks, denies, gap

_LEAST_WORDS = 3
_CLOSED = regex.compile(r"[^\s\"'“”‘’„«»‹›「」『』]")


def with_clipped(
    alignment: Alignment, quotation: Tokens, post: Tokens, tables: Judging
) -> Alignment:
    """The alignment, a negation cut off in front of it taken in as ``negation_changed``.

    Only where the quotation's first letter is made a capital, and the negation stands right
    before it.
    """
    first = bisect_left(post.starts, alignment.target.start)
    if (
        words_in(quotation) < _LEAST_WORDS
        or not first < len(post)
        or not _is_made_a_sentence(alignment, quotation)
        or breaks(post, first)
        or _CLOSED.search(gap(post, first))
        or not denies(post, first - 1, tables)
        or _has_partner(post.keys[first - 1], quotation, tables)
    ):
        return alignment
    place = post.starts[first - 1], alignment.target.start
    lost = Edit(
        kind=EditKind.NEGATION_CHANGED,
        quotation="",
        original=post.text[slice(*place)],
        at=(0, 0),
        original_at=place,
    )
    return replace(
        alignment,
        target=TextPositionSelector(start=place[0], end=alignment.target.end),
        edits=(lost, *alignment.edits),
        before=alignment.before[: -len(lost.original)],
    )


def _is_made_a_sentence(alignment: Alignment, quotation: Tokens) -> bool:
    """Whether the first letter is a capital where the post has none, and no mark shows the cut."""
    if not quotation.word(0)[:1].isupper():
        return False
    at = quotation.starts[0]
    return any(
        edit.kind is EditKind.FIRST_LETTER_CASE and edit.at[0] == at for edit in alignment.edits
    ) and not any(edit.kind is EditKind.ELLIPSIS and edit.at[0] < at for edit in alignment.edits)


def _has_partner(key: str, quotation: Tokens, tables: Judging) -> bool:
    """Whether a word denies nothing alone, and its other part is quoted: "ne" of "ne … pas"."""
    return not set(tables.negation_partners.get(key, ())).isdisjoint(quotation.keys)
