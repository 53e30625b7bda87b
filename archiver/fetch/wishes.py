"""What a server says about when to ask again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from archiver.model import Exchange

TRY_LATER = frozenset({429, 503})
"""Statuses that mean: not now."""

_PREFIXES = ("RateLimit", "X-RateLimit")
_FIRST_EPOCH = 1_000_000_000
"""A reset above this is a moment in seconds since 1970, below it a number of seconds."""
_NONE_LEFT = re.compile(r";\s*r=0\b")
_SECONDS_LEFT = re.compile(r";\s*t=([0-9]{1,9})\b")


def wait_asked_for(exchange: Exchange, now: datetime) -> float | None:
    """The seconds that the server wants to be left alone, or None where it names none.

    By Retry-After of a 429 or 503, else by RateLimit headers that leave nothing.
    """
    if exchange.status in TRY_LATER:
        asked = retry_after(exchange.header("Retry-After"), now)
        if asked is not None:
            return asked
    return _until_reset(exchange, now)


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, a number or an HTTP-date (RFC 9110, 10.2.3).

    None where the header is absent or can't be read; 0 for a date that has passed.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return _until(moment, now)


def _until_reset(exchange: Exchange, now: datetime) -> float | None:
    """By RateLimit-Remaining and -Reset, with or without "X-", or the structured RateLimit."""
    for prefix in _PREFIXES:
        if _number(exchange.header(f"{prefix}-Remaining")) == 0:
            return _reset(exchange.header(f"{prefix}-Reset"), now)
    policy = exchange.header("RateLimit") or ""
    seconds = _SECONDS_LEFT.search(policy)
    return float(seconds[1]) if seconds and _NONE_LEFT.search(policy) else None


def _reset(value: str | None, now: datetime) -> float | None:
    """Seconds, seconds since 1970, or a date: servers have all three."""
    if value is None:
        return None
    number = _number(value)
    if number is not None:
        return max(0.0, number - now.timestamp()) if number > _FIRST_EPOCH else number
    try:
        return _until(datetime.fromisoformat(value.strip()), now)
    except (ValueError, TypeError):
        return None


def _number(value: str | None) -> float | None:
    if value is None or re.fullmatch(r"\s*[0-9]{1,12}(\.[0-9]{1,9})?\s*", value) is None:
        return None
    return float(value)


def _until(moment: datetime, now: datetime) -> float:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
