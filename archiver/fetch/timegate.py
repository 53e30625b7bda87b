"""Mementos by any TimeGate: negotiated by time (RFC 7089), fetched as captured where it can be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from archiver.errors import InputError
from archiver.fetch import hops
from archiver.fetch.limits import Quota
from archiver.fetch.memento import CDX_REQUESTS_A_MINUTE, REPLAYS_A_SECOND
from archiver.fetch.reach import Reach
from archiver.fetch.replays import (
    Replays,
    absent,
    is_page,
    memento_datetime,
    nearest,
    passed,
    settle,
    wanted_time,
)
from archiver.fetch.timemap import UriM, http_date, link_to, parse_timemap, same_page, uri_m_of
from archiver.fetch.transport import Clock, Sleep, Transport
from archiver.model import Exchange, FetchRequest

_OK = 200
_ABSENCES = frozenset({404, 410})


class TimeGate:
    """A transport for requests with source ``archive``, by one TimeGate; for many threads.

    The TimeGate chooses the memento closest to the request's ``Accept-Datetime``, or the newest.
    Where that is no page, the TimeMap that it names is read, and the closest others are tried.
    ``timegate_url`` is what stands before the original's address: an archive's, such as
    ``https://web.archive.org/web/``, a pywb collection's or an aggregator's. Answers are as
    those of ``Mementos``. Raises InputError for what is no http or https address.
    """

    def __init__(
        self,
        session: Transport,
        timegate_url: str,
        *,
        clock: Clock,
        sleep: Sleep = time.sleep,
        per_minute: int = CDX_REQUESTS_A_MINUTE,
    ) -> None:
        if not hops.is_web(timegate_url):
            raise InputError(
                f"{timegate_url!r} is no address of a TimeGate",
                "give what stands before the original's address, as https://web.archive.org/web/",
            )
        self._session = session
        self._base = timegate_url.rstrip("/")
        self._clock = clock
        self._quota = Quota(per_minute, 60, clock, sleep)
        self._reach = Reach(clock)
        self._replays = Replays(session, Quota(REPLAYS_A_SECOND, 1, clock, sleep))

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The negotiation, with ``.index`` behind the request's route; then the memento."""
        lost = self._reach.refusal()
        if lost is not None:
            return (absent(request, self._clock, lost, status=0),)
        wish = tuple(pair for pair in request.headers if pair[0].casefold() == "accept-datetime")
        gate = self._ask(request, f"{self._base}/{request.url}", wish)
        memento = _chosen(gate[-1])
        if memento is None:
            return (*gate, self._without(request, gate[-1]))
        tried = [self._replays.fetch(request, memento)] if _is_of(memento, request) else []
        mapped: tuple[Exchange, ...] = ()
        if not tried or not is_page(tried[0][-1]):
            mapped = self._timemap(request, gate)
            others = self._others(request, mapped, memento)
            tried += self._replays.first_page(request, others)
        if not tried:
            return (*gate, *mapped, absent(request, self._clock, "no archive has it"))
        return (*gate, *mapped, *settle(tried))

    def _ask(
        self, request: FetchRequest, url: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> tuple[Exchange, ...]:
        self._quota.wait()
        asked = FetchRequest(url=url, source=request.source, route=request.route, headers=headers)
        answers = self._session.answer(asked)
        self._reach.learn(answers[-1])
        return tuple(
            passed(replace(hop, request=request, memento_datetime=memento_datetime(hop)))
            for hop in answers
        )

    def _without(self, request: FetchRequest, last: Exchange) -> Exchange:
        """The answer where the TimeGate chose nothing."""
        if last.status in _ABSENCES and last.error is None:
            return absent(request, self._clock, "no archive has it")
        why = last.error or (
            "its answer is no memento" if last.status == _OK else f"status {last.status}"
        )
        return absent(request, self._clock, f"the TimeGate can't be asked: {why}", status=0)

    def _timemap(self, request: FetchRequest, gate: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        named = (link_to("timemap", hop.header("link")) for hop in gate)
        address = next((each for each in named if each), None)
        return self._ask(request, address) if address else ()

    def _others(
        self, request: FetchRequest, mapped: tuple[Exchange, ...], tried: UriM
    ) -> Iterator[UriM]:
        """What the TimeMap lists beside the one that was tried, nearest first."""
        if not mapped or mapped[-1].status != _OK or mapped[-1].error is not None:
            return
        listed = parse_timemap(mapped[-1].payload, self._base) or ()
        for memento in nearest(listed, wanted_time(request)):
            if memento.raw != tried.raw and _is_of(memento, request):
                yield memento


def _is_of(memento: UriM, request: FetchRequest) -> bool:
    """False where the memento's address says that it is of another page."""
    return memento.original is None or same_page(memento.original, request.url)


def _chosen(exchange: Exchange) -> UriM | None:
    """The memento that the TimeGate's answer is, or points to; None where there is none."""
    stated = http_date(exchange.header("memento-datetime"))
    if stated is not None:
        return uri_m_of(exchange.target_uri, stated)
    where = hops.target(exchange)
    if where is None:
        return None
    return uri_m_of(where, exchange.warc_date)
