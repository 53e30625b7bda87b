"""What the search for embeds finds, and how copies of one post become one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bs4 import Tag

from archiver.articles.quoteblocks import QuoteBlock
from archiver.hookspecs import Platform
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
        images=block.images,
    )


class Matcher:
    """The platforms that a page may hold posts of, as one."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self.platforms: Sequence[Platform] = tuple(platforms)
        hints = {hint for one in self.platforms for hint in one.markers.hints}
        self._hint = re.compile("|".join(map(re.escape, sorted(hints))) or r"(?!)", re.IGNORECASE)
        self.quote_classes = self._names("quote_classes")
        self.elements = self._names("elements")
        self.id_attributes = self._names("id_attributes")
        self.widget_classes = self._names("widget_classes")
        self.text_keys = tuple(
            dict.fromkeys(key for one in self.platforms for key in one.markers.json_text_keys)
        )

    def _names(self, field: str) -> frozenset[str]:
        return frozenset(name for one in self.platforms for name in getattr(one.markers, field))

    def hinted(self, text: str) -> bool:
        """True where ``text`` may name a post."""
        return self._hint.search(text) is not None

    def match(self, url: str) -> PostRef | None:
        """The post that an address names; one without a scheme ("//host/…") counts too."""
        url = url.strip()
        if url.startswith("//"):
            url = f"https:{url}"
        if not url.lower().startswith(("http://", "https://")) or not self.hinted(url):
            return None
        if self.is_widget(url):
            return None
        return next((ref for one in self.platforms if (ref := one.match(url)) is not None), None)

    def ref_of_id(self, post_id: str) -> PostRef | None:
        """The post with a bare id, on the first platform that has such ids."""
        return next(
            (ref for one in self.platforms if (ref := one.ref_of_id(post_id)) is not None), None
        )

    def is_widget(self, url: str) -> bool:
        """True for the address of a share, follow or timeline widget."""
        rest = without_scheme(url)
        return any(
            rest.startswith(path) for one in self.platforms for path in one.markers.widget_paths
        )

    def frame_id_parameter(self, url: str) -> str | None:
        """The query parameter with the id, where ``url`` is that of a post in a frame."""
        rest = without_scheme(url)
        return next(
            (
                parameter
                for one in self.platforms
                for start, parameter in one.markers.iframe_ids
                if rest.startswith(start)
            ),
            None,
        )


def without_scheme(url: str) -> str:
    """The address in lower case, without what stands before the host."""
    return url.lower().removeprefix("https:").removeprefix("http:").removeprefix("//")


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
        images=tuple(dict.fromkeys(image for copy in (best, *copies) for image in copy.images)),
        alternatives=tuple(others.values()),
        places=tuple(
            (copy.place, copy.encloses)
            for copy in sorted(copies, key=lambda find: find.number)
            if copy.place is not None
        ),
    )


def _richness(find: Find) -> tuple[bool, bool, bool, bool, int]:
    return (
        bool(find.text),
        find.place is not None,
        find.exact_time is not None,
        bool(find.date_line),
        -find.number,
    )


def _first(best: Find, copies: list[Find], field: str) -> Any:
    return next((value for f in (best, *copies) if (value := getattr(f, field)) is not None), None)


def _bare(text: str | None) -> str:
    return "".join((text or "").split())
