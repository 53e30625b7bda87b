"""What one answer says of a post."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model import Availability, Exchange, SocialMediaPosting
from archiver.platforms.x import values

_OK = 200
_REFUSALS = frozenset({401, 403, 407, 420, 429, 451, 999})
_ABSENCES = frozenset({404, 410})
_MOVES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one answer says: of the post, or of our asking."""

    finding: Availability | None
    """None where the answer says nothing of the post: no archive has it."""
    line: str
    """The evidence, in one line."""
    postings: tuple[SocialMediaPosting, ...] = ()
    """The post itself first, then those that it carries."""
    asked: bool = True
    """False where the answer is another version of the post than the one asked for."""

    @property
    def whole(self) -> bool:
        """True where the post that was asked for is here with all of its text."""
        return self.asked and bool(self.postings) and self.postings[0].complete


def is_hop(exchange: Exchange) -> bool:
    """True for a redirect that led on to another exchange."""
    return exchange.status in _MOVES and exchange.error is None


def silence(exchange: Exchange, route: str) -> Reading | None:
    """The reading of an answer without a body worth reading, or None where there is one.

    A 404 or 410 is a statement of the endpoint on the post, not yet the truth about it.
    """
    status = exchange.status
    if status == 0:
        line = f"{route}: no answer ({values.one_line(exchange.error or 'no reason given')})"
        return Reading(finding=Availability.ERROR, line=line)
    if exchange.truncated is not None or exchange.error is not None:
        why = exchange.error or f"cut: {exchange.truncated}"
        line = f"{route}: {status}, not a whole answer ({values.one_line(why)})"
        return Reading(finding=Availability.ERROR, line=line)
    if status == _OK:
        return None
    if status in _ABSENCES:
        finding = Availability.NOT_FOUND
    elif status in _REFUSALS or status in _MOVES:
        finding = Availability.BLOCKED_FOR_US
    else:
        finding = Availability.ERROR
    return Reading(finding=finding, line=f"{route}: {status}")


def no_json(exchange: Exchange, route: str) -> Reading | None:
    """The reading of a 200 without JSON, most often a challenge page, or None."""
    if values.looks_like_json(exchange.payload):
        return None
    if not exchange.payload.strip():
        return Reading(finding=Availability.ERROR, line=f"{route}: 200, an empty body")
    return Reading(
        finding=Availability.BLOCKED_FOR_US,
        line=f"{route}: 200, a page where JSON was promised",
    )
