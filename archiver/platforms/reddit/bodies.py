"""What Reddit's formatter makes of markdown, read back: words, links, pictures; and tombstones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import Tag

from archiver.answers import values
from archiver.model import Availability, ImageObject, Link
from archiver.text.html import attribute, parse, text_of

_SITE = "https://www.reddit.com/"
_UNSEEN = "\u200b"
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>^|/])")
_FILE = re.compile(r"/[A-Za-z0-9_-]+\.(?:jpe?g|png|gif|webp)", re.IGNORECASE)
_REMOVED = frozenset({"[removed]", "[removed by reddit]", "[ removed by reddit ]"})
_DELETED = frozenset({"[deleted]", "[deleted by user]"})
VIDEO_HOST = "v.redd.it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The words of a submission or comment as a reader sees them."""

    text: str = ""
    links: tuple[Link, ...] = ()
    images: tuple[ImageObject, ...] = ()


def of_html(source: str) -> Body:
    """The body in the formatter's HTML; empty where its ``div.md`` is missing."""
    return of_tree(parse(source))


def of_tree(root: Tag) -> Body:
    """The first body below ``root``; empty where there is none."""
    found = root.find(lambda tag: "md" in attribute(tag, "class").split())
    return of_element(found) if isinstance(found, Tag) else Body()


def of_element(element: Tag) -> Body:
    """The body in one element: its paragraphs are parted by an empty line."""
    blocks = [child for child in element.children if isinstance(child, Tag)]
    loose = any(isinstance(child, str) and child.strip() for child in element.children)
    parts = [text_of(element)] if loose or not blocks else map(text_of, blocks)
    seen = (values.sound(part).strip(_UNSEEN + " \n") for part in parts)
    return Body(
        text="\n\n".join(filter(None, seen)),
        links=tuple(_links(element)),
        images=images(attribute(image, "src") for image in element.find_all("img")),
    )


def of_markdown(source: str) -> Body:
    """The body in markdown, where nothing else is there: marks stay, escapes don't."""
    text = values.text_of(values.text_of(source))
    lines = (line.strip(_UNSEEN) for line in _ESCAPED.sub(r"\1", text).splitlines())
    return Body(text="\n".join(lines).strip())


def whole(title: str, body: str) -> str:
    """The text of a submission: its title, an empty line, its own words."""
    return f"{title}\n\n{body}" if body else title


def images(addresses: Iterable[str]) -> tuple[ImageObject, ...]:
    """Those addresses that are pictures on Reddit's own host, at original size, each once."""
    found = (original(address) for address in addresses)
    return tuple(ImageObject(content_url=url) for url in dict.fromkeys(filter(None, found)))


def absolute(address: str) -> str:
    """The address as seen from the site; empty for what is none."""
    try:
        return urljoin(_SITE, address)
    except ValueError:
        return ""


def original(address: str) -> str | None:
    """The uploaded file behind a picture's address or a preview of it, or None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if host not in {"i.redd.it", "preview.redd.it"} or _FILE.fullmatch(parts.path) is None:
        return None
    name = parts.path.rpartition("-v0-")[2] if "-v0-" in parts.path else parts.path[1:]
    return f"https://i.redd.it/{name}"


def tombstone(*words: str | None) -> Availability | None:
    """What stands in the place of words that are gone: whose doing it was; None for real words."""
    said = {word.strip().lower() for word in words if word}
    if said & _REMOVED:
        return Availability.WITHHELD
    return Availability.NOT_FOUND if said & _DELETED else None


def _links(element: Tag) -> Iterator[Link]:
    for anchor in element.find_all("a"):
        shown = text_of(anchor)
        url = values.web_address(absolute(attribute(anchor, "href")))
        if shown and url is not None:
            yield Link(text=values.sound(shown), url=url)
