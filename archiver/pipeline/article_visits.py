"""Visits to articles: what an address gives now, and how a stored answer is to be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from archiver.articles.reader import read
from archiver.errors import ArchiverError, InputError
from archiver.fetch.pages import ROUTE, ask
from archiver.fetch.soft import nature
from archiver.fetch.transport import Transport, unanswered
from archiver.model import Article, Availability, Exchange, FetchRequest
from archiver.model.history import ArticleSighting
from archiver.pipeline.desk import Desk
from archiver.pipeline.sources import ArticleSource
from archiver.store import ArticleCapture
from archiver.store.history import Received

SITE_ROUTE = "site"
"""Route of the exchange that asks a site's front page whether the site answers at all."""
_OK = 200
_ABSENT = frozenset({404, 410})
_REFUSALS = frozenset({401, 402, 403, 407, 429, 451, 503, 999})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the answers of one visit say of the page."""

    availability: Availability
    reason: str


def standing(exchanges: Sequence[Exchange]) -> Standing:
    """What the answers say of the page, in one line; ``available`` where none was asked for.

    ``not_found`` takes two signals: the address answers 404 or 410, and the front page of the same
    site answers. A refusal, a login or a challenge says nothing of the article.
    """
    of_page = [one for one in exchanges if one.request.route == ROUTE]
    if not of_page:
        return Standing(availability=Availability.AVAILABLE, reason="it was read from a file")
    answer = of_page[-1]
    says = f"its address answers with status {answer.status}"
    if answer.status in _ABSENT:
        return _absent(answer, exchanges)
    if answer.status in _REFUSALS:
        return Standing(availability=Availability.BLOCKED_FOR_US, reason=says)
    if answer.error is not None or answer.truncated is not None or answer.status == 0:
        why = answer.error or f"the answer was cut ({answer.truncated})"
        return Standing(availability=Availability.ERROR, reason=why)
    if answer.status != _OK:
        return Standing(availability=Availability.ERROR, reason=says)
    return _of_page(answer, says)


def _absent(answer: Exchange, exchanges: Sequence[Exchange]) -> Standing:
    says = f"its address answers with status {answer.status}"
    if not _is_at_home(answer):
        reason = f"its address leads to another site, which answers with status {answer.status}"
        return Standing(availability=Availability.ERROR, reason=f"{reason}: that proves nothing")
    stands_in = nature(answer)
    if stands_in is not None and "not-found" not in stands_in:
        reason = f"{says}, and what came is {stands_in}"
        return Standing(availability=Availability.BLOCKED_FOR_US, reason=reason)
    site = [one for one in exchanges if one.request.route == SITE_ROUTE]
    if not site or not _is_there(site[-1]):
        return Standing(
            availability=Availability.ERROR,
            reason=f"{says}, and the site’s front page gives no page either: that proves nothing",
        )
    reason = f"{says}, and the site’s front page with {site[-1].status}"
    return Standing(availability=Availability.NOT_FOUND, reason=reason)


def _is_there(front: Exchange) -> bool:
    """Whether the front page itself came: no error, login, challenge, or page of another site."""
    came = front.status == _OK and front.error is None and nature(front) is None
    return came and _is_at_home(front)


def _is_at_home(answer: Exchange) -> bool:
    """Whether the site that was asked answered, or a part of it."""
    asked, answered = _host(answer.request.url), _host(answer.target_uri)
    return asked == answered or answered.endswith(f".{asked}") or asked.endswith(f".{answered}")


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _of_page(answer: Exchange, says: str) -> Standing:
    stands_in = nature(answer)
    if stands_in is not None:
        blocked = "not-found" not in stands_in
        return Standing(
            availability=Availability.BLOCKED_FOR_US if blocked else Availability.ERROR,
            reason=f"{says}, and what came is {stands_in}",
        )
    if not answer.payload.strip():
        return Standing(availability=Availability.ERROR, reason=f"{says} and an empty page")
    if _path(answer.target_uri) == "/" != _path(answer.request.url):
        return Standing(
            availability=Availability.ERROR,
            reason=f"its address leads to the front page, {answer.target_uri}",
        )
    return Standing(availability=Availability.AVAILABLE, reason=says)


def _path(address: str) -> str:
    return urlsplit(address).path or "/"


def visit_article(address: str, desk: Desk, transport: Transport) -> int:
    """The address was asked, and what it answered is in the archive. Returns the id.

    Where it has the page no more, the front page of the site is asked too. No failure is raised:
    it is in the exchanges.
    """
    exchanges = _asked(address, desk, transport)
    if exchanges[-1].status in _ABSENT:
        exchanges += _site(address, desk, transport)
    answer = next(one for one in reversed(exchanges) if one.request.route == ROUTE)
    found = standing(exchanges).availability is Availability.AVAILABLE
    return desk.archive.add_article_capture(
        answer.payload,
        source=address,
        url=answer.target_uri if found else address,
        captured_at=answer.warc_date,
        media_type=answer.header("content-type"),
        exchanges=exchanges,
    )


def _asked(address: str, desk: Desk, transport: Transport) -> tuple[Exchange, ...]:
    try:
        return ask(address, transport)
    except ArchiverError as error:
        request = FetchRequest(url=address, route=ROUTE)
        return (unanswered(request, desk.clock(), error.diagnostics()),)


def _site(address: str, desk: Desk, transport: Transport) -> tuple[Exchange, ...]:
    parts = urlsplit(address)
    request = FetchRequest(
        url=urlunsplit((parts.scheme, parts.netloc, "/", "", "")), route=SITE_ROUTE
    )
    try:
        return transport.answer(request)
    except ArchiverError as error:
        return (unanswered(request, desk.clock(), error.diagnostics()),)


def source_again(capture: ArticleCapture) -> ArticleSource:
    """The stored bytes as the source that they came as."""
    of_page = [one for one in capture.exchanges if one.request.route == ROUTE]
    stated = of_page[-1].header("content-type") if of_page else None
    imported = f"read from {capture.imported}: whoever made that file vouches for it"
    return ArticleSource(
        name=capture.source,
        payload=capture.payload,
        received=capture.captured_at,
        url=capture.url,
        content_type=stated or capture.media_type,
        exchanges=capture.exchanges,
        stored=capture.id,
        notes=() if capture.imported is None else (imported,),
    )


def article_again(capture: ArticleCapture, desk: Desk) -> Article | None:
    """The stored bytes as today's reader reads them, or None where they are no article."""
    source = source_again(capture)
    try:
        article = read(
            source.payload,
            platforms=desk.platforms,
            source=source.name,
            url=source.url,
            content_type=source.content_type,
        )
    except InputError:
        return None
    return replace(article, notes=(*article.notes, *source.notes))


def sighting_of(capture: ArticleCapture, one: Received, desk: Desk) -> ArticleSighting:
    """One reading-in of an article, read by today's reader where it is the article that came."""
    found = standing(capture.exchanges)
    article = article_again(capture, desk) if found.availability is Availability.AVAILABLE else None
    if article is None and found.availability is Availability.AVAILABLE:
        found = replace(found, availability=Availability.ERROR)
    return ArticleSighting(
        record=capture.id,
        origin=one.origin,
        time=capture.captured_at,
        availability=found.availability,
        reason=found.reason,
        address=capture.url,
        sha256=one.sha256,
        article=article,
        imported=one.imported,
        asked=any(each.request.route == ROUTE for each in capture.exchanges),
    )
