"""Mementos as they were captured, each with the truth on what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from archiver.fetch import hops
from archiver.fetch.drive import INDEX_SUFFIX
from archiver.fetch.limits import Quota
from archiver.fetch.soft import nature
from archiver.fetch.timemap import UriM, http_date, link_to, replay_at, same_page, uri_m_of
from archiver.fetch.transport import Clock, Transport, digest
from archiver.model import Exchange, FetchRequest

MAX_TRIES = 3
"""Captures that are replayed for one request until one is a page."""

_OK = 200
_STEPS = 3
_SHOWN = 200


class Replays:
    """Fetches mementos in their raw form, at most as often as the quota lets it."""

    def __init__(self, session: Transport, quota: Quota) -> None:
        self._session = session
        self._quota = quota

    def first_page(
        self, request: FetchRequest, mementos: Iterable[UriM]
    ) -> list[tuple[Exchange, ...]]:
        """Replays of the mementos in turn, at most three, up to the first that is a page."""
        answers: list[tuple[Exchange, ...]] = []
        for memento in mementos:
            answers.append(self.fetch(request, memento))
            if is_page(answers[-1][-1]) or len(answers) == MAX_TRIES:
                break
        return answers

    def fetch(self, request: FetchRequest, memento: UriM) -> tuple[Exchange, ...]:
        """The replay. Its last exchange has an ``error`` unless it is the page, whole.

        The error says what else was archived: a redirect, with where to; a 404 or 410 in its
        time; a page that stands in for the page, such as a login. ``memento_datetime`` is set
        wherever the answer is what the archive captured.
        """
        exchanges: list[Exchange] = []
        for _ in range(_STEPS):
            exchanges += self._ask(request, memento)
            last = exchanges[-1]
            where = _redirect(last)
            if where is None:
                exchanges[-1] = judged(last, request.url)
                return tuple(exchanges)
            following = uri_m_of(where)
            original = _archived(where)
            base = (following or memento).base
            if base is None or not same_page(original, request.url):
                break
            memento = replay_at(base, (following or memento).timestamp, original)
        last = exchanges[-1]
        why = f"the archived answer is a redirect to {_archived(_redirect(last) or '')[:_SHOWN]}"
        exchanges[-1] = replace(
            last, error=why, memento_datetime=last.memento_datetime or memento.timestamp
        )
        return tuple(exchanges)

    def _ask(self, request: FetchRequest, memento: UriM) -> Iterable[Exchange]:
        self._quota.wait()
        asked = FetchRequest(url=memento.raw, source=request.source, route=request.route)
        for hop in self._session.answer(asked):
            yield replace(hop, request=request, memento_datetime=memento_datetime(hop))


def _redirect(exchange: Exchange) -> str | None:
    """Where the last hop leads that was not followed."""
    return hops.target(exchange)


def _archived(address: str) -> str:
    """The original, where the address is that of a memento."""
    memento = uri_m_of(address)
    return (memento.original if memento else None) or address


def memento_datetime(exchange: Exchange) -> datetime | None:
    """When the archive captured this answer: by its header, else by the address of a page."""
    stated = http_date(exchange.header("memento-datetime"))
    if stated is not None or exchange.status != _OK:
        return stated
    memento = uri_m_of(exchange.target_uri)
    return memento.timestamp if memento else None


def judged(exchange: Exchange, wanted: str) -> Exchange:
    """The last exchange of a replay, with ``error`` unless it is the page that was wanted."""
    if exchange.error is not None or exchange.status == 0:
        return exchange
    of_which = _original(exchange)
    if of_which is None or not same_page(of_which, wanted):
        led_to = exchange.target_uri if of_which is None else of_which
        why = f"the replay leads to another page: {led_to[:_SHOWN]}"
        return replace(exchange, error=why, memento_datetime=None)
    if exchange.status != _OK:
        if exchange.memento_datetime is None:
            return replace(exchange, error=f"the archive answers with status {exchange.status}")
        return replace(exchange, error=f"the archived answer is a {exchange.status} of its time")
    if exchange.memento_datetime is None:
        return replace(exchange, error="the archive doesn't say when it captured this")
    what = nature(exchange)
    return exchange if what is None else replace(exchange, error=f"the archived page is {what}")


def _original(exchange: Exchange) -> str | None:
    """What the answer is a memento of: by its address, else by its Link header."""
    memento = uri_m_of(exchange.target_uri)
    if memento is not None and memento.original is not None:
        return memento.original
    return link_to("original", exchange.header("link"))


def is_page(exchange: Exchange) -> bool:
    """True for a memento that is the page, whole."""
    return exchange.status == _OK and exchange.error is None


def _weight(exchange: Exchange) -> int:
    if is_page(exchange):
        return 0
    if exchange.memento_datetime is not None:
        return 1
    return 3 if exchange.status == 404 else 2


def settle(answers: Sequence[tuple[Exchange, ...]]) -> tuple[Exchange, ...]:
    """All exchanges of several answers to one request, the one that tells most as the last.

    A page tells most, then what else was archived, then that an archive could not be asked;
    that no archive has it counts only where all say so. What was passed over is marked as on
    the way to the answer.
    """
    best = min(answers, key=lambda answer: _weight(answer[-1]))
    before = [passed(hop) for answer in answers if answer is not best for hop in answer]
    return (*before, *best)


def passed(exchange: Exchange) -> Exchange:
    """The exchange, its route marked as on the way to the answer."""
    route = exchange.request.route
    if route.endswith(INDEX_SUFFIX):
        return exchange
    return replace(exchange, request=replace(exchange.request, route=f"{route}{INDEX_SUFFIX}"))


def absent(request: FetchRequest, clock: Clock, why: str, *, status: int = 404) -> Exchange:
    """The answer where no archive has it; with ``status`` 0 where that isn't known."""
    return Exchange(
        request=request,
        warc_date=clock(),
        target_uri=request.url,
        status=status,
        payload_sha256=digest(b""),
        error=" ".join(why.split()),
    )


def wanted_time(request: FetchRequest) -> datetime | None:
    """The request's Accept-Datetime, UTC, or None."""
    wanted = (value for key, value in request.headers if key.casefold() == "accept-datetime")
    return http_date(next(wanted, None))


def nearest(mementos: Iterable[UriM], wanted: datetime | None) -> list[UriM]:
    """Pages first, then what has no known status, then the rest; each by nearness in time.

    The newest are the nearest where no time is wanted.
    """

    def order(memento: UriM) -> tuple[int, float]:
        kind = 0 if memento.status == _OK else 1 if memento.status is None else 2
        if wanted is None:
            return kind, -memento.timestamp.timestamp()
        return kind, abs((memento.timestamp - wanted).total_seconds())

    return sorted(mementos, key=order)
