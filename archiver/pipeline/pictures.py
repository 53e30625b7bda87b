"""The pictures of posts: fetched with a visit, and read from what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from archiver.errors import ArchiverError, InputError
from archiver.fetch.transport import Transport, unanswered
from archiver.media.fingerprint import Fingerprint, fingerprint
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    ImageObject,
    SocialMediaPosting,
    Source,
    Witness,
)
from archiver.store import PICTURE_ROUTE, Archive

IMAGE_ROUTE = PICTURE_ROUTE
MAX_IMAGES = 20
"""Pictures fetched for one post."""
_OK = 200
Facts = Callable[[Exchange], Fingerprint | None]


def fetch_pictures(
    postings: Iterable[SocialMediaPosting], transport: Transport, clock: Callable[[], datetime]
) -> Iterator[Exchange]:
    """Every exchange that the pictures take, one by one: what came is kept if the next breaks.

    Where a post is not there any more and its picture neither, an archive is asked for it.
    """
    for url, gone in list(_wanted(postings).items())[:MAX_IMAGES]:
        received = _answer(_request(url, Source.PLATFORM), transport, clock)
        yield from received
        if gone and received[-1].status != _OK:
            yield from _answer(_request(url, Source.ARCHIVE), transport, clock)


def facts_of(payload: bytes) -> Fingerprint | str:
    """What the bytes are as a picture; where they are none, why, in one line."""
    try:
        return fingerprint(payload)
    except InputError as error:
        return error.diagnostics()


def fresh_facts(exchange: Exchange) -> Fingerprint | None:
    """What the bytes of an answer are as a picture; None where they are none."""
    found = facts_of(exchange.payload)
    return None if isinstance(found, str) else found


def kept_facts(archive: Archive) -> Facts:
    """The same, looked at once: what was found stays in the archive."""

    def facts(exchange: Exchange) -> Fingerprint | None:
        if not exchange.payload_sha256:
            return fresh_facts(exchange)
        known = archive.pictures.facts(exchange.payload_sha256)
        if known is None:
            known = facts_of(exchange.payload)
            archive.pictures.keep_facts(exchange.payload_sha256, known)
        return None if isinstance(known, str) else known

    return facts


def with_pictures(
    postings: Iterable[SocialMediaPosting], seen: Capture, facts: Facts = fresh_facts
) -> tuple[SocialMediaPosting, ...]:
    """The postings, their pictures with digest and fingerprints where the capture has them.

    ``facts`` tells what an answer's bytes are. Bytes with another digest than the post's record
    states are not its picture.
    """
    received = {
        exchange.request.url: exchange
        for exchange in seen.exchanges
        if exchange.request.route == IMAGE_ROUTE and exchange.status == _OK
    }
    return tuple(
        replace(post, images=tuple(_known(image, received, facts) for image in post.images))
        for post in postings
    )


def _wanted(postings: Iterable[SocialMediaPosting]) -> dict[str, bool]:
    """Each address once, and whether all that is left of its post is in archives."""
    wanted: dict[str, bool] = {}
    for post in postings:
        gone = post.witness is Witness.ARCHIVE and post.availability is not Availability.AVAILABLE
        for image in post.images:
            wanted[image.content_url] = gone and wanted.get(image.content_url, True)
    return wanted


def _request(url: str, source: Source) -> FetchRequest:
    return FetchRequest(url=url, source=source, route=IMAGE_ROUTE)


def _answer(
    request: FetchRequest, transport: Transport, clock: Callable[[], datetime]
) -> tuple[Exchange, ...]:
    try:
        return transport.answer(request)
    except ArchiverError as error:
        return (unanswered(request, clock(), error.diagnostics()),)


def _known(image: ImageObject, received: Mapping[str, Exchange], facts: Facts) -> ImageObject:
    exchange = received.get(image.content_url)
    if exchange is None or exchange.truncated or exchange.error:
        return image
    found = facts(exchange)
    if found is None or image.claimed_sha256 not in {None, found.sha256}:
        return image
    return replace(
        image,
        width=found.width,
        height=found.height,
        sha256=found.sha256,
        phash=found.phash,
        dhash=found.dhash,
    )
