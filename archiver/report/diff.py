"""An alignment as a row of segments, for every renderer that marks differences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from archiver.model import Alignment, EditKind

_TOKEN: Final = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|[\w\W]")
"""Kana and Han one by one: no space tells where their words end."""

_MOST_TOKENS: Final = 4_000
"""Time and memory grow with the product of both lengths."""

_KINDS: Final = MappingProxyType(
    {
        "replace": EditKind.WORD_SUBSTITUTED,
        "insert": EditKind.WORD_DELETED,
        "delete": EditKind.WORD_INSERTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch that both texts share, or one edit with both its sides."""

    quotation: str
    original: str
    kind: EditKind | None = None
    """None where both sides are the same."""


def segments(exact: str, text: str, alignment: Alignment) -> tuple[Segment, ...]:
    """The alignment from its first code point to its last, shared stretches and edits.

    The quotation sides joined are ``exact``; the original sides joined are the part of
    ``text`` that the alignment targets.

    Raises ValueError where the edits don't fit the two texts: marking such an alignment
    would show differences where none are.
    """
    found: list[Segment] = []
    here, there = 0, alignment.target.start
    for edit in alignment.edits:
        _add_shared(found, exact[here : edit.at[0]], text[there : edit.original_at[0]])
        in_order = here <= edit.at[0] and there <= edit.original_at[0]
        sides = (exact[slice(*edit.at)], text[slice(*edit.original_at)])
        if not in_order or sides != (edit.quotation, edit.original):
            raise ValueError(f"edit {edit.kind} does not stand at {edit.at}, {edit.original_at}")
        found.append(Segment(quotation=edit.quotation, original=edit.original, kind=edit.kind))
        here, there = edit.at[1], edit.original_at[1]
    if there > alignment.target.end:
        raise ValueError(f"edits run to {there}, past the target's end {alignment.target.end}")
    _add_shared(found, exact[here:], text[there : alignment.target.end])
    return tuple(found)


def word_segments(quotation: str, original: str) -> tuple[Segment, ...]:
    """Two texts of which neither quotes the other, compared word by word.

    Both sides joined are the two texts, code point for code point. Texts of more than
    4000 words and marks come back whole, as one difference. Nothing is judged here: the
    kinds only tell whether a word is exchanged, added or gone.
    """
    from rapidfuzz.distance import Levenshtein

    if quotation == original:
        return (Segment(quotation=quotation, original=original),) if quotation else ()
    ours, theirs = _TOKEN.findall(quotation), _TOKEN.findall(original)
    if max(len(ours), len(theirs)) > _MOST_TOKENS:
        kind = EditKind.WORD_SUBSTITUTED
        return (Segment(quotation=quotation, original=original, kind=kind),)
    return tuple(
        Segment(
            quotation="".join(ours[step.src_start : step.src_end]),
            original="".join(theirs[step.dest_start : step.dest_end]),
            kind=_KINDS.get(step.tag),
        )
        for step in Levenshtein.opcodes(ours, theirs)
    )


def _add_shared(found: list[Segment], quotation: str, original: str) -> None:
    if quotation != original:
        raise ValueError(f"no edit explains {quotation[:40]!r} against {original[:40]!r}")
    if quotation:
        found.append(Segment(quotation=quotation, original=original))
