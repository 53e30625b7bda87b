"""Visits for posts: captures into the archive, and what parsers read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.errors import InputError, ParseError
from archiver.fetch.drive import visit
from archiver.fetch.transport import Transport
from archiver.hookspecs import Platform
from archiver.media.fingerprint import fingerprint
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    ImageObject,
    PostRef,
    SocialMediaPosting,
    Source,
)
from archiver.pipeline.desk import Desk
from archiver.plugins import resolve

IMAGE_ROUTE = "image"
MAX_IMAGES = 20
"""Pictures fetched for one post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A capture in the archive, and what was read from it."""

    capture_id: int
    capture: Capture
    postings: tuple[SocialMediaPosting, ...]
    trouble: str | None = None
    """One line where the capture holds an answer that its parser can't read."""


def capture(url: str, desk: Desk) -> Visit:
    """The post at ``url`` is captured: its exchanges and pictures are in the archive.

    Raises InputError where no platform knows the address or the desk has no network. A post
    that is gone is a capture with its availability.
    """
    ref = resolve(url, desk.platforms)
    if ref is None:
        raise InputError(f"{url} is no post of a known platform", "give the address of one post")
    if desk.transport is None:
        raise InputError("a post can't be captured offline", "leave out --offline")
    return visit_post(ref, desk, desk.transport)


def visit_post(ref: PostRef, desk: Desk, transport: Transport) -> Visit:
    """One visit on the network; everything received is stored before it is judged."""
    platform = platform_of(ref, desk.platforms)
    seen = visit(platform, ref, transport, desk.clock)
    postings, trouble = _parsed(platform, seen)
    pictures = tuple(_fetch_pictures(postings, transport))
    seen = replace(seen, exchanges=(*seen.exchanges, *pictures))
    capture_id = desk.archive.add_capture(seen)
    postings = with_pictures(postings, seen)
    desk.archive.add_postings(postings, capture=capture_id)
    return Visit(capture_id=capture_id, capture=seen, postings=postings, trouble=trouble)


def stored_visit(ref: PostRef, desk: Desk) -> Visit | None:
    """The newest visit in the archive that has the post's words, else the newest, else None.

    What it holds is read again by the parsers of today.
    """
    platform = platform_of(ref, desk.platforms)
    newest: Visit | None = None
    for capture_id, seen in reversed(desk.archive.captures_of(ref)):
        postings, trouble = _parsed(platform, seen)
        read_again = Visit(
            capture_id=capture_id,
            capture=seen,
            postings=with_pictures(postings, seen),
            trouble=trouble,
        )
        if postings:
            return read_again
        newest = newest or read_again
    return newest


def platform_of(ref: PostRef, platforms: Sequence[Platform]) -> Platform:
    """The platform of the reference. Raises InputError where its plugin is not installed."""
    for platform in platforms:
        if platform.name == ref.platform:
            return platform
    raise InputError(
        f"{ref.key} is of a platform that is not installed", f"install {ref.platform}'s plugin"
    )


def _parsed(platform: Platform, seen: Capture) -> tuple[tuple[SocialMediaPosting, ...], str | None]:
    try:
        return platform.parse(seen), None
    except ParseError as error:
        return (), error.diagnostics()


# -- pictures ---------------------------------------------------------------------------


def _fetch_pictures(
    postings: Iterable[SocialMediaPosting], transport: Transport
) -> Iterator[Exchange]:
    urls = dict.fromkeys(image.content_url for post in postings for image in post.images)
    for url in list(urls)[:MAX_IMAGES]:
        request = FetchRequest(url=url, source=Source.PLATFORM, route=IMAGE_ROUTE)
        yield from transport.answer(request)


def with_pictures(
    postings: Iterable[SocialMediaPosting], seen: Capture
) -> tuple[SocialMediaPosting, ...]:
    """The postings, their pictures with digest and fingerprints where the capture has them."""
    received = {
        exchange.request.url: exchange
        for exchange in seen.exchanges
        if exchange.request.route == IMAGE_ROUTE and exchange.status == 200
    }
    return tuple(
        replace(post, images=tuple(_known(image, received) for image in post.images))
        for post in postings
    )


def _known(image: ImageObject, received: Mapping[str, Exchange]) -> ImageObject:
    exchange = received.get(image.content_url)
    if exchange is None or exchange.truncated or exchange.error:
        return image
    try:
        facts = fingerprint(exchange.payload)
    except InputError:
        return image
    return replace(
        image,
        width=facts.width,
        height=facts.height,
        sha256=facts.sha256,
        phash=facts.phash,
        dhash=facts.dhash,
    )


def nothing_fetched(visits: Iterable[Visit]) -> bool:
    """True where there were visits and not one got an answer."""
    every = [visit.capture for visit in visits]
    return bool(every) and all(
        seen.availability is Availability.ERROR and not any(e.status for e in seen.exchanges)
        for seen in every
    )
