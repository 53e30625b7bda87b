"""Which kind of edit a difference in what stands between two words is."""

from __future__ import annotations

from functools import lru_cache

import regex

from archiver.model import EditKind
from archiver.text.fold import (
    fold_dashes,
    fold_ellipses,
    fold_invisible,
    fold_marks,
    fold_quotes,
    fold_space,
)
from archiver.text.mojibake import mend
from archiver.verify.marks import has_ellipsis, without_marks

_INNER_MARK = regex.compile(r'([.,])"')
_BREAK_MARKS = frozenset(".,;:/|-")
"""What newspapers set where a post breaks the line."""
_REPEATED_MARK = regex.compile(r"(\n\s*)[\"“„«»”]+")


def kind_of_gap(quotation: str, posting: str) -> EditKind:
    """The kind for two different runs of signs between the same two words.

    A full stop or comma that moves over a closing quotation mark, as houses differ on it, and
    one that is set where the post breaks the line, stand at an edge.
    """
    if len(quotation) + len(posting) <= _SHORT_GAPS:
        return _kind_of_short_gap(quotation, posting)
    return _kind_of_gap(quotation, posting)


_SHORT_GAPS = 12
"""Code points of two gaps that are remembered: the same few come again and again."""


@lru_cache(maxsize=4096)
def _kind_of_short_gap(quotation: str, posting: str) -> EditKind:
    return _kind_of_gap(quotation, posting)


def _kind_of_gap(quotation: str, posting: str) -> EditKind:
    mended = mend(posting)
    a, b = quotation, mended.text if mended else posting
    mended = mend(quotation)
    a = mended.text if mended else a
    if a == b or fold_invisible(a) == fold_invisible(b):
        return EditKind.UNICODE_FORM
    a, b = fold_space(fold_invisible(a)), fold_space(fold_invisible(b))
    if a.strip() == b.strip():
        return EditKind.WHITESPACE
    a, b = fold_marks(a), fold_marks(b)
    if a.strip() == b.strip():
        return EditKind.UNICODE_FORM
    again = fold_space(_REPEATED_MARK.sub(r"\1", quotation))
    if fold_quotes(a) == fold_quotes(b) or fold_quotes(again).strip() == fold_quotes(b).strip():
        return EditKind.QUOTE_GLYPH
    a, b = fold_quotes(a), fold_quotes(b)
    if fold_dashes(a).strip() == fold_dashes(b).strip():
        return EditKind.DASH_GLYPH
    a, b = fold_dashes(a), fold_dashes(b)
    if fold_ellipses(a).strip() == fold_ellipses(b).strip():
        return EditKind.ELLIPSIS_GLYPH
    if _INNER_MARK.sub(r'"\1', a) == _INNER_MARK.sub(r'"\1', b):
        return EditKind.EDGE_PUNCTUATION
    if "\n" in posting and not b.strip() and a.strip() in _BREAK_MARKS:
        return EditKind.EDGE_PUNCTUATION
    return _marked_gap(a, b)


def _marked_gap(a: str, b: str) -> EditKind:
    if without_marks(a).strip() in {b.strip(), without_marks(b).strip(), ""} and a != b:
        if has_ellipsis(a):
            return EditKind.ELLIPSIS
        if "[" in a or "]" in a:
            return EditKind.BRACKETED
    return EditKind.INNER_PUNCTUATION
