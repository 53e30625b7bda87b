"""Lines of headers that stay lines, whatever stands in a name or a value.

What servers sent is hostile: a line break in a value would begin another header, or another
record. Nothing here refuses: what can't stand in a line is replaced or left out, and the caller
can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Pairs = Iterable[tuple[str, str]]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110 5.6.2."""
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_URI = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"
)
"""Bytes that may stand in a URI (RFC 3986 appendix A), the percent sign among them."""
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
NO_ADDRESS = "urn:archiver:no-address"
"""The target of a record that is of no address at all."""


def is_token(name: str) -> bool:
    """Whether it can be the name of a header (RFC 9110 5.1)."""
    return _TOKEN.fullmatch(name) is not None


def one_line(value: str) -> str:
    """The value without control characters, each a space, and without space around it.

    Two values can become the same one.
    """
    return _CONTROLS.sub(" ", value).strip(" \t")


def header_bytes(value: str) -> bytes:
    """The octets that were received, for text that was read as Latin-1; else UTF-8.

    A lone surrogate, which has no UTF-8, becomes a question mark.
    """
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def http_block(first: str, headers: Pairs) -> bytes:
    """A start line and headers as HTTP/1.1 has them (RFC 9112 2.1), the empty line at their end.

    Values are put on one line. Raises ValueError for a name that is no token.
    """
    lines = [header_bytes(one_line(first))]
    for name, value in headers:
        if not is_token(name):
            raise ValueError(f"no name of a header: {name!r}")
        lines.append(name.encode("ascii") + b": " + header_bytes(one_line(value)))
    return b"\r\n".join(lines) + b"\r\n\r\n"


def uri(address: str) -> str:
    """The address with all that no URI may hold as percent-encoded UTF-8 (RFC 3987 3.1).

    ``NO_ADDRESS`` for an empty one. Of an address that is a URI nothing is changed but the case of
    its scheme, which doesn't count.
    """
    octets = address.strip().encode("utf-8", "surrogatepass")
    kept = "".join(chr(one) if one in _URI else f"%{one:02X}" for one in octets)
    return _SCHEME.sub(lambda found: found[0].lower(), kept) or NO_ADDRESS


def is_web(target: str) -> bool:
    """Whether a URI is one that HTTP is spoken with."""
    return target.startswith(("http:", "https:"))
