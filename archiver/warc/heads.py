"""HTTP headers of a stored exchange, in a form that goes with its payload as it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from archiver.model import Exchange
from archiver.warc.lines import Pairs, http_block, is_token, one_line, uri

ORIGINAL = "X-Archiver-Orig-"
"""Begins the name under which a header of the answer is kept that no longer holds."""
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        200: "OK",
        201: "Created",
        202: "Accepted",
        204: "No Content",
        206: "Partial Content",
        301: "Moved Permanently",
        302: "Found",
        303: "See Other",
        304: "Not Modified",
        307: "Temporary Redirect",
        308: "Permanent Redirect",
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        405: "Method Not Allowed",
        406: "Not Acceptable",
        408: "Request Timeout",
        410: "Gone",
        429: "Too Many Requests",
        451: "Unavailable For Legal Reasons",
        500: "Internal Server Error",
        501: "Not Implemented",
        502: "Bad Gateway",
        503: "Service Unavailable",
        504: "Gateway Timeout",
    }
)
"""Phrases of RFC 9110 15 and its kin. Nothing is to be read from one (RFC 9112 4), but a player
that finds none sends a word of its own."""
_NO_REASON = "Status"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)([^#]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A start line and headers, up to the payload."""

    block: bytes
    changes: tuple[str, ...] = ()
    """One line for each way in which it differs from what was received."""


def answer_head(exchange: Exchange) -> Head:
    """The head of an answer whose payload was taken out of its content and transfer encodings.

    Headers about those encodings get another name, and Content-Length is that of the payload. The
    version of HTTP and the reason phrase aren't stored: HTTP/1.1 and the usual one stand for them.
    """
    changes: list[str] = []
    headers: list[tuple[str, str]] = []
    length = str(len(exchange.payload))
    for name, value in _sound(exchange.headers, changes):
        lowered = name.lower()
        if lowered == "content-length" and value == length:
            continue
        if lowered in _OF_THE_WIRE:
            changes.append(f"{name} renamed to {ORIGINAL}{name}")
            headers.append((f"{ORIGINAL}{name}", value))
        else:
            headers.append((name, value))
    headers.append(("Content-Length", length))
    reason = _REASONS.get(exchange.status, _NO_REASON)
    if not any(name.lower() == "content-length" for name, _ in exchange.headers):
        changes.append("Content-Length added")
    return Head(
        block=http_block(f"HTTP/1.1 {exchange.status} {reason}", headers),
        changes=tuple(changes),
    )


def request_head(exchange: Exchange) -> Head | None:
    """The head of the request: its line, Host, and the headers that the plan asked for.

    None where its method is none. Cookies, tokens and the headers of every request (User-Agent,
    Accept-Encoding) aren't stored, and no part of it.
    """
    if not is_token(exchange.request.method):
        return None
    changes: list[str] = []
    found = _ADDRESS.match(uri(exchange.target_uri))
    host, where = (found[1], found[2]) if found else ("", uri(exchange.target_uri))
    if not where.startswith("/"):
        where = f"/{where}"
    headers = [("Host", host)] if host else []
    headers += (
        (name, value)
        for name, value in _sound(exchange.request.headers, changes)
        if name.lower() not in {"host", "content-length", "transfer-encoding"}
    )
    block = http_block(f"{exchange.request.method} {where} HTTP/1.1", headers)
    return Head(block=block, changes=tuple(changes))


def first_value(block: bytes, name: str) -> str | None:
    """The value of the first header of that name in an HTTP block, whatever its case."""
    wanted = name.lower().encode("ascii")
    for line in block.split(b"\r\n")[1:]:
        key, colon, value = line.partition(b":")
        if colon and key.lower() == wanted:
            return _text(value.strip())
    return None


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _sound(headers: Pairs, changes: list[str]) -> Iterable[tuple[str, str]]:
    """The headers that can stand in a head; ``changes`` gains what became of the others."""
    for name, value in headers:
        if not is_token(name):
            changes.append(f"a header left out, its name is none: {name!a:.80}")
            continue
        clean = one_line(value)
        if clean != value:
            changes.append(f"{name} put on one line")
        yield name, clean
