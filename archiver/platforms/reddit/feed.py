"""The Atom feed of a submission's comments (RFC 4287): an entry for it and for each comment."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup
from lxml import etree

from archiver.answers import times, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    Link,
    PostRef,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.reddit import bodies, names, posts, refusals
from archiver.platforms.reddit.posts import Post
from archiver.text.html import attribute, parse, text_of

ROUTE = "feed"
PARSER = "reddit.feed/1"
_ATOM = "{http://www.w3.org/2005/Atom}"
_TARGET = "[link]"
_WORDS_FOLLOW = "<!-- SC_OFF -->"


def request(ref: PostRef) -> FetchRequest:
    """The request for the feed that has the post's entry."""
    submission, _, comment = ref.id.partition("/")
    path = f"{submission}/_/{comment}" if comment else submission
    return FetchRequest(
        url=f"https://www.reddit.com/comments/{path}/.rss",
        route=ROUTE,
        headers=(("Accept", "application/atom+xml"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the feed says of the post: a comment, then the submission that it is under.

    Raises ParseError for what is no feed.
    """
    refused = refusals.reading(exchange, ROUTE)
    if refused is not None:
        return refused
    entries = _entries(exchange)
    if names.fullname(ref) not in entries:
        line = f"{ROUTE}: 200, has no entry for it"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    wanted = dict.fromkeys((ref, names.submission_of(ref)))
    found = [
        _post(entries[names.fullname(one)], one, exchange)
        for one in wanted
        if names.fullname(one) in entries
    ]
    return posts.reading(ROUTE, found, origin_of(exchange, PARSER))


def _entries(exchange: Exchange) -> Mapping[str, etree._Element]:
    """The feed's entries by their fullnames. No entity is expanded and no address followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(exchange.payload, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise values.unknown_shape(exchange, "no XML that can be read") from error
    if root is None or root.tag != f"{_ATOM}feed":
        raise values.unknown_shape(exchange, "no Atom feed")
    found: dict[str, etree._Element] = {}
    for entry in root.iterfind(f"{_ATOM}entry"):
        found.setdefault(_said(entry, "id"), entry)
    return found


def _post(entry: etree._Element, ref: PostRef, exchange: Exchange) -> Post:
    source = _said(entry, "content")
    content = parse(source)
    if _WORDS_FOLLOW in source and content.select_one(".md") is None:
        raise values.unknown_shape(exchange, "words in an unknown markup")
    title = None if "/" in ref.id else values.sound(_said(entry, "title").strip())
    links, images = _attached(content)
    author = names.user_of(_said(entry, f"author/{_ATOM}name"))
    published, updated = _said(entry, "published"), _said(entry, "updated")
    claims = [_claim(TimeKind.CREATED, "published" if published else "updated", entry)]
    if published and updated != published:
        claims.append(_claim(TimeKind.EDITED, "updated", entry))
    return Post(
        ref=ref,
        title=title,
        body=bodies.of_tree(content),
        author=author,
        times=tuple(claims),
        links=links,
        images=images,
    )


def _attached(content: BeautifulSoup) -> tuple[tuple[Link, ...], tuple[ImageObject, ...]]:
    """What a submission without words of its own shows: a page, a picture, a video's still."""
    anchors = [one for one in content.find_all("a") if text_of(one) == _TARGET]
    target = values.web_address(attribute(anchors[-1], "href")) if anchors else None
    if target is None:
        return (), ()
    if picture := bodies.images([target]):
        return (), picture
    stills = [values.web_address(attribute(one, "src")) for one in content.select("td img")]
    if bodies.VIDEO_HOST in target.split("/") and stills and stills[0]:
        return (), (ImageObject(content_url=stills[0], thumbnail_of="video"),)
    if names.match(target) is not None:
        return (), bodies.images(filter(None, stills))
    return (Link(text=target, url=target),), ()


def _claim(kind: TimeKind, field: str, entry: etree._Element) -> TimeClaim | None:
    return times.stated(field, values.time_of(_said(entry, field)), kind)


def _said(entry: etree._Element, path: str) -> str:
    found = entry.find(f"{_ATOM}{path}")
    return "" if found is None else "".join(map(str, found.itertext()))
