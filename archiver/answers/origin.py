"""Who saw a post, when, and what read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archiver.model import Exchange, Source, Witness

_WITNESSES = {
    Source.PLATFORM: Witness.PLATFORM,
    Source.ARCHIVE: Witness.ARCHIVE,
    Source.THIRD_PARTY: Witness.THIRD_PARTY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who saw a post, when, and what read it."""

    witness: Witness
    parser: str
    """Name and version: "x.syndication/1"."""
    witnessed_at: datetime
    """UTC: when it was asked, or for a memento when the archive captured it."""


def origin_of(exchange: Exchange, parser: str) -> Origin:
    """The origin of what ``parser`` reads from an answer: its witness is whom the request asked."""
    return Origin(
        witness=_WITNESSES[exchange.request.source],
        parser=parser,
        witnessed_at=exchange.memento_datetime or exchange.warc_date,
    )
