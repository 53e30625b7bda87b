"""Pinterest: pins by their id, read without an account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from archiver.answers import addresses, markup, readings, times, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.answers.values import JsonObject
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Extent, Platform, Route, hookimpl
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    PostRef,
    Precision,
    SocialMediaPosting,
    Source,
    TimeClaim,
)
from archiver.text.html import attribute, parse

NAME = "pinterest"
_MAX_ID = 2**63 - 1
_HOST = re.compile(
    r"""(?:(?:www|m|[a-z]{2})\.)?pinterest\.
    (?:com|at|ca|ch|cl|co|de|dk|es|fi|fr|ie|info|it|jp|nz|ph|pt|ru|se
      |co\.(?:at|in|kr|nz|uk)|com\.(?:au|mx))""",
    re.VERBOSE,
)
_PIN = re.compile(r"/+pin/+(?:[^/]*--)?(?P<id>[1-9][0-9]{5,18})(?:/.*)?")
_SHORT = re.compile(r"/+(?P<code>[A-Za-z0-9]{4,20})/*")
_ID = re.compile(r"[1-9][0-9]{5,18}")
_PROFILE = re.compile(r"/+(?P<handle>[A-Za-z0-9_]{3,60})/*")
_DECLARED = "SocialMediaPosting"
_SUMMARY = "the site’s own summary of the pin: it may be cut"


def match(url: str) -> PostRef | None:
    """The pin that the address names, or None. A short link is an alias."""
    parts = addresses.split(url)
    if parts is None:
        return None
    host = addresses.host_of(parts)
    if host == "pin.it":
        short = _SHORT.fullmatch(parts.path)
        return _alias(short["code"]) if short else None
    if host == "assets.pinterest.com" and parts.path == "/ext/embed.html":
        return ref_of_id(addresses.query_of(parts).get("id", ""))
    found = _PIN.fullmatch(parts.path) if _HOST.fullmatch(host) else None
    return None if found is None else ref_of_id(found["id"])


def ref_of_id(post_id: str) -> PostRef | None:
    """The pin with that id, or None for what is no number of 63 bits."""
    if _ID.fullmatch(post_id) is None or int(post_id) > _MAX_ID:
        return None
    url = f"https://www.pinterest.com/pin/{post_id}/"
    return PostRef(platform=NAME, id=post_id, url=url)


def _alias(code: str) -> PostRef:
    return PostRef(platform=NAME, id=f"~pin.it/{code}", url=f"https://pin.it/{code}")


def _page_request(ref: PostRef) -> FetchRequest | None:
    return None if ref.url is None else FetchRequest(url=ref.url)


def _oembed_request(ref: PostRef) -> FetchRequest:
    query = urlencode({"url": ref.url or f"https://www.pinterest.com/pin/{ref.id}/"})
    return FetchRequest(
        url=f"https://www.pinterest.com/oembed.json?{query}",
        headers=(("Accept", "application/json"),),
    )


def _read_page(exchange: Exchange, ref: PostRef) -> Reading:
    """What the pin's page says. Raises ParseError for a page of an unknown shape."""
    silent = readings.silence(exchange, "page") or readings.wall(exchange, "page")
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    objects = markup.linked_data(root) if root is not None else iter(())
    data = next((one for one in objects if _is_of(one, ref)), None)
    if data is None and exchange.request.source is Source.ARCHIVE:
        return Reading(finding=None, line="page: 200, without the pin")
    if data is None:
        raise values.unknown_shape(exchange, f"no pin {ref.id} that can be read")
    body = values.string_at(data, "articleBody") or ""
    return _reading(
        exchange,
        ref,
        (values.string_at(data, "headline") or "", body),
        values.object_at(data, "author"),
        tuple(_claims(data)),
        values.web_address(data.get("image")),
    )


def _read_oembed(exchange: Exchange, ref: PostRef) -> Reading:
    """What the embed endpoint says. Raises ParseError for JSON of an unknown shape."""
    silent = readings.silence(exchange, "oembed") or readings.no_json(exchange, "oembed")
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or values.string_at(data, "author_name") is None:
        raise values.unknown_shape(exchange, "no author of a pin")
    frames = parse(values.string_at(data, "html") or "").find_all("iframe")
    if {match(attribute(frame, "src")) for frame in frames} != {ref}:
        raise values.unknown_shape(exchange, f"no pin {ref.id} in the frame")
    author = {"name": data.get("author_name"), "url": data.get("author_url")}
    title = values.string_at(data, "title") or ""
    return _reading(
        exchange, ref, (title,), author, (), values.web_address(data.get("thumbnail_url"))
    )


def _is_of(data: JsonObject, ref: PostRef) -> bool:
    named = (data.get("@id"), data.get("url"))
    refs = [match(one) for one in named if isinstance(one, str)]
    return data.get("@type") == _DECLARED and ref in refs


def _claims(data: JsonObject) -> Iterator[TimeClaim]:
    claim = times.stated("datePublished", values.time_of(data.get("datePublished")))
    if claim is not None:
        yield claim


def _reading(
    exchange: Exchange,
    ref: PostRef,
    parts: tuple[str, ...],
    author: JsonObject,
    times: tuple[TimeClaim, ...],
    picture: str | None,
) -> Reading:
    route = exchange.request.route
    origin = origin_of(exchange, f"{NAME}.{route}/1")
    words = dict.fromkeys(values.text_of(part).strip() for part in parts)
    found = SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text="\n\n".join(filter(None, words)),
        complete=False,
        incomplete_reason=_SUMMARY,
        author_name=values.name_of(author.get("name")),
        handle=_handle(author.get("url")),
        created=times[0].time if times else None,
        created_precision=times[0].precision if times else None,
        times=times,
        images=(ImageObject(content_url=picture),) if picture else (),
        witnessed_at=origin.witnessed_at,
    )
    line = f"{route}: 200, {_SUMMARY}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(found,))


def _handle(url: object) -> str | None:
    parts = addresses.split(url) if isinstance(url, str) else None
    if parts is None or _HOST.fullmatch(addresses.host_of(parts)) is None:
        return None
    found = _PROFILE.fullmatch(parts.path)
    return found["handle"] if found else None


WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.CUT,
            time=Precision.SECOND,
            images=True,
            note="The pin's page, where it declares itself a post.",
        ),
        request=_page_request,
        read=_read_page,
        archived=True,
    ),
    Way(
        route=Route(name="oembed", text=Extent.CUT, time=None, note="A title and the author."),
        request=_oembed_request,
        read=_read_oembed,
    ),
)
"""The ways to a pin, best first."""


class Pinterest(Site):
    """The platform, as the plugin contract asks for it."""

    name = NAME
    label = "Pinterest"
    hosts = ("pinterest.com",)
    markers = EmbedMarkers(
        hints=("pinterest", "pin.it", "data-pin-do"),
        elements=("amp-pinterest",),
        iframe_ids=(("assets.pinterest.com/ext/embed.html", "id"),),
        widget_classes=("pin-it-button", "pinterest-share-button"),
        widget_paths=tuple(
            f"{host}{path}"
            for host in ("www.pinterest.com", "pinterest.com")
            for path in ("/pin/create/", "/pin/find/")
        ),
    )
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The pin that the address names, or None."""
        return match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The pin with that id, or None for what is no number of 63 bits."""
        return ref_of_id(post_id)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """A copy without words: the snippet is a link that a script replaces."""
        pins = parse(markup).select('[data-pin-do="embedPin"], iframe[src], amp-pinterest')
        named = (attribute(one, name) for one in pins for name in ("href", "src", "data-url"))
        return EmbedCopy() if any(map(match, named)) else None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Pinterest alone."""
    return (Pinterest(),)
