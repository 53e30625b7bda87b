"""Links between an original, its TimeGate, its TimeMap and its mementos (RFC 7089, RFC 6690)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from archiver.fetch.cdx import moment_of, parse_cdx, timestamp_of

_LINK = re.compile(
    r"<(?P<target>[^<>]*)>"
    r'(?P<parameters>(?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"<>]*))?)*)'
)
_PARAMETER = re.compile(r';\s*([^\s=;,"<>]+)\s*=\s*(?:"([^"]*)"|([^\s;,"<>]*))')
_URI_M = re.compile(
    r"(?P<base>https?://.+?)/(?P<timestamp>[0-9]{14})(?P<modifier>[a-z]{2}_)?/(?P<original>.+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of a Link header or of a link-format document."""

    target: str
    rels: frozenset[str]
    moment: datetime | None = None
    """Its ``datetime``, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UriM:
    """Where a memento is. Those of Wayback and pywb name the time and the original."""

    address: str
    timestamp: datetime
    """UTC."""
    original: str | None = None
    """None where the address doesn't tell."""
    status: int | None = None
    """Of the archived answer, where a list told it."""

    @property
    def base(self) -> str | None:
        """What stands before the time in the address, or None where it names no time."""
        found = _URI_M.fullmatch(self.address)
        return found["base"] if found and moment_of(found["timestamp"]) else None

    @property
    def raw(self) -> str:
        """The address of the answer as it was captured; where unknown, the plain address."""
        if self.base is None or self.original is None:
            return self.address
        return replay_at(self.base, self.timestamp, self.original).address


def replay_at(base: str, timestamp: datetime, original: str, status: int | None = None) -> UriM:
    """The memento of ``original`` under the replay address ``base``, as captured."""
    return UriM(
        address=f"{base}/{timestamp_of(timestamp)}id_/{original}",
        timestamp=timestamp,
        original=original,
        status=status,
    )


def uri_m_of(address: str, moment: datetime | None = None) -> UriM | None:
    """The memento at an address of Wayback or pywb; another address only with its ``moment``."""
    found = _URI_M.fullmatch(address)
    timestamp = moment_of(found["timestamp"]) if found else None
    if found and timestamp:
        return UriM(address=address, timestamp=timestamp, original=found["original"])
    return UriM(address=address, timestamp=moment) if moment else None


def links(text: str) -> Iterator[Link]:
    """The links of a Link header or of application/link-format; what can't be read is skipped."""
    for found in _LINK.finditer(text):
        parameters = {
            name.lower(): quoted or bare
            for name, quoted, bare in _PARAMETER.findall(found["parameters"])
        }
        yield Link(
            target=found["target"].strip(),
            rels=frozenset(parameters.get("rel", "").lower().split()),
            moment=http_date(parameters.get("datetime")),
        )


def link_to(rel: str, header: str | None) -> str | None:
    """The first link with that relation in a Link header, or None."""
    return next((link.target for link in links(header or "") if rel in link.rels), None)


def parse_timemap(payload: bytes, base: str) -> tuple[UriM, ...] | None:
    """The mementos of a TimeMap, oldest first; None for what is no TimeMap.

    It may be link-format, JSON as MemGator has it, or rows as CDX servers have them, which are
    replayed under ``base``.
    """
    start = payload.lstrip()[:1]
    if start == b"<":
        found = [
            uri_m
            for link in links(payload.decode("utf-8", "replace"))
            if "memento" in link.rels and (uri_m := uri_m_of(link.target, link.moment))
        ]
        if not found and b"rel=" not in payload:
            return None
    elif start in {b"{", b"["}:
        listed = _from_json(payload, base)
        if listed is None:
            return None
        found = listed
    else:
        return None if payload.strip() else ()
    return tuple(sorted(found, key=lambda uri_m: uri_m.timestamp))


def _from_json(payload: bytes, base: str) -> list[UriM] | None:
    records = parse_cdx(payload)
    if records is not None:
        return [replay_at(base, r.timestamp, r.original, r.statuscode) for r in records]
    try:
        data: Any = json.loads(payload)
        listed = data["mementos"]["list"]
    except (ValueError, RecursionError, KeyError, TypeError, IndexError):
        return None
    if not isinstance(listed, list):
        return None
    pairs = ((item.get("uri"), item.get("datetime")) for item in listed if isinstance(item, dict))
    return [
        uri_m
        for uri, moment in pairs
        if isinstance(uri, str) and (uri_m := uri_m_of(uri, _iso(moment)))
    ]


def http_date(value: str | None) -> datetime | None:
    """The time of an HTTP-date, UTC, or None."""
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _iso(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def same_page(one: str, other: str) -> bool:
    """True where two addresses are one page to an archive and to a platform.

    Scheme, a leading "www.", a trailing slash, the order of the query and the case of the path's
    first part (a handle) don't count. Any other case does: indexes of archives fold it, but the
    ids of posts differ by it.
    """
    return _key(one) == _key(other)


def _key(url: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return (url,)
    handle, *rest = unquote(parts.path).strip("/").split("/")
    query = sorted(unquote(parts.query).split("&"))
    return host, None if port in {80, 443} else port, handle.casefold(), tuple(rest), tuple(query)
