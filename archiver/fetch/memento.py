"""Mementos by an archive's CDX index, then its raw replay (RFC 7089, Wayback and pywb)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from archiver.fetch.cdx import CdxRecord, CdxServer, cdx_query, parse_cdx
from archiver.fetch.drive import INDEX_SUFFIX
from archiver.fetch.limits import Quota
from archiver.fetch.reach import Reach
from archiver.fetch.replays import Replays, absent, nearest, settle, wanted_time
from archiver.fetch.timemap import replay_at, same_page
from archiver.fetch.transport import Clock, Sleep, Transport
from archiver.model import Exchange, FetchRequest

CDX_URL = "https://web.archive.org/cdx/search/cdx"
REPLAY_URL = "https://web.archive.org/web"
CDX_REQUESTS_A_MINUTE = 24
"""The archive blocks who asks more than 30 times a minute."""
REPLAYS_A_SECOND = 8
MAX_ROWS = 500

_OK = 200


class Mementos:
    """A transport for requests with source ``archive``; for any number of threads.

    It asks the index for captures of exactly the request's address, takes the newest, or the
    one closest to the request's ``Accept-Datetime``, pages first, and fetches it as it was
    captured. While the index can't be reached it isn't asked, and no time is spent on its quota.
    The answer has status 404 and no ``memento_datetime`` where the index has none,
    status 0 where that can't be known, and an ``error`` wherever it is not the page: see
    ``Replays.fetch``.
    """

    def __init__(
        self,
        session: Transport,
        *,
        clock: Clock,
        sleep: Sleep = time.sleep,
        cdx_url: str = CDX_URL,
        replay_url: str = REPLAY_URL,
        server: CdxServer = CdxServer.WAYBACK,
        per_minute: int = CDX_REQUESTS_A_MINUTE,
    ) -> None:
        self._session = session
        self._clock = clock
        self._quota = Quota(per_minute, 60, clock, sleep)
        self._reach = Reach(clock)
        self._replays = Replays(session, Quota(REPLAYS_A_SECOND, 1, clock, sleep))
        self._cdx_url = cdx_url
        self._replay_url = replay_url.rstrip("/")
        self._server = server

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The look-ups, with ``.index`` behind the request's route; then the memento."""
        lost = self._reach.refusal()
        if lost is not None:
            return (absent(request, self._clock, lost, status=0),)
        wanted = wanted_time(request)
        looked_up = self._look_up(request)
        records = _records(looked_up[-1])
        if records is not None and _want_more(records, wanted):
            more = self._look_up(request, pages_only=True, until=wanted)
            looked_up += more
            records = (*records, *(_records(more[-1]) or ()))
        if records is None:
            why = _why(looked_up[-1])
            return (*looked_up, absent(request, self._clock, why, status=0))
        mementos = [
            replay_at(self._replay_url, record.timestamp, record.original, record.statuscode)
            for record in records
            if same_page(record.original, request.url)
        ]
        if not mementos:
            return (*looked_up, absent(request, self._clock, "no archive has it"))
        tried = self._replays.first_page(request, nearest(mementos, wanted))
        return (*looked_up, *settle(tried))

    def _look_up(
        self, request: FetchRequest, *, pages_only: bool = False, until: datetime | None = None
    ) -> tuple[Exchange, ...]:
        query = cdx_query(request.url, self._server, MAX_ROWS, pages_only=pages_only, until=until)
        self._quota.wait()
        asked = FetchRequest(url=f"{self._cdx_url}?{query}", source=request.source)
        as_index = replace(request, route=f"{request.route}{INDEX_SUFFIX}")
        hops = self._session.answer(asked)
        self._reach.learn(hops[-1])
        return tuple(replace(hop, request=as_index) for hop in hops)


def _records(index: Exchange) -> tuple[CdxRecord, ...] | None:
    if index.status != _OK or index.error is not None:
        return None
    return parse_cdx(index.payload)


def _want_more(records: tuple[CdxRecord, ...], wanted: datetime | None) -> bool:
    """True where the list is full, and what is sought may be older than all in it."""
    if len(records) < MAX_ROWS:
        return False
    pages = [record for record in records if record.statuscode == _OK]
    return not pages or (wanted is not None and wanted < records[0].timestamp)


def _why(index: Exchange) -> str:
    why = index.error or (f"status {index.status}" if index.status != _OK else "an unknown shape")
    return f"the archive's index can't be asked: {why}"


class Archives:
    """A transport that asks several archives in turn, up to the first that has the page."""

    def __init__(self, transports: Iterable[Transport]) -> None:
        self._transports = tuple(transports)
        if not self._transports:
            raise ValueError("no archive is given")

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """All exchanges, what one archive has last; else what tells most, see ``settle``."""
        answers: list[tuple[Exchange, ...]] = []
        for transport in self._transports:
            answers.append(transport.answer(request))
            last = answers[-1][-1]
            if last.status == _OK and last.error is None:
                break
        return settle(answers)
