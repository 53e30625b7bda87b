"""Whether some part of a page has certain lines, all of them, and nothing besides."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from bs4 import Tag

from archiver.text.html import (
    BLOCKS,
    UNSEEN,
    Mark,
    TextBuilder,
    attribute,
    is_text,
    text_of,
    walk,
    write,
)

_PARAGRAPHS = frozenset(
    {
        *("p", "ul", "ol", "dl", "li", "dd", "dt", "blockquote", "pre", "table", "figure"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
"""Blocks that hold one piece of a text, seldom all of it."""
_MOST = 20
"""Blocks with the wanted lines that are looked at."""


def fills_one(root: Tag, wanted: Sequence[str]) -> bool:
    """True where a block of the page holds the wanted lines, and the text doesn't go on beside it.

    A paragraph alone says nothing, for a text may be cut at its end: the block has others inside,
    one for each piece. Behind it there is no paragraph and no loose word, and beside it no block of
    the same kind (tag and class): all of these could be the next piece.
    """
    page = _Page(root)
    fitting = (
        block
        for block, span in page.outermost()
        if span[1] - span[0] == len(wanted)
        and page.lines[slice(*span)] == wanted
        and page.has_pieces(span)
    )
    return any(not page.goes_on(block) for block in islice(fitting, _MOST))


class _Page:
    """The lines of a page, and where each block of it stands among them."""

    def __init__(self, root: Tag) -> None:
        builder = TextBuilder()
        self._marks: dict[int, tuple[Tag, Mark]] = {}
        """Every block by its identity, those around others first."""
        for node, begins in walk(root, lambda tag: tag.name in UNSEEN):
            block = isinstance(node, Tag) and node.name in BLOCKS
            write(builder, node, begins=begins)
            if isinstance(node, Tag) and block and begins:
                self._marks[id(node)] = node, builder.open()
            elif block:
                builder.close(self._marks[id(node)][1])
        self.lines: list[str] = []
        self._starts: list[int] = []
        at = 0
        for raw in builder.text().split("\n"):
            line = " ".join(raw.split())
            if line:
                self.lines.append(line)
                self._starts.append(at)
            at += len(raw) + 1
        self._behind: dict[int, list[int]] = {}
        """The lines behind each block that begins with a line."""
        for _, mark in self._marks.values():
            first, behind = self.lines_of(mark)
            if behind > first:
                self._behind.setdefault(first, []).append(behind)

    def lines_of(self, mark: Mark) -> tuple[int, int]:
        """The lines between the edges of a block, as positions in ``lines``; (0, 0) for none."""
        if mark.start is None or mark.end is None:
            return 0, 0
        return bisect_left(self._starts, mark.start), bisect_left(self._starts, mark.end)

    def outermost(self) -> Iterator[tuple[Tag, tuple[int, int]]]:
        """The blocks with words, and their lines; of those with the same lines the outermost."""
        seen: set[tuple[int, int]] = set()
        for block, mark in self._marks.values():
            span = self.lines_of(mark)
            if span[1] > span[0] and span not in seen:
                seen.add(span)
                yield block, span

    def has_pieces(self, span: tuple[int, int]) -> bool:
        """True where a block with these lines has another inside, with the first of them."""
        within = (behind <= span[1] for behind in self._behind.get(span[0], ()))
        return sum(within) > 1

    def goes_on(self, block: Tag) -> bool:
        """True where what stands beside the block can be a further piece of the same text."""
        kind = block.name, attribute(block, "class")
        for one in block.previous_siblings:
            if isinstance(one, Tag) and (one.name, attribute(one, "class")) == kind:
                return True
        for one in block.next_siblings:
            if isinstance(one, Tag):
                alike = (one.name, attribute(one, "class")) == kind or one.name in _PARAGRAPHS
                if (alike or one.name not in BLOCKS | UNSEEN) and text_of(one).strip():
                    return True
            elif is_text(one) and str(one).strip():
                return True
        return False
