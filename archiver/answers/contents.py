"""The HTML that servers of the fediverse send as a post's content, as its reader sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archiver.answers import markup, values
from archiver.model import Link

_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"div", "li"})
_UNSEEN = frozenset({"script", "style", "head"})
_NO_LINKS = frozenset({"mention", "hashtag"})
_QUOTED = "quote-inline"
_TAG = re.compile(r"<[^>]*>?")
_LINE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The words of a post, and the links among them."""

    text: str
    """A blank line between paragraphs; a long link as short as the server shows it."""
    links: tuple[Link, ...] = ()
    """Without mentions and hashtags, which lead to pages of the server itself."""
    lost: bool = False
    """True where there are words that can't be read: elements within hundreds of others."""


def of_html(source: str) -> Content:
    """The words of a content, line breaks kept.

    Left out: the parts of a link that the server hides (``invisible``; where it hides the end,
    an ellipsis stands for it), and the line for servers that show no quoted posts
    (``quote-inline``: "RE: https://…").
    """
    root = markup.fragment(source) if source.strip() else None
    if root is None or not any(text.strip() for text in root.itertext()):
        return Content(text="", lost=bool(_TAG.sub("", source).strip()))
    return of_element(root)


def of_element(root: HtmlElement) -> Content:
    """The words of an element of a page, by the same rules."""
    page = _Page()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if page.enter(node):
                walk.skip_subtree()
            continue
        if event == "end":
            page.leave(node)
        page.write("" if node is root else node.tail or "")
    return Content(text=page.text(), links=tuple(page.links))


class _Page:
    """Text as it grows, with the line breaks that are due before what comes next."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self._parts: list[str] = []
        self._due = 0
        self._kept = 0
        """How many ``pre`` are open: line feeds count in them."""

    def enter(self, node: HtmlElement) -> bool:
        """Begin an element; True where nothing in it is to be read any more."""
        if node.tag in _UNSEEN or markup.has_class(node, _QUOTED):
            return True
        if node.tag == "a":
            self._link(node)
            return True
        if node.tag == "br":
            self._break()
        elif node.tag == "img":
            self.write(node.get("alt") or "")
        else:
            self._kept += node.tag == "pre"
            self._block(node)
        self.write(node.text or "")
        return False

    def leave(self, node: HtmlElement) -> None:
        """End an element."""
        if not markup.has_class(node, _QUOTED):
            self._kept -= node.tag == "pre"
            self._block(node)

    def write(self, text: str) -> None:
        """Add words, after the line breaks that are due."""
        if not self._kept:
            text = _LINE_BREAK.sub(" ", text)
            if self._due or not self._parts or self._parts[-1].endswith("\n"):
                text = text.lstrip(" ")
        if not text:
            return
        if self._parts:
            self._parts.append("\n" * self._due)
        self._due = 0
        self._parts.append(text)

    def text(self) -> str:
        """All words, without blanks at the ends of lines and around the whole."""
        return re.sub(r"[ \t]+\n", "\n", values.sound("".join(self._parts))).strip()

    def _break(self) -> None:
        if self._due:
            self._due += 1
        elif self._parts:
            self._parts.append("\n")

    def _block(self, node: HtmlElement) -> None:
        due = 2 if node.tag in _PARAGRAPHS else int(node.tag in _LINES)
        self._due = max(self._due, due)

    def _link(self, anchor: HtmlElement) -> None:
        shown = markup.words(anchor, _as_shown)
        self.write(shown)
        target = values.web_address(anchor.get("href"))
        classes = set((anchor.get("class") or "").split())
        if target and shown.strip() and classes.isdisjoint(_NO_LINKS):
            self.links.append(Link(text=shown.strip(), url=target))


def _as_shown(element: HtmlElement) -> str | None:
    if markup.has_class(element, "invisible"):
        return ""
    if markup.has_class(element, "ellipsis"):
        return f"{markup.words(element)}…"
    return None
