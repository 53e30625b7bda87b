"""What the search for embeds finds, and how copies of one post become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bs4 import Tag

from archiver.articles.quoteblocks import QuoteBlock
from archiver.model import PostRef

LINK = "link"
"""The marker of a plain link in running text: a citation, not a copy of a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One copy of a post, or one link to it, somewhere in a page."""

    ref: PostRef
    marker: str
    number: int
    """Where it stands: the number of the page's element that carries it."""
    place: Tag | None = None
    """The page's element that carries it; None where it is data of a script."""
    encloses: bool = False
    """True where all that ``place`` holds is the post."""
    text: str | None = None
    line: str | None = None
    name: str | None = None
    handle: str | None = None
    date_line: str | None = None
    exact_time: datetime | None = None
    language: str | None = None
    interface_language: str | None = None
    version_id: str | None = None
    cut: bool = False
    images: tuple[tuple[str, str | None], ...] = ()
    alternatives: tuple[str, ...] = ()
    places: tuple[tuple[Tag, bool], ...] = ()
    """All elements of the page that carry a copy of it, and whether they hold it alone."""


def of_block(block: QuoteBlock, ref: PostRef, marker: str, number: int, place: Tag) -> Find:
    """A find with all that the block says."""
    return Find(
        ref=ref,
        marker=marker,
        number=number,
        place=place,
        encloses=True,
        text=block.text,
        line=block.line,
        name=block.name,
        handle=block.handle,
        date_line=block.date_line,
        exact_time=block.created,
        language=block.language,
        interface_language=block.interface_language,
        version_id=block.version_id,
        cut=block.cut,
        images=block.images,
    )


def merge(finds: Iterable[Find]) -> tuple[Find, ...]:
    """One find per post, in the order of the page: the richest copy, completed by the others.

    A plain link counts only where nothing else carries the post. Texts that differ in more
    than spaces stand in ``alternatives``.
    """
    groups: dict[PostRef, list[Find]] = {}
    for find in finds:
        groups.setdefault(find.ref, []).append(find)
    merged = (_one([f for f in group if f.marker != LINK] or group) for group in groups.values())
    return tuple(sorted(merged, key=lambda find: find.number))


def _one(copies: list[Find]) -> Find:
    best = max(copies, key=_richness)
    texts = dict.fromkeys(copy.text for copy in (best, *copies) if copy.text)
    known = _bare(best.text)
    others = {_bare(text): text for text in texts if _bare(text) != known}
    return replace(
        best,
        number=min(copy.number for copy in copies),
        line=_first(best, copies, "line"),
        name=_first(best, copies, "name"),
        handle=_first(best, copies, "handle"),
        date_line=_first(best, copies, "date_line"),
        exact_time=_first(best, copies, "exact_time"),
        language=_first(best, copies, "language"),
        interface_language=_first(best, copies, "interface_language"),
        version_id=_first(best, copies, "version_id"),
        images=tuple(dict.fromkeys(image for copy in (best, *copies) for image in copy.images)),
        alternatives=tuple(others.values()),
        places=tuple(
            (copy.place, copy.encloses)
            for copy in sorted(copies, key=lambda find: find.number)
            if copy.place is not None
        ),
    )


def _richness(find: Find) -> tuple[bool, bool, bool, bool, bool, int]:
    return (
        bool(find.text),
        not find.cut,
        find.place is not None,
        find.exact_time is not None,
        bool(find.date_line),
        -find.number,
    )


def _first(best: Find, copies: list[Find], field: str) -> Any:
    return next((value for f in (best, *copies) if (value := getattr(f, field)) is not None), None)


def _bare(text: str | None) -> str:
    return "".join((text or "").split())
