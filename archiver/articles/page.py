"""A page indexed in one pass: its elements in order, and where its running text stands."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from archiver.text.html import BLOCKS, UNSEEN, attribute, is_text, walk

_PARAGRAPH = 40
"""Code points of own text from which a block counts as a paragraph."""
_DOMINANT = 0.6
_ENOUGH = 0.4
_ASIDE = UNSEEN | {"nav", "aside", "footer", "form"}
ASIDE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page. Elements are numbered in document order, from 0."""

    soup: BeautifulSoup
    source: str
    elements: tuple[Tag, ...]
    last: tuple[int, ...]
    """For each element the number of its last descendant, or its own."""
    weight: tuple[int, ...]
    """For each element the code points of paragraphs in it."""
    numbers: dict[int, int]
    """The number of an element by its identity, ``id(tag)``."""

    def number(self, tag: Tag) -> int:
        """The element's number; raises KeyError for an element of another page."""
        return self.numbers[id(tag)]

    def holds(self, outer: Tag, number: int) -> bool:
        """True where element ``number`` is ``outer`` or stands inside it."""
        first = self.number(outer)
        return first <= number <= self.last[first]

    def first(self, name: str) -> Tag | None:
        """The first element of that name."""
        return next((tag for tag in self.elements if tag.name == name), None)


@dataclass(slots=True)
class _Frame:
    number: int
    tag: Tag
    own: int = 0
    linked: int = 0


def index(soup: BeautifulSoup, source: str) -> Page:
    """The index of ``soup``; ``source`` is the markup that it was parsed from."""
    elements: list[Tag] = [soup]
    last, weight = [0], [0]
    stack = [_Frame(0, soup)]
    aside = 0
    for node, begins in walk(soup):
        if not isinstance(node, Tag):
            if not aside and is_text(node):
                stack[-1].own += len(node.strip())
        elif begins:
            stack.append(_Frame(len(elements), node))
            elements.append(node)
            last.append(0)
            weight.append(0)
            aside += node.name in _ASIDE
        else:
            frame = stack.pop()
            aside -= node.name in _ASIDE
            last[frame.number] = len(elements) - 1
            _leave(frame, stack[-1], weight)
    last[0] = len(elements) - 1
    return Page(
        soup=soup,
        source=source,
        elements=tuple(elements),
        last=tuple(last),
        weight=tuple(weight),
        numbers={id(tag): number for number, tag in enumerate(elements)},
    )


def _leave(frame: _Frame, outer: _Frame, weight: list[int]) -> None:
    if frame.tag.name == "a":
        frame.linked = frame.own
    if frame.tag.name in BLOCKS:
        if frame.own >= _PARAGRAPH and frame.linked * 2 < frame.own:
            weight[frame.number] += frame.own
    else:
        outer.own += frame.own
        outer.linked += frame.linked
    weight[outer.number] += weight[frame.number]


def main_body(page: Page) -> Tag:
    """The element that holds the article's running text.

    What the page itself marks comes first (schema.org articleBody, ``article``, ``main``),
    where it holds a fair share of the page's paragraphs; else the innermost element that
    holds most of them.
    """
    root = page.first("body") or page.soup
    total = page.weight[page.number(root)]
    marked = [tag for tag in page.elements if "articleBody" in attribute(tag, "itemprop")]
    articles = [tag for tag in page.elements if tag.name == "article"]
    mains = [tag for tag in page.elements if tag.name == "main" or attribute(tag, "role") == "main"]
    for group, whole in ((marked, True), (articles, True), (mains, False)):
        best = _heaviest(page, group)
        if best is not None and page.weight[page.number(best)] >= total * _ENOUGH:
            return best if whole else _descend(page, best)
    return _descend(page, root)


def _heaviest(page: Page, tags: list[Tag]) -> Tag | None:
    return max(tags, key=lambda tag: page.weight[page.number(tag)], default=None)


def _descend(page: Page, root: Tag) -> Tag:
    """The innermost element in ``root`` that holds most of its paragraphs."""
    while weight := page.weight[page.number(root)]:
        children = [
            child for child in root.contents if isinstance(child, Tag) and child.name in BLOCKS
        ]
        child = _heaviest(page, children)
        if child is None or page.weight[page.number(child)] < weight * _DOMINANT:
            break
        if not any(isinstance(inner, Tag) and inner.name in BLOCKS for inner in child.contents):
            break
        root = child
    return root
