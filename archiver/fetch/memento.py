"""Mementos from the Wayback Machine: its CDX index, then the raw replay (RFC 7089)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlencode, urlsplit

from archiver.fetch.drive import INDEX_SUFFIX
from archiver.fetch.limits import Quota
from archiver.fetch.transport import Clock, Sleep, Transport, digest
from archiver.model import Exchange, FetchRequest

CDX_URL = "https://web.archive.org/cdx/search/cdx"
REPLAY_URL = "https://web.archive.org/web"
CDX_REQUESTS_A_MINUTE = 24
"""The archive blocks who asks more than 30 times a minute."""
MAX_ROWS = 100

_OK = 200
_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
_TIMESTAMP = "%Y%m%d%H%M%S"
_REPLAYED = re.compile(r"/(?P<timestamp>[0-9]{14})(?:[a-z]{2}_)?/(?P<original>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxRecord:
    """One line of the index, by the names of the CDX server."""

    timestamp: datetime
    """UTC."""
    original: str
    mimetype: str
    statuscode: int
    digest: str
    """Base32 SHA-1 of the archived payload, as the index states it."""


class Mementos:
    """A transport for requests with source ``archive``.

    It asks the index for captures with status 200, takes the newest, or the one closest to
    the request's ``Accept-Datetime``, and fetches it as it was captured. The answer has
    status 404 where the index has none, and an ``error`` where the replay leads to another page.
    """

    def __init__(
        self,
        session: Transport,
        *,
        clock: Clock,
        sleep: Sleep = time.sleep,
        cdx_url: str = CDX_URL,
        replay_url: str = REPLAY_URL,
        per_minute: int = CDX_REQUESTS_A_MINUTE,
    ) -> None:
        self._session = session
        self._clock = clock
        self._quota = Quota(per_minute, 60, clock, sleep)
        self._cdx_url = cdx_url
        self._replay_url = replay_url.rstrip("/")

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The look-up, with ``.index`` behind the request's route; then the memento."""
        looked_up = self._look_up(request)
        index = looked_up[-1]
        if index.status != _OK or index.error is not None:
            return (*looked_up, self._unknown(request, index))
        records = parse_cdx(index.payload)
        if records is None:
            return (*looked_up, self._unknown(request, index))
        if not records:
            return (*looked_up, self._absent(request, "no archive has it"))
        record = _choose(records, _accept_datetime(request))
        return (*looked_up, *self._replay(request, record))

    def _look_up(self, request: FetchRequest) -> tuple[Exchange, ...]:
        query = urlencode(
            {
                "url": request.url,
                "output": "json",
                "fl": ",".join(_FIELDS),
                "filter": "statuscode:200",
                "limit": str(-MAX_ROWS),
            }
        )
        self._quota.wait()
        asked = FetchRequest(url=f"{self._cdx_url}?{query}", source=request.source)
        as_index = replace(request, route=f"{request.route}{INDEX_SUFFIX}")
        return tuple(replace(hop, request=as_index) for hop in self._session.answer(asked))

    def _replay(self, request: FetchRequest, record: CdxRecord) -> tuple[Exchange, ...]:
        address = f"{self._replay_url}/{record.timestamp:{_TIMESTAMP}}id_/{record.original}"
        asked = FetchRequest(url=address, source=request.source, route=request.route)
        hops = self._session.answer(asked)
        mementos = [
            replace(hop, request=request, memento_datetime=self._memento_datetime(hop, record))
            for hop in hops
        ]
        last = mementos[-1]
        led_to = self._original(last.target_uri)
        if last.error is None and (led_to is None or _key(led_to[1]) != _key(record.original)):
            why = f"the replay leads to another page: {last.target_uri}"
            mementos[-1] = replace(last, error=why, memento_datetime=None)
        return tuple(mementos)

    def _memento_datetime(self, hop: Exchange, record: CdxRecord) -> datetime | None:
        """By the header, else by the address that answered, else by the index."""
        if hop.status != _OK:
            return None
        stated = _http_date(hop.header("memento-datetime"))
        if stated is not None:
            return stated
        led_to = self._original(hop.target_uri)
        return led_to[0] if led_to else record.timestamp

    def _original(self, address: str) -> tuple[datetime, str] | None:
        """The time and the original in a replay address (URI-M), or None for any other."""
        if not address.startswith(self._replay_url):
            return None
        found = _REPLAYED.fullmatch(address.removeprefix(self._replay_url))
        moment = _moment(found["timestamp"]) if found else None
        return (moment, found["original"]) if found and moment else None

    def _absent(self, request: FetchRequest, why: str) -> Exchange:
        return Exchange(
            request=request,
            warc_date=self._clock(),
            target_uri=request.url,
            status=404,
            payload_sha256=digest(b""),
            error=why,
        )

    def _unknown(self, request: FetchRequest, index: Exchange) -> Exchange:
        """The answer where the index itself failed: whether there is a memento isn't known."""
        why = index.error or (
            f"status {index.status}" if index.status != _OK else "an unknown shape"
        )
        return replace(
            self._absent(request, f"the archive's index can't be asked: {why}"), status=0
        )


def parse_cdx(payload: bytes) -> tuple[CdxRecord, ...] | None:
    """The records of a CDX answer in JSON, oldest first; None for another shape.

    The first row names the fields; an answer without records is an empty list, or nothing.
    Rows that can't be read are left out.
    """
    if not payload.strip():
        return ()
    try:
        rows = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    if not rows:
        return ()
    if not set(_FIELDS) <= {name for name in rows[0] if isinstance(name, str)}:
        return None
    records = (_record(dict(zip(rows[0], row, strict=False))) for row in rows[1:])
    return tuple(
        sorted((record for record in records if record), key=lambda record: record.timestamp)
    )


def _record(row: dict[object, object]) -> CdxRecord | None:
    timestamp, original, mimetype, status, sha1 = (str(row.get(name, "")) for name in _FIELDS)
    moment = _moment(timestamp)
    if moment is None or not original or status != str(_OK):
        return None
    return CdxRecord(
        timestamp=moment, original=original, mimetype=mimetype, statuscode=_OK, digest=sha1
    )


def _choose(records: Sequence[CdxRecord], wanted: datetime | None) -> CdxRecord:
    """The record closest to the time that is wanted; the newest where none is."""
    if wanted is None:
        return records[-1]
    return min(records, key=lambda record: abs(record.timestamp - wanted))


def _accept_datetime(request: FetchRequest) -> datetime | None:
    wanted = (value for key, value in request.headers if key.casefold() == "accept-datetime")
    return _http_date(next(wanted, None))


def _http_date(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(timestamp: str) -> datetime | None:
    try:
        return datetime.strptime(timestamp, _TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _key(url: str) -> tuple[str, str, str]:
    """What two addresses of one page share: host without www., path, query."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ("", "", url)
    return host, unquote(parts.path).rstrip("/").casefold(), parts.query
