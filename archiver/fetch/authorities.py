"""Time stamping authorities and calendars: who they are, and what they answer over HTTP."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from archiver.errors import InputError
from archiver.fetch import hops
from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest

ROUTE = "timestamp"
MAX_BYTES = 256 * 1024
"""Of an answer; a token with its certificates has some 2 to 20 kB."""
MAX_CALENDAR_BYTES = 10_000
"""Of a calendar's answer, as other clients have it."""

_OTS = "ots:"
_FIRST_ERROR = 300
_NOT_FOUND = 404
_ACCEPT_OTS = "application/vnd.opentimestamps.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who is asked for the time."""

    url: str
    calendar: bool = False
    """True for a calendar of OpenTimestamps, False for RFC 3161."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A public authority that has a name."""

    name: str
    url: str
    note: str
    root: str | None = None
    """Where its root is published, where certifi doesn't list it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: a body to read, or in one line why there is none."""

    body: bytes
    asked: datetime
    """When, UTC, by this machine's clock."""
    trouble: str | None = None


def known() -> tuple[Known, ...]:
    """The public authorities that have names."""
    text = resources.files("archiver.fetch").joinpath("authorities.toml").read_text("utf-8")
    return tuple(Known(**one) for one in tomllib.loads(text)["authority"])


def authority_of(word: str) -> Authority:
    """Who is meant by an address, ``ots:`` and an address, or a name that is known.

    Raises InputError for anything else.
    """
    named = {one.name: one.url for one in known()}
    address = named.get(word.strip().lower(), word.strip())
    calendar = address.lower().startswith(_OTS)
    url = address[len(_OTS) :] if calendar else address
    if not hops.is_web(url):
        raise InputError(
            f"{word!r} is no time stamping authority",
            f"give an http or https address, ots: and a calendar's, or one of {', '.join(named)}",
        )
    return Authority(url=url.rstrip("/") if calendar else url, calendar=calendar)


def ask(session: Session, url: str, query: bytes) -> Reply:
    """What an authority answers to a TimeStampReq (RFC 3161 3.4)."""
    headers = {
        "Content-Type": "application/timestamp-query",
        "Accept": "application/timestamp-reply",
    }
    exchanges = session.post(url, query, headers=headers, route=ROUTE, max_bytes=MAX_BYTES)
    return _reply(exchanges)


def submit(session: Session, calendar: str, commitment: bytes) -> Reply:
    """What a calendar answers to a new commitment."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _ACCEPT_OTS}
    exchanges = session.post(
        f"{calendar}/digest", commitment, headers=headers, route=ROUTE, max_bytes=MAX_CALENDAR_BYTES
    )
    return _reply(exchanges)


def look_up(session: Session, calendar: str, commitment: bytes) -> Reply:
    """What a calendar has for a commitment that it was given before."""
    url = f"{calendar.rstrip('/')}/timestamp/{commitment.hex()}"
    if not hops.is_web(url):
        url = f"https://{url}"
    request = FetchRequest(url=url, route=ROUTE, headers=(("Accept", _ACCEPT_OTS),))
    exchanges = session.answer(request)
    if exchanges[-1].status == _NOT_FOUND:
        return Reply(body=b"", asked=exchanges[-1].warc_date)
    reply = _reply(exchanges)
    if len(reply.body) > MAX_CALENDAR_BYTES:
        why = f"answers with more than {MAX_CALENDAR_BYTES} bytes"
        return Reply(body=b"", asked=reply.asked, trouble=why)
    return reply


def _reply(exchanges: tuple[Exchange, ...]) -> Reply:
    answer, asked = exchanges[-1], exchanges[0].warc_date
    trouble = _trouble(answer)
    return Reply(body=b"" if trouble else answer.payload, asked=asked, trouble=trouble)


def _trouble(answer: Exchange) -> str | None:
    if answer.status == 0:
        return f"does not answer ({answer.error or 'no answer'})"
    if answer.status >= _FIRST_ERROR:
        return f"answers with status {answer.status}"
    if answer.truncated == "length":
        return f"answers with more than a time stamp can have ({answer.error})"
    if answer.truncated or answer.error:
        return f"answers only in part ({answer.error or answer.truncated})"
    return None
