"""An article's body as running text, with what the markup said of its spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag

from archiver.articles.finds import LINK, Find
from archiver.articles.images import TAGS, article_images
from archiver.articles.page import ASIDE_ROLES, Page
from archiver.articles.structure import Span, SpanKind
from archiver.model import ArticleImage
from archiver.text.html import UNSEEN, Mark, TextBuilder, attribute, text_of, walk, write

_LEFT_OUT = UNSEEN | {"nav", "aside", "footer", "form", "dialog", "menu"}
_TEASER = re.compile(
    r"(?:^|[\s_-])(?:related(?:-\w+)?|recirc\w*|read-?more|more-(?:on|from|stories)|teasers?|"
    r"newsletters?|subscri\w+|comments?|disqus|breadcrumbs?|outbrain|taboola|paywall|cookie\w*|"
    r"most-(?:read|popular)|trending|recommend\w*|advert\w*|promo\w*|sr-only|screen-reader-text|"
    r"visually-hidden|visuallyhidden|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|es|ing)(?:-?\w+)?|social(?:-?\w+)?|addtoany\w*|sharedaddy|toolbar|"
    r"byline|author-?(?:info|bio|box)|meta|timestamp|follow(?:-?\w+)?|tags?|ad|ads|sidebar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPANS = {
    "q": SpanKind.Q,
    "blockquote": SpanKind.BLOCKQUOTE,
    "figcaption": SpanKind.CAPTION,
    "h1": SpanKind.HEADLINE,
}
_INLINE_HOSTS = frozenset({"p", "li", "td", "blockquote", "figcaption", "em", "strong", "a", "b"})
_LARGE_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The text, its spans in order, and where each find stands in it."""

    text: str
    spans: tuple[Span, ...]
    places: dict[int, tuple[int, int]]
    """Spans by the index of the find, empty for a post without words; a find that is not in the
    body is not in here."""
    images: tuple[ArticleImage, ...]
    foreign_links: tuple[tuple[int, int], ...]
    """Spans of links that lead to other sites and to no post."""


def render(page: Page, body: Tag, headline: str | None, finds: Sequence[Find]) -> Rendered:
    """The text of ``body``, under its headline.

    Blocks stand on lines of their own, a ``<br>`` is a line break. Navigation, share bars,
    teasers, forms and comments are left out. A post stands as its words and its attribution
    line, whatever the markup around it.
    """
    return _Renderer(page, body, finds).run(headline)


class _Renderer:
    def __init__(self, page: Page, body: Tag, finds: Sequence[Find]) -> None:
        self._page = page
        self._body = body
        self._finds = finds
        self._builder = TextBuilder()
        self._spans: list[tuple[Mark, SpanKind]] = []
        self._open: dict[int, Mark] = {}
        self._marks: dict[int, Mark] = {}
        self._points: dict[int, int] = {}
        self._images: list[Tag] = []
        self._posts: dict[int, tuple[int, bool]] = {}
        self._links: dict[int, int] = {}
        self._foreign: list[Mark] = []
        self._holding: set[int] = set()
        self._place_finds()

    def _place_finds(self) -> None:
        for at, find in enumerate(self._finds):
            for place, encloses in find.places:
                if find.marker == LINK:
                    self._links.setdefault(id(place), at)
                elif encloses or not self._page.weight[self._page.number(place)]:
                    self._posts.setdefault(id(place), (at, encloses))
                self._holding.update(id(outer) for outer in place.parents)

    def run(self, headline: str | None) -> Rendered:
        inside = [tag for tag in self._body.find_all("h1") if text_of(tag)]
        if headline and not inside:
            mark = self._builder.open()
            self._builder.add(headline)
            self._builder.close(mark)
            self._spans.append((mark, SpanKind.HEADLINE))
            self._builder.block()
        for node, begins in walk(self._body, self._skip):
            if isinstance(node, Tag):
                self._edge(node, begins=begins)
            write(self._builder, node, begins=begins)
        spans = sorted(
            Span(start=mark.start, end=mark.end, kind=kind)
            for mark, kind in self._spans
            if mark.start is not None and mark.end is not None
        )
        places = {at: (point, point) for at, point in self._points.items()}
        places |= {
            at: (mark.start, mark.end)
            for at, mark in self._marks.items()
            if mark.start is not None and mark.end is not None
        }
        return Rendered(
            text=self._builder.text(),
            spans=tuple(spans),
            places=places,
            images=article_images(self._page, self._body, self._images),
            foreign_links=tuple(
                (mark.start, mark.end)
                for mark in self._foreign
                if mark.start is not None and mark.end is not None
            ),
        )

    def _edge(self, tag: Tag, *, begins: bool) -> None:
        kind = _SPANS.get(tag.name)
        link = self._links.get(id(tag))
        if begins:
            if tag.name in TAGS:
                self._images.append(tag)
            if kind is not None or link is not None or _leads_away(tag):
                self._open[id(tag)] = self._builder.open()
            return
        mark = self._open.pop(id(tag), None)
        if mark is None:
            return
        self._builder.close(mark)
        if kind is not None:
            self._spans.append((mark, kind))
        if tag.name == "a" and link is None:
            self._foreign.append(mark)
        if link is not None and link not in self._marks:
            self._marks[link] = mark

    def _skip(self, tag: Tag) -> bool:
        at, encloses = self._posts.get(id(tag), (None, False))
        if at is not None:
            self._post(at)
            if encloses:
                return True
        if tag.name == "time" and tag.parent is not None and tag.parent.name not in _INLINE_HOSTS:
            return True
        if tag.name in _LEFT_OUT or attribute(tag, "role") in ASIDE_ROLES or _hidden(tag):
            return True
        named = f"{attribute(tag, 'class')} {attribute(tag, 'id')}".strip()
        if not named or not (_TEASER.search(named) or self._is_tool(tag, named)):
            return False
        weight = self._page.weight
        return weight[self._page.number(tag)] <= weight[
            self._page.number(self._body)
        ] * _LARGE_SHARE and not any(tag is outer for outer in (self._body, self._page.soup))

    def _is_tool(self, tag: Tag, named: str) -> bool:
        return id(tag) not in self._holding and _TOOLS.search(named) is not None

    def _post(self, at: int) -> None:
        """Writes a post where its first copy stands; the other copies are silent.

        One without words leaves only its place, at the end of what stands before it.
        """
        find = self._finds[at]
        if at in self._marks or at in self._points:
            return
        builder = self._builder
        builder.block()
        if not find.text:
            self._points[at] = builder.length
            return
        mark = builder.open()
        builder.literal(find.text)
        if find.line:
            builder.block()
            builder.literal(find.line)
        builder.close(mark)
        builder.block()
        self._marks[at] = mark
        self._spans.append((mark, SpanKind.EMBED))


def _leads_away(tag: Tag) -> bool:
    return tag.name == "a" and attribute(tag, "href").startswith(("http://", "https://", "//"))


def _hidden(tag: Tag) -> bool:
    style = tag.attrs.get("style")
    return "hidden" in tag.attrs or (
        isinstance(style, str) and _HIDDEN_STYLE.search(style) is not None
    )
