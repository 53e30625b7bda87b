"""What answers requests, and how requests are shared out by whom they ask."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archiver.model import Exchange, FetchRequest, Source
from archiver.model.exchange import UNASKED

Clock = Callable[[], datetime]
"""Gives the time, UTC."""
Sleep = Callable[[float], None]
"""Waits so many seconds."""


class Transport(Protocol):
    """Whatever answers a request: the network, an archive, stored evidence."""

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """Every exchange that it took, in order; the last one is the answer.

        Never empty. Where nothing answers, the last one has status 0 and says why.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The network: platforms by ``session``, archives by ``mementos``.

    Third parties see what is asked, so they are left out unless ``third_parties`` is set.
    """

    session: Transport
    mementos: Transport | None
    clock: Clock
    third_parties: bool = False

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The answer of whom the request's source names."""
        if request.source is Source.ARCHIVE:
            if self.mementos is None:
                return (unanswered(request, self.clock(), "no archive is asked"),)
            return self.mementos.answer(request)
        if request.source is Source.THIRD_PARTY and not self.third_parties:
            return (unanswered(request, self.clock(), f"{UNASKED} third parties are not allowed"),)
        return self.session.answer(request)


def unanswered(request: FetchRequest, now: datetime, why: str) -> Exchange:
    """The exchange for a request that was never sent, or got no answer at all."""
    return Exchange(
        request=request,
        warc_date=now,
        target_uri=request.url,
        status=0,
        payload_sha256=digest(b""),
        error=" ".join(why.split()),
    )


def digest(payload: bytes) -> str:
    """Lower-case hex SHA-256."""
    return hashlib.sha256(payload).hexdigest()
