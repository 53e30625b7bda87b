"""HTML of posts: elements and their words, line breaks kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archiver.platforms.x import values

_STAND_INS = frozenset({"br", "img"})


def tree(source: bytes) -> HtmlElement | None:
    """The document in UTF-8 bytes, or None where there is no element at all."""
    try:
        root = document_fromstring(source, parser=HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def has_class(element: HtmlElement, name: str) -> bool:
    """True where the element's class list has that name."""
    return name in (element.get("class") or "").split()


def by_class(root: HtmlElement, tag: str, name: str) -> Iterator[HtmlElement]:
    """The elements below ``root`` with that tag and class, in document order."""
    return (
        item for item in root.iter(tag) if isinstance(item, HtmlElement) and has_class(item, name)
    )


def inside(element: HtmlElement, name: str) -> bool:
    """True where an ancestor's class list has a name that starts so."""
    return any(
        part.startswith(name)
        for ancestor in element.iterancestors()
        for part in (ancestor.get("class") or "").split()
    )


def words(element: HtmlElement, replace: Callable[[HtmlElement], str | None] | None = None) -> str:
    """The element's text: a ``br`` is a line break, a picture its alt text.

    ``replace`` may give the words for an element, which then isn't entered.
    """
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event != "start":
            parts.append("" if node is element else node.tail or "")
            continue
        instead = replace(node) if replace and isinstance(node, HtmlElement) else None
        if instead is None and node.tag in _STAND_INS:
            instead = "\n" if node.tag == "br" else node.get("alt") or ""
        if instead is None:
            parts.append(node.text or "")
        else:
            parts.append(instead)
            walk.skip_subtree()
    return values.sound("".join(parts))
