"""What went over the wire, and what it says about a post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from archiver.model.refs import PostRef

UNASKED = "not asked:"
"""Begins the error where a request was not to be sent: the user has no token for it, or has
not allowed third parties. It is no exchange, and a visit doesn't keep it."""


class Source(StrEnum):
    """Who answers a request."""

    PLATFORM = "platform"
    ARCHIVE = "archive"
    THIRD_PARTY = "third_party"


class Availability(StrEnum):
    """What a visit found. Only the first five are statements about the post."""

    AVAILABLE = "available"
    NOT_FOUND = "not_found"
    WITHHELD = "withheld"
    PROTECTED = "protected"
    ACCOUNT_GONE = "account_gone"
    BLOCKED_FOR_US = "blocked_for_us"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """A request that a plan wants answered.

    With ``source`` ARCHIVE, ``url`` is the original (URI-R, RFC 7089) and the answer is
    a memento of it, or an exchange with status 404 where no archive has one.
    """

    url: str
    source: Source = Source.PLATFORM
    route: str = ""
    """The platform's own name for this route ("syndication", "oembed")."""
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    credential: str | None = field(default=None, compare=False)
    """Name of the user's token that this route wants ("x", "mastodon"); the token itself is
    known to ``fetch/`` alone, and never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as received (a WARC request/response pair)."""

    request: FetchRequest
    warc_date: datetime
    """When the request was sent, UTC."""
    target_uri: str
    """The address that answered: the request's, or where redirects led."""
    status: int
    """HTTP status, or 0 where nothing answered (then ``error`` says why)."""
    headers: tuple[tuple[str, str], ...] = ()
    payload: bytes = b""
    """The body, decoded from its content encoding, as far as it came."""
    payload_sha256: str = ""
    """Lower-case hex SHA-256 of ``payload``."""
    error: str | None = None
    """One line, where no complete answer came: "timeout", "connection refused", …"""
    truncated: str | None = None
    """WARC-Truncated: "length", "time" or "disconnect"."""
    memento_datetime: datetime | None = None
    """When the archive captured it, UTC (RFC 7089 Memento-Datetime)."""
    record_id: str | None = None
    """WARC-Record-ID of the answer in the file that it was read from; None where this program
    received it itself."""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a plan concludes from the answers it was sent."""

    availability: Availability
    reason: str
    """The evidence in one line: which route answered what."""
    ref: PostRef | None = None
    """The post that was found to be meant, where the reference asked for is another name of
    it: a short link, a copy on another server, a handle in place of an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One visit for one post: the exchanges in order, and the availability found."""

    ref: PostRef
    captured_at: datetime
    """When the visit began, UTC."""
    availability: Availability
    reason: str
    exchanges: tuple[Exchange, ...] = ()
    asked: PostRef | None = None
    """The reference that was asked for, where the visit found it to be another name of ``ref``."""
    imported: str | None = None
    """The file of another program that all of it was read from, and that program; None where this
    program made the visit. Whoever made the file vouches for it, nobody else."""
