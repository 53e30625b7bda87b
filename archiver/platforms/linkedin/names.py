"""Ids and addresses of posts on LinkedIn, and the time in an id."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

from archiver.answers import addresses, times
from archiver.model import PostRef

PLATFORM = "linkedin"
FIRST_TIMED = 6 * 10**18
"""Ids below it (May 2015) are not known to carry a time."""
_MAX_ID = 2**63 - 1
_TYPES = {"activity": "activity", "share": "share", "ugcpost": "ugcPost"}
_KIND = r"(?P<kind>activity|share|ugcPost)"
_ID = r"(?P<id>[1-9][0-9]{5,18})"
_HOST = re.compile(r"(?:(?:www|m|touch|[a-z]{2})\.)?linkedin\.com")
_UPDATE = re.compile(
    rf"/+(?:embed/+)?(?:feed/+update|video/+(?:live|event))/+(?:urn:li:)?{_KIND}:{_ID}(?:/.*)?",
    re.IGNORECASE,
)
_SLUG = re.compile(
    rf"/+posts/+(?P<slug>[^/]+[-_]{_KIND}-{_ID}(?:-[A-Za-z0-9_-]{{1,8}})?)/*", re.IGNORECASE
)
_ARTICLE = re.compile(r"/+(?:embed/+)?pulse/+(?P<slug>[^/?#\s]{3,250})/*")
_SHORT = re.compile(r"/+(?P<code>(?:p/+)?[A-Za-z0-9_-]{4,20})/*")
_URN = re.compile(rf"(?:urn:li:)?{_KIND}:{_ID}", re.IGNORECASE)
_OF_COMMENT = re.compile(r"(?:dash)?(?:comment|reply)Urn", re.IGNORECASE)
"""Parameters that name a comment on the post."""
_PROFILE = re.compile(r"/+(?:in|company|school|showcase)/+(?P<handle>[^/?#\s]{1,100})(?:/.*)?")


def match(url: str) -> PostRef | None:
    """The post or article that the address names, or None.

    One post has several ids, for its activity, its share and its content: the kind is part of
    the reference's id ("activity:7151241570371948544"). A short link is an alias. An address of
    a comment names no post: its words are of somebody else.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    if host in {"lnkd.in", "www.lnkd.in"}:
        short = _SHORT.fullmatch(path)
        return None if short is None else _alias(short["code"])
    of_comment = any(_OF_COMMENT.fullmatch(name) for name in addresses.query_of(parts))
    if _HOST.fullmatch(host) is None or of_comment:
        return None
    if found := _UPDATE.fullmatch(path):
        return _ref(found["kind"], found["id"])
    if found := _SLUG.fullmatch(path):
        return _ref(found["kind"], found["id"], found["slug"])
    found = _ARTICLE.fullmatch(path)
    return None if found is None else _article(found["slug"])


def ref_of_id(post_id: str) -> PostRef | None:
    """The post with an id as references have it, or with a URN ("urn:li:share:ID")."""
    if post_id.startswith("pulse:"):
        return match(f"https://www.linkedin.com/pulse/{post_id.removeprefix('pulse:')}")
    found = _URN.fullmatch(post_id)
    return None if found is None else _ref(found["kind"], found["id"])


def urn(ref: PostRef) -> str | None:
    """The platform's own name of the post, or None for an article."""
    return None if ref.id.startswith("pulse:") else f"urn:li:{ref.id}"


def is_other_post(found: PostRef, asked: PostRef) -> bool:
    """True where both ids are of one kind and differ: two kinds may name one post."""
    kind, _, number = found.id.partition(":")
    asked_kind, _, asked_number = asked.id.partition(":")
    return kind == asked_kind and number != asked_number


def handle_of(url: object) -> str | None:
    """The handle in a profile's address on the site, or None."""
    parts = addresses.split(url) if isinstance(url, str) else None
    if parts is None or _HOST.fullmatch(addresses.host_of(parts)) is None:
        return None
    found = _PROFILE.fullmatch(unquote(parts.path))
    return found["handle"] if found else None


def created_from_id(ref: PostRef) -> datetime | None:
    """The time in the id, UTC, to the millisecond: its bits above the lowest 22."""
    found = _URN.fullmatch(ref.id)
    if found is None or not FIRST_TIMED <= int(found["id"]) <= _MAX_ID:
        return None
    return times.of_milliseconds(int(found["id"]) >> 22)


def _ref(kind: str, number: str, slug: str | None = None) -> PostRef | None:
    """The post, at the public page's address where its slug is known."""
    if int(number) > _MAX_ID:
        return None
    name = f"{_TYPES[kind.lower()]}:{number}"
    path = f"posts/{slug}" if slug else f"feed/update/urn:li:{name}"
    return PostRef(platform=PLATFORM, id=name, url=f"https://www.linkedin.com/{path}")


def _article(slug: str) -> PostRef | None:
    if slug.startswith(("~", "?")) or not slug.isprintable():
        return None
    return PostRef(
        platform=PLATFORM, id=f"pulse:{slug}", url=f"https://www.linkedin.com/pulse/{slug}"
    )


def _alias(code: str) -> PostRef:
    return PostRef(platform=PLATFORM, id=f"~lnkd.in/{code}", url=f"https://lnkd.in/{code}")
