"""The pictures of posts: fetched with a visit, and read from what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from archiver.errors import ArchiverError, InputError
from archiver.fetch.transport import Transport, unanswered
from archiver.media.fingerprint import fingerprint
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

IMAGE_ROUTE = "image"
MAX_IMAGES = 20
"""Pictures fetched for one post."""
_OK = 200


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


def with_pictures(
    postings: Iterable[SocialMediaPosting], seen: Capture
) -> tuple[SocialMediaPosting, ...]:
    """The postings, their pictures with digest and fingerprints where the capture has them.

    Bytes with another digest than the post's record states are not its picture.
    """
    received = {
        exchange.request.url: exchange
        for exchange in seen.exchanges
        if exchange.request.route == IMAGE_ROUTE and exchange.status == _OK
    }
    return tuple(
        replace(post, images=tuple(_known(image, received) for image in post.images))
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


def _known(image: ImageObject, received: Mapping[str, Exchange]) -> ImageObject:
    exchange = received.get(image.content_url)
    if exchange is None or exchange.truncated or exchange.error:
        return image
    try:
        facts = fingerprint(exchange.payload)
    except InputError:
        return image
    if image.claimed_sha256 not in {None, facts.sha256}:
        return image
    return replace(
        image,
        width=facts.width,
        height=facts.height,
        sha256=facts.sha256,
        phash=facts.phash,
        dhash=facts.dhash,
    )
