"""HTML to text: one parse, and the rules for spaces and line breaks.

Spaces follow the rendering rules of CSS Text (white-space: normal): a run of space, tab and
line feed is one space, none at the edge of a line. A no-break space is not such a space.
"""

from __future__ import annotations

import gc
import html
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, TemplateString

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main"),
        *("menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
    }
)
"""Elements that stand on lines of their own (HTML Standard, section 15.3, Rendering)."""

UNSEEN = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math"),
        *("canvas", "audio", "video", "select", "textarea", "button", "input", "datalist", "head"),
    }
)
"""Elements whose content is no running text."""

_SEEN_STRINGS = frozenset({NavigableString, TemplateString})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_EMOJI_CLASS = re.compile(r"\bemoji\b", re.IGNORECASE)
_UNESCAPE_ROUNDS = 3


def parse(markup: str) -> BeautifulSoup:
    """The tree of a page or fragment, as lxml's HTML parser builds it; never fails.

    Attribute values are plain strings, ``class`` too.
    """
    pausing = gc.isenabled()
    gc.disable()  # the tree is all live: collecting while it grows costs half of the time
    try:
        with warnings.catch_warnings():
            # XHTML is read as HTML on purpose, as browsers do; users can do nothing about it.
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            return BeautifulSoup(
                markup, "lxml", multi_valued_attributes=None, attribute_dict_class=dict
            )
    finally:
        if pausing:
            gc.enable()


def unescape(text: str) -> str:
    """``text`` without character references, escaped up to three times over."""
    for _ in range(_UNESCAPE_ROUNDS):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def attribute(tag: Tag, name: str) -> str:
    """The value of an attribute, trimmed; empty where there is none."""
    value = tag.attrs.get(name)
    return value.strip() if isinstance(value, str) else ""


def walk(
    root: Tag, skip: Callable[[Tag], bool] | None = None
) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Every node below ``root`` in document order, without recursion.

    A text node comes once, with True; an element with True where it begins and again with
    False where it ends. An element for which ``skip`` is true is left out with its content.
    """
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while stack:
        owner, children = stack[-1]
        for child in children:
            if isinstance(child, Tag):
                if skip is None or not skip(child):
                    stack.append((child, iter(child.contents)))
                    yield child, True
                    break
            elif isinstance(child, NavigableString):
                yield child, True
        else:
            stack.pop()
            if stack:
                yield owner, False


def is_text(node: PageElement) -> bool:
    """True for text that a reader sees: no comment, doctype, script, style or ruby."""
    return type(node) in _SEEN_STRINGS


def emoji_of(image: Tag) -> str:
    """The character that an emoji picture stands for (Twemoji, WordPress), else empty."""
    alt = attribute(image, "alt")
    if not alt or len(alt) > 16 or alt.isascii():
        return ""
    named = f"{attribute(image, 'class')} {attribute(image, 'src')} {attribute(image, 'data-src')}"
    return alt if _EMOJI_CLASS.search(named) else ""


@dataclass(slots=True, eq=False)
class Mark:
    """A stretch of text being written; ``start`` is None until a word stands in it."""

    start: int | None = None
    end: int | None = None


class TextBuilder:
    r"""Writes running text from markup events; positions are code points.

    >>> builder = TextBuilder()
    >>> builder.add(" one ")
    >>> builder.add(" two"); builder.block(); builder.add("three")
    >>> builder.text()
    'one two\nthree'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._waiting: list[Mark] = []
        self._space = False
        self._breaks = 0
        self._fresh = True
        self.length = 0

    def add(self, raw: str) -> None:
        """Text with its spaces collapsed; spaces at the edges join up with what follows."""
        text = _SPACES.sub(" ", raw)
        if text.startswith(" "):
            self._space = True
            text = text[1:]
        if not text:
            return
        trailing = text.endswith(" ")
        self.literal(text[:-1] if trailing else text)
        self._space = trailing

    def literal(self, text: str) -> None:
        """Text as it is, line breaks too."""
        if not text:
            return
        if self.length:
            lead = "\n" * self._breaks or (" " if self._space else "")
            if lead:
                self._parts.append(lead)
                self.length += len(lead)
        self._space, self._breaks, self._fresh = False, 0, False
        for mark in self._waiting:
            mark.start = self.length
        self._waiting.clear()
        self._parts.append(text)
        self.length += len(text)

    def line_break(self) -> None:
        """A ``<br>``; at the start of a block it counts for nothing."""
        if not self._fresh:
            self._breaks += 1

    def block(self) -> None:
        """The edge of a block: the next word begins a new line."""
        self._breaks, self._fresh = 1, True

    def open(self) -> Mark:
        """A mark that begins with the next word."""
        mark = Mark()
        self._waiting.append(mark)
        return mark

    def close(self, mark: Mark) -> None:
        """Ends ``mark`` after the last word; without one in it, its start stays None."""
        if mark.start is None:
            self._waiting.remove(mark)
        mark.end = self.length

    def text(self) -> str:
        """What was written so far."""
        return "".join(self._parts)


def write(builder: TextBuilder, node: Tag | NavigableString, *, begins: bool) -> None:
    """One event of ``walk`` written the common way: text, line breaks, blocks, emoji."""
    if isinstance(node, Tag):
        name = node.name
        if name == "br":
            if begins:
                builder.line_break()
        elif name in BLOCKS:
            builder.block()
        elif name == "img" and begins:
            builder.add(emoji_of(node))
    elif is_text(node):
        builder.add(node)


def text_of(root: Tag) -> str:
    """The text that a reader sees inside ``root``."""
    builder = TextBuilder()
    for node, begins in walk(root, lambda tag: tag.name in UNSEEN):
        write(builder, node, begins=begins)
    return builder.text()
