"""Headlines in title case: each word's first letter is a capital, whatever the post has."""

from __future__ import annotations

from dataclasses import replace

from archiver.model import Alignment, Edit, EditKind
from archiver.text.tokens import TokenKind, Tokens

_LONG = 4
"""Letters from which title case gives every word a capital (Associated Press Stylebook)."""


def with_title_case(alignment: Alignment, quotation: Tokens) -> Alignment:
    """The alignment of a headline, its title case told as ``first_letter_case``.

    That is so where every longer word of the quotation has a capital: nothing is told by one then.
    """
    if not is_title_case(quotation):
        return alignment
    return replace(alignment, edits=tuple(map(_as_convention, alignment.edits)))


def is_title_case(quotation: Tokens) -> bool:
    """Whether every word of four letters and more begins with a capital, two of them at least."""
    firsts = [
        quotation.word(at)[0]
        for at, kind in enumerate(quotation.kinds)
        if kind is TokenKind.WORD and len(quotation.word(at)) >= _LONG
    ]
    return len(firsts) > 1 and all(first.isupper() for first in firsts)


def _as_convention(edit: Edit) -> Edit:
    if edit.kind is not EditKind.INNER_CASE:
        return edit
    pairs = list(zip(edit.quotation.split(), edit.original.split(), strict=False))
    same = len(edit.quotation) == len(edit.original)
    if same and all(a[1:] == b[1:] for a, b in pairs):
        return replace(edit, kind=EditKind.FIRST_LETTER_CASE)
    return edit
