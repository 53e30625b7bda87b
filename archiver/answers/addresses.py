"""Addresses of posts, taken apart without trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qs, urlsplit

_ARCHIVED = re.compile(
    r"https?://(?:web\.)?archive\.org/web/[0-9]{4,14}(?:[a-z]{2}_)?/+(?P<url>.+)"
)

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""A name, an IPv4 or an IPv6 address, and a port."""


def split(url: str) -> SplitResult | None:
    """The parts of an http(s) address, the scheme left out or not; None for any other.

    An archived copy counts as its original. None also for an address with a user's name, a
    port of its own, or a host with other characters than hosts have (browsers take a backslash
    for a slash): those are ways to dress one host up as another.
    """
    url = unarchived(url.strip())
    if url.startswith("//"):
        url = f"https:{url}"
    elif "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc:
        return None
    if _HOST.fullmatch(parts.netloc) is None:
        return None
    return parts if port in {None, 80, 443} else None


def host_of(parts: SplitResult) -> str:
    """The host in lower case, without the full stop that may end it."""
    return (parts.hostname or "").lower().removesuffix(".")


def is_host(host: str, *names: str) -> bool:
    """True where the host is one of the names or a subdomain of one ("m.x.com" of "x.com")."""
    return any(host == name or host.endswith(f".{name}") for name in names)


def query_of(parts: SplitResult) -> Mapping[str, str]:
    """The first value of each parameter of the query."""
    try:
        values = parse_qs(parts.query, max_num_fields=100)
    except ValueError:
        return {}
    return {name: found[0] for name, found in values.items()}


def unarchived(url: str) -> str:
    """The original of a Wayback Machine address; any other address as it is."""
    found = _ARCHIVED.fullmatch(url)
    return found["url"] if found else url
