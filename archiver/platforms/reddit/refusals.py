"""Answers of Reddit that have no post in them, and what they say."""

from __future__ import annotations

from archiver.answers import readings, values
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange

_LOOKED_AT = 100_000
_SAYS = (
    (Availability.PROTECTED, (b'"reason": "private"', b'"reason":"private"')),
    (Availability.PROTECTED, (b"must be invited to visit this community",)),
    (Availability.WITHHELD, (b'"reason": "banned"', b'"reason":"banned"')),
    (Availability.WITHHELD, (b"this community has been banned",)),
    (Availability.WITHHELD, (b'"reason": "quarantined"', b'"reason":"quarantined"')),
)
_BLOCKS = (
    b"whoa there, pardner",
    b"blocked by network security",
    b"blocked due to a network policy",
    b"prove your humanity",
)


def reading(exchange: Exchange, route: str) -> Reading | None:
    """The reading of a refusal, a wall or no answer; None where there is a body to read.

    The site says of a community that it is private, banned or quarantined; a refusal without
    such words speaks of our asking alone.
    """
    start = exchange.payload[:_LOOKED_AT].lower()
    if any(mark in start for mark in _BLOCKS):
        line = f"{route}: {exchange.status}, blocked"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    if exchange.status in {403, 404}:
        for finding, marks in _SAYS:
            said = next((mark for mark in marks if mark in start), None)
            if said is not None:
                words = values.one_line(said.decode())
                return Reading(finding=finding, line=f"{route}: {exchange.status}, “{words}”")
    return readings.silence(exchange, route) or readings.wall(exchange, route)
