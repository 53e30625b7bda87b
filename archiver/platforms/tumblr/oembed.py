"""The documented embed endpoint (tumblr.com/oembed): the blog's name, and no words."""

from __future__ import annotations

from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.tumblr import names

ROUTE = "oembed"


def request(ref: PostRef) -> FetchRequest | None:
    """The request for the post; None where no more than a frame's address is known."""
    if names.blog_of(ref) is None:
        return None
    query = urlencode({"url": ref.url})
    return FetchRequest(
        url=f"https://www.tumblr.com/oembed/1.0?{query}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the post is there. Raises ParseError for JSON of an unknown shape."""
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    address = values.string_at(data, "url") if isinstance(data, dict) else None
    if address is None:
        raise values.unknown_shape(exchange, "no address of a post")
    named = names.match(address)
    if named is not None and named.id != ref.id:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    return Reading(finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, the post without words")
