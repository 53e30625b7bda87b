"""What one answer says of a post."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archiver.answers import values
from archiver.model import Availability, Exchange, SocialMediaPosting, Source
from archiver.model.exchange import UNASKED

_OK = 200
_REFUSALS = frozenset({401, 403, 407, 420, 429, 451, 999})
_ABSENCES = frozenset({404, 410})
_MOVES = frozenset({301, 302, 303, 307, 308})
_LOGIN = re.compile(
    r"/(?:accounts/)?(?:log-?in|sign-?in|signup|authwall|checkpoint|challenge)(?:[/.]|$)"
)
_CHALLENGES = (
    b"<title>just a moment...</title>",
    b"/cdn-cgi/challenge-platform/",
    b"cf-chl-",
    b"<title>attention required! | cloudflare</title>",
    b"<title>access denied</title>",
)
_CAPTCHAS = (
    b"g-recaptcha",
    b"h-captcha",
    b"px-captcha",
    b"captcha-delivery.com",
    b"verify you are human",
)
"""Marks of a challenge where there is little else: pages with a login form have them, too."""
_SMALL = 30_000
"""Bytes of a page that holds a challenge and nothing besides."""
_LOOKED_AT = 200_000
"""Bytes of a page that are searched for the marks of a challenge."""


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
    lacking: bool = False
    """True where another route may have what this answer lacks beside the text: the exact
    time, the pictures."""

    @property
    def whole(self) -> bool:
        """True where the post that was asked for is here with all that is sought of it."""
        return self.asked and not self.lacking and bool(self.postings) and self.postings[0].complete


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


def unasked(exchange: Exchange) -> Reading | None:
    """An empty reading where nobody was asked (no token, third parties not allowed), or None."""
    if exchange.status != 0 or not exchange.error or not exchange.error.startswith(UNASKED):
        return None
    return Reading(finding=None, line="")


def wall(exchange: Exchange, route: str) -> Reading | None:
    """The reading of a login page or a challenge, which speaks of our asking alone, or None."""
    try:
        path = urlsplit(exchange.target_uri).path.lower()
    except ValueError:
        path = ""
    if _LOGIN.search(path):
        line = f"{route}: {exchange.status}, led to a login page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    start = exchange.payload[:_LOOKED_AT].lower()
    if values.looks_like_json(start):
        return None
    marks = (*_CHALLENGES, *_CAPTCHAS) if len(exchange.payload) <= _SMALL else _CHALLENGES
    if any(mark in start for mark in marks):
        line = f"{route}: {exchange.status}, a challenge page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return None


def by_source(exchange: Exchange, reading: Reading) -> Reading:
    """The reading as what its source may say: none but the platform speaks of availability."""
    source = exchange.request.source
    if source is Source.PLATFORM or not reading.line:
        return reading
    if source is Source.THIRD_PARTY:
        return replace(reading, finding=None, line=f"third party {reading.line}")
    if exchange.memento_datetime is None:
        absent = "no archive has one"
        line = absent if exchange.status == 404 else reading.line
        return replace(reading, finding=None, line=f"memento: {line}")
    when = f"{exchange.memento_datetime:%Y-%m-%d}"
    return replace(reading, finding=None, line=f"memento of {when}: {reading.line}")
