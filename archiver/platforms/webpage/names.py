"""Addresses of pages on any site."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "webpage"
_HOST = re.compile(r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w-]{2,63}")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igsh|mc_[ce]id|ref_src|ref_url")
_FILES = re.compile(
    r".*\.(?:js|css|jpe?g|png|gif|webp|avif|svg|ico|mp[34]|m4[av]|webm|woff2?|zip|gz)",
    re.IGNORECASE,
)
_LONGEST = 2_000


def match(url: str) -> PostRef | None:
    """The page that the http(s) address names, or None for a site's front page or a file.

    The id is the address without its scheme, its fragment, and what only counts visitors.
    """
    url = addresses.unarchived(url.strip())
    if len(url) > _LONGEST or not url.isprintable() or any(map(str.isspace, url)):
        return None
    if not url.lower().startswith(("http://", "https://")):
        return None
    parts = addresses.split(url)
    if parts is None:
        return None
    host = addresses.host_of(parts)
    if _HOST.fullmatch(host) is None or _FILES.fullmatch(parts.path):
        return None
    query = _query(parts.query)
    if not parts.path.strip("/") and not query:
        return None
    name = f"{host}{parts.path or '/'}{'?' if query else ''}{query}"
    return PostRef(platform=PLATFORM, id=name, url=f"{parts.scheme.lower()}://{name}")


def ref_of_id(post_id: str) -> PostRef | None:
    """The page with an id as references have it ("HOST/PATH")."""
    found = match(f"https://{post_id}")
    return found if found is not None and found.id == post_id else None


def same_page(address: object, ref: PostRef) -> bool:
    """True where the address is the page's, whatever its scheme and its last slash."""
    found = match(address) if isinstance(address, str) else None
    return found is not None and _bare(found) == _bare(ref)


def same_host(address: str, ref: PostRef) -> bool:
    """True for an http(s) address on the very host of the page."""
    try:
        parts = urlsplit(address)
        own = urlsplit(ref.url or "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(own.netloc) and parts.netloc == own.netloc


def _bare(ref: PostRef) -> str:
    return ref.id.removeprefix("www.").rstrip("/")


def _query(query: str) -> str:
    if not _TRACKING.search(query):
        return query
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return query
    return urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
