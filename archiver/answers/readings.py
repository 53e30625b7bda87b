"""What one answer says of a post."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.answers import markup, values
from archiver.model import Availability, Exchange, SocialMediaPosting, Source
from archiver.model.exchange import UNASKED

_OK = 200
_REFUSALS = frozenset({401, 403, 407, 420, 429, 451, 999})
_ABSENCES = frozenset({404, 410})
_MOVES = frozenset({301, 302, 303, 307, 308})
_LOGIN = re.compile(
    r"/(?:(?:accounts?|auth|i/flow|uas|users?|[a-z0-9]{2}(?:-[a-z]{2})?)/)?"
    r"(?:log[-_]?in|sign[-_]?in|signup|authwall|checkpoint|challenge)(?:[/.]|$)"
)
"""The start of a path; further in, such a word is the title of a post."""
_CHALLENGES = re.compile(
    rb"<title>just a moment\.\.\.</title>"
    rb"|<title>attention required! \| cloudflare</title>"
    rb"|<title>access denied</title>"
    rb"|/cdn-cgi/challenge-platform/h/[a-z]/orchestrate/"
    rb"|_cf_chl_opt"
)
"""Cloudflare puts other scripts of its own into ordinary pages."""
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
_FEW_WORDS = 200
"""Code points that a challenge shows at most."""
_UNSEEN = frozenset({"head", "title", "script", "style", "noscript", "template"})
_UNDECODED = "some letters of the answer could not be decoded"
_FULL = "text in full"
_REPLACED = "\ufffd"


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
    settled: bool = False
    """True where the post has no words of its own, so that no route can have more of it."""

    @property
    def whole(self) -> bool:
        """True where the post that was asked for is here with all that is sought of it."""
        if not self.asked or self.lacking or not self.postings:
            return False
        return self.settled or self.postings[0].complete


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
    if _led_to_login(exchange):
        line = f"{route}: {exchange.status}, led to a login page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    start = exchange.payload[:_LOOKED_AT].lower()
    if values.looks_like_json(start):
        return None
    if _CHALLENGES.search(start) or (any(mark in start for mark in _CAPTCHAS) and _is_bare(start)):
        line = f"{route}: {exchange.status}, a challenge page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return None


def path_of(url: str) -> str:
    """The path of an address in lower case; empty for what is no address."""
    try:
        return urlsplit(url).path.lower()
    except ValueError:
        return ""


def is_login(url: str) -> bool:
    """True for the address of a page on which one logs in, by its path."""
    return _LOGIN.match(path_of(url)) is not None


def _led_to_login(exchange: Exchange) -> bool:
    """True where a redirect of the site itself ended at a login page."""
    if exchange.request.source is Source.ARCHIVE or not is_login(exchange.target_uri):
        return False
    return path_of(exchange.target_uri) != path_of(exchange.request.url)


def _is_bare(page: bytes) -> bool:
    """True for a small page that has hardly any words, neither to see nor about itself."""
    if len(page) > _SMALL:
        return False
    root = markup.tree(page)
    if root is None:
        return True
    words = [
        part
        for node in root.iter()
        for part in (node.text if _is_read(node) else "", node.tail)
        if part
    ]
    words.append(markup.open_graph(root).get("og:description", ""))
    return len(" ".join("".join(words).split())) < _FEW_WORDS


def _is_read(node: HtmlElement) -> bool:
    """True for an element whose own text is shown, or describes the page in linked data."""
    return isinstance(node.tag, str) and (
        node.tag not in _UNSEEN or node.get("type") == "application/ld+json"
    )


def undecoded(reading: Reading) -> Reading:
    """The reading, its postings incomplete where letters of them could not be decoded.

    U+FFFD stands for such letters; a name that has one is none.
    """
    if not any(_REPLACED in text for one in reading.postings for text in _said_by(one)):
        return reading
    postings = tuple(map(_as_undecoded, reading.postings))
    line = reading.line
    if reading.postings[0].complete and not postings[0].complete:
        line = line.replace(_FULL, _UNDECODED) if _FULL in line else f"{line}, {_UNDECODED}"
    return replace(reading, postings=postings, line=line)


def _said_by(posting: SocialMediaPosting) -> tuple[str, str, str]:
    return posting.text, posting.author_name or "", posting.handle or ""


def _as_undecoded(posting: SocialMediaPosting) -> SocialMediaPosting:
    text, name, handle = (_REPLACED in part for part in _said_by(posting))
    if not (text or name or handle):
        return posting
    return replace(
        posting,
        complete=False,
        incomplete_reason=posting.incomplete_reason or _UNDECODED,
        author_name=None if name else posting.author_name,
        handle=None if handle else posting.handle,
    )


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
