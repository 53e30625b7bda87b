"""What web archives list of an address: the CDX servers of the Wayback Machine and of pywb."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlencode

_TIMESTAMP = "%Y%m%d%H%M%S"
_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
_OF_PYWB = {"original": "url", "mimetype": "mime", "statuscode": "status"}


class CdxServer(StrEnum):
    """Whose CDX server it is; their query languages differ."""

    WAYBACK = "wayback"
    PYWB = "pywb"


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxRecord:
    """One line of the index, by the names of the CDX server."""

    timestamp: datetime
    """UTC."""
    original: str
    mimetype: str
    statuscode: int | None
    """None where the line has none, as for a revisit."""
    digest: str
    """Base32 SHA-1 of the archived payload, as the index states it."""


def cdx_query(
    url: str,
    server: CdxServer,
    limit: int,
    *,
    pages_only: bool = False,
    until: datetime | None = None,
) -> str:
    """The query for the newest ``limit`` captures of exactly that address, in JSON.

    With ``pages_only`` those with status 200, with ``until`` none after that time.
    """
    query = {"url": url, "output": "json"}
    if server is CdxServer.WAYBACK:
        query |= {"fl": ",".join(_FIELDS), "limit": str(-limit)}
        if pages_only:
            query["filter"] = "statuscode:200"
    else:
        query |= {"sort": "reverse", "limit": str(limit)}
        if pages_only:
            query["filter"] = "=status:200"
    if until is not None:
        query["to"] = until.strftime(_TIMESTAMP)
    return urlencode(query)


def parse_cdx(payload: bytes) -> tuple[CdxRecord, ...] | None:
    """The records of a CDX answer in JSON, oldest first; None for another shape.

    The Wayback Machine sends an array of arrays, the first with the names of the fields; pywb
    sends an object a line. An answer without records is an empty array, or nothing. Rows that
    can't be read are left out.
    """
    if not payload.strip():
        return ()
    rows = _rows(payload)
    if rows is None:
        return None
    records = (_record(row) for row in rows)
    return tuple(
        sorted((record for record in records if record), key=lambda record: record.timestamp)
    )


def _rows(payload: bytes) -> list[dict[str, object]] | None:
    try:
        data = json.loads(payload)
    except RecursionError:
        return None
    except ValueError:
        return _lines(payload)
    if isinstance(data, dict):
        return _lines(payload)
    if not isinstance(data, list) or not all(isinstance(row, list) for row in data):
        return None
    if not data:
        return []
    names = [str(name) for name in data[0]]
    if not set(_FIELDS) <= set(names):
        return None
    return [dict(zip(names, row, strict=False)) for row in data[1:]]


def _lines(payload: bytes) -> list[dict[str, object]] | None:
    """The objects of lines of JSON, by the Wayback Machine's names; None where there is none."""
    rows = list(_objects(payload))
    return rows or None


def _objects(payload: bytes) -> Iterator[dict[str, object]]:
    for line in payload.splitlines():
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and "timestamp" in data and "url" in data:
            yield {name: data.get(_OF_PYWB.get(name, name), "") for name in _FIELDS}


def _record(row: dict[str, object]) -> CdxRecord | None:
    timestamp, original, mimetype, status, sha1 = (str(row.get(name, "")) for name in _FIELDS)
    moment = moment_of(timestamp)
    if moment is None or not original:
        return None
    known = status.isascii() and status.isdigit() and len(status) == 3
    return CdxRecord(
        timestamp=moment,
        original=original,
        mimetype=mimetype,
        statuscode=int(status) if known else None,
        digest=sha1,
    )


def moment_of(timestamp: str) -> datetime | None:
    """The time in 14 digits, UTC, or None for anything else."""
    if len(timestamp) != 14 or not (timestamp.isascii() and timestamp.isdigit()):
        return None
    try:
        return datetime.strptime(timestamp, _TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def timestamp_of(moment: datetime) -> str:
    """The time in 14 digits."""
    return moment.astimezone(UTC).strftime(_TIMESTAMP)
