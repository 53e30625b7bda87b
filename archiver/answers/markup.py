"""HTML of posts: elements and their words, line breaks kept."""

from __future__ import annotations

import codecs
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archiver.answers import values
from archiver.answers.values import JsonObject
from archiver.model import Exchange

_STAND_INS = frozenset({"br", "img"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE
)
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Charsets that are read as a larger one with the same letters."""
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
"""Codecs of Python that are no charset of a page."""
_DOCUMENT = re.compile(r"<html[\s>]|<!doctype\s+html", re.IGNORECASE)
_END_OF_DOCUMENT = re.compile(r"</html\s*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_START = 64 * 1024
_END = 64 * 1024
_BEHIND = 8 * 1024
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_DAMAGED = 9
"""Well-formed letters for each damaged one from which a page is UTF-8 all the same."""
CUT_PAGE = "the page ends in its middle"
"""Why a posting from a page that doesn't end whole is incomplete."""
_DEEP = 200_000
"""Objects and lists of a decoded answer that are looked into for one key."""


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


def outside(root: HtmlElement, names: tuple[str, ...]) -> Iterator[HtmlElement]:
    """The elements in ``root``, it too, that are in none whose class list has one of the names.

    They are starts of names. An element that has such a class itself is there, what is in it
    not. Each element is looked at once, however long its class list is.
    """
    walk = etree.iterwalk(root, events=("start",))
    for _, node in walk:
        if isinstance(node, HtmlElement):
            yield node
            if any(part.startswith(names) for part in (node.get("class") or "").split()):
                walk.skip_subtree()


def inside(element: HtmlElement, name: str) -> bool:
    """True where an ancestor's class list has a name that starts so."""
    return any(
        part.startswith(name)
        for ancestor in element.iterancestors()
        if name in (ancestor.get("class") or "")
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


def text_of_answer(exchange: Exchange) -> str:
    """The body as text; bytes that its charset doesn't have become U+FFFD.

    Bytes beyond ASCII that are UTF-8, but for a few damaged ones, are that, whatever is claimed:
    no other charset looks like it by chance. Else the charset counts that the header names, then
    the page's own, where all bytes are in it. No charset is guessed.
    """
    payload = exchange.payload
    if payload.startswith(_UTF_16_MARKS):
        return values.sound(payload.decode("utf-16", "replace"))
    if payload.startswith(codecs.BOM_UTF8) or (not payload.isascii() and _is_utf_8(payload)):
        return payload.decode("utf-8-sig", "replace")
    named = _CHARSET.search(exchange.header("content-type") or "")
    meta = _META_CHARSET.search(payload[:2_000])
    for charset in (named[1] if named else "", meta[1].decode("ascii") if meta else ""):
        try:
            return values.sound(payload.decode(_codec(charset)))
        except (LookupError, UnicodeError):
            continue
    return payload.decode("utf-8", "replace")


def _is_utf_8(payload: bytes) -> bool:
    """True for UTF-8 with letters beyond ASCII, of which a few may be damaged.

    In a single-byte charset next to no run of such bytes is well-formed UTF-8.
    """
    letters = len(_BEYOND_ASCII.findall(payload.decode("utf-8", "ignore")))
    return letters > _DAMAGED * payload.decode("utf-8", "replace").count("\ufffd")


def _codec(charset: str) -> str:
    """The codec that browsers take for a charset's name (WHATWG Encoding, 4.2)."""
    name = codecs.lookup(charset).name
    if name in _NO_CHARSETS:
        raise LookupError(name)
    return _WIDER.get(name, name)


def ends_whole(exchange: Exchange) -> bool:
    """False for an HTML document that ends before its closing tag: the rest did not come.

    A piece without the start of a document has no such tag. Scripts of up to 64 KiB may stand
    behind the tag, and 8 KiB of anything else.
    """
    text = text_of_answer(exchange)
    if _DOCUMENT.search(text[:_START]) is None:
        return True
    # What a script holds is no end of its page, be it cut at either side.
    tail = _SCRIPT.sub("", text[-_END:]).rpartition("</script")[2]
    return _END_OF_DOCUMENT.search(tail[-_BEHIND:]) is not None


def tree_of(exchange: Exchange) -> HtmlElement | None:
    """The document of an answer, whatever its charset, or None where there is no element."""
    return tree(text_of_answer(exchange).encode())


def fragment(source: str) -> HtmlElement | None:
    """A piece of HTML as a tree, or None where there is no element at all."""
    return tree(values.sound(source).encode())


def open_graph(root: HtmlElement) -> Mapping[str, str]:
    """The page's ``meta`` properties and names in lower case, each with its first value."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name")
        content = meta.get("content")
        if name and content:
            found.setdefault(str(name).lower(), values.sound(str(content)))
    return found


def canonical(root: HtmlElement) -> Iterator[str]:
    """The addresses that a page calls its own: ``link rel=canonical``, then ``og:url``."""
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield str(link.get("href"))
    url = open_graph(root).get("og:url")
    if url:
        yield url


def json_scripts(root: HtmlElement, **attributes: str) -> Iterator[Any]:
    """The decoded JSON of every script with these attributes; what is no JSON is left out.

    A name's underscore stands for a hyphen: ``json_scripts(root, data_sjs="")``.
    """
    wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
    for script in root.iter("script"):
        if all(script.get(name) == value for name, value in wanted.items()):
            try:
                yield json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue


def linked_data(root: HtmlElement) -> Iterator[JsonObject]:
    """Every object of the page's JSON-LD, those inside ``@graph`` and lists too (schema.org)."""
    for data in json_scripts(root, type="application/ld+json"):
        todo = deque([data])
        while todo:
            one = todo.popleft()
            if isinstance(one, list):
                todo += one
            elif isinstance(one, dict):
                yield one
                graph = one.get("@graph")
                todo += graph if isinstance(graph, list) else []


def under_key(data: object, key: str) -> Iterator[Any]:
    """Every value under ``key`` anywhere in decoded JSON, outermost first, without recursion."""
    todo: list[object] = [data]
    seen = 0
    while todo and seen < _DEEP:
        following: list[object] = []
        for one in todo:
            seen += 1
            if isinstance(one, dict):
                if key in one:
                    yield one[key]
                following += one.values()
            elif isinstance(one, list):
                following += one
        todo = [item for item in following if isinstance(item, dict | list)]
