"""Runs a platform's plan: on the network, or on what was stored of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from archiver.errors import ArchiverError
from archiver.fetch.hops import MOVES
from archiver.fetch.transport import Clock, Transport, unanswered
from archiver.fetch.wishes import TRY_LATER
from archiver.hookspecs import Platform
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Source,
)
from archiver.model.exchange import UNASKED

MAX_REQUESTS = 50
"""A plan that asks for more has lost its way."""

INDEX_SUFFIX = ".index"
"""Ends the route of an exchange on the way to a memento: a look-up, or a capture passed over."""


def visit(platform: Platform, ref: PostRef, transport: Transport, clock: Clock) -> Capture:
    """One visit for one post, by the platform's own plan.

    Never raises for what a plan or a transport does wrong: such a capture has availability
    ``error``, the failure in one line, and the exchanges up to it.
    """
    started = clock()
    exchanges: list[Exchange] = []
    try:
        outcome = _run(platform, ref, transport, clock, exchanges)
    except ArchiverError as error:
        outcome = _failure(error.diagnostics())
    except Exception as error:  # noqa: BLE001 - a third party's plan may raise anything; one post must not end a run
        outcome = _failure(f"the plan of {platform.name} failed: {type(error).__name__}: {error}")
    meant = outcome.ref or ref
    return Capture(
        ref=meant,
        asked=None if meant == ref else ref,
        captured_at=started,
        availability=outcome.availability,
        reason=outcome.reason,
        exchanges=tuple(exchanges),
    )


def _run(
    platform: Platform,
    ref: PostRef,
    transport: Transport,
    clock: Clock,
    exchanges: list[Exchange],
) -> Outcome:
    plan = platform.plan(ref)
    try:
        request = next(plan)
        for _ in range(MAX_REQUESTS):
            hops = _answer(transport, request, clock)
            # What was not to be asked at all is no evidence of anything.
            exchanges += (hop for hop in hops if not (hop.error or "").startswith(UNASKED))
            request = plan.send(hops[-1])
    except StopIteration as stop:
        if not isinstance(stop.value, Outcome):
            return _failure(f"the plan of {platform.name} ended without an outcome")
        return stop.value
    plan.close()
    return _failure(f"the plan of {platform.name} asked for more than {MAX_REQUESTS} answers")


def _answer(transport: Transport, request: FetchRequest, clock: Clock) -> tuple[Exchange, ...]:
    try:
        return transport.answer(request)
    except ArchiverError as error:
        return (unanswered(request, clock(), error.diagnostics()),)


def _failure(line: str) -> Outcome:
    return Outcome(availability=Availability.ERROR, reason=" ".join(line.split()))


class Replay:
    """A transport that answers from a capture's stored exchanges, in their order.

    A request is known by its address and its source. What was never asked is answered with
    status 0, "not in the archive"; a route that may have been left out, for want of a token or
    of leave to ask third parties, is left out again.
    """

    def __init__(self, capture: Capture) -> None:
        self._captured_at = capture.captured_at
        self._answers: dict[tuple[str, Source], deque[tuple[Exchange, ...]]] = {}
        for answer in _answers(capture.exchanges):
            self._answers.setdefault(_key(answer[-1].request), deque()).append(answer)

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The next stored answer to that request, its redirects before it."""
        stored = self._answers.get(_key(request))
        if not stored:
            optional = request.source is Source.THIRD_PARTY or request.credential is not None
            why = f"{UNASKED} not in the archive" if optional else "not in the archive"
            return (unanswered(request, self._captured_at, why),)
        return stored.popleft()


def _key(request: FetchRequest) -> tuple[str, Source]:
    return request.url, request.source


def _answers(exchanges: Sequence[Exchange]) -> Iterable[tuple[Exchange, ...]]:
    """The exchanges parted into answers: steps on the way, then the one they led to."""
    answer: list[Exchange] = []
    for index, exchange in enumerate(exchanges):
        answer.append(exchange)
        following = exchanges[index + 1] if index + 1 < len(exchanges) else None
        if following is None or not _leads_on(exchange, following):
            yield tuple(answer)
            answer = []


def _leads_on(exchange: Exchange, following: Exchange) -> bool:
    """True where an exchange is a step of the same answer: a look-up, redirect or retry."""
    if _key(exchange.request) != _key(following.request):
        return False
    if exchange.request.route.endswith(INDEX_SUFFIX):
        return True
    if exchange.error is not None and exchange.status not in TRY_LATER:
        return False
    moved = exchange.status in MOVES and exchange.header("location") is not None
    return moved or exchange.status in TRY_LATER
