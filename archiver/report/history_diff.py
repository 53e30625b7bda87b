"""Two versions of a text, word by word, with long stretches that both share left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from archiver.report.diff import Segment, word_segments

_AROUND: Final = 80
"""Code points of what both share that stay on each side of a difference."""
_LONG: Final = 2 * _AROUND + 40


def version_segments(before: str, after: str) -> tuple[Segment, ...]:
    """The earlier text as ``original``, the later as ``quotation``, joined both whole.

    Long texts are laid against each other paragraph by paragraph, and word by word where those
    differ.
    """
    from rapidfuzz.distance import Levenshtein

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Segment] = []
    for step in Levenshtein.opcodes(old, new):
        one = "".join(old[step.src_start : step.src_end])
        other = "".join(new[step.dest_start : step.dest_end])
        found += word_segments(other, one)
    return tuple(_merged(found))


def _merged(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Stretches that both share joined to one."""
    shared = ""
    for segment in segments:
        if segment.kind is None:
            shared += segment.original
            continue
        if shared:
            yield Segment(quotation=shared, original=shared)
        shared = ""
        yield segment
    if shared:
        yield Segment(quotation=shared, original=shared)


def shortened(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The same with ``…`` for what both share and stands far from any difference."""
    last = len(segments) - 1
    return tuple(
        _short(segment, first=number == 0, last=number == last)
        for number, segment in enumerate(segments)
    )


def _short(segment: Segment, *, first: bool, last: bool) -> Segment:
    text = segment.original
    if segment.kind is not None or len(text) <= _LONG:
        return segment
    start = "" if first else text[:_AROUND]
    end = "" if last else text[-_AROUND:]
    cut = f"{start} … {end}"
    return Segment(quotation=cut, original=cut)


def marked(segments: Iterable[Segment]) -> str:
    """In one text: ``[-`` what went ``-]``, ``{+`` what came ``+}``."""
    return "".join(map(_marked, segments))


def _marked(segment: Segment) -> str:
    if segment.kind is None:
        return segment.original
    gone = f"[-{segment.original}-]" if segment.original else ""
    come = f"{{+{segment.quotation}+}}" if segment.quotation else ""
    return gone + come
