"""From one hop to the next: where a redirect leads, and what may go with it."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Mapping
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from archiver.fetch.guard import literal_ip
from archiver.model import Exchange, Source

MOVES = frozenset({301, 302, 303, 307, 308})
"""Statuses that lead to another address."""

_TURN_POST_TO_GET = frozenset({301, 302})
_SEE_OTHER = 303
_FOR_ONE_HOST = frozenset({"authorization", "cookie", "proxy-authorization"})
_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-language"})
_PORTS = {"http": 80, "https": 443}


def host_key(url: str) -> str:
    """The host, with the port where it isn't the scheme's own; empty where it can't be read."""
    parts = _parts(url)
    if parts is None or not parts.host:
        return ""
    host = parts.host.lower().rstrip(".")
    return host if parts.port in {None, _PORTS.get(parts.scheme or "")} else f"{host}:{parts.port}"


def is_web(url: str) -> bool:
    """True for an http or https address with a host."""
    parts = _parts(url)
    return parts is not None and parts.scheme in _PORTS and bool(parts.host)


def is_confidential(url: str, *, allow_loopback: bool = False) -> bool:
    """True where nobody on the way reads what is sent: https, or this machine if allowed."""
    parts = _parts(url)
    if parts is None or not parts.host:
        return False
    if parts.scheme == "https":
        return True
    literal = literal_ip(parts.host.strip("[]"))
    return allow_loopback and literal is not None and ipaddress.ip_address(literal).is_loopback


def target(exchange: Exchange) -> str | None:
    """Where a redirect leads, or None where the exchange is no redirect to follow."""
    location = exchange.header("location")
    if exchange.status not in MOVES or not location or exchange.error is not None:
        return None
    # http.client reads headers as Latin-1, and servers write UTF-8 here.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.target_uri, location)
    except ValueError:
        return location


def ends_at(exchange: Exchange, where: str) -> bool:
    """True where an archive's redirect is not to be followed: it is the memento, or leads out.

    A redirect with Memento-Datetime is what was archived (RFC 7089, 4.2.2 and 4.5.2); archives
    replay its Location raw, so that it leads to the live site.
    """
    if exchange.request.source is not Source.ARCHIVE:
        return False
    return exchange.header("memento-datetime") is not None or not _same_house(
        host_key(exchange.target_uri), host_key(where)
    )


def method_after(method: str, status: int) -> str:
    """The method of the next hop (Fetch standard, HTTP-redirect fetch, step 12)."""
    if status in _TURN_POST_TO_GET and method == "POST":
        return "GET"
    return "GET" if status == _SEE_OTHER and method not in {"GET", "HEAD"} else method


def for_another_host(headers: Mapping[str, str]) -> dict[str, str]:
    """The request headers that another host may see."""
    return {key: value for key, value in headers.items() if key.casefold() not in _FOR_ONE_HOST}


def without_body(headers: Mapping[str, str]) -> dict[str, str]:
    """The request headers without those that speak of a body."""
    return {key: value for key, value in headers.items() if key.casefold() not in _OF_A_BODY}


def may_keep_token(url: str, where: str) -> bool:
    """True where a redirect stays with the host, and doesn't leave TLS."""
    before, after = _parts(url), _parts(where)
    if before is None or after is None:
        return False
    return host_key(url) == host_key(where) and before.scheme == after.scheme


def _same_house(one: str, other: str) -> bool:
    """True where the hosts are the same, or one lies under the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _parts(url: str) -> Url | None:
    try:
        return parse_url(url)
    except (LocationParseError, ValueError):
        return None
