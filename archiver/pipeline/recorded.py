"""A transport that answers from what a WARC file holds, as it was recorded."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urldefrag, urlsplit

from archiver.fetch import hops
from archiver.fetch.bodies import Body, Unpackers, read_body, unpackers
from archiver.fetch.limits import Limits
from archiver.fetch.soft import nature
from archiver.fetch.timemap import same_page
from archiver.fetch.transport import digest, unanswered
from archiver.model import Exchange, FetchRequest, PostRef, Source
from archiver.model.exchange import UNASKED
from archiver.warc.index import Entry
from archiver.warc.volume import Recorded, Volume

NOT_THERE = f"{UNASKED} it is not in the file"
VISIT = timedelta(hours=1)
"""Answers that were recorded further apart are of two visits."""
_MAX_HOPS = 10
_OK = 200
_PARTIAL = frozenset({206, 304})
"""Statuses of answers that are no whole answer, and stand for one that the recorder had before."""
_LIMITS = Limits()
_SHORT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time of one visit, by the recorder's clock, UTC."""

    start: datetime
    end: datetime

    def distance(self, moment: datetime) -> timedelta:
        """How far outside the moment lies; nothing where it lies inside."""
        return max(self.start - moment, moment - self.end, timedelta(0))


def spans(entries: Iterable[Entry]) -> tuple[Span, ...]:
    """The visits in which these answers were recorded, oldest first.

    In one visit each address answers once: where it answers anew, and otherwise than before,
    another visit begins.
    """
    found: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda one: one.date):
        last = found[-1] if found else []
        if not last or entry.date - last[-1].date > VISIT or any(_differ(entry, o) for o in last):
            found.append([entry])
        else:
            last.append(entry)
    return tuple(Span(start=one[0].date, end=one[-1].date) for one in found)


def _differ(one: Entry, other: Entry) -> bool:
    if one.uri != other.uri:
        return False
    if one.status and other.status and one.status != other.status:
        return True
    if one.payload and other.payload:
        return one.payload != other.payload
    return one.block_sha256 != other.block_sha256


def address_key(url: str) -> tuple[object, ...]:
    """What addresses of one page have in common: scheme, "www.", last slash, order don't count."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return ("", None, url, ())
    default = {"http": 80, "https": 443}.get(parts.scheme.lower())
    query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True, separator="&")))
    return host, None if port == default else port, parts.path.rstrip("/"), query


class Recordings:
    """The answers of a file, found by what is asked for."""

    def __init__(self, volume: Volume, entries: Iterable[Entry]) -> None:
        self._volume = volume
        self._unpackers: Unpackers = unpackers()
        self._by_address: dict[tuple[object, ...], list[Entry]] = {}
        self._by_path: dict[tuple[object, ...], list[Entry]] = {}
        self.used: set[str] = set()
        """Ids of the records that were asked for."""
        self.unresolved: set[str] = set()
        """Ids of revisit records whose payload is not in the file."""
        self.wrong: set[str] = set()
        """Ids of records that were asked for and whose digest is wrong."""
        for entry in entries:
            if entry.status in _PARTIAL and not entry.revisit:
                continue
            key = address_key(entry.uri)
            self._by_address.setdefault(key, []).append(entry)
            self._by_path.setdefault(key[:3], []).append(entry)

    def at(self, url: str, ref: PostRef | None = None) -> Sequence[Entry]:
        """Answers of that address; with a post, of one that asks for it in other words.

        An endpoint is asked with other parameters by other programs (a language, a token). What
        names the post must be the same.
        """
        key = address_key(url)
        found = self._by_address.get(key, ())
        if found or ref is None:
            return found
        named = _naming(url, ref)
        if not named:
            return ()
        return [
            entry
            for entry in self._by_path.get(key[:3], ())
            if named.items() <= _naming(entry.uri, ref).items()
        ]

    def exchange(self, entry: Entry, request: FetchRequest) -> Exchange | None:
        """The answer as one to the request, or None where its payload isn't in the file.

        What headers were sent is not the request's own: they are left out.
        """
        recorded = self._volume.recorded(entry)
        if recorded is None:
            self.unresolved.add(entry.record_id)
            return None
        self.used.add(entry.record_id)
        if entry.sound is False:
            self.wrong.add(entry.record_id)
        body = self._body(recorded)
        return Exchange(
            request=replace(request, headers=(), credential=None),
            warc_date=entry.date,
            target_uri=urldefrag(entry.uri).url,
            status=recorded.answer.status,
            headers=recorded.answer.headers,
            payload=body.payload,
            payload_sha256=digest(body.payload),
            error=body.error,
            truncated=body.truncated,
            record_id=entry.record_id,
        )

    def _body(self, recorded: Recorded) -> Body:
        """The body without its content encoding; one that was stored without it as it is."""
        sent = recorded.answer.body
        encoding = recorded.answer.header("Content-Encoding")
        name = (encoding or "").strip().lower()
        magic = _MAGIC.get(name)
        packed = bool(sent) and (magic is None or sent.startswith(magic))
        body = read_body(_Bytes(sent), encoding if packed else None, _LIMITS, self._unpackers)
        if recorded.truncated is None or body.truncated is not None:
            return body
        why = f"the file has only a part of it ({recorded.truncated[:30]})"
        return replace(body, truncated=recorded.truncated[:30], error=why)


_MAGIC: Mapping[str, bytes] = {
    "gzip": b"\x1f\x8b",
    "x-gzip": b"\x1f\x8b",
    "zstd": b"\x28\xb5\x2f\xfd",
}


class _Bytes:
    """Bytes that are read as a body is."""

    def __init__(self, data: bytes) -> None:
        self._inside = io.BytesIO(data)

    def read1(self, amt: int, /, *, decode_content: bool) -> bytes:
        """Up to so many bytes."""
        del decode_content
        return self._inside.read1(amt)


def _naming(url: str, ref: PostRef) -> dict[str, str]:
    """The parameters of an address that name the post, each as the part that does."""
    token = re.split(r"[/:~]", ref.id)[-1]
    if len(token) < _SHORT:
        return {}
    named = re.compile(rf"(?<![0-9A-Za-z_]){re.escape(token)}(?![0-9A-Za-z_])")
    try:
        query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: token for name, value in query if named.search(value)}


class Recording:
    """A transport for one visit to one post: answers recorded in that time, or near to it.

    What is not in the file was not asked for by whoever made it: that is evidence of nothing.
    """

    def __init__(self, found: Recordings, span: Span, ref: PostRef | None = None) -> None:
        self._found = found
        self._span = span
        self._ref = ref
        self._given: dict[str, str] = {}
        """The request that each record was the answer to, by the record's id."""

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """Every hop that the file has, in order; the last one is the answer.

        A request to an archive is answered as with a memento: the file is one.
        """
        nothing = unanswered(request, self._span.start, NOT_THERE)
        if request.credential is not None or request.method != "GET":
            return (nothing,)
        found = self._follow(request)
        if not found:
            return (nothing,)
        asked = f"{request.source} {request.url}"
        if any(self._given.setdefault(one.record_id or "", asked) != asked for one in found[:1]):
            # What answered one request is no second witness when another is asked.
            return (nothing,)
        archive = request.source is Source.ARCHIVE
        return tuple(_memento(found, request.url)) if archive else tuple(found)

    def _follow(self, request: FetchRequest) -> list[Exchange]:
        found: list[Exchange] = []
        url = request.url
        while len(found) < _MAX_HOPS:
            exchange = self._nearest(url, request, {one.record_id for one in found})
            if exchange is None:
                break
            found.append(exchange)
            where = hops.target(exchange)
            if where is None:
                return found
            url = where
        if found:
            why = f"it leads to {url[:200]}, which is not in the file"
            found[-1] = replace(found[-1], error=why)
        return found

    def _nearest(
        self, url: str, request: FetchRequest, behind: AbstractSet[str | None]
    ) -> Exchange | None:
        """The answer nearest in time; of several the one of just this address, then the newest.

        ``behind`` are records that led here: a site that sends on to another form of the same
        address would lead to itself.
        """
        near = [
            entry
            for entry in self._found.at(url, self._ref)
            if self._span.distance(entry.date) <= VISIT and entry.record_id not in behind
        ]
        near.sort(key=lambda one: one.date, reverse=True)
        near.sort(key=lambda one: (self._span.distance(one.date), one.uri != url))
        answers = (self._found.exchange(entry, request) for entry in near)
        return next((one for one in answers if one is not None), None)


def _memento(found: Sequence[Exchange], wanted: str) -> Iterable[Exchange]:
    """The hops as an archive would have replayed them; the last with an error unless the page."""
    *before, last = (replace(one, memento_datetime=one.warc_date) for one in found)
    yield from before
    why = last.error
    what = nature(last)
    if why is None and not same_page(last.target_uri, wanted):
        why = f"the archived answer is a redirect to {last.target_uri[:200]}"
    elif why is None and last.status != _OK:
        why = f"the archived answer is a {last.status} of its time"
    elif why is None and what is not None:
        why = f"the archived page is {what}"
    yield replace(last, error=why)
