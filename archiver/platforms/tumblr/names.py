"""Ids and addresses of posts on Tumblr."""

from __future__ import annotations

import re
from urllib.parse import unquote

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "tumblr"
_MAX_ID = 2**63 - 1
_ID = r"(?P<id>[1-9][0-9]{5,18})"
_BLOG = r"(?P<blog>[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?)"
_NAME = re.compile(_BLOG)
_BLOG_HOST = re.compile(rf"(?:www\.)?{_BLOG}\.tumblr\.com")
_SITE = frozenset({"tumblr.com", "www.tumblr.com", "m.tumblr.com"})
_NO_BLOGS = frozenset(
    {
        *("www", "m", "api", "assets", "at", "embed", "media", "secure", "static", "safe"),
        *("blog", "blogs", "dashboard", "docs", "explore", "tagged", "post", "search", "reblog"),
        *("login", "register", "share", "widgets", "oembed", "likes", "policy", "help", "about"),
    }
)
_POST = re.compile(rf"/+(?:post|image)/+{_ID}(?:/+(?P<slug>[^/]*))?(?:/.*)?")
_ON_SITE = re.compile(
    rf"/+(?:(?:dashboard/+)?blog/+(?:view/+)?)?@?{_BLOG}/+{_ID}(?:/+(?P<slug>[^/]*))?(?:/.*)?",
    re.IGNORECASE,
)
_FRAMED = re.compile(rf"/+embed/+post/+(?P<key>(?:t:)?[A-Za-z0-9_-]{{8,64}})/+{_ID}(?:/.*)?")
_SHORT = re.compile(r"/+(?P<code>[A-Za-z0-9_-]{6,32})/*")
_SHARED = re.compile(rf"/+{_BLOG}(?:/+[^/]+)?/+(?P<code>[A-Za-z0-9_-]{{6,32}})/*", re.IGNORECASE)


def match(url: str) -> PostRef | None:
    """The post that the address names, or None.

    Ids are unique on the whole site; the blog's name is the handle. Short links are aliases.
    Blogs under a domain of their own can't be told from other sites: None.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    if host == "tmblr.co":
        return _alias(host, path) if _SHORT.fullmatch(path) else None
    if host == "at.tumblr.com":
        return _alias(host, path) if _SHARED.fullmatch(path) else None
    if host == "embed.tumblr.com":
        framed = _FRAMED.fullmatch(path)
        return None if framed is None else _framed(framed["id"], framed["key"])
    if host in _SITE:
        found = _ON_SITE.fullmatch(path)
        return None if found is None else of_blog(found["blog"].lower(), found["id"], found["slug"])
    blog, found = _BLOG_HOST.fullmatch(host), _POST.fullmatch(path)
    if blog is None or found is None:
        return None
    return of_blog(blog["blog"], found["id"], found["slug"])


def of_blog(blog: str, number: str, slug: str | None = None) -> PostRef | None:
    """The post of that blog, at the address that archives know it by."""
    if blog in _NO_BLOGS or int(number) > _MAX_ID:
        return None
    tail = f"/{slug}" if slug and slug not in {"amp", "embed"} else ""
    return PostRef(
        platform=PLATFORM,
        id=number,
        url=f"https://{blog}.tumblr.com/post/{number}{tail}",
        handle=blog,
    )


def blog_named(value: object) -> str | None:
    """The blog's name in lower case, or None for what can be none."""
    found = _NAME.fullmatch(value.lower()) if isinstance(value, str) else None
    return found["blog"] if found and found["blog"] not in _NO_BLOGS else None


def key_of(ref: PostRef) -> str | None:
    """The key in the address of a frame, where no more than that is known; else None."""
    parts = addresses.split(ref.url or "")
    if parts is None or addresses.host_of(parts) != "embed.tumblr.com":
        return None
    found = _FRAMED.fullmatch(unquote(parts.path))
    return found["key"] if found else None


def blog_of(ref: PostRef) -> str | None:
    """The name of the blog that the reference's address names, or None."""
    return ref.handle if match(ref.url or "") == ref and key_of(ref) is None else None


def _framed(number: str, key: str) -> PostRef | None:
    if int(number) > _MAX_ID:
        return None
    url = f"https://embed.tumblr.com/embed/post/{key}/{number}"
    return PostRef(platform=PLATFORM, id=number, url=url)


def _alias(host: str, path: str) -> PostRef:
    address = f"{host}/{path.strip('/')}"
    return PostRef(platform=PLATFORM, id=f"~{address}", url=f"https://{address}")
