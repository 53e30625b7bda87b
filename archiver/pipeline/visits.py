"""Visits for posts: captures into the archive, and what parsers read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.errors import ArchiverError, InputError, ParseError
from archiver.fetch.drive import visit
from archiver.fetch.transport import Transport, unanswered
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
    """One visit on the network. What was received is in the archive, even if it is interrupted."""
    platform = platform_of(ref, desk.platforms)
    seen = _seen(platform, ref, desk, transport)
    pictures: list[Exchange] = []
    try:
        postings, trouble = _parsed(platform, seen)
        _fetch_pictures(postings, transport, desk, pictures)
    finally:
        seen = replace(seen, exchanges=(*seen.exchanges, *pictures))
        capture_id = desk.archive.add_capture(seen)
    postings = with_pictures(postings, seen)
    desk.archive.add_postings(postings, capture=capture_id)
    return Visit(capture_id=capture_id, capture=seen, postings=postings, trouble=trouble)


def stored_visits(ref: PostRef, desk: Desk) -> tuple[Visit, ...]:
    """Every visit to the post that the archive has, newest first, read by today's parsers.

    The postings come without the digests of their pictures: see ``with_pictures``.
    """
    platform = platform_of(ref, desk.platforms)
    visits: list[Visit] = []
    for capture_id, seen in reversed(desk.archive.captures_of(ref)):
        postings, trouble = _parsed(platform, seen)
        visits.append(
            Visit(capture_id=capture_id, capture=seen, postings=postings, trouble=trouble)
        )
    return tuple(visits)


def platform_of(ref: PostRef, platforms: Sequence[Platform]) -> Platform:
    """The platform of the reference. Raises InputError where its plugin is not installed."""
    for platform in platforms:
        if platform.name == ref.platform:
            return platform
    raise InputError(
        f"{ref.key} is of a platform that is not installed", f"install {ref.platform}'s plugin"
    )


class _Keeping:
    """A transport that remembers every exchange that went through it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.exchanges: list[Exchange] = []

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The answer of the transport inside."""
        hops = self._transport.answer(request)
        self.exchanges += hops
        return hops


def _seen(platform: Platform, ref: PostRef, desk: Desk, transport: Transport) -> Capture:
    """The visit by the platform's plan. If it is broken off, what came till then is stored."""
    kept = _Keeping(transport)
    started = desk.clock()
    try:
        return visit(platform, ref, kept, desk.clock)
    except BaseException:
        if kept.exchanges:
            desk.archive.add_capture(
                Capture(
                    ref=ref,
                    captured_at=started,
                    availability=Availability.ERROR,
                    reason="the visit was interrupted",
                    exchanges=tuple(kept.exchanges),
                )
            )
        raise


def _parsed(platform: Platform, seen: Capture) -> tuple[tuple[SocialMediaPosting, ...], str | None]:
    try:
        return platform.parse(seen), None
    except ParseError as error:
        return (), error.diagnostics()
    except Exception as error:  # noqa: BLE001 - a third party's parser may raise anything; the evidence must be stored all the same
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return (), f"the parser of {platform.name} failed on {seen.ref.key}: {what}"


# -- pictures ---------------------------------------------------------------------------


def _fetch_pictures(
    postings: Iterable[SocialMediaPosting],
    transport: Transport,
    desk: Desk,
    received: list[Exchange],
) -> None:
    """The answers are added to ``received`` one by one: what came is kept if the next breaks."""
    urls = dict.fromkeys(image.content_url for post in postings for image in post.images)
    for url in list(urls)[:MAX_IMAGES]:
        request = FetchRequest(url=url, source=Source.PLATFORM, route=IMAGE_ROUTE)
        try:
            received += transport.answer(request)
        except ArchiverError as error:
            received.append(unanswered(request, desk.clock(), error.diagnostics()))


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
